"""Who goes to which home: the only writers of placements.

A move ends one row and starts the next at the same instant, for all animals of the group in one
transaction, so that a litter or a mother with her young is never half moved.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone
from django.utils.dateformat import format as format_date
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from .models import Animal, FosterHome, Person, Placement

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
) -> list[Placement]:
    """Bring the animals to a home and return the new placements; who is there already stays so.

    Raises CannotPlace where one has left care, or was elsewhere at that time.
    """
    lock(animals)
    at = at or timezone.now()
    moving = refuse_impossible(animals, home=home, at=at)
    left = end_open(moving, at=at, by=by)
    placed = bulk_create_with_history(
        [
            Placement(animal=animal, home=home, started_at=at, placed_by=by, reason=reason)
            for animal in moving
        ],
        Placement,
        default_user=by,
    )
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
    moved.send(Placement, home_ids={row.home_id for row in left})


def refuse_impossible(
    animals: Sequence[Animal], *, home: FosterHome, at: dt.datetime
) -> list[Animal]:
    """The animals that would move; raises CannotPlace where one of them cannot."""
    for animal in animals:
        if not animal.is_in_care:
            raise CannotPlace(f"{animal} is no longer in care.")
    later = placements_after(animals, at=at)
    there = {row.animal_id for row in later if row.home_id == home.pk and row.ended_at is None}
    moving = [animal for animal in animals if animal.pk not in there]
    refuse_early_end([row for row in later if row.animal_id not in there], at=at)
    return moving


def refuse_early_end(placements: Sequence[Placement], *, at: dt.datetime) -> None:
    for row in placements:
        if row.ended_at is not None:
            raise CannotPlace(f"{row.animal} was in {row.home} until {moment(row.ended_at)}.")
        if row.started_at >= at:
            raise CannotPlace(f"{row.animal} is in {row.home} since {moment(row.started_at)}.")


def open_placements(animals: Sequence[Animal]) -> list[Placement]:
    return list(
        Placement.objects.filter(animal__in=animals, ended_at__isnull=True).select_related(
            "animal", "home"
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


def lock(animals: Sequence[Animal]) -> None:
    """Make a second coordinator who moves the same animals wait."""
    list(
        Animal.objects.select_for_update(of=("self",))
        .filter(pk__in=[animal.pk for animal in animals])
        .order_by("pk")
        .values_list("pk")
    )


def moment(instant: dt.datetime) -> str:
    return format_date(timezone.localtime(instant), "j F Y, H:i")
