"""What an animal's own weights and its litter's say: gain in a day, over days, beside littermates.

Pure. Weights are grams, spans hours or days, shares per cent. Every function takes the readings
that count (see readings.py) in any order and an optional `at`; readings after `at` are not seen.
Results carry the span and the readings they came from, because a number without its source is an
assertion.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from statistics import median

from feedings.growth.readings import Reading, in_order

DAY = timedelta(hours=24)
MICROSECOND = timedelta(microseconds=1)
# Weights are stored to a tenth of a gram, so that two ounces are 56.6 or 56.7 g apart.
STORED_STEP_G = 0.1
# A gain over less than this says more about the last feed and stool than about growth.
LEAST_SPAN = timedelta(hours=6)
# The robust daily gain looks at this many days, and further back only to find enough readings:
# at three readings a day apart one wrong one no longer decides the median slope alone.
GAIN_DAYS = 5
GAIN_DAYS_MOST = 21
GAIN_READINGS_LEAST = 3
# Kittens and puppies gain at least about so much of their weight a day.
DAYS_GROWTH = 0.02
# A littermate weighed this close to the moment counts with that weight as it is.
HOLD = timedelta(hours=12)


@dataclass(frozen=True, kw_only=True)
class Gain:
    """The change in the 24 hours up to the last reading.

    `grams` and `percent` (of the weight 24 h before) are for exactly 24 h. `from_at` and `to_at`
    are the readings it was computed from; `extrapolated` when they span less than 24 h. Of those
    around the moment 24 h before, `nearest_at` is the one nearer to it. `precision_g` is how far
    rounding alone could move it.
    """

    grams: float
    percent: float
    from_at: datetime
    nearest_at: datetime
    to_at: datetime
    extrapolated: bool
    precision_g: float

    @property
    def span(self) -> timedelta:
        """How far back the reading lies that it is told by."""
        return self.to_at - self.nearest_at

    @property
    def within_rounding(self) -> bool:
        """No larger than what rounding of the readings could make by itself."""
        return abs(self.grams) <= self.precision_g + STORED_STEP_G

    @property
    def is_loss(self) -> bool:
        """Less than before, by more than rounding makes."""
        return self.grams < 0 and not self.within_rounding


@dataclass(frozen=True, kw_only=True)
class DailyGain:
    """The robust gain a day of the last days: grams, and per cent of the weight in the middle."""

    grams: float
    percent: float
    from_at: datetime
    to_at: datetime
    readings: int


@dataclass(frozen=True, kw_only=True)
class LitterShare:
    """The last weight as per cent of the median of its littermates at that moment."""

    percent: float
    median_g: float
    littermates: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Trend:
    """All of it for one animal; None where the readings do not say."""

    last: Reading | None
    gain_24h: Gain | None
    daily: DailyGain | None
    share: LitterShare | None


def trend(
    readings: Iterable[Reading],
    *,
    littermates: Iterable[Sequence[Reading]] = (),
    at: datetime | None = None,
) -> Trend:
    """Everything this module can say about one animal, its littermates given one sequence each."""
    own = seen(readings, at=at)
    return Trend(
        last=own[-1] if own else None,
        gain_24h=gain_24h(own),
        daily=daily_gain(own),
        share=litter_share(own, littermates),
    )


def seen(readings: Iterable[Reading], *, at: datetime | None = None) -> tuple[Reading, ...]:
    """Oldest first, none after `at`, none that is questioned."""
    return in_order(r for r in readings if not r.questioned and (at is None or r.at <= at))


def gain_24h(readings: Iterable[Reading], *, at: datetime | None = None) -> Gain | None:
    """The change over the 24 hours before the last reading.

    The weight 24 h before lies on the straight line between the readings around that moment. If
    all readings are younger, the change since the first is stretched to 24 h, though never from
    less than six hours: then None, as with fewer than two readings.
    """
    own = seen(readings, at=at)
    return _gain_up_to(own, len(own) - 1) if own else None


def gains_24h(readings: Sequence[Reading]) -> tuple[Gain | None, ...]:
    """`gain_24h` as it stood at each of the readings, which are oldest first."""
    return tuple(_gain_up_to(readings, index) for index in range(len(readings)))


def daily_gain(readings: Iterable[Reading], *, at: datetime | None = None) -> DailyGain | None:
    """The median of the slopes between all pairs of the last days' readings (Theil-Sen).

    One wrong reading does not turn it. Pairs less than six hours apart are left out. The last five
    days count; where they hold fewer than three readings, the last three of the last 21 days. None
    when no pair is left.
    """
    own = seen(readings, at=at)
    if not own:
        return None
    last = own[-1]
    recent = [r for r in own if last.at - r.at <= GAIN_DAYS * DAY]
    if len(recent) < GAIN_READINGS_LEAST:
        recent = [r for r in own if last.at - r.at <= GAIN_DAYS_MOST * DAY][-GAIN_READINGS_LEAST:]
    # Whole microseconds are as exact as the instants, and cheaper to take from each other.
    day, least = DAY // MICROSECOND, LEAST_SPAN // MICROSECOND
    points = [((r.at - last.at) // MICROSECOND, r.grams) for r in recent]
    slopes = [
        (later_g - earlier_g) / ((later - earlier) / day)
        for (earlier, earlier_g), (later, later_g) in combinations(points, 2)
        if later - earlier >= least
    ]
    if not slopes:
        return None
    grams = median(slopes)
    return DailyGain(
        grams=grams,
        percent=100 * grams / median(reading.grams for reading in recent),
        from_at=recent[0].at,
        to_at=last.at,
        readings=len(recent),
    )


def litter_share(
    readings: Iterable[Reading],
    littermates: Iterable[Sequence[Reading]],
    *,
    at: datetime | None = None,
) -> LitterShare | None:
    """The last weight beside the littermates' median at that moment.

    None without a reading, or when no littermate was weighed around that moment.
    """
    own = seen(readings, at=at)
    if not own:
        return None
    last = own[-1]
    known = [weight_at(mates, last.at) for mates in littermates]
    weights = [grams for grams in known if grams is not None]
    if not weights:
        return None
    middle = median(weights)
    return LitterShare(
        percent=100 * last.grams / middle,
        median_g=middle,
        littermates=len(weights),
        at=last.at,
    )


def since_the_highest(own: Sequence[Reading]) -> Sequence[Reading]:
    """The last readings, from the earliest that nothing after it rose above but by rounding.

    Of readings that are oldest first, none of them questioned; the last alone after a gain.
    """
    highest, first = float("-inf"), len(own)
    for index in range(len(own) - 1, -1, -1):
        if own[index].grams + own[index].precision_g < highest:
            break
        highest = max(highest, own[index].grams - own[index].precision_g)
        first = index
    return own[first:]


def hides_growth(readings: Sequence[Reading], over: timedelta) -> bool:
    """Could the rounding of readings, oldest first, hide what the last should gain in this time?"""
    last = readings[-1]
    coarsest = max(readings[0].precision_g, last.precision_g)
    return 2 * coarsest >= last.grams * DAYS_GROWTH * (over / DAY)


def weight_at(readings: Iterable[Reading], moment: datetime) -> float | None:
    """The weight in grams at a moment: on the line between the readings around it.

    Before the first and after the last reading that reading itself, for twelve hours; then None.
    """
    return weight_along(seen(readings), moment)


def weight_along(own: Sequence[Reading], moment: datetime) -> float | None:
    """`weight_at` for readings that are oldest first already, none of them questioned."""
    right = bisect_right(own, moment, key=_when)
    if 0 < right < len(own):
        return _between(own[right - 1], own[right], moment)
    if not own:
        return None
    nearest = own[-1] if right else own[0]
    return nearest.grams if abs(moment - nearest.at) <= HOLD else None


def _gain_up_to(own: Sequence[Reading], index: int) -> Gain | None:
    last = own[index]
    moment = last.at - DAY
    after = bisect_right(own, moment, key=_when)
    if not after:
        return _stretched(own[0], last)
    left, right = own[after - 1], own[after]
    before_g = _between(left, right, moment)
    return Gain(
        grams=last.grams - before_g,
        percent=100 * (last.grams - before_g) / before_g,
        from_at=left.at,
        nearest_at=right.at if right.at < last.at and _is_nearer(right, moment, left) else left.at,
        to_at=last.at,
        extrapolated=False,
        precision_g=last.precision_g + max(left.precision_g, right.precision_g),
    )


def _is_nearer(one: Reading, moment: datetime, other: Reading) -> bool:
    """Is the one weighed nearer to the moment than the other?"""
    return abs(one.at - moment) < abs(other.at - moment)


def _when(reading: Reading) -> datetime:
    return reading.at


def _between(left: Reading, right: Reading, moment: datetime) -> float:
    share = (moment - left.at) / (right.at - left.at)
    return left.grams + share * (right.grams - left.grams)


def _stretched(first: Reading, last: Reading) -> Gain | None:
    span = last.at - first.at
    if span < LEAST_SPAN:
        return None
    times = DAY / span
    grams = (last.grams - first.grams) * times
    return Gain(
        grams=grams,
        percent=100 * grams / first.grams,
        from_at=first.at,
        nearest_at=first.at,
        to_at=last.at,
        extrapolated=True,
        precision_g=(first.precision_g + last.precision_g) * times,
    )
