"""Who goes to which home: the only writers of placements.

A move ends one row and starts the next at the same instant, for all animals of the group in one
transaction, so that a litter or a mother with her young is never half moved.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F, Q
from django.dispatch import Signal
from django.utils import timezone
from django.utils.dateformat import format as format_date
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from . import promises
from .models import (
    NURSED,
    Animal,
    FosterHome,
    MaternalBond,
    OfferedAnimal,
    Person,
    Placement,
)

CLOCK_SLACK = dt.timedelta(minutes=5)  # as animals.forms.days has it

# Sent with `home_ids` in the transaction that brings animals to homes or takes them out of them:
# rows written in bulk send no signal of their own.
moved = Signal()


class CannotPlace(ValueError):
    """Says in one sentence why these animals cannot be placed so."""


@transaction.atomic
def place(
    animals: Sequence[Animal],
    *,
    home: FosterHome,
    by: Person | None,
    at: dt.datetime | None = None,
    reason: str = "",
    in_spite_of: str = "",
    room: int | None = None,
    expected: Mapping[int, int | None] | None = None,
) -> list[Placement]:
    """Bring the animals to a home and return the new placements; who is there already stays so.

    A room, counted from 1, moves also within the home. `expected` is the home (None: no home) in
    which somebody saw each animal before she decided. What an offer promised to this home is kept
    by the move. Raises CannotPlace, and moves nobody, where one cannot go or went elsewhere.
    """
    now = timezone.now()
    offers = promises.lock_offers(animals, at=now)
    animals = lock(animals)
    at = at or timezone.now()
    home.refresh_from_db(fields=["rooms", "closes_on"])
    refuse_unexpected(animals, expected or {})
    moving = refuse_impossible(animals, home=home, at=at, room=room)
    promised = promises.promises(animals, at=now)
    refuse_promised([row for row in promised if row.offer_id not in offers])
    left = end_open(moving, at=at, by=by)
    placed = bulk_create_with_history(
        [
            Placement(
                animal=animal,
                home=home,
                room=room,
                started_at=at,
                placed_by=by,
                reason=reason,
                in_spite_of=in_spite_of,
            )
            for animal in moving
        ],
        Placement,
        default_user=by,
    )
    promises.keep(promised, home=home, by=by, at=now)
    end_nursing_apart(moving, at=at)
    moved.send(Placement, home_ids={row.home_id for row in (*left, *placed)})
    return placed


@transaction.atomic
def take_out(
    animals: Sequence[Animal], *, by: Person | None, at: dt.datetime | None = None
) -> None:
    """End the open placements: the animals wait for a home, or have left care."""
    lock(animals)
    at = at or timezone.now()
    refuse_early_end(open_placements(animals), at=at)
    left = end_open(animals, at=at, by=by)
    end_nursing_apart(animals, at=at)
    moved.send(Placement, home_ids={row.home_id for row in left})


def refuse_impossible(
    animals: Sequence[Animal], *, home: FosterHome, at: dt.datetime, room: int | None = None
) -> list[Animal]:
    """The animals that would move; raises CannotPlace where one of them cannot."""
    for animal in animals:
        refuse_outside_care(animal, at=at)
    later = placements_after(animals, at=at)
    there = {
        row.animal_id
        for row in later
        if row.home_id == home.pk and row.ended_at is None and room in (None, row.room)
    }
    moving = [animal for animal in animals if animal.pk not in there]
    for animal in moving:
        refuse_home(animal, home=home, at=at, room=room)
    refuse_early_end([row for row in later if row.animal_id not in there], at=at)
    promised = promises.promises(moving, at=timezone.now())
    refuse_promised([row for row in promised if row.offer.home_id != home.pk])
    return moving


def refuse_outside_care(animal: Animal, *, at: dt.datetime) -> None:
    if not animal.is_in_care:
        raise CannotPlace(f"{animal} is no longer in care.")
    if at < animal.intake_at:
        raise CannotPlace(f"{animal} came into care only on {moment(animal.intake_at)}.")
    if at > timezone.now() + CLOCK_SLACK:
        raise CannotPlace(f"{animal} cannot move on {moment(at)}: that lies in the future.")


def refuse_home(
    animal: Animal | str, *, home: FosterHome, at: dt.datetime, room: int | None = None
) -> None:
    if home.closes_on and home.closes_on <= timezone.localdate(at):
        closes_on = format_date(home.closes_on, "j F Y")
        raise CannotPlace(f"{animal} cannot move to {home}: it is closed from {closes_on} on.")
    if room is not None and not 1 <= room <= home.rooms:
        has = "1 room" if home.rooms == 1 else f"{home.rooms} rooms"
        raise CannotPlace(f"{animal} cannot go to room {room}: {home} has {has}.")


def refuse_promised(promised: Sequence[OfferedAnimal]) -> None:
    for row in promised:
        how = "promised" if row.answer == promises.AGREED else "offered"
        raise CannotPlace(f"{row.animal} is {how} to {row.offer.home}. Withdraw that offer first.")


def refuse_unexpected(animals: Sequence[Animal], expected: Mapping[int, int | None]) -> None:
    """Of two who decide at once, the second one is told where the first brought the animal."""
    rows = {row.animal_id: row for row in open_placements(animals)} if expected else {}
    for animal in animals:
        row = rows.get(animal.pk)
        if expected.get(animal.pk, row and row.home_id) != (row and row.home_id):
            raise CannotPlace(
                f"{animal} was moved to {row.home}{by_whom(row)}. Look again."
                if row
                else f"{animal} is in no home any more. Look again."
            )


def by_whom(row: Placement) -> str:
    by = f" by {row.placed_by}" if row.placed_by else ""
    started_at = timezone.localtime(row.started_at)
    if started_at.date() == timezone.localdate():
        return f"{by} at {started_at:%H:%M}"
    return f"{by} on {moment(started_at)}"


def refuse_early_end(placements: Sequence[Placement], *, at: dt.datetime) -> None:
    for row in placements:
        if row.ended_at is not None:
            raise CannotPlace(f"{row.animal} was in {row.home} until {moment(row.ended_at)}.")
        if row.started_at >= at:
            raise CannotPlace(f"{row.animal} is in {row.home} since {moment(row.started_at)}.")


def open_placements(animals: Sequence[Animal]) -> list[Placement]:
    return list(
        Placement.objects.filter(animal__in=animals, ended_at__isnull=True).select_related(
            "animal", "home", "placed_by"
        )
    )


def placements_after(animals: Sequence[Animal], *, at: dt.datetime) -> list[Placement]:
    """Open ones, and ended ones that a placement from `at` on would overlap."""
    return list(
        Placement.objects.filter(
            Q(ended_at__isnull=True) | Q(ended_at__gt=at), animal__in=animals
        ).select_related("animal", "home")
    )


def end_open(animals: Sequence[Animal], *, at: dt.datetime, by: Person | None) -> list[Placement]:
    ending = open_placements(animals)
    for row in ending:
        row.ended_at = at
    if ending:
        bulk_update_with_history(ending, Placement, ["ended_at"], default_user=by)
    return ending


def end_nursing_apart(animals: Sequence[Animal], *, at: dt.datetime) -> None:
    """Nobody nurses from one home to another: whom the move has parted nurses no more.

    A return to the mother goes on; that she nurses again is for somebody to see. What ended before
    keeps its end, and what began after a move that is told late ends where it began.
    """
    bonds = MaternalBond.objects.filter(
        Q(young__in=animals) | Q(mother__in=animals), state__in=NURSED, ended_at__isnull=True
    )
    parted = MaternalBond.objects.filter(pk__in=list(bonds.apart().values_list("pk", flat=True)))
    parted.filter(started_at__gt=at).update(ended_at=F("started_at"))
    parted.filter(started_at__lte=at).update(ended_at=at)


def lock(animals: Sequence[Animal]) -> list[Animal]:
    """Make a second coordinator who moves the same animals wait; the animals as they are now."""
    found = (
        Animal.objects.select_for_update(of=("self",))
        .filter(pk__in=[animal.pk for animal in animals])
        .order_by("pk")
        .in_bulk()
    )
    for animal in animals:
        if animal.pk not in found:
            raise CannotPlace(f"{animal} is not in Pouch any more.")
    return [found[pk] for pk in dict.fromkeys(animal.pk for animal in animals)]


def moment(instant: dt.datetime) -> str:
    return format_date(timezone.localtime(instant), "j F Y, H:i")
