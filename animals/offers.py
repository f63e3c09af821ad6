"""Animals offered to a home and what it answers: the writers of offers, with animals.promises.

An offer is held before its animals are, by everybody, so that no two wait for each other.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from . import placing, promises
from .groups import NEVER_CUT, Bond
from .models import Animal, FosterHome, HomeMembership, Offer, OfferedAnimal, Organisation, Person
from .network import bonds_between
from .placing import CannotPlace, moment
from .promises import AGREED, MOVED, PENDING, REFUSED

State = Offer.State


class CannotOffer(ValueError):
    """Says in one sentence why these animals cannot be offered so."""


class CannotAnswer(ValueError):
    """Says in one sentence why this offer cannot be answered so any more."""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """The offer as it is now, who comes of it, and what the coordinator has to know.

    `lost` and `apart` are sentences: of those that need no home any more, and of those that belong
    together and were not taken together. `arrived`: of a hand-over. `again`: a second tap.
    """

    offer: Offer
    taken: Sequence[Animal] = ()
    lost: Sequence[str] = ()
    apart: Sequence[str] = ()
    arrived: bool = False
    again: bool = False


# ---- the coordinator offers ---------------------------------------------------------------------


@transaction.atomic
def make(
    animals: Sequence[Animal],
    *,
    home: FosterHome,
    by: Person | None,
    starts_at: dt.datetime | None = None,
    room: int | None = None,
    note: str = "",
    reason: str = "",
    in_spite_of: str = "",
    at: dt.datetime | None = None,
    expected: Mapping[int, int | None] | None = None,
) -> Offer:
    """Offer the animals to the home; `starts_at` None: they come as soon as it says yes.

    `expected` as placing.place() has it. Raises CannotOffer.
    """
    if not animals:
        raise CannotOffer("Choose at least one animal.")
    held_at = at or timezone.now()
    promises.lock_offers(animals, at=held_at, all_expired=True)
    try:
        animals = placing.lock(animals)
        # By the clock of the lock: what expired while this waited is not closed, and still stands.
        refuse_offered(promises.promises(animals, at=held_at))
        at = at or timezone.now()
        refuse_offer(animals, home=home, starts_at=starts_at, room=room, at=at, expected=expected)
    except CannotPlace as why:
        raise CannotOffer(str(why)) from why
    lasts = dt.timedelta(hours=Organisation.current().offers_last_hours)
    offer = Offer(
        home=home,
        made_by=by,
        made_at=at,
        expires_at=at + lasts,
        starts_at=starts_at,
        room=room,
        note=note,
        reason=reason,
        in_spite_of=in_spite_of,
    )
    offer._history_user = by
    offer.save(force_insert=True)
    OfferedAnimal.objects.bulk_create(
        OfferedAnimal(offer=offer, animal=animal) for animal in animals
    )
    return offer


def refuse_offer(
    animals: Sequence[Animal],
    *,
    home: FosterHome,
    starts_at: dt.datetime | None,
    room: int | None,
    at: dt.datetime,
    expected: Mapping[int, int | None] | None = None,
) -> None:
    """CannotOffer or CannotPlace where one of the animals, or the home, does not allow it."""
    living_there = HomeMembership.objects.open_at(at).filter(
        home=home, kind=HomeMembership.Kind.MEMBER, person__is_active=True
    )
    if not living_there.exists():
        raise CannotOffer(f"Nobody lives in {home}, so nobody could answer.")
    home.refresh_from_db(fields=["rooms", "closes_on"])
    placing.refuse_unexpected(animals, expected or {})
    for row in placing.open_placements(animals):
        if row.home_id == home.pk:
            raise CannotOffer(f"{row.animal} is in {home} already.")
    placing.refuse_impossible(animals, home=home, at=at, room=room)
    for animal in animals:
        placing.refuse_home(animal, home=home, at=starts_at or at)


def refuse_offered(promised: Sequence[OfferedAnimal]) -> None:
    for row in promised:
        how = "promised" if row.answer == AGREED else "offered"
        raise CannotOffer(f"{row.animal} is {how} to {row.offer.home} already.")


@transaction.atomic
def withdraw(offer: Offer, *, by: Person, at: dt.datetime | None = None) -> Offer:
    """What is pending or agreed is promised no more; who has come stays. Twice is once."""
    offer = hold(offer)
    at = at or timezone.now()
    if offer.state == State.WITHDRAWN:
        return offer
    left = {row.answer for row in offer.rows}
    if not offer.is_open(at=at) and AGREED not in left:
        raise CannotAnswer(said_before(offer, at=at))
    if MOVED in left:  # a part has come: that stays accepted, and only the rest is taken back
        offer.offered.filter(answer__in=(PENDING, AGREED)).update(answer=REFUSED)
    if MOVED not in left or offer.state == State.OPEN:
        state = State.ACCEPTED if MOVED in left else State.WITHDRAWN
        promises.close([offer], state, by=by, at=at)
    return offer


# ---- the home answers ---------------------------------------------------------------------------


@transaction.atomic
def answer(
    offer: Offer,
    *,
    by: Person,
    accepted_ids: Collection[int],
    why: str = "",
    at: dt.datetime | None = None,
) -> Answered:
    """Yes to those accepted, no to the others; they move at once, or when they are there.

    The same answer of the same person again changes nothing. Raises CannotAnswer.
    """
    offer, now = hold(offer), at or timezone.now()
    if not offer.is_open(at=now):
        if answered_so(offer, by=by, accepted_ids=accepted_ids):
            return Answered(offer=offer, again=True)
        raise CannotAnswer(said_before(offer, at=now))
    pending = [row for row in offer.rows if row.answer == PENDING]
    gone = lost(pending, offer=offer)
    taken = [row for row in pending if row.animal_id in accepted_ids and row.animal_id not in gone]
    offer.answer = why
    settle(
        offer, taken, by=by, at=now, nobody_left=bool(accepted_ids) and len(gone) == len(pending)
    )
    accepted = [row.animal for row in taken]
    if accepted and (offer.starts_at is None or offer.starts_at <= now):
        bring(offer, accepted, by=by, at=at)
    elif accepted:
        refuse_closed(offer, accepted)
    return Answered(
        offer=hold(offer),
        taken=accepted,
        lost=list(gone.values()),
        apart=apart(pending, taken, at=now),
    )


def settle(
    offer: Offer,
    taken: Sequence[OfferedAnimal],
    *,
    by: Person,
    at: dt.datetime,
    nobody_left: bool = False,
) -> None:
    """Store who is taken; where nobody needs a home any more, it is no decline."""
    offer.offered.filter(pk__in=[row.pk for row in taken]).update(answer=AGREED)
    offer.offered.filter(answer=PENDING).update(answer=REFUSED)
    has_come = any(row.answer == MOVED for row in offer.rows)
    if nobody_left and not has_come:
        offer.state = State.WITHDRAWN
    else:
        offer.state = State.ACCEPTED if taken or has_come else State.DECLINED
    offer.answered_by, offer.answered_at = by, at
    offer._history_user = by
    offer.save(update_fields=["state", "answered_by", "answered_at", "answer"])


@transaction.atomic
def arrive(offer: Offer, *, by: Person, at: dt.datetime | None = None) -> Answered:
    """Those that were agreed are there, from now on. Twice is once. Raises CannotAnswer."""
    offer = hold(offer)
    agreed = [row for row in offer.rows if row.answer == AGREED]
    if not agreed:
        if any(row.answer == MOVED for row in offer.rows):
            return Answered(offer=offer, again=True)
        raise CannotAnswer(said_before(offer, at=at or timezone.now()))
    gone = lost(agreed, offer=offer)
    offer.offered.filter(answer=AGREED, animal__in=gone).update(answer=REFUSED)
    coming = [row.animal for row in agreed if row.animal_id not in gone]
    if coming:
        bring(offer, coming, by=by, at=at)
    elif all(row.answer != MOVED for row in offer.rows):  # nobody is left of it
        promises.close([offer], State.WITHDRAWN, by=by, at=at or timezone.now())
    return Answered(offer=hold(offer), taken=coming, lost=list(gone.values()), arrived=True)


def hold(offer: Offer) -> Offer:
    """Make others who answer it wait; the offer as it is now, with its home and `rows`."""
    list(Offer.objects.select_for_update().filter(pk=offer.pk).values_list("pk"))
    return Offer.objects.with_animals().get(pk=offer.pk)


def answered_so(offer: Offer, *, by: Person, accepted_ids: Collection[int]) -> bool:
    """The same person said the same before: a second tap."""
    taken = {row.animal_id for row in offer.rows if row.answer in (AGREED, MOVED)}
    said_yes = offer.state == State.ACCEPTED
    return (
        offer.answered_by == by
        and offer.state in (State.ACCEPTED, State.DECLINED)
        and bool(accepted_ids) == said_yes
        and taken <= set(accepted_ids)
    )


def said_before(offer: Offer, *, at: dt.datetime) -> str:
    if offer.is_expired(at=at):
        return f"This offer could be answered until {moment(offer.expires_at)}. Ask {asked(offer)}."
    by = f" by {offer.answered_by}" if offer.answered_by else ""
    verb = {State.WITHDRAWN: "withdrawn", State.ACCEPTED: "accepted", State.DECLINED: "declined"}
    if offer.state in verb:
        return f"This offer was {verb[offer.state]}{by} on {moment(offer.answered_at)}."
    return "This offer is not answered yet."


def asked(offer: Offer) -> str:
    return str(offer.made_by) if offer.made_by else "your coordinator"


def lost(rows: Sequence[OfferedAnimal], *, offer: Offer) -> dict[int, str]:
    """Those that need this home no more, by animal, each with a sentence."""
    found = {
        row.animal_id: f"{row.animal} has died."
        if row.animal.has_died
        else f"{row.animal} is no longer in care."
        for row in rows
        if not row.animal.is_in_care
    }
    for stay in placing.open_placements([row.animal for row in rows]):
        if stay.started_at > offer.made_at and stay.home_id != offer.home_id:
            found.setdefault(stay.animal_id, f"{stay.animal} has found another home meanwhile.")
    return found


def bring(offer: Offer, animals: Sequence[Animal], *, by: Person, at: dt.datetime | None) -> None:
    """Move them, which keeps what the offer promised."""
    try:
        placing.place(
            animals,
            home=offer.home,
            by=by,
            at=at,
            reason=offer.reason,
            in_spite_of=offer.in_spite_of,
            room=room_of(offer),
        )
    except CannotPlace as why:
        raise CannotAnswer(str(why)) from why


def room_of(offer: Offer) -> int | None:
    """The room that was thought of, while the home has it."""
    return offer.room if offer.room and offer.room <= offer.home.rooms else None


def refuse_closed(offer: Offer, animals: Sequence[Animal]) -> None:
    try:
        for animal in animals:
            placing.refuse_home(animal, home=offer.home, at=offer.starts_at)
    except CannotPlace as why:
        raise CannotAnswer(str(why)) from why


def apart(
    offered: Sequence[OfferedAnimal], taken: Sequence[OfferedAnimal], *, at: dt.datetime
) -> list[str]:
    """Sentences of mothers and young, and of pairs, of which only one is taken."""
    if not taken:
        return []
    here = {row.animal_id for row in taken}
    return [
        sentence for ids, sentence in belonging(offered, at=at) if len(here.intersection(ids)) == 1
    ]


def belonging(
    rows: Sequence[OfferedAnimal], *, at: dt.datetime
) -> list[tuple[tuple[int, int], str]]:
    """Who of these should stay together: the keys, and a sentence."""
    names = {row.animal_id: row.animal.name for row in rows}
    words = {Bond.MOTHER: "belong together, as mother and young", Bond.PAIR: "are a pair"}
    return [
        ((tie.first, tie.second), f"{names[tie.first]} and {names[tie.second]} {words[tie.bond]}.")
        for tie in bonds_between(names, at=at)
        if tie.bond in NEVER_CUT
    ]
