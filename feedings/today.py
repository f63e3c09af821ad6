"""Today: what is due, how each animal does, and what happened in the last 24 hours."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, islice

from django.db import models
from django.urls import reverse
from django.utils import timezone

from animals.access import animals_for
from animals.models import Animal, Organisation, Person
from animals.words import span

from .alert_lines import (
    BY_CLOCK,
    AlertLine,
    alerts_of,
    lines_of,
    place,
    stored_line,
    worst_heard,
)
from .alerts.evaluation import has_milk
from .day_log import is_given
from .due_strip import DueStrip, due_strip
from .growth.readings import Reading
from .growth.sparkline import sparkline
from .growth.trend import gain_24h
from .growth_records import growing
from .log_lines import LogLine, log_lines
from .models import Alert, Severity
from .protocols import protocols_for
from .questions import CLOCK_SLACK
from .wording import KIND_OF, clock_off, say_round

MOST_ANIMALS = 40
MOST_HAPPENINGS = 60
MOST_ENTRIES = 200
MOST_URGENT, MOST_URGENT_ROWS = 5, 40
LAST_DAY = dt.timedelta(hours=24)
# Far enough for a gain over two days with a day missed, and for a line that shows a course.
READ_BACK = dt.timedelta(days=6)
DUE_NOW = dt.timedelta(minutes=5)

LATE, NOW, LATER = "late", "now", "later"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One animal of Today, in finished values."""

    animal: Animal
    due_state: str
    due_text: str
    clock: int | None  # share of the time between feeds that has passed, in per cent
    last_feed: LogLine | None
    interval: dt.timedelta  # from feed to feed, for a feed that only this phone knows of
    gain_g: Decimal | None
    sparkline: str
    alert: AlertLine | None


@dataclass(frozen=True, kw_only=True)
class Urgent:
    """One animal that needs somebody now, also one that takes no feeds from the bottle."""

    animal: Animal
    alert: AlertLine


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Entries of one round, or one entry by itself."""

    lines: Sequence[LogLine]

    @property
    def first(self) -> LogLine:
        return self.lines[0]

    @property
    def is_round(self) -> bool:
        return len(self.lines) > 1

    @property
    def words(self) -> str:
        return say_round(line.entry for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class WrongClock:
    """What the reader entered by a phone whose clock was off, and where to put it right."""

    words: str
    lines: Sequence[LogLine]

    @property
    def first(self) -> LogLine:
        return self.lines[0]

    @property
    def others(self) -> list[str]:
        """As "kind/id"."""
        return [f"{KIND_OF[type(line.entry)]}/{line.entry.pk}" for line in self.lines[1:]]


@dataclass(frozen=True, kw_only=True)
class Today:
    rows: Sequence[Row]
    urgent: Sequence[Urgent]
    happenings: Sequence[Happening]
    wrong_clock: WrongClock | None
    strip: DueStrip[Animal] | None
    more_animals: bool

    @property
    def due_now(self) -> int:
        return sum(row.due_state != LATER for row in self.rows)

    @property
    def next_later(self) -> Row | None:
        """The first that is not due yet."""
        return next((row for row in self.rows if row.due_state == LATER), None)


def today_for(person: Person, animals: models.QuerySet[Animal], *, at: dt.datetime) -> Today:
    """Today of these animals. Eight queries, whatever their number and history."""
    hungriest = animals.for_list().annotate(has_milk=has_milk(at=at)).by_hunger()
    found = list(hungriest[: MOST_ANIMALS + 1])
    shown = found[:MOST_ANIMALS]
    lines = log_lines(
        shown,
        since=at - LAST_DAY,
        until=at + CLOCK_SLACK,
        person=person,
        back_to=reverse("today"),
        most=MOST_ENTRIES,
        ahead=True,
    )
    last_feeds = {line.entry.animal_id: line for line in reversed(lines) if is_given(line.entry)}
    readings = recent_readings(shown, at=at)
    alerts = alerts_of(shown)
    protocols = protocols_for(shown)

    def row(animal: Animal) -> Row:
        own = readings.get(animal.pk, ())
        last_feed = last_feeds.get(animal.pk)
        gain = gain_24h(own, at=at)
        state, text = due_words(animal.next_feed_due_at, at=at)
        wrong = lines_of(
            animal,
            alerts.get(animal.pk, ()),
            protocols.limits_of(animal.species_id),
            person,
            nursed=animal.has_milk,
            at=timezone.localtime(at),
        )
        return Row(
            animal=animal,
            due_state=state,
            due_text=text,
            clock=clock(animal, at=at),
            last_feed=last_feed,
            interval=interval(animal) or protocols.plan(animal).interval,
            # Beside a weight that is not the one it was computed to, a gain would mislead.
            gain_g=Decimal(round(gain.grams))
            if gain and gain.to_at == animal.last_weighed_at
            else None,
            sparkline=sparkline(own),
            alert=worst_heard(wrong),
        )

    return Today(
        rows=[row(animal) for animal in shown],
        urgent=urgent_for(person, at=at),
        happenings=happenings(lines),
        wrong_clock=wrong_clock(lines, person),
        strip=due_strip(
            ((animal, animal.next_feed_due_at) for animal in shown), at=timezone.localtime(at)
        ),
        more_animals=len(found) > MOST_ANIMALS,
    )


def urgent_for(person: Person, *, at: dt.datetime) -> list[Urgent]:
    """The animals that the person sees with what is to be acted on now, each once. One query.

    What is late by the clock is left out: it leads the list of what is due.
    """
    rows = (
        Alert.objects.open()
        .heard(at=at)
        .filter(animal__in=animals_for(person, at=at), severity=Severity.ACT_NOW)
        .exclude(code__in=BY_CLOCK)
        .select_related("animal")[:MOST_URGENT_ROWS]
    )
    worst: dict[int, Alert] = {}
    for row in sorted(rows, key=lambda row: (place(row.code), row.since_at)):
        worst.setdefault(row.animal_id, row)
    return [
        Urgent(animal=row.animal, alert=stored_line(row, person, at=at))
        for row in islice(worst.values(), MOST_URGENT)
    ]


def recent_readings(
    animals: Sequence[Animal], *, at: dt.datetime
) -> dict[int, tuple[Reading, ...]]:
    """The last days' growth readings by animal, in two queries."""
    found = growing(
        animals=[animal.pk for animal in animals],
        born_on=None,
        care_day_hour=Organisation.current().care_day_starts_at_hour,
        zone=timezone.get_current_timezone(),
        at=at,
        since=at - READ_BACK,
    )
    return {one.pk: one.readings for one in found}


def happenings(lines: Sequence[LogLine]) -> list[Happening]:
    """The last day's entries, latest first, a round as one."""
    sittings = (list(group) for _, group in groupby(lines, key=together))
    return [
        Happening(lines=sorted(sitting, key=lambda line: line.animal.name))
        for sitting in islice(sittings, MOST_HAPPENINGS)
    ]


def wrong_clock(lines: Sequence[LogLine], person: Person) -> WrongClock | None:
    """The reader's own entries of the last day that have the time of a wrong clock."""
    own = [line for line in lines if line.ours and line.entry.recorded_by_id == person.pk]
    if not own:
        return None
    have = "1 entry has" if len(own) == 1 else f"{len(own)} entries have"
    words = f"Your phone's clock was {clock_off(own[0].entry.clock_off_s)}. {have} its time."
    return WrongClock(words=words, lines=own)


def together(line: LogLine):
    return line.entry.round or line.entry.pk


def due_words(due_at: dt.datetime | None, *, at: dt.datetime) -> tuple[str, str]:
    """State and words of the next feed: late, now, later."""
    if due_at is None:
        return NOW, "not fed yet"
    late = at - due_at
    if late > DUE_NOW:
        return LATE, f"{span(late)} late"
    if late > -DUE_NOW:
        return NOW, "due now"
    return LATER, f"in {span(-late)}"


def interval(animal: Animal) -> dt.timedelta | None:
    """The time from the last feed to the next."""
    if animal.last_fed_at is None or animal.next_feed_due_at is None:
        return None
    return animal.next_feed_due_at - animal.last_fed_at


def clock(animal: Animal, *, at: dt.datetime) -> int | None:
    length = interval(animal)
    if length is None:
        return None
    return max(0, min(100, round(100 * (at - animal.last_fed_at) / length)))
