"""Whom an animal met, and by which limits, from the tables: a constant number of queries."""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from .access import animals_for
from .exposure import Bond, Contact, How, Stay, Window, contacts
from .infection_rules import DEFAULT_KEY, HOME_CLOSED_KEY, INFECTIONS, Days, Limits
from .models import (
    PAIRED_STATES,
    WITH_MOTHER,
    Animal,
    BuddyPairState,
    Limit,
    MaternalBond,
    Person,
    Placement,
    Species,
)

LIMIT_KEYS = {DEFAULT_KEY, HOME_CLOSED_KEY} | {
    key for infection in INFECTIONS.values() for key in infection.keys
}


@dataclass(frozen=True, kw_only=True)
class Met:
    """Everybody whom an animal met in a window; those it met by number, each with `is_seen`.

    `last_home` is the home that it is in, or was in last within the window.
    """

    animal: Animal
    window: Window
    contacts: Sequence[Contact]
    others: Mapping[int, Animal]
    last_home: int | None

    def last_on(self, other: int) -> dt.date:
        """The last day of contact with another, in the reader's zone."""
        ends = (one.ended_at or self.window.until for one in self.contacts if one.animal == other)
        return timezone.localdate(max(ends))


def met_by(animal: Animal, window: Window, *, person: Person) -> Met:
    """Four queries. Whom the person does not see is there too: the page counts them only."""
    stays = stays_beside(animal, window)
    found = contacts(animal.pk, stays, bonds_of(animal, window), window)
    own = [stay for stay in stays if stay.animal == animal.pk]
    last = max(own, key=lambda stay: stay.started_at, default=None)
    return Met(
        animal=animal,
        window=window,
        contacts=found,
        others=loaded({contact.animal for contact in found}, person),
        last_home=last.home if last else None,
    )


def loaded(pks: set[int], person: Person) -> dict[int, Animal]:
    seen = animals_for(person).filter(pk=OuterRef("pk"))
    rows = Animal.objects.filter(pk__in=pks).select_related("species", "litter")
    return {row.pk: row for row in rows.annotate(is_seen=Exists(seen))}


def within(window: Window) -> Q:
    return Q(started_at__lt=window.until) & (
        Q(ended_at__isnull=True) | Q(ended_at__gt=window.since)
    )


def stays_beside(animal: Animal, window: Window) -> list[Stay]:
    """Its own stays and those of all others in the homes where it was."""
    homes = Placement.objects.filter(within(window), animal=animal).values("home")
    rows = Placement.objects.filter(within(window), home__in=homes).order_by()
    return [
        Stay(animal=pk, home=home, room=room, started_at=started_at, ended_at=ended_at)
        for pk, home, room, started_at, ended_at in rows.values_list(
            "animal_id", "home_id", "room", "started_at", "ended_at"
        )
    ]


def bonds_of(animal: Animal, window: Window) -> list[Bond]:
    nursed = MaternalBond.objects.filter(
        within(window), Q(young=animal) | Q(mother=animal), state__in=WITH_MOTHER
    )
    paired = BuddyPairState.objects.filter(
        within(window), Q(pair__first=animal) | Q(pair__second=animal), state__in=PAIRED_STATES
    )
    return [
        *as_bonds(How.NURSING, nursed, "young_id", "mother_id"),
        *as_bonds(How.PAIR, paired, "pair__first_id", "pair__second_id"),
    ]


def as_bonds(how: How, rows: QuerySet, first: str, second: str) -> list[Bond]:
    spans = rows.order_by().values_list(first, second, "started_at", "ended_at")
    return [
        Bond(how=how, first=one, second=other, started_at=started_at, ended_at=ended_at)
        for one, other, started_at, ended_at in spans
    ]


def limits() -> Limits:
    """The limits that quarantine goes by, of every species. Two queries."""
    rows = Limit.objects.filter(key__in=LIMIT_KEYS).order_by(F("species").asc(nulls_first=True))
    found: dict[int | None, dict[str, Days]] = defaultdict(dict)
    for row in rows:
        found[row.species_id][row.key] = Days(
            days=max(0, math.ceil(row.value)), meaning=row.meaning, source=row.source
        )
    species = Species.objects.values_list("pk", flat=True)
    return {pk: found[None] | found[pk] for pk in species}
