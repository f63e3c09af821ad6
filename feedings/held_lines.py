"""Held entries as the page of phones shows them, in finished words."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from animals.models import Person, Placement

from .models import Entry, Feed, HeldEntry, Observation, WeighIn
from .offline_sync.held import unsaved_entry
from .offline_sync.payload import BadEntry
from .wording import our_clock, say

MOST_SHOWN = 20
READ_WITH = ("person", "animal__formula", "animal__species__default_formula")

# When a person's animal was hers no longer, and how it came about, in words.
Left = tuple[dt.datetime, str]


@dataclass(frozen=True, kw_only=True)
class HeldLine:
    """One of them: what it says, of when and by whom, why it is held, and what stands instead."""

    held: HeldEntry
    words: str
    when: str
    note: str
    why: str
    stands: str = ""


def held_for(person: Person) -> QuerySet[HeldEntry]:
    """Those that nobody decided about yet; a carer's own."""
    waiting = HeldEntry.objects.undecided()
    return waiting if person.sees_all else waiting.filter(person=person)


def held_lines(person: Person, *, at: dt.datetime) -> tuple[list[HeldLine], int]:
    """The longest held, and how many there are in all. At most six queries."""
    rows = list(held_for(person).select_related(*READ_WITH)[:MOST_SHOWN])
    number = held_for(person).count() if rows else 0
    left = left_by(rows)
    standing = standing_beside(rows)
    return [line(held, left, standing, person, at=at) for held in rows], number


def line(
    held: HeldEntry,
    left: Mapping[tuple[int, int | None], Sequence[Left]],
    standing: Mapping[uuid.UUID, Entry],
    person: Person,
    *,
    at: dt.datetime,
) -> HeldLine:
    other = standing.get(held.entry_id) or standing.get(corrected(held))
    return HeldLine(
        held=held,
        words=words_of(held, person, at=at),
        when=when(held),
        note=str(held.content.get("note", "")),
        why=why_parked(held, left.get((held.animal_id, held.person_id), ()))
        if held.reason == HeldEntry.Reason.PARKED
        else "Another entry stands in its place.",
        stands=stands_words(held, other, person) if other else "",
    )


def words_of(held: HeldEntry, person: Person, *, at: dt.datetime) -> str:
    try:
        return say(unsaved_entry(held, at=at), person.weight_unit)
    except BadEntry:
        return held.kind.replace("_", "-")


def when(entry: HeldEntry | Entry) -> str:
    """ "3 May, 14:03", and by our clock where the phone's was off."""
    theirs = timezone.localtime(entry.happened_at)
    said = f"{theirs:%-d %B, %H:%M}"
    if entry.proposed_at is None:
        return said
    ours = our_clock(timezone.localtime(entry.proposed_at), theirs)
    return f"{said} by the phone, {ours} by ours"


def stands_words(held: HeldEntry, other: Entry, person: Person) -> str:
    whose = f"{other.animal.name}, " if other.animal_id != held.animal_id else ""
    by = f", by {other.recorded_by}" if other.recorded_by else ""
    return f"{whose}{say(other, person.weight_unit)}, {when(other)}{by}"


def why_parked(held: HeldEntry, known: Iterable[Left]) -> str:
    """ "Kangaroo had left Ben's home on 3 May, 14:00." """
    then, outcome_at = held.proposed_at or held.happened_at, held.animal.outcome_at
    if outcome_at and outcome_at <= then:
        return f"{held.animal.name} had left care on {on(outcome_at)}."
    before = [each for each in known if each[0] <= then]
    if not before and corrected(held):
        return "It replaces another late entry."
    if not before:
        return f"{held.animal.name} was not with {held.person or 'that person'} then."
    left_at, how = max(before)
    return f"{how} on {on(left_at)}."


def on(moment: dt.datetime) -> str:
    return f"{timezone.localtime(moment):%-d %B, %H:%M}"


def left_by(rows: Iterable[HeldEntry]) -> dict[tuple[int, int | None], list[Left]]:
    """By animal and person: when a stay with her ended, and how. One query."""
    parked = [held for held in rows if held.reason == HeldEntry.Reason.PARKED]
    found: dict[tuple[int, int | None], list[Left]] = {}
    if not parked:
        return found
    stays = Placement.objects.filter(
        animal__in={held.animal_id for held in parked},
        home__memberships__person__in={held.person_id for held in parked},
    ).values_list(
        "animal_id",
        "animal__name",
        "home__name",
        "ended_at",
        "home__memberships__person_id",
        "home__memberships__person__name",
        "home__memberships__ended_at",
    )
    for animal_id, animal, home, moved_at, person_id, person, quit_at in stays:
        ends = [(moved_at, f"{animal} had left {home}"), (quit_at, f"{person} had left {home}")]
        if known := [(moment, how) for moment, how in ends if moment]:
            found.setdefault((animal_id, person_id), []).append(min(known))
    return found


def standing_beside(rows: Iterable[HeldEntry]) -> dict[uuid.UUID, Entry]:
    """The entries that conflicts collide with: of the same id, or replaced before. By kind."""
    conflicts = [held for held in rows if held.reason == HeldEntry.Reason.CONFLICT]
    ids = {held.entry_id for held in conflicts} | {corrected(held) for held in conflicts}
    found: dict[uuid.UUID, Entry] = {}
    for model in (Feed, WeighIn, Observation) if conflicts else ():
        entries = model.objects.select_related("animal", "recorded_by")
        found |= entries.in_bulk(ids - {None})
    return found


def corrected(held: HeldEntry) -> uuid.UUID | None:
    """The entry that it would replace."""
    sent = held.content.get("corrects")
    return uuid.UUID(sent) if sent else None
