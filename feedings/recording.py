"""The only writers of entries: form, sync, import and demo all end here.

Entries are stored and the latest-fact columns of their animals follow, in one transaction; once it
is committed, the alerts do. Saving the same entry again changes nothing, because its id was made
where it was born.
"""

import datetime as dt
import functools
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from animals.models import Animal, FeedingStep, Person, Species

from .alerts import keeping
from .animal_rows import batches, lock
from .models import Entry, Feed, NotFedReason, WeighIn
from .prepared import Keys, Prepared, write_columns
from .protocols import WEAK, Protocols, protocols_for

LATEST_FACTS = ("last_fed_at", "next_feed_due_at", "last_weight_g", "last_weighed_at")

# Fed by hand, or seen to have nursed enough: the clock to the next feed starts again.
STARTS_CLOCK = (NotFedReason.FED, NotFedReason.NURSED)

# How an entry was stored says nothing about what happened.
NOT_CONTENT = {
    "stored_at",
    "source",
    "device",
    "clock_off_s",
    "round",
    "recorded_by",
    "time_zone",
    "suggested_ml",
    "formula",
    "voided_at",
    "voided_by",
    "void_reason",
    "weight_confirmed_at",
    "weight_confirmed_by",
}


class Status(StrEnum):
    STORED = "stored"
    ALREADY_STORED = "already_stored"
    CONFLICT = "conflict"


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What became of one entry. On a conflict `entry` is the one that was stored first."""

    entry: Entry
    status: Status


class AlreadyChanged(Exception):
    """The entry was corrected or voided before; the message says so in words."""


def record(entries: Sequence[Entry], *, ignoring: Collection[str] = ()) -> list[Recorded]:
    """Store unsaved entries, all or none, and answer for each in order.

    The same id with the same content is already stored; with other content it is a conflict and
    the first stays. `ignoring` names fields that do not make content differ. Raises
    AlreadyChanged where an entry corrects one that has been corrected, and IntegrityError where
    the database refuses a row.
    """
    try:
        return _record(entries, ignoring)
    except IntegrityError:
        # Another connection may have stored the same ids a moment ago: then they are found now.
        return _record(entries, ignoring)


@transaction.atomic
def _record(entries: Sequence[Entry], ignoring: Collection[str]) -> list[Recorded]:
    animal_ids = {entry.animal_id for entry in entries}
    lock(animal_ids)
    by_model: dict[type[Entry], list[Entry]] = defaultdict(list)
    for entry in entries:
        by_model[type(entry)].append(entry)
    first: dict[tuple[type[Entry], uuid.UUID], Entry] = {}
    for model, group in by_model.items():
        before = by_id(model, [entry.pk for entry in group])
        new: dict[uuid.UUID, Entry] = {}
        for entry in group:
            if entry.pk not in before:
                new.setdefault(entry.pk, entry)
        refuse_second_corrections(model, new.values())
        model.objects.bulk_create(new.values())
        first.update(((model, pk), entry) for pk, entry in (before | new).items())
    refresh_latest_facts(animal_ids)
    keeping.follow(animal_ids)
    return [answer(entry, first[type(entry), entry.pk], ignoring) for entry in entries]


def by_id(model: type[Entry], ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Any]:
    return {entry.pk: entry for entry in stored(model)(ids=ids)}


@functools.cache
def stored(model: type[Entry]) -> Prepared:
    """The entries of this kind that have one of these ids."""
    ids = Keys("ids", models.UUIDField())
    return Prepared(lambda: model.objects.filter(pk__in=ids).order_by())


def answer(entry: Entry, before: Entry, ignoring: Collection[str]) -> Recorded:
    """What became of it, held against the entry that was stored first under its id."""
    if before is entry:
        return Recorded(entry=entry, status=Status.STORED)
    same = content_of(entry, ignoring) == content_of(before, ignoring)
    return Recorded(entry=before, status=Status.ALREADY_STORED if same else Status.CONFLICT)


def content_of(entry: Entry, ignoring: Collection[str] = ()) -> dict:
    """What an entry says happened, without how it came to be stored."""
    left_out = NOT_CONTENT | set(ignoring)
    return {
        field.name: field.to_python(field.value_from_object(entry))
        for field in entry._meta.concrete_fields
        if field.name not in left_out
    }


def refuse_second_corrections(model: type[Entry], entries: Iterable[Entry]) -> None:
    corrected = [entry.corrects_id for entry in entries if entry.corrects_id]
    if corrected and (
        model.objects.filter(pk__in=corrected)
        .filter(Q(corrected_by__isnull=False) | Q(voided_at__isnull=False))
        .exists()
    ):
        raise AlreadyChanged("This entry was corrected or taken out meanwhile. Look at it again.")


@transaction.atomic
def void(entry: Entry, *, by: Person, reason: str = "", at: dt.datetime | None = None) -> None:
    """Take an entry out of the record with a mark; the row stays. Twice changes nothing."""
    lock({entry.animal_id})
    changed = (
        type(entry)
        .objects.current()
        .filter(pk=entry.pk)
        .update(voided_at=at or timezone.now(), voided_by=by, void_reason=reason)
    )
    if changed:
        refresh_latest_facts({entry.animal_id})
        keeping.follow({entry.animal_id})


@transaction.atomic
def confirm_weights(
    entries: Iterable[Feed | WeighIn], *, by: Person, at: dt.datetime | None = None
) -> int:
    """A person says that these weights are right; how many were not yet. Twice changes nothing."""
    entries = list(entries)
    lock({entry.animal_id for entry in entries})
    changed: set[int] = set()
    number = 0
    for entry in entries:
        updated = (
            type(entry)
            .objects.current()
            .filter(pk=entry.pk, weight_confirmed_at__isnull=True)
            .update(weight_confirmed_at=at or timezone.now(), weight_confirmed_by=by)
        )
        number += updated
        changed |= {entry.animal_id} if updated else set()
    if changed:
        keeping.follow(changed)
    return number


def refresh_latest_facts(animal_ids: Collection[int]) -> None:
    """Write the latest-fact columns of these animals from their entries. Six queries at most."""
    write_columns([animal for animal, _ in drifted(animal_ids)], LATEST_FACTS)


def follow_edited_animal(
    instance: Animal, raw: bool = False, created: bool = False, **_signal
) -> None:
    """A new birth date, species or formula moves the next feed, wherever it was edited.

    Alerts follow it too: an outcome ends all of them, in the transaction that stores it. One that
    is new has neither entries nor alerts.
    """
    if raw or created:
        return
    refresh_latest_facts({instance.pk})
    if instance.is_in_care:
        keeping.follow({instance.pk})
    else:
        keeping.end_all({instance.pk}, at=timezone.now())


def follow_edited_step(instance: FeedingStep, raw: bool = False, **_signal) -> None:
    """A protocol step that was edited, added or deleted moves the next feeds of its species."""
    if not raw:
        refresh_species(instance.species_id)


def follow_edited_species(instance: Species, raw: bool = False, **_signal) -> None:
    """Another feeding scheme moves the next feeds of all its animals."""
    if not raw:
        refresh_species(instance.pk)


def refresh_species(species_id: int) -> None:
    for ids in batches(Animal.objects.in_care().filter(species=species_id)):
        with transaction.atomic():
            lock(ids)
            refresh_latest_facts(ids)


def drifted(animal_ids: Collection[int]) -> list[tuple[Animal, dict]]:
    """The animals whose latest facts differ from their entries, with the columns' old values.

    The returned animals carry the right values, unsaved.
    """
    rows = with_latest_entries(animals=animal_ids)
    protocols = protocols_for(rows)
    feeds = by_id(
        Feed, [pk for row in rows for pk in (row.latest_feed, row.latest_weighed_feed) if pk]
    )
    weigh_ins = by_id(WeighIn, [row.latest_weigh_in for row in rows if row.latest_weigh_in])
    found = []
    for row in rows:
        old = {name: getattr(row, name) for name in LATEST_FACTS}
        new = latest_facts(
            row,
            feed=feeds.get(row.latest_feed),
            weighed_feed=feeds.get(row.latest_weighed_feed),
            weigh_in=weigh_ins.get(row.latest_weigh_in),
            protocols=protocols,
        )
        if new != old:
            for name, value in new.items():
                setattr(row, name, value)
            found.append((row, old))
    return found


@Prepared
def with_latest_entries() -> models.QuerySet[Animal]:
    """Each animal with the ids of its latest feed and weights: look-ups by index."""
    feeds = Feed.objects.current().filter(animal=OuterRef("pk")).order_by("-happened_at", "-id")
    weights = WeighIn.objects.current().growth().filter(animal=OuterRef("pk"))
    animals = Animal.objects.filter(pk__in=Keys("animals")).for_list()
    return animals.annotate(
        latest_feed=Subquery(
            feeds.filter(not_fed_reason__in=STARTS_CLOCK).values("pk")[:1],
        ),
        latest_weighed_feed=Subquery(
            feeds.filter(weight_before_g__isnull=False).values("pk")[:1],
        ),
        latest_weigh_in=Subquery(weights.order_by("-happened_at", "-id").values("pk")[:1]),
    )


def latest_facts(
    animal: Animal,
    *,
    feed: Feed | None,
    weighed_feed: Feed | None,
    weigh_in: WeighIn | None,
    protocols: Protocols,
) -> dict[str, dt.datetime | Decimal | None]:
    """The latest-fact columns as the latest entries have them; nothing is due once it has left."""
    weighed_at = grams = None
    if weighed_feed is not None:
        weighed_at, grams = weighed_feed.happened_at, weighed_feed.weight_before_g
    if weigh_in is not None and (weighed_at is None or weigh_in.happened_at >= weighed_at):
        weighed_at, grams = weigh_in.happened_at, weigh_in.grams
    due_at = None
    if feed is not None and animal.is_in_care:
        plan = protocols.plan(
            animal,
            on=feed.happened_at.date(),  # in UTC, so that it does not depend on who reads
            weight_g=grams,
            weak=feed.vigour in WEAK,
        )
        due_at = plan.next_due(after=feed.happened_at)
    return {
        "last_fed_at": feed.happened_at if feed else None,
        "next_feed_due_at": due_at,
        "last_weight_g": grams,
        "last_weighed_at": weighed_at,
    }
