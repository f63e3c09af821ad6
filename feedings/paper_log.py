"""The night on paper: when each animal is due and how much it gets, with boxes to fill in."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import repeat

from django.utils import timezone

from animals.models import Animal

from .protocols import Protocols, protocols_for
from .recording import WEAK
from .rounds import latest_feeds
from .schedule import FeedPlan
from .today import DUE_NOW

NOON = dt.time(12)
# Printed in the morning a log is for the coming night, and not for the three hours up to noon.
SHORTEST = dt.timedelta(hours=6)
# For a feed that nobody planned.
SPARE_ROWS = 2
# An interval that a wrong protocol row makes must not fill a ream of paper.
MOST_ROWS = 60
MOST_ANIMALS = 60


@dataclass(frozen=True, kw_only=True)
class PlannedFeed:
    """When a feed is due, in the reader's zone, and how many ml; None where it cannot be said."""

    at: dt.datetime
    ml: Decimal | None


@dataclass(frozen=True, kw_only=True)
class NightPlan:
    """The feeds of one animal from the last one on; `every` is the time from feed to feed.

    `late_since` is when the first of them was due, where that has passed.
    """

    feeds: Sequence[PlannedFeed]
    late_since: dt.datetime | None
    every: dt.timedelta
    most_ml: Decimal | None


@dataclass(frozen=True, kw_only=True)
class LogPage:
    """One animal of the log; a row without a planned feed (None) is left empty."""

    animal: Animal
    plan: NightPlan
    rows: Sequence[PlannedFeed | None]


@dataclass(frozen=True, kw_only=True)
class PaperLog:
    pages: Sequence[LogPage]
    until: dt.datetime
    more_animals: bool


def paper_log(animals: Iterable[Animal], *, at: dt.datetime) -> PaperLog:
    """A page for each animal up to the noon after the night. Three queries at most."""
    found = list(animals)
    shown = found[:MOST_ANIMALS]
    protocols, until = protocols_for(shown), noon_after_night(at)
    last_feeds = latest_feeds(animals=[animal.pk for animal in shown])
    weak = {feed.animal_id for feed in last_feeds if feed.vigour in WEAK}
    pages = []
    for animal in shown:
        plan = night_plan(animal, protocols, at=at, until=until, weak=animal.pk in weak)
        rows = [*plan.feeds, *repeat(None, SPARE_ROWS)]
        pages.append(LogPage(animal=animal, plan=plan, rows=rows))
    return PaperLog(pages=pages, until=until, more_animals=len(found) > len(shown))


def noon_after_night(at: dt.datetime) -> dt.datetime:
    """The next noon in the reader's zone that is some hours away."""
    local = timezone.localtime(at)
    noons = (
        dt.datetime.combine(local.date() + dt.timedelta(days=days), NOON, tzinfo=local.tzinfo)
        for days in (0, 1)
    )
    return next(noon for noon in noons if noon - local >= SHORTEST)


def night_plan(
    animal: Animal,
    protocols: Protocols,
    *,
    at: dt.datetime,
    until: dt.datetime,
    weak: bool = False,
) -> NightPlan:
    """What the schedule says from the next feed up to `until`; nothing for one off the bottle."""
    plan = protocols.plan(animal, weak=weak)
    times = []
    if animal.takes_feeds:
        times = planned_times(animal.next_feed_due_at, plan, at=at, until=until)
    return NightPlan(
        feeds=[PlannedFeed(at=timezone.localtime(due), ml=plan.suggested_ml) for due in times],
        late_since=animal.next_feed_due_at if times and is_past(animal, at=at) else None,
        every=plan.interval,
        most_ml=plan.ceiling_ml,
    )


def is_past(animal: Animal, *, at: dt.datetime) -> bool:
    return animal.next_feed_due_at is not None and animal.next_feed_due_at < at - DUE_NOW


def planned_times(
    due_at: dt.datetime | None, plan: FeedPlan, *, at: dt.datetime, until: dt.datetime
) -> list[dt.datetime]:
    """From the feed that is due; one that is overdue is given now, and the next ones go by that."""
    first = max(due_at or at, at)
    return [
        first + number * plan.interval
        for number in range(MOST_ROWS)
        if first + number * plan.interval <= until
    ]
