"""Grams and millilitres: read as people type them, kept to 0.1, shown in the reader's unit.

Pure. Conversion factors are exact by definition (international avoirdupois pound, 1959).
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Literal, TypeGuard

WeightUnit = Literal["g", "kg", "oz", "lb"]

GRAMS_PER: dict[WeightUnit, Decimal] = {
    "g": Decimal(1),
    "kg": Decimal(1000),
    "oz": Decimal("28.349523125"),
    "lb": Decimal("453.59237"),
}
TENTH = Decimal("0.1")
HUNDREDTH = Decimal("0.01")
HEAVIEST_STORED_G = Decimal("99999.9")
MOST_STORED_ML = Decimal("2000")

NUMBER = re.compile(r"^[0-9]{1,7}(?:[.,][0-9]{1,4})?$")
TRAILING_UNIT = re.compile(r"(g|gr|grams?|kg|oz|ounces?|lbs?|pounds?|ml)\.?$", re.IGNORECASE)
UNIT_WORDS: dict[str, WeightUnit] = {
    "g": "g",
    "gr": "g",
    "gram": "g",
    "grams": "g",
    "kg": "kg",
    "oz": "oz",
    "ounce": "oz",
    "ounces": "oz",
    "lb": "lb",
    "lbs": "lb",
    "pound": "lb",
    "pounds": "lb",
}


class UnitError(ValueError):
    """What was typed is not a weight or volume; the message is one sentence for the reader."""


@dataclass(frozen=True, kw_only=True)
class Weight:
    """A weight as typed: grams to 0.1, the unit it was typed in, and half of the typed step."""

    grams: Decimal
    unit: WeightUnit
    precision_g: Decimal


def is_weight_unit(unit: str) -> TypeGuard[WeightUnit]:
    return unit in GRAMS_PER


def to_tenth(value: Decimal) -> Decimal:
    return value.quantize(TENTH, rounding=ROUND_HALF_UP)


def plain_number(text: str) -> Decimal:
    """A number as phones type it: digits with a point or a comma.

    Raises UnitError where the text is anything else.
    """
    text = text.strip()
    if not NUMBER.match(text):
        raise UnitError(f"“{text[:20]}” is not a number. Type digits, such as 212 or 6.5.")
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise UnitError(f"“{text[:20]}” is not a number.") from error


def weight_of(number: Decimal, unit: WeightUnit) -> Weight:
    """The weight that `number` of `unit` is; its decimals say how finely it was read."""
    exponent = number.as_tuple().exponent
    step = Decimal(1).scaleb(min(int(exponent), 0))
    precision = (step * GRAMS_PER[unit] / 2).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
    return Weight(grams=to_tenth(number * GRAMS_PER[unit]), unit=unit, precision_g=precision)


def parse_weight(text: str, unit: WeightUnit) -> Weight:
    """Read a weight; a unit written behind the number wins over `unit`.

    Raises UnitError for text, zero, a negative number or more than 99,999.9 g.
    """
    text = text.strip()
    written = TRAILING_UNIT.search(text)
    if written and written.group(1).lower() in UNIT_WORDS:
        unit = UNIT_WORDS[written.group(1).lower()]
        text = text[: written.start()]
    if text.startswith("-"):
        raise UnitError("A weight cannot be negative.")
    weight = weight_of(plain_number(text), unit)
    if weight.grams <= 0:
        raise UnitError("A weight is more than 0.")
    if weight.grams > HEAVIEST_STORED_G:
        raise UnitError("A weight of 100 kg or more cannot be stored.")
    return weight


def parse_volume(text: str) -> Decimal:
    """Read millilitres, to 0.1. Raises UnitError for text, a negative or more than 2,000 ml."""
    text = text.strip()
    written = TRAILING_UNIT.search(text)
    if written and written.group(1).lower() == "ml":
        text = text[: written.start()]
    if text.startswith("-"):
        raise UnitError("An amount cannot be negative.")
    volume = to_tenth(plain_number(text))
    if volume > MOST_STORED_ML:
        raise UnitError("An amount above 2,000 ml cannot be stored.")
    return volume


def trimmed(value: Decimal) -> str:
    """A number without needless zeros: 212.0 is 212, 6.50 is 6.5."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_unit(grams: Decimal, unit: WeightUnit) -> Decimal:
    """Grams in another unit, to the decimals in which people read it."""
    places = {"g": TENTH, "kg": Decimal("0.001"), "oz": TENTH, "lb": HUNDREDTH}[unit]
    return (grams / GRAMS_PER[unit]).quantize(places, rounding=ROUND_HALF_UP)


def format_weight(grams: Decimal, unit: WeightUnit = "g") -> str:
    """ "212 g", "7.5 oz", "1.25 lb": the number to what a scale shows, and the unit."""
    number = in_unit(grams, unit)
    if unit == "g" and grams >= 1000:
        number = number.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return f"{trimmed(number)} {unit}"


def format_volume(volume_ml: Decimal) -> str:
    return f"{trimmed(to_tenth(volume_ml))} ml"
