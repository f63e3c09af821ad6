"""Where an animal stands: among its littermates, beside its own week before, by its birth weight.

Pure. Weights are grams, gains grams a day, shares per cent. Readings are those that count (see
readings.py), in any order; questioned ones and those after `at` are not seen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Literal

from feedings.growth.readings import Reading
from feedings.growth.trend import DailyGain, daily_gain, seen, weight_along

BirthWeightClass = Literal["very low", "low", "usual"]

# The median absolute deviation of a normal spread, as a standard deviation.
MAD_TO_SD = 1.4826
# Two or three littermates may weigh the same to the gram by chance; no litter is more alike than
# this (published spreads inside a litter at birth: 17.8 to 28.4 %, Mugnier 2020 Table 1).
LEAST_SPREAD = 0.05
MATES_LEAST = 2
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class LitterPlace:
    """One weight beside the littermates' at that moment, itself left out.

    `z` is the distance from their median in robust standard deviations; `percent` the share of it.
    """

    at: datetime
    z: float
    percent: float
    median_g: float
    littermates: int


@dataclass(frozen=True, kw_only=True)
class WeekBefore:
    """The daily gain of the last days beside that of the same days a week before."""

    now: DailyGain
    before: DailyGain

    @property
    def share(self) -> float | None:
        """The gain now as a share of the gain then; None where it did not gain then."""
        return self.now.grams / self.before.grams if self.before.grams > 0 else None


def litter_place(
    readings: Iterable[Reading],
    littermates: Iterable[Sequence[Reading]],
    *,
    at: datetime | None = None,
) -> LitterPlace | None:
    """The place of the last weight; None with fewer than two littermates weighed around it."""
    own = seen(readings, at=at)
    return place_of(own[-1], [seen(mates) for mates in littermates]) if own else None


def places(
    readings: Iterable[Reading],
    littermates: Iterable[Sequence[Reading]],
    *,
    at: datetime | None = None,
) -> list[LitterPlace]:
    """The place at each of its weights that has one, oldest first."""
    mates = [seen(one, at=at) for one in littermates]
    found = (place_of(reading, mates) for reading in seen(readings, at=at))
    return [place for place in found if place is not None]


def place_of(reading: Reading, mates: Sequence[Sequence[Reading]]) -> LitterPlace | None:
    """`litter_place` of one reading; `mates` are oldest first, none of them questioned."""
    known = [weight_along(own, reading.at) for own in mates]
    weights = [grams for grams in known if grams is not None]
    if len(weights) < MATES_LEAST:
        return None
    middle, spread = middle_and_spread(weights)
    return LitterPlace(
        at=reading.at,
        z=(reading.grams - middle) / max(spread, reading.precision_g),
        percent=100 * reading.grams / middle,
        median_g=middle,
        littermates=len(weights),
    )


def middle_and_spread(weights: Sequence[float]) -> tuple[float, float]:
    """Median and robust standard deviation in grams, the latter at least 5 % of the median."""
    middle = median(weights)
    spread = MAD_TO_SD * median(abs(grams - middle) for grams in weights)
    return middle, max(spread, LEAST_SPREAD * middle)


def week_before(readings: Iterable[Reading], *, at: datetime | None = None) -> WeekBefore | None:
    """The gain now and a week before; None where either week has too few weights."""
    own = seen(readings, at=at)
    now = daily_gain(own)
    if now is None:
        return None
    before = daily_gain(own, at=now.to_at - A_WEEK)
    return WeekBefore(now=now, before=before) if before else None


def birth_weight_class(
    birth_weight_g: float | None, *, low_below_g: float | None, very_low_below_g: float | None
) -> BirthWeightClass | None:
    """The class by the published limits of its breed; None where either is not known."""
    if birth_weight_g is None or low_below_g is None:
        return None
    if very_low_below_g is not None and birth_weight_g < very_low_below_g:
        return "very low"
    return "low" if birth_weight_g < low_below_g else "usual"
