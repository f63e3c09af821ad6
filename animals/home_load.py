"""What animals take of a home's day: minutes of care, and feeds at night. Pure.

The minutes are our own figures, rows of own_limits.csv that staff may edit. Forty feeds of six
minutes are the 240 of a usual home: five young on a three-hour bottle fill it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil, floor

# For rows that staff deleted; test_home_load.py compares them with own_limits.csv.
MINUTES = {
    "minutes_bottle_feed": 6,
    "minutes_gruel_meal": 5,
    "minutes_weaned_day": 10,
    "minutes_nursed_day": 4,
    "minutes_mother_day": 30,
}
DAY_HOURS = 24
NIGHT_HOURS = 8  # 22:00 to 06:00


@dataclass(frozen=True, kw_only=True)
class Care:
    """What one animal, or a group, takes: minutes and feeds by hand a day, feeds a night.

    `interval` is the shortest time between feeds by hand, None where there are none.
    """

    minutes: int = 0
    feeds: int = 0
    night_feeds: int = 0
    interval: dt.timedelta | None = None


def care_of(
    *,
    fed_by_hand: bool,
    on_gruel: bool,
    interval_hours: float,
    is_nursed: bool,
    is_mother: bool,
    limits: Mapping[str, float],
) -> Care:
    """What one animal takes. `limits` are minutes by the keys of MINUTES.

    One that is both nursed and fed by hand counts as fed by hand, a mother as a mother.
    """

    def minutes(key: str) -> float:
        return limits.get(key, MINUTES[key])

    if is_mother:
        return Care(minutes=ceil(minutes("minutes_mother_day")))
    if fed_by_hand:
        feeds = ceil(DAY_HOURS / interval_hours)
        each = minutes("minutes_gruel_meal" if on_gruel else "minutes_bottle_feed")
        return Care(
            minutes=ceil(feeds * each),
            feeds=feeds,
            night_feeds=floor(NIGHT_HOURS / interval_hours),
            interval=dt.timedelta(hours=interval_hours),
        )
    return Care(minutes=ceil(minutes("minutes_nursed_day" if is_nursed else "minutes_weaned_day")))


def altogether(cares: Iterable[Care]) -> Care:
    """Of a group: minutes and feeds add up, but one gets up at night once for all of them."""
    found = list(cares)
    return Care(
        minutes=sum(care.minutes for care in found),
        feeds=sum(care.feeds for care in found),
        night_feeds=max((care.night_feeds for care in found), default=0),
        interval=min((care.interval for care in found if care.interval), default=None),
    )
