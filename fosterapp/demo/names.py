"""Names for the animals of a network, short enough for a collar."""

WORDS = """
Acorn Alder Almond Amber Apricot Aster Barley Basil Bay Bean Beech Berry Birch Biscuit Bramble
Brook Bud Button Cashew Cedar Chestnut Chive Cinder Clove Clover Cocoa Coral Cricket Crumb
Daisy Dill Dune Elm Ember Fennel Fern Fig Finch Flint Ginger Hazel Heath Holly Honey Ivy Jasper
Juniper Kale Lark Laurel Lemon Lentil Lichen Lilac Linden Maple Marble Marlow Millet Mint Mistle
Moss Mulberry Nettle Nutmeg Oak Oat Olive Onyx Opal Oregano Otter Pear Pebble Pepper Pine Plum
Poppy Quince Raisin Reed Rosemary Rowan Rue Russet Rye Saffron Sage Sesame Slate Sorrel Sparrow
Spruce Sumac Tansy Tarragon Teasel Thistle Thyme Turnip Vetch Walnut Willow Wren Yarrow
"""

NAMES = tuple(WORDS.split())
