"""An animal's entries by care day, each day's total beside its need."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from animals.models import Animal, Person

from .care_day import care_day_of
from .models import Entry, Feed, MedicineGiven, Observation, ReturnAttempt, WeighIn
from .protocols import Protocols
from .wording import KIND_OF, say

# Kinds that a page offers to correct; the others are taken out and entered anew.
CORRECTED_IN_PLACE = (Feed, WeighIn, Observation)
NO_ENTRY = uuid.UUID(int=0)
MOST_NOTE = 120
SAID_OF_FEED = (
    "route",
    "volume_ml",
    "weight_before_g",
    "not_fed_reason",
    "peed",
    "pooped",
    "stool_score",
    "vigour",
)

# What each kind says in words and numbers. One query reads all of them under the same names.
SAID = {
    WeighIn: {"number": "grams", "word": "purpose", "flag": "day_only"},
    Observation: {
        "number": "temperature_c",
        "score": "stool_score",
        "word": "kind",
        "other": "vigour",
    },
    MedicineGiven: {"word": "medicine", "other": "dose"},
    ReturnAttempt: {"score": "minutes", "word": "result"},
}
# A day's need from here on is said in whole millilitres.
WHOLE_FROM_ML = 20
NOTHING = {
    "number": Cast(Value(None), models.DecimalField(max_digits=7, decimal_places=1)),
    "score": Cast(Value(None), models.PositiveSmallIntegerField()),
    "word": Value(""),
    "other": Value(""),
    "flag": Value(False),
}


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """One entry as the log shows it. A page has sixty of them: what it writes stands ready here."""

    entry: Entry
    at: dt.datetime
    clock: str
    words: str
    note: str
    by_whom: str
    undo_url: str
    correct_url: str  # empty for a kind that is taken out and entered anew


@dataclass(frozen=True, kw_only=True)
class CareDay:
    """The entries of one care day, latest first, with what was drunk and what was needed (ml)."""

    day: dt.date
    lines: Sequence[LogLine]
    feeds: int
    total_ml: Decimal
    need_low_ml: Decimal | None
    need_high_ml: Decimal | None

    @property
    def need_words(self) -> str:
        """ "66 to 86 ml a day"; empty where formula or weight are not known."""
        if self.need_low_ml is None or self.need_high_ml is None:
            return ""
        places = 0 if self.need_high_ml >= WHOLE_FROM_ML else 1
        return f"{self.need_low_ml:.{places}f} to {self.need_high_ml:.{places}f} ml a day"


def log_lines(
    animal: Animal, *, since: dt.datetime, until: dt.datetime, person: Person
) -> list[LogLine]:
    """All current entries of a span, latest first, in two queries."""
    feeds = (
        Feed.objects.current()
        .filter(animal=animal)
        .between(since, until)
        .annotate(by_name=F("recorded_by__name"))
        .only("animal_id", "happened_at", "recorded_by_id", "note", *SAID_OF_FEED)
    )
    entries = [*feeds, *other_entries(animal, since=since, until=until)]
    addresses = Addresses(back_to=animal.get_absolute_url())
    zone = timezone.get_current_timezone()
    return [
        line(entry, person, addresses, zone)
        for entry in sorted(entries, key=lambda e: (e.happened_at, e.pk), reverse=True)
    ]


class Addresses:
    """Where entries are undone and corrected; each kind's pattern is looked up once."""

    def __init__(self, *, back_to: str):
        self.query = "?" + urlencode({"next": back_to})
        self.patterns: dict[tuple[str, str], str] = {}

    def of(self, name: str, entry: Entry) -> str:
        kind = KIND_OF[type(entry)]
        if (name, kind) not in self.patterns:
            self.patterns[name, kind] = reverse(name, args=[kind, NO_ENTRY])
        return self.patterns[name, kind].replace(str(NO_ENTRY), str(entry.pk))

    def undo(self, entry: Entry) -> str:
        return self.of("entry-void", entry)

    def correct(self, entry: Entry) -> str:
        if not isinstance(entry, CORRECTED_IN_PLACE):
            return ""
        return self.of("entry-correct", entry) + self.query


def line(entry: Entry, person: Person, addresses: Addresses, zone: dt.tzinfo) -> LogLine:
    at = entry.happened_at.astimezone(zone)
    note = entry.note
    day_only = getattr(entry, "day_only", False)
    return LogLine(
        entry=entry,
        at=at,
        clock="—" if day_only else f"{at:%H:%M}",
        words=say(entry, person.weight_unit),
        note=note if len(note) <= MOST_NOTE else f"{note[: MOST_NOTE - 1]}…",
        by_whom="you" if entry.recorded_by_id == person.pk else entry.by_name or "",
        undo_url=addresses.undo(entry),
        correct_url=addresses.correct(entry),
    )


def other_entries(animal: Animal, *, since: dt.datetime, until: dt.datetime) -> Iterable[Entry]:
    """Everything but feeds, in one query: unsaved entries with just what the log says of them."""
    first, *others = (
        said(model, model.objects.current().filter(animal=animal).between(since, until))
        for model in SAID
    )
    models_by_kind = {KIND_OF[model]: model for model in SAID}
    for kind, pk, happened_at, by_id, by_name, note, *figures in first.union(*others, all=True):
        model = models_by_kind[kind]
        by_column = dict(zip(NOTHING, figures, strict=True))
        fields = {name: by_column[column] for column, name in SAID[model].items()}
        entry = model(pk=pk, happened_at=happened_at, recorded_by_id=by_id, note=note, **fields)
        entry.by_name = by_name
        yield entry


def said(model: type[Entry], entries: models.QuerySet) -> models.QuerySet:
    columns = {
        f"{column}_": F(SAID[model][column]) if column in SAID[model] else nothing
        for column, nothing in NOTHING.items()
    }
    return (
        entries.order_by()
        .annotate(kind_=Value(KIND_OF[model]), **columns)
        .values_list(
            "kind_", "pk", "happened_at", "recorded_by_id", "recorded_by__name", "note", *columns
        )
    )


def care_days(
    lines: Iterable[LogLine],
    days: Sequence[dt.date],
    *,
    animal: Animal,
    protocols: Protocols,
    weights_g: dict[dt.date, Decimal],
    care_day_hour: int,
) -> list[CareDay]:
    """The log of these care days; the need of each goes by the weight known on it."""
    by_day = defaultdict(list)
    zone = timezone.get_current_timezone()
    for line in lines:
        by_day[care_day_of(line.at, care_day_hour, zone)].append(line)
    found = []
    for day in days:
        given = [line.entry for line in by_day[day] if is_given(line.entry)]
        weight_g = weights_g.get(day)
        plan = protocols.plan(animal, on=day, weight_g=weight_g) if weight_g else None
        found.append(
            CareDay(
                day=day,
                lines=by_day[day],
                feeds=len(given),
                total_ml=sum((feed.volume_ml or Decimal(0) for feed in given), Decimal(0)),
                need_low_ml=plan.day_low_ml if plan else None,
                need_high_ml=plan.day_high_ml if plan else None,
            )
        )
    return found


def is_given(entry: Entry) -> bool:
    return isinstance(entry, Feed) and entry.was_given
