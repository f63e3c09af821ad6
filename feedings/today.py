"""Today: what is due, how each animal does, and what happened in the last 24 hours."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from django.db import models
from django.utils import timezone

from animals.models import Animal, Organisation, Person
from animals.words import span

from .alerts import rules
from .care_day import care_day_of
from .due_strip import DueStrip, due_strip
from .growth.readings import Reading, growth_readings
from .growth.sparkline import sparkline
from .growth.trend import gain_24h
from .models import Entry, Feed, Observation, WeighIn
from .protocols import protocols_for
from .wording import KIND_OF, say, say_round

MOST_ANIMALS = 40
MOST_HAPPENINGS = 60
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
    last_feed: Feed | None
    by_whom: str
    gain_g: Decimal | None
    sparkline: str
    alert: rules.Alert | None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry as the list shows it."""

    entry: Entry
    kind: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Entries of one round, or one entry by itself."""

    at: dt.datetime
    by_whom: str
    lines: Sequence[Line]

    @property
    def is_round(self) -> bool:
        return len(self.lines) > 1

    @property
    def words(self) -> str:
        return say_round(line.entry for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class Today:
    rows: Sequence[Row]
    happenings: Sequence[Happening]
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
    """Today of these animals. Seven queries, whatever their number and history."""
    found = list(animals.for_list().by_hunger()[: MOST_ANIMALS + 1])
    shown = found[:MOST_ANIMALS]
    feeds = list(
        Feed.objects.current()
        .of(shown)
        .filter(happened_at__gt=at - LAST_DAY)
        .select_related("recorded_by", "animal")
        .order_by("-happened_at")
    )
    last_feeds = {feed.animal_id: feed for feed in reversed(feeds) if feed.was_given}
    readings = recent_readings(shown, at=at)
    protocols = protocols_for(shown)

    def row(animal: Animal) -> Row:
        own = readings.get(animal.pk, ())
        last_feed = last_feeds.get(animal.pk)
        gain = gain_24h(own, at=at)
        state, text = due_words(animal.next_feed_due_at, at=at)
        facts = rules.Facts(
            last_fed_at=animal.last_fed_at,
            next_feed_due_at=animal.next_feed_due_at,
            born_on=animal.born_on,
            vigour=last_feed.vigour if last_feed else "",
            readings=own,
            unit=person.weight_unit,
        )
        return Row(
            animal=animal,
            due_state=state,
            due_text=text,
            clock=clock(animal, at=at),
            last_feed=last_feed,
            by_whom=by_whom(last_feed, person),
            gain_g=Decimal(round(gain.grams)) if gain else None,
            sparkline=sparkline(own),
            alert=rules.worst(facts, protocols.of_species(animal.species_id), at=at),
        )

    return Today(
        rows=[row(animal) for animal in shown],
        happenings=happenings(feeds, shown, person=person, at=at),
        strip=due_strip(
            ((animal, animal.next_feed_due_at) for animal in shown), at=timezone.localtime(at)
        ),
        more_animals=len(found) > MOST_ANIMALS,
    )


def recent_readings(
    animals: Sequence[Animal], *, at: dt.datetime
) -> dict[int, tuple[Reading, ...]]:
    """The last days' growth readings by animal, in three queries."""
    since = at - READ_BACK
    hour = Organisation.current().care_day_starts_at_hour
    weigh_ins, before_feeds = defaultdict(list), defaultdict(list)
    for animal_id, reading in WeighIn.objects.of(animals).growth_since(since):
        weigh_ins[animal_id].append(reading)
    for animal_id, reading in Feed.objects.of(animals).weighed_since(since):
        before_feeds[animal_id].append(reading)
    return {
        animal_id: growth_readings(
            weigh_ins=weigh_ins[animal_id],
            before_feeds=before_feeds[animal_id],
            care_day=lambda moment: care_day_of(moment, hour),
        )
        for animal_id in {*weigh_ins, *before_feeds}
    }


def happenings(
    feeds: Iterable[Feed], animals: Sequence[Animal], *, person: Person, at: dt.datetime
) -> list[Happening]:
    """What was entered for these animals in the last day, latest first, a round as one."""
    others = [
        entry
        for model in (WeighIn, Observation)
        for entry in model.objects.current()
        .of(animals)
        .filter(happened_at__gt=at - LAST_DAY)
        .select_related("recorded_by", "animal")[:MOST_HAPPENINGS]
    ]
    entries = sorted(
        [*feeds, *others], key=lambda entry: (entry.happened_at, str(entry.round)), reverse=True
    )
    found = []
    for _, group in groupby(entries[: 4 * MOST_HAPPENINGS], key=together):
        sitting = sorted(group, key=attrgetter("animal.name"))
        lines = [
            Line(entry=entry, kind=KIND_OF[type(entry)], words=say(entry, person.weight_unit))
            for entry in sitting
        ]
        found.append(
            Happening(at=sitting[0].happened_at, by_whom=by_whom(sitting[0], person), lines=lines)
        )
    return found[:MOST_HAPPENINGS]


def together(entry: Entry):
    return entry.round or entry.pk


def by_whom(entry: Entry | None, person: Person) -> str:
    """ "you", a name, or nothing where it came from a sheet."""
    if entry is None or entry.recorded_by is None:
        return ""
    return "you" if entry.recorded_by_id == person.pk else entry.recorded_by.name


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


def clock(animal: Animal, *, at: dt.datetime) -> int | None:
    if animal.last_fed_at is None or animal.next_feed_due_at is None:
        return None
    interval = animal.next_feed_due_at - animal.last_fed_at
    return max(0, min(100, round(100 * (at - animal.last_fed_at) / interval)))
