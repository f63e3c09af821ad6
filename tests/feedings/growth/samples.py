"""Readings and bands for the growth tests, in few words."""

import datetime as dt

from feedings.growth.curves import BandRow, MultipleRow, Reference, reference_for
from feedings.growth.readings import Reading

BORN = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
BORN_ON = BORN.date()


def reading(days, grams, *, precision_g=0.5, **fields) -> Reading:
    """A growth weigh-in `days` (fractions allowed) after midnight of the birth date."""
    return Reading(
        at=BORN + dt.timedelta(days=days), grams=grams, precision_g=precision_g, **fields
    )


def daily(*grams, first_day=0.0, **fields) -> list[Reading]:
    return [reading(first_day + day, weight, **fields) for day, weight in enumerate(grams)]


def band_rows(size_class="domestic_shorthair", *, scale=1.0) -> list[BandRow]:
    limits = [(0, 85, 100, 120), (7, 140, 180, 250), (14, 200, 270, 370)]
    return [
        BandRow(
            age_days=age,
            low_g=low * scale,
            typical_g=typical * scale,
            high_g=high * scale,
            size_class=size_class,
            basis="rule_of_thumb",
            source="a chart",
        )
        for age, low, typical, high in limits
    ]


def multiple_rows() -> list[MultipleRow]:
    figures = [
        ("sacn_low", 0, 1.0),
        ("sacn_low", 7, 1.41),
        ("sacn_typical", 0, 1.0),
        ("sacn_typical", 7, 1.71),
        ("alves2020_maximum", 0, 1.0),
        ("alves2020_maximum", 7, 2.31),
    ]
    return [
        MultipleRow(
            model=model, age_days=age, multiple=multiple, basis="rule_of_thumb", source=model
        )
        for model, age, multiple in figures
    ]


def kitten_reference(**facts) -> Reference:
    return reference_for(
        **{
            "young_name": "kitten",
            "sized_by_adult": False,
            "adult_size": "",
            "rows": band_rows(),
            "multiples": [],
            "birth_weight_g": None,
            **facts,
        }
    )


def puppy_reference(**facts) -> Reference:
    return reference_for(
        **{
            "young_name": "puppy",
            "sized_by_adult": True,
            "adult_size": "",
            "rows": [*band_rows("small"), *band_rows("large", scale=3)],
            "multiples": multiple_rows(),
            "birth_weight_g": None,
            **facts,
        }
    )
