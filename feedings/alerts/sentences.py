"""Weights inside a stored sentence, put into the unit of whoever reads it. Pure.

What people typed goes into a sentence by plain(), so that no name reads like a weight.
"""

import re
from decimal import Decimal

from animals.units import WeightUnit, format_weight

WEIGHT = re.compile(r"\{\{|\{(\d+(?:\.\d+)?) g\}")
PIECE = re.compile(WEIGHT.pattern + "|.", re.DOTALL)


def weight(grams: float | Decimal) -> str:
    """A weight (grams) as a stored sentence has it: "{212.0 g}"."""
    return f"{{{float(grams):.1f} g}}"


def plain(text: str) -> str:
    """A name, or other words of people, as a stored sentence has them."""
    return text.replace("{", "{{")


def in_words(text: str, unit: WeightUnit) -> str:
    """The sentence for a reader of this unit."""
    return WEIGHT.sub(
        lambda found: format_weight(Decimal(found[1]), unit) if found[1] else "{", text
    )


def shortened(text: str, most: int) -> str:
    """The sentence in at most so many characters, no weight of it cut in two."""
    if len(text) <= most:
        return text
    kept = ""
    for piece in PIECE.finditer(text):
        if len(kept) + len(piece[0]) >= most:
            break
        kept += piece[0]
    return f"{kept}…"
