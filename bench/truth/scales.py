"""How weights come off a scale, and what goes wrong between the scale and the list. Pure."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from animals.units import GRAMS_PER, WeightUnit, weight_of
from feedings.growth.readings import Reading

DAY = dt.timedelta(days=1)
Slip = Literal["swapped", "unit", "digit", "tare", "litter_jump"]


@dataclass(frozen=True, kw_only=True)
class Scale:
    """A unit and its decimals, how often it is used (per day, by age) and how unsteady it is."""

    unit: WeightUnit
    decimals: int = 0
    twice_until_day: int = 0
    every_days: int = 1


GRAMS_TWICE = Scale(unit="g", twice_until_day=21)
GRAMS_DAILY = Scale(unit="g")
OUNCES_DAILY = Scale(unit="oz")
POUNDS_WEEKLY = Scale(unit="lb", decimals=1, every_days=7)


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """A reading that is wrong: why, with whom where two were swapped, and what was true.

    `differs` is how far the two that were swapped, or the wrong and the true weight, lie apart, as
    a share of the smaller.
    """

    reason: Slip
    true_g: float
    differs: float
    with_: int | None = None


def sittings(
    rng: random.Random, scale: Scale, *, born_at: dt.datetime, days: float
) -> list[dt.datetime]:
    """When the box is weighed: uneven hours, one sitting in twenty skipped, the first never."""
    midnight = born_at.replace(hour=0, minute=0)
    morning, evening = rng.uniform(6, 9), rng.uniform(17.5, 21)
    found = []
    for day in range(int(days) + 2):
        hours = [morning, evening] if day < scale.twice_until_day else [morning]
        if day % scale.every_days:
            continue
        for hour in hours:
            moment = midnight + DAY * day + dt.timedelta(hours=round(hour + rng.gauss(0, 0.6), 2))
            is_late_enough = born_at < moment < born_at + DAY * days
            if is_late_enough and (not found or rng.random() >= 0.05):
                found.append(moment)
    return found


def read(
    rng: random.Random, scale: Scale, true_g: float, *, at: dt.datetime, entry_id: str, noise: float
) -> Reading:
    """A weight as the scale shows it: a bladder more or less, then the scale's own step."""
    return shown(scale, true_g * (1 + rng.gauss(0, noise)), at=at, entry_id=entry_id)


def shown(scale: Scale, grams: float, *, at: dt.datetime, entry_id: str) -> Reading:
    number = Decimal(f"{grams / float(GRAMS_PER[scale.unit]):.{scale.decimals}f}")
    weight = weight_of(max(number, Decimal(1).scaleb(-scale.decimals)), scale.unit)
    return Reading(
        at=at,
        grams=float(weight.grams),
        precision_g=float(weight.precision_g),
        entry_id=entry_id,
    )


def apart(one: float, other: float) -> float:
    return abs(one - other) / min(one, other)


def unit_slip(rng: random.Random, scale: Scale, reading: Reading) -> Reading:
    """The number that the scale showed, stored in another unit."""
    number = Decimal(f"{reading.grams / float(GRAMS_PER[scale.unit]):.{scale.decimals}f}")
    others: dict[WeightUnit, Sequence[WeightUnit]] = {
        "g": ("oz",),
        "oz": ("g", "lb"),
        "lb": ("oz", "kg"),
        "kg": ("lb",),
    }
    weight = weight_of(number, rng.choice(others[scale.unit]))
    return Reading(
        at=reading.at,
        grams=float(weight.grams),
        precision_g=float(weight.precision_g),
        entry_id=reading.entry_id,
    )


def digit_slip(rng: random.Random, scale: Scale, reading: Reading) -> Reading:
    """One digit dropped, doubled, wrong in front, or two changed places."""
    per_unit = float(GRAMS_PER[scale.unit])
    digits = f"{reading.grams / per_unit:.0f}"
    slips = [digits + rng.choice("0123456789")]
    if len(digits) > 1:
        slips += [digits[:-1], digits[1] + digits[0] + digits[2:]]
    if digits[0] != "9":
        slips.append(str(int(digits[0]) + 1) + digits[1:])
    good = [slip for slip in slips if int(slip) and slip != digits]
    grams = int(rng.choice(good)) * per_unit
    return shown(scale, grams, at=reading.at, entry_id=reading.entry_id)
