"""Weights inside a stored sentence, put into the unit of whoever reads it. Pure."""

import re
from decimal import Decimal

from animals.units import WeightUnit, format_weight

WEIGHT = re.compile(r"\{(\d+(?:\.\d+)?) g\}")


def weight(grams: float | Decimal) -> str:
    """A weight (grams) as a stored sentence has it: "{212.0 g}"."""
    return f"{{{float(grams):.1f} g}}"


def in_words(text: str, unit: WeightUnit) -> str:
    """The sentence for a reader of this unit."""
    return WEIGHT.sub(lambda found: format_weight(Decimal(found[1]), unit), text)
