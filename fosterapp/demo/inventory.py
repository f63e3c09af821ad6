"""What a database holds: nothing, the story, a network, or somebody's own data."""

from dataclasses import dataclass
from enum import StrEnum

from animals.models import Animal, FosterHome, Litter, Person
from feedings.models import ENTRY_MODELS

from . import cast

NETWORK_CARER = "carer1@example.org"


class Holds(StrEnum):
    NOTHING = "nothing"
    STORY = "story"
    NETWORK = "network"
    OTHER = "other"


def holds() -> Holds:
    emails = {cast.CARER, cast.FOSTER, cast.COORDINATOR, cast.STAFF, NETWORK_CARER}
    found = set(Person.objects.filter(email__in=emails).values_list("email", flat=True))
    if found >= {cast.CARER, cast.FOSTER} and has_the_runts():
        return Holds.STORY
    if found >= {NETWORK_CARER, cast.COORDINATOR} and Animal.objects.exists():
        return Holds.NETWORK
    if any(model.objects.exists() for model in (Person, Animal, FosterHome, Litter)):
        return Holds.OTHER
    return Holds.NOTHING


def has_network() -> bool:
    return Person.objects.filter(email=NETWORK_CARER).exists()


def has_the_runts() -> bool:
    return Animal.objects.filter(name__in=("Kangaroo", "Possum")).count() >= 2


@dataclass(frozen=True, kw_only=True)
class Counts:
    people: int
    homes: int
    litters: int
    animals: int
    in_care: int
    entries: int

    def __str__(self) -> str:
        return (
            f"{self.people:,} people, {self.homes:,} homes, {self.litters:,} litters, "
            f"{self.animals:,} animals ({self.in_care:,} in care), {self.entries:,} entries"
        )


def count() -> Counts:
    return Counts(
        people=Person.objects.count(),
        homes=FosterHome.objects.count(),
        litters=Litter.objects.count(),
        animals=Animal.objects.count(),
        in_care=Animal.objects.in_care().count(),
        entries=sum(model.objects.count() for model in ENTRY_MODELS),
    )
