"""What becomes of entries that were made on a phone, perhaps hours ago: none is lost or doubled.

Each is stored, was stored before, is held for the coordinator, or is refused in words; one that
cannot be stored holds up none of the others. docs/sync.md has the rules.
"""

import datetime as dt
import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum

from django.db import DataError, IntegrityError, transaction
from django.db.models import Value

from animals.access import Stay, stays_with
from animals.models import Animal, Person

from .. import recording
from ..models import ENTRY_MODELS, Entry, Feed, HeldEntry, Phone
from ..models.sync import LONGEST_USER_AGENT
from .entries import Arrived, entry_from
from .fed_by_others import fed_by_others, given_by_hand
from .payload import LARGEST_COUNT, BadEntry, Call, Errors, Sent, read_entry

NOT_YOURS = "This is not one of your animals."
NOT_STORED = "This could not be stored. Look at its values."
NOTHING_TO_CORRECT = "What this replaces is not here."
TWICE = "This id came twice. Send it again."
OVERTAKEN = "This was corrected or taken out before. Both are kept for the coordinator."
OTHER_CONTENT = "This was stored before with other values. Both are kept for the coordinator."
LEFT_OUT = "The coordinator left it out."

# Feeds of the last days are told of; who clears out an old phone is not told of last spring.
TOLD_WITHIN = dt.timedelta(days=7)


class Status(StrEnum):
    STORED = "stored"
    ALREADY_STORED = "already_stored"
    CONFLICT = "conflict"
    PARKED = "parked"
    INVALID = "invalid"


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of one entry; `entry` is the one that stands, where there is one."""

    status: Status
    errors: Errors = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    entry: Entry | None = None


def invalid(name: str, sentence: str) -> Result:
    return Result(status=Status.INVALID, errors={name: [sentence]})


class Reach(Enum):
    """How near an animal is to a person at the time that an entry tells of."""

    HERS = "hers"
    HAD_ONCE = "had once"
    NEVER = "never"


# ---- a call -------------------------------------------------------------------------------------


def receive(call: Call, *, person: Person, user_agent: str, at: dt.datetime) -> list[Result]:
    """Take in what a phone sent: one result for each entry, in order."""
    latest, clock_off_s = call.latest(at=at), call.clock_off_s(at=at)
    results: dict[int, Result] = {}
    read: dict[int, Sent] = {}
    for number, raw in enumerate(call.entries):
        try:
            read[number] = read_entry(raw, latest=latest)
        except BadEntry as bad:
            results[number] = Result(status=Status.INVALID, errors=bad.errors)
    animals = Animal.objects.for_list().in_bulk({sent.animal for sent in read.values()})
    arrived: dict[int, Arrived] = {}
    for number, sent in read.items():
        if animal := animals.get(sent.animal):
            entry = entry_from(
                sent,
                animal=animal,
                person=person,
                device=call.device,
                clock_off_s=clock_off_s,
                at=at,
            )
            arrived[number] = Arrived(entry=entry, sent=sent)
        else:
            results[number] = invalid("animal", NOT_YOURS)
    delivery = Delivery(list(arrived.values()), person=person, at=at)
    with transaction.atomic():
        delivered = delivery.deliver()
        answered = [*results.values(), *delivered]
        saw_phone(
            after(call, answered),
            person=person,
            user_agent=user_agent,
            clock_off_s=clock_off_s,
            at=at,
        )
    seen = {pk for pk in animals if delivery.sees_now(pk)}
    results |= zip(arrived, tell_of_others(delivered, seen, at=at), strict=True)
    return [results[number] for number in range(len(call.entries))]


def after(call: Call, answered: Collection[Result]) -> Call:
    """The call with what waits on the phone once it has the answer.

    It counts before it sends, and may say nothing more for hours.
    """
    waiting = max(0, call.waiting - len(answered))
    need_you = sum(result.status in {Status.CONFLICT, Status.INVALID} for result in answered)
    return replace(
        call,
        waiting=waiting,
        oldest_waiting_at=call.oldest_waiting_at if waiting else None,
        need_you=min(call.need_you + need_you, LARGEST_COUNT),
    )


def saw_phone(
    call: Call, *, person: Person, user_agent: str, clock_off_s: int | None, at: dt.datetime
) -> None:
    """What the phone says of itself, over what it said last."""
    row = Phone(
        device=call.device,
        person=person,
        user_agent=user_agent[:LONGEST_USER_AGENT].replace("\0", ""),
        first_seen_at=at,
        last_seen_at=at,
        waiting=call.waiting,
        oldest_waiting_at=call.oldest_waiting_at,
        need_you=call.need_you,
        clock_off_s=clock_off_s,
    )
    said = ["user_agent", "last_seen_at", "waiting", "oldest_waiting_at", "need_you", "clock_off_s"]
    Phone.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["device", "person"], update_fields=said
    )


# ---- what becomes of each -----------------------------------------------------------------------


class Delivery:
    """Entries on their way in, and what stands of them already.

    Queries: six to know, those of recording to store and one to hold, whatever their number; a
    few more for each that was stored before and is taken out now. Where the database refuses one,
    the halves are stored by themselves.
    """

    def __init__(
        self,
        arrived: Sequence[Arrived],
        *,
        person: Person,
        at: dt.datetime,
        ignoring: Collection[str] = (),
    ) -> None:
        self.arrived, self.person, self.at, self.ignoring = arrived, person, at, ignoring
        entries = [one.entry for one in arrived]
        ids = {entry.pk for entry in entries}
        named = ids | {entry.corrects_id for entry in entries if entry.corrects_id}
        self.stays: Mapping[int, list[Stay]] = (
            stays_with(person, {entry.animal_id for entry in entries})
            if entries and not person.sees_all
            else {}
        )
        self.taken = taken_ids(named) if named else {}
        self.standing = standing_entries(entries, self.taken)
        self.held = held_rows(named) if named else {}
        self.batch: dict[uuid.UUID, Arrived] = {}
        self.to_hold: list[HeldEntry] = []
        self.to_void: dict[uuid.UUID, Entry] = {}
        self.refused: set[uuid.UUID] = set()

    @transaction.atomic(savepoint=False)
    def deliver(self) -> list[Result]:
        """Store what can be, hold what a coordinator has to look at; one result each, in order."""
        results: dict[int, Result] = {}
        repeats: list[int] = []
        places: dict[uuid.UUID, int] = {}
        for number, one in enumerate(self.arrived):
            if result := self.judge(one):
                results[number] = result
            elif one.entry.pk in self.batch:
                repeats.append(number)
            else:
                self.batch[one.entry.pk] = one
                places[one.entry.pk] = number
        stored = self.store(list(self.batch.values()))
        results |= {places[pk]: result for pk, result in stored.items()}
        for number in repeats:
            results[number] = self.repeat(self.arrived[number], stored)
        HeldEntry.objects.bulk_create(self.to_hold, ignore_conflicts=True)
        for entry in self.to_void.values():
            recording.void(entry, by=self.person, reason="taken out on the phone")
        return [results[number] for number in range(len(self.arrived))]

    def judge(self, one: Arrived) -> Result | None:
        """What is known before storing; None where it is to be stored."""
        entry, reach = one.entry, self.reach(one)
        if reach is Reach.NEVER:
            return invalid("animal", NOT_YOURS)
        if before := self.standing.get(entry.pk):
            return self.beside(one, before)
        if entry.pk in self.taken:
            return self.hold(one, HeldEntry.Reason.CONFLICT, OTHER_CONTENT)
        row = self.held.get(entry.pk, {}).get(self.fingerprint(one))
        waits_for = entry.corrects_id in self.held and entry.corrects_id not in self.taken
        if reach is Reach.HAD_ONCE or waits_for or (row and row.decision):
            left = f"{entry.animal} had left by then. This waits for the coordinator."
            return self.hold(one, HeldEntry.Reason.PARKED, left)
        if entry.corrects_id and not self.knows_corrected(entry):
            return invalid("corrects", NOTHING_TO_CORRECT)
        return None

    def reach(self, one: Arrived) -> Reach:
        """Seen now or at the time it tells of, as animals_for() has it; or only once."""
        animal = one.entry.animal
        stays = self.stays.get(animal.pk, [])
        if not stays and not self.person.sees_all:
            return Reach.NEVER
        if animal.outcome_at and one.said_at >= animal.outcome_at:
            return Reach.HAD_ONCE
        seen = self.sees_now(animal.pk) or any(stay.covers(one.said_at) for stay in stays)
        return Reach.HERS if seen else Reach.HAD_ONCE

    def sees_now(self, animal_id: int) -> bool:
        stays = self.stays.get(animal_id, [])
        return self.person.sees_all or any(stay.covers(self.at) for stay in stays)

    def knows_corrected(self, entry: Entry) -> bool:
        """What it corrects is of the same kind and animal, stored or about to be."""
        if before := self.batch.get(entry.corrects_id):
            return type(before.entry) is type(entry) and before.entry.animal_id == entry.animal_id
        return self.taken.get(entry.corrects_id, {}).get(type(entry)) == entry.animal_id

    def beside(self, one: Arrived, before: Entry) -> Result:
        """The same entry again, or another one under its id."""
        if not says_the_same(before, one.entry, self.ignoring):
            return self.hold(one, HeldEntry.Reason.CONFLICT, OTHER_CONTENT)
        if one.entry.voided_at and before.voided_at is None:
            self.to_void[before.pk] = before
        return Result(status=Status.ALREADY_STORED, entry=before)

    def hold(self, one: Arrived, reason: HeldEntry.Reason, sentence: str) -> Result:
        """Keep it for the coordinator; the same one again is kept once, and may be decided."""
        entry, mark = one.entry, self.fingerprint(one)
        rows = self.held.setdefault(entry.pk, {})
        if mark not in rows:
            rows[mark] = HeldEntry(
                reason=reason,
                entry_id=entry.pk,
                fingerprint=mark,
                kind=one.sent.kind,
                content=one.sent.content(),
                person=self.person,
                device=entry.device,
                animal=entry.animal,
                happened_at=entry.happened_at,
                clock_off_s=entry.clock_off_s,
                received_at=self.at,
            )
            self.to_hold.append(rows[mark])
        row = rows[mark]
        if row.decision == HeldEntry.Decision.ACCEPTED:
            return Result(status=Status.ALREADY_STORED)
        said = LEFT_OUT if row.decision == HeldEntry.Decision.REFUSED else sentence
        return Result(status=Status(row.reason), said=[said])

    def fingerprint(self, one: Arrived) -> str:
        content = one.sent.content()
        told = {name: value for name, value in content.items() if name not in self.ignoring}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def store(self, batch: Sequence[Arrived]) -> dict[uuid.UUID, Result]:
        """Store all, or where one cannot be, the two halves: one must not hold up the others."""
        found, left = {}, []
        for one in batch:
            if one.entry.corrects_id in self.refused:
                found[one.entry.pk] = self.refuse(one, "corrects", NOTHING_TO_CORRECT)
            else:
                left.append(one)
        try:
            entries = [one.entry for one in left]
            recorded = recording.record(entries, ignoring=self.ignoring) if left else []
        except (IntegrityError, DataError, recording.AlreadyChanged) as error:
            if len(left) > 1:
                middle = len(left) // 2
                return found | self.store(left[:middle]) | self.store(left[middle:])
            return found | {left[0].entry.pk: self.could_not(left[0], error)}
        for one, each in zip(left, recorded, strict=True):
            if each.status == recording.Status.STORED:
                found[one.entry.pk] = Result(status=Status.STORED, entry=each.entry)
            else:  # another call stored it a moment ago
                found[one.entry.pk] = self.beside(one, each.entry)
        return found

    def could_not(self, one: Arrived, error: Exception) -> Result:
        if isinstance(error, recording.AlreadyChanged):
            self.refused.add(one.entry.pk)
            return self.hold(one, HeldEntry.Reason.CONFLICT, OVERTAKEN)
        return self.refuse(one, "entry", NOT_STORED)

    def refuse(self, one: Arrived, name: str, sentence: str) -> Result:
        self.refused.add(one.entry.pk)
        return invalid(name, sentence)

    def repeat(self, one: Arrived, stored: Mapping[uuid.UUID, Result]) -> Result:
        """An id that came before in this very call."""
        before = stored[one.entry.pk].entry
        return self.beside(one, before) if before else invalid("id", TWICE)


def says_the_same(before: Entry, entry: Entry, ignoring: Collection[str] = ()) -> bool:
    """Whatever road each came by; the unit of a weight that was not taken says nothing.

    Entries of two kinds have other fields, and so never say the same.
    """
    if isinstance(before, Feed) and before.weight_before_g is None:
        ignoring = {*ignoring, "weight_unit"}
    return recording.content_of(before, ignoring) == recording.content_of(entry, ignoring)


def taken_ids(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[type[Entry], int]]:
    """Of these ids the stored ones, with what kinds of entry they are and of which animals."""
    first, *others = (
        model.objects.filter(pk__in=ids).order_by().values_list("pk", "animal_id", Value(number))
        for number, model in enumerate(ENTRY_MODELS)
    )
    found: dict[uuid.UUID, dict[type[Entry], int]] = defaultdict(dict)
    for pk, animal_id, number in first.union(*others, all=True):
        found[pk][ENTRY_MODELS[number]] = animal_id
    return dict(found)


def standing_entries(
    entries: Iterable[Entry], taken: Mapping[uuid.UUID, Mapping[type[Entry], int]]
) -> dict[uuid.UUID, Entry]:
    """What is stored under the ids of these entries and is of the same kind."""
    wanted: dict[type[Entry], set[uuid.UUID]] = defaultdict(set)
    for entry in entries:
        if type(entry) in taken.get(entry.pk, {}):
            wanted[type(entry)].add(entry.pk)
    found: dict[uuid.UUID, Entry] = {}
    for model, pks in wanted.items():
        found |= model.objects.in_bulk(pks)
    return found


def held_rows(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[str, HeldEntry]]:
    """What is held under these ids, by fingerprint."""
    rows: dict[uuid.UUID, dict[str, HeldEntry]] = defaultdict(dict)
    for row in HeldEntry.objects.filter(entry_id__in=ids):
        rows[row.entry_id][row.fingerprint] = row
    return dict(rows)


# ---- fed twice ----------------------------------------------------------------------------------


def tell_of_others(
    results: Sequence[Result], seen: Collection[int], *, at: dt.datetime
) -> list[Result]:
    """The results, saying which feeds another person or phone gave less than an hour apart.

    Of the animals seen now only: how one is fed in its new home is told to nobody else.
    """
    feeds = {
        result.entry.pk: result.entry
        for result in results
        if isinstance(result.entry, Feed)
        and result.entry.animal_id in seen
        and given_by_hand(result.entry)
        and result.entry.happened_at > at - TOLD_WITHIN
    }
    told = fed_by_others(list(feeds.values())) if feeds else {}
    return [
        replace(result, said=[*result.said, told[result.entry.pk]])
        if result.entry and result.entry.pk in told
        else result
        for result in results
    ]
