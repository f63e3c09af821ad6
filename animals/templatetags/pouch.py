"""What people read: weights in their unit, amounts, and how long ago. Pure."""

import datetime as dt
from decimal import Decimal

from django import template

from animals import words
from animals.units import WeightUnit, format_volume, format_weight, in_unit, trimmed

register = template.Library()

NOTHING = "—"
WEEKS_FROM_DAYS = 21
MONTHS_FROM_DAYS = 120
YEARS_FROM_DAYS = 730
MINUS = "\N{MINUS SIGN}"


@register.filter
def weight(grams: Decimal | None, unit: WeightUnit = "g") -> str:
    """{{ animal.last_weight_g|weight:unit }}: "212 g", and a dash where there is none."""
    return NOTHING if grams is None else format_weight(grams, unit)


@register.filter
def weight_number(grams: Decimal | None, unit: WeightUnit = "g") -> str:
    """The number alone, where the unit stands beside it in its own size."""
    return NOTHING if grams is None else format_weight(grams, unit).removesuffix(f" {unit}")


@register.filter
def change(grams: Decimal | None, unit: WeightUnit = "g") -> str:
    """A difference with its sign: "+9", "−4.5", "±0"."""
    if grams is None:
        return ""
    number = in_unit(abs(grams), unit)
    sign = "±" if not number else "+" if grams > 0 else MINUS
    return f"{sign}{trimmed(number)}"


@register.filter
def volume(volume_ml: Decimal | None) -> str:
    """{{ feed.volume_ml|volume }}: "6.5 ml"."""
    return NOTHING if volume_ml is None else format_volume(volume_ml)


@register.filter
def span(length: dt.timedelta | None) -> str:
    """ "40 min", "3 h 12 min", "2 days": no finer than a reader wants it."""
    if length is None:
        return NOTHING
    return words.span(abs(length))


@register.filter
def since(then: dt.datetime | None, at: dt.datetime) -> str:
    """{{ animal.last_fed_at|since:at }}: "3 h 12 min ago", "just now", "in 40 min"."""
    if then is None:
        return NOTHING
    passed = at - then
    if abs(passed) < dt.timedelta(minutes=1):
        return "just now"
    return f"{span(passed)} ago" if passed > dt.timedelta(0) else f"in {span(passed)}"


def days_of_life(days: int) -> str:
    """ "12 days", "5 weeks", "7 months", "3 years": as people count at that age."""
    if days < WEEKS_FROM_DAYS:
        return f"{days} day{'' if days == 1 else 's'}"
    if days < MONTHS_FROM_DAYS:
        return f"{days // 7} weeks"
    if days < YEARS_FROM_DAYS:
        return f"{int(days // 30.44)} months"
    return f"{days // 365} years"


@register.filter
def age(animal, on: dt.date) -> str:
    """{{ animal|age:today }}: "12 days old", "about 5 weeks old"; nothing where it is not known."""
    days = animal.age_days(on)
    if days is None or days < 0:
        return ""
    about = "about " if animal.born_precision == "estimated" else ""
    return f"{about}{days_of_life(days)} old"
