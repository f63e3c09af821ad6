"""Rows for tests: keyword-only functions with honest defaults, each through the domain's doors."""

import datetime as dt
import itertools
from decimal import Decimal

from django.utils import timezone

from animals.models import (
    Animal,
    FosterHome,
    HomeMembership,
    Litter,
    Offer,
    OfferedAnimal,
    Person,
    Placement,
    Species,
)
from feedings import recording
from feedings.models import Feed, WeighIn

numbers = itertools.count(1)
LONG_AGO = dt.timedelta(days=60)


def make_person(*, name="Ben", role=Person.Role.CARER, home=None, **fields) -> Person:
    person = Person.objects.create_user(
        email=fields.pop("email", f"{name.lower()}{next(numbers)}@example.org"),
        password=fields.pop("password", "a long pass phrase"),
        name=name,
        role=role,
        **fields,
    )
    if home:
        join_home(person=person, home=home)
    return person


def make_home(*, name=None, **fields) -> FosterHome:
    return FosterHome.objects.create(name=name or f"Home {next(numbers)}", **fields)


def join_home(
    *, person, home, started_at=None, ended_at=None, kind=HomeMembership.Kind.MEMBER
) -> HomeMembership:
    return HomeMembership.objects.create(
        home=home,
        person=person,
        kind=kind,
        started_at=started_at or timezone.now() - LONG_AGO,
        ended_at=ended_at,
    )


def species(code="cat") -> Species:
    return Species.objects.get(code=code)


def make_litter(*, name=None, species_code="cat", born_on=None, **fields) -> Litter:
    return Litter.objects.create(
        name=name or f"Litter {next(numbers)}",
        species=species(species_code),
        born_on=born_on or timezone.localdate() - dt.timedelta(days=10),
        **fields,
    )


def make_animal(
    *, name=None, home=None, litter=None, species_code="cat", placed_at=None, **fields
) -> Animal:
    """A ten-day-old bottle baby, taken in on its day of birth and placed where `home` says."""
    number = next(numbers)
    born_on = fields.pop("born_on", litter.born_on if litter else None) or (
        timezone.localdate() - dt.timedelta(days=10)
    )
    fields.setdefault("bottle_baby", True)
    fields.setdefault("intake_at", timezone.now() - dt.timedelta(days=10))
    animal = Animal.objects.create(
        name=name or f"Animal {number}",
        species=litter.species if litter else species(species_code),
        litter=litter,
        born_on=born_on,
        **fields,
    )
    if home:
        make_placement(animal=animal, home=home, started_at=placed_at or animal.intake_at)
    return animal


def make_placement(*, animal, home, started_at=None, ended_at=None) -> Placement:
    return Placement.objects.create(
        animal=animal, home=home, started_at=started_at or animal.intake_at, ended_at=ended_at
    )


def make_offer(*animals, home, by=None, **fields) -> Offer:
    """An offer of two hours ago that waits for its answer until tomorrow."""
    now = timezone.now()
    fields.setdefault("made_at", now - dt.timedelta(hours=2))
    fields.setdefault("expires_at", now + dt.timedelta(days=1))
    offer = Offer.objects.create(home=home, made_by=by, **fields)
    for animal in animals:
        OfferedAnimal.objects.create(offer=offer, animal=animal)
    return offer


def feed(*, animal, at=None, volume_ml="6.5", by=None, **fields) -> Feed:
    entry = Feed(
        animal=animal,
        happened_at=at or timezone.now(),
        volume_ml=None if volume_ml is None else Decimal(volume_ml),
        recorded_by=by,
        **fields,
    )
    return recording.record([entry])[0].entry


def weigh(*, animal, grams, at=None, by=None, **fields) -> WeighIn:
    entry = WeighIn(
        animal=animal,
        happened_at=at or timezone.now(),
        grams=Decimal(grams),
        recorded_by=by,
        **fields,
    )
    return recording.record([entry])[0].entry
