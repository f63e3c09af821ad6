"""What was seen and said in the story, as data: (name, days before it is told, ...)."""

from decimal import Decimal

from feedings.models import Observation, Vigour

# From so many days ago on; before the first line nothing was noted.
VIGOUR = {
    "Kangaroo": ((16, Vigour.WEAK), (13, Vigour.NORMAL), (5, Vigour.STRONG)),
    "Possum": ((17, Vigour.LIMP), (15, Vigour.WEAK), (10, Vigour.NORMAL), (4, Vigour.STRONG)),
    "Joey": ((9, Vigour.NORMAL), (6, Vigour.STRONG)),
    "Bilby": ((10, Vigour.NORMAL), (7, Vigour.STRONG)),
    "Quokka": ((10, Vigour.NORMAL), (1.6, Vigour.WEAK)),
    "Potoroo": ((8, Vigour.NORMAL),),
    "Echidna": ((15, Vigour.NORMAL),),
    "Platypus": ((15, Vigour.NORMAL),),
}

# Said at the feed nearest to that time.
SAID_AT_FEED = (
    ("Kangaroo", 15.8, "First bottle. Wattle would not have her back."),
    ("Kangaroo", 14.2, "Took it all in little sips, then cried again."),
    ("Kangaroo", 12.5, "Cries between bottles, day and night."),
    ("Kangaroo", 9.6, "Quiet after the bottle. Possum lay on her."),
    ("Kangaroo", 6.3, "Now only cries when the bottle is due."),
    ("Kangaroo", 1.2, "Holds on to the bottle with both paws."),
    ("Possum", 16.8, "Would not suck. Drops on the tongue, warmed her first."),
    ("Possum", 15.4, "Swallowed without being asked for the first time."),
    ("Possum", 13.1, "Latched on to the teat herself."),
    ("Possum", 9.5, "Looked for Kangaroo, then drank."),
    ("Possum", 3.4, "Finished before Kangaroo did."),
    ("Joey", 8.9, "Hungry after nursing, took half a bottle."),
    ("Bilby", 9.8, "Knew what a bottle is within the minute."),
    ("Quokka", 3.2, "Left a little."),
    ("Quokka", 1.7, "Slow, took half."),
    ("Quokka", 0.9, "Slow again. Called the vet, she sees him today."),
    ("Potoroo", 7.5, "The others are twice as quick as he is."),
    ("Echidna", 14.6, "Fleas combed out, fed warm."),
    ("Platypus", 6.1, "Sneezed milk; held him flatter after that."),
)

# (name, days ago and o'clock, kind, figure, words): see Observation.Kind.
SEEN = (
    ("Possum", 16, 11, Observation.Kind.TEMPERATURE, Decimal("34.9"), "On arrival. Warmed slowly."),
    ("Possum", 16, 14, Observation.Kind.TEMPERATURE, Decimal("36.6"), "Warm enough for milk."),
    ("Quokka", 1, 16, Observation.Kind.TEMPERATURE, Decimal("36.8"), ""),
    ("Kangaroo", 13, 5, Observation.Kind.CRYING, None, "An hour and a half between two bottles."),
    ("Kangaroo", 11, 3, Observation.Kind.CRYING, None, "Most of the night."),
    ("Possum", 12, 6, Observation.Kind.CRYING, None, "Cries when she lies alone."),
    ("Kangaroo", 10, 10, Observation.Kind.NOTE, None, "Put in one nest with Possum. Both slept."),
    ("Possum", 7, 8, Observation.Kind.NOTE, None, "The two will not sleep apart any more."),
    ("Quokka", 1, 15, Observation.Kind.STOOL, 6, "Loose and yellow."),
    ("Wattle", 4, 9, Observation.Kind.NOTE, None, "Eats well, lets me change the nest."),
    ("Tucker", 5, 18, Observation.Kind.NOTE, None, "Smallest of the seven, but always at a teat."),
)

SAID_NOW_AND_THEN = (
    "Took it all.",
    "Fell asleep at the end.",
    "Wanted more.",
    "Burped twice.",
    "Milk bubbles, stopped for a minute.",
    "Slow at first.",
)
