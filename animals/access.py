"""The only doors to animals, litters and homes. Who may not pass gets 404, without a hint.

A carer sees what is placed in the homes that the carer belongs to, from the placement's start to
its end; coordinators and staff see all.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.backends import ModelBackend
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from .models import Animal, FosterHome, Litter, Offer, Person, Placement

OFFICE_APPS = ("animals", "feedings")


class RoleBackend(ModelBackend):
    """Sign-in by e-mail whatever its case; staff may use the admin of Pouch's own tables."""

    def has_perm(self, user_obj, perm, obj=None):
        if user_obj.is_active and user_obj.is_staff and perm.split(".")[0] in OFFICE_APPS:
            return True
        return super().has_perm(user_obj, perm, obj)

    def has_module_perms(self, user_obj, app_label):
        if user_obj.is_active and user_obj.is_staff and app_label in OFFICE_APPS:
            return True
        return super().has_module_perms(user_obj, app_label)


def homes_for(person: Person, *, at: dt.datetime | None = None) -> QuerySet[FosterHome]:
    """The homes that the person sees."""
    if person.sees_all:
        return FosterHome.objects.all()
    return own_homes(person, at=at)


def own_homes(person: Person, *, at: dt.datetime | None = None) -> QuerySet[FosterHome]:
    """The homes that the person belongs to, also for a coordinator."""
    at = at or timezone.now()
    return FosterHome.objects.filter(
        Q(memberships__ended_at__isnull=True) | Q(memberships__ended_at__gt=at),
        memberships__person=person,
        memberships__started_at__lte=at,
    ).distinct()


def nowhere_to_put_it(person: Person) -> bool:
    """A carer sees what is in her homes; what she adds must be in one or would be lost to her."""
    return not person.sees_all and not own_homes(person).exists()


def animals_for(person: Person, *, at: dt.datetime | None = None) -> QuerySet[Animal]:
    """The animals that the person sees and writes entries for."""
    if person.sees_all:
        return Animal.objects.all()
    at = at or timezone.now()
    placed = Placement.objects.open_at(at).filter(
        Q(home__memberships__ended_at__isnull=True) | Q(home__memberships__ended_at__gt=at),
        home__memberships__person=person,
        home__memberships__started_at__lte=at,
    )
    return Animal.objects.filter(pk__in=placed.values("animal_id"))


@dataclass(frozen=True)
class Stay:
    """From when to when an animal was with a person; open where it still is."""

    started_at: dt.datetime
    ended_at: dt.datetime | None

    def covers(self, at: dt.datetime) -> bool:
        return self.started_at <= at and (self.ended_at is None or at < self.ended_at)


def stays_with(person: Person, animal_ids: Collection[int]) -> dict[int, list[Stay]]:
    """When each of these animals was in a home that the person belonged to then. One query.

    As animals_for() has it for any one time, for a carer.
    """
    rows = Placement.objects.filter(
        animal__in=animal_ids, home__memberships__person=person
    ).values_list(
        "animal_id",
        "started_at",
        "ended_at",
        "home__memberships__started_at",
        "home__memberships__ended_at",
    )
    stays: dict[int, list[Stay]] = defaultdict(list)
    for animal_id, came_at, left_at, joined_at, quit_at in rows:
        started_at = max(came_at, joined_at)
        ended_at = min((end for end in (left_at, quit_at) if end), default=None)
        if ended_at is None or started_at < ended_at:
            stays[animal_id].append(Stay(started_at, ended_at))
    return stays


def get_animal(person: Person, pk: int) -> Animal:
    """One animal that the person sees, with what its page reads; or Http404."""
    animal = animals_for(person).for_list().filter(pk=pk).first()
    if animal is None:
        raise Http404
    return animal


def litters_for(person: Person) -> QuerySet[Litter]:
    """Litters with at least one young, or the mother, that the person sees."""
    if person.sees_all:
        return Litter.objects.all()
    mine = animals_for(person).values("pk")
    return Litter.objects.filter(Q(young__in=mine) | Q(dam__in=mine)).distinct()


def get_litter(person: Person, pk: int) -> Litter:
    """One litter with its species and mother, or Http404."""
    litter = litters_for(person).for_page().filter(pk=pk).first()
    if litter is None:
        raise Http404
    return litter


def get_home(person: Person, pk: int) -> FosterHome:
    """One home, or Http404."""
    home = homes_for(person).filter(pk=pk).first()
    if home is None:
        raise Http404
    return home


def get_offer(person: Person, pk: uuid.UUID, *, at: dt.datetime) -> Offer:
    """One offer with its animals, for the home that it is made to; or Http404."""
    offers = Offer.objects.all()
    if not person.sees_all:
        offers = offers.for_homes(own_homes(person, at=at))
    offer = offers.with_animals().filter(pk=pk).first()
    if offer is None:
        raise Http404
    return offer
