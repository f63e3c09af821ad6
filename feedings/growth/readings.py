"""Which weights count for growth.

Growth weigh-ins count. On a care day without one, the first weight before a feed stands in: the
nearest to a toileted morning weight, and a day from the next. Of the latest day the latest weight
counts too, so that what was just weighed is seen at once. A weight after a feed never counts (1 ml
of formula is about 1 g), nor does an intake weigh-in.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Literal

ReadingKind = Literal["growth", "before_feed"]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One weight that counts: grams, known to plus or minus `precision_g`.

    `at` is aware. `day_only` means that the sheet gave a day and no time. `confirmed` means that a
    person said "it is right". `questioned` readings are drawn hollow and left out of every trend.
    """

    at: datetime
    grams: float
    precision_g: float
    kind: ReadingKind = "growth"
    entry_id: str = ""
    day_only: bool = False
    confirmed: bool = False
    questioned: bool = False


def in_order(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Oldest first; two of the same minute in a fixed order, whichever was entered first."""
    return tuple(sorted(readings, key=attrgetter("at", "entry_id", "grams")))


def growth_readings(
    *,
    weigh_ins: Iterable[Reading],
    before_feeds: Iterable[Reading],
    care_day: Callable[[datetime], date],
) -> tuple[Reading, ...]:
    """The readings of one animal that count for growth, oldest first.

    All growth weigh-ins, of each care day without one the first before-feed weight, and the latest
    before-feed weight of all unless its day has a weigh-in.
    """
    weighed = list(weigh_ins)
    days_weighed = {care_day(reading.at) for reading in weighed}
    stand_ins: dict[date, Reading] = {}
    latest: Reading | None = None
    for reading in in_order(before_feeds):
        day = care_day(reading.at)
        if day not in days_weighed:
            stand_ins.setdefault(day, reading)
            latest = reading
    counted = [*weighed, *stand_ins.values()]
    if latest and latest is not stand_ins[max(stand_ins)]:
        counted.append(latest)
    return in_order(counted)


def birth_weight_g(
    readings: Iterable[Reading],
    *,
    recorded_g: float | None,
    born_on: date | None,
    local_day: Callable[[datetime], date],
) -> float | None:
    """The birth weight in grams: as recorded, else the first weigh-in on the day of birth."""
    if recorded_g or born_on is None:
        return recorded_g
    that_day = [r for r in readings if r.kind == "growth" and local_day(r.at) == born_on]
    return in_order(that_day)[0].grams if that_day else None
