"""Entries as the lists of Today and of an animal's page show them, in finished values."""

import datetime as dt
import functools
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from animals.models import Animal, Person

from .models import Entry, Feed, MedicineGiven, Observation, ReturnAttempt, WeighIn
from .prepared import Keys, Prepared, Slot
from .wording import KIND_OF, our_clock, say

# Kinds that a page offers to correct; the others are taken out and entered anew.
CORRECTED_IN_PLACE = (Feed, WeighIn, Observation)
NO_ENTRY = uuid.UUID(int=0)
MOST_NOTE = 120
SAID_OF_ALL = (
    "animal_id",
    "happened_at",
    "clock_off_s",
    "round",
    "recorded_by_id",
    "note",
)
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
BY_KIND = {KIND_OF[model]: model for model in SAID}
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
    animal: Animal
    at: dt.datetime
    clock: str
    words: str
    note: str
    by_whom: str
    undo_url: str
    correct_url: str  # empty for a kind that is taken out and entered anew
    ours: str = ""  # the time by our clock, where the phone's was off
    time_url: str = ""  # where that time is taken for it


def log_lines(
    animals: Iterable[Animal],
    *,
    since: dt.datetime,
    until: dt.datetime,
    person: Person,
    back_to: str,
    most: int | None = None,
    ahead: bool = False,
) -> list[LogLine]:
    """All current entries of a span, latest first, in two queries.

    With `ahead` also those that a phone's fast clock put after it. `most` bounds the feeds and the
    other entries, for a page of many animals. `back_to` is the page that an undo or a correction
    comes back to.
    """
    by_pk = {animal.pk: animal for animal in animals}
    span = {"animals": by_pk, "since": since, "until": until}
    feeds = feeds_shown(ahead, most)(**span)
    others = map(other_entry, others_shown(ahead, most)(**span))
    addresses = Addresses(back_to=back_to)
    zone = timezone.get_current_timezone()
    return [
        line(entry, by_pk[entry.animal_id], person, addresses, zone)
        for entry in sorted(
            [*feeds, *others],
            key=lambda entry: (entry.happened_at, str(entry.round), entry.pk),
            reverse=True,
        )
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


def line(
    entry: Entry, animal: Animal, person: Person, addresses: Addresses, zone: dt.tzinfo
) -> LogLine:
    at = entry.happened_at.astimezone(zone)
    note = entry.note
    day_only = getattr(entry, "day_only", False)
    ours = entry.proposed_at
    return LogLine(
        entry=entry,
        animal=animal,
        at=at,
        clock="—" if day_only else f"{at:%H:%M}",
        words=say(entry, person.weight_unit),
        note=note if len(note) <= MOST_NOTE else f"{note[: MOST_NOTE - 1]}…",
        by_whom="you" if entry.recorded_by_id == person.pk else entry.by_name or "",
        undo_url=addresses.undo(entry),
        correct_url=addresses.correct(entry),
        ours=our_clock(ours.astimezone(zone), at) if ours else "",
        time_url=addresses.of("entry-time", entry) if ours else "",
    )


def shown(model: type[Entry], ahead: bool) -> models.QuerySet:
    within = Q(happened_at__lt=Slot("until"))
    return model.objects.current().filter(
        within | Q(clock_off_s__gt=0) if ahead else within,
        animal__in=Keys("animals"),
        happened_at__gte=Slot("since"),
    )


@functools.cache
def feeds_shown(ahead: bool, most: int | None) -> Prepared:
    return Prepared(
        lambda: (
            shown(Feed, ahead)
            .annotate(by_name=F("recorded_by__name"))
            .only(*SAID_OF_ALL, *SAID_OF_FEED)
            .order_by("-happened_at")[:most]
        )
    )


@functools.cache
def others_shown(ahead: bool, most: int | None) -> Prepared:
    """Everything but feeds, in one query."""

    def build() -> models.QuerySet:
        first, *others = (said(model, shown(model, ahead)) for model in SAID)
        return first.union(*others, all=True).order_by("-happened_at")[:most]

    return Prepared(build)


def other_entry(row: tuple) -> Entry:
    """An unsaved entry with just what the log says of it."""
    kind, pk, by_name, *values = row
    model, figures = BY_KIND[kind], values[len(SAID_OF_ALL) :]
    by_column = dict(zip(NOTHING, figures, strict=True))
    fields = {name: by_column[column] for column, name in SAID[model].items()}
    fields |= dict(zip(SAID_OF_ALL, values, strict=False))
    entry = model(pk=pk, **fields)
    entry.by_name = by_name
    return entry


def said(model: type[Entry], entries: models.QuerySet) -> models.QuerySet:
    columns = {
        f"{column}_": F(SAID[model][column]) if column in SAID[model] else nothing
        for column, nothing in NOTHING.items()
    }
    return (
        entries.order_by()
        .annotate(kind_=Value(KIND_OF[model]), **columns)
        .values_list(
            "kind_",
            "pk",
            "recorded_by__name",
            *SAID_OF_ALL,
            *columns,
        )
    )
