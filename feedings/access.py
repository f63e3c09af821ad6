"""The doors to entries, alerts and phones: those of what a person sees; else 404."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress

from django.db.models import Q, QuerySet
from django.http import Http404

from animals.access import animals_for, own_homes
from animals.models import Person

from .models import Alert, Entry, HeldEntry, Phone
from .wording import KINDS


def get_entry(person: Person, kind: str, pk: uuid.UUID) -> Entry:
    """An entry with its animal, also one that was voided or corrected since; or Http404."""
    if kind not in KINDS:
        raise Http404
    entries = KINDS[kind].objects.filter(animal__in=animals_for(person))
    entry = entries.select_related("animal__species").filter(pk=pk).first()
    if entry is None:
        raise Http404
    return entry


def entries_seen(person: Person, keys: Iterable[str]) -> list[Entry]:
    """Of entries named as "kind/id", those of the animals that the person sees, with the animal."""
    ids: dict[str, list[uuid.UUID]] = defaultdict(list)
    for key in keys:
        kind, _, pk = key.partition("/")
        with suppress(ValueError):
            ids[kind].append(uuid.UUID(pk))
    return [
        entry
        for kind in ids.keys() & KINDS.keys()
        for entry in KINDS[kind]
        .objects.filter(animal__in=animals_for(person), pk__in=ids[kind])
        .select_related("animal__species")
    ]


def alerts_for(person: Person, *, at: dt.datetime | None = None) -> QuerySet[Alert]:
    """All alerts; a carer's are those of the own animals, and the silence of the own homes."""
    if person.sees_all:
        return Alert.objects.all()
    return Alert.objects.filter(
        Q(animal__in=animals_for(person, at=at)) | Q(home__in=own_homes(person, at=at))
    )


def get_alerts(person: Person, pk: int, also: Sequence[int]) -> list[Alert]:
    """An alert, open or closed, or Http404; and of those named with it the ones that are seen.

    With whose they are, in the order in which they were named; one query.
    """
    # By itself, a key that is too large for the database is not found; in a list it is an error.
    named = alerts_for(person).filter(Q(pk=pk) | Q(pk__in=also))
    alerts = {alert.pk: alert for alert in named.select_related("animal", "home")}
    if pk not in alerts:
        raise Http404
    return [alerts[key] for key in dict.fromkeys((pk, *also)) if key in alerts]


def phones_for(person: Person) -> QuerySet[Phone]:
    """The own phones; coordinators and staff see those of all."""
    return Phone.objects.all() if person.sees_all else Phone.objects.filter(person=person)


def get_phone(person: Person, device: uuid.UUID, *, owner: int) -> Phone:
    """A device as one person's phone, with that person; or Http404."""
    phones = phones_for(person).filter(device=device, person=owner)
    phone = phones.select_related("person").first()
    if phone is None:
        raise Http404
    return phone


def get_held(person: Person, pk: int) -> HeldEntry:
    """A held entry with its animal, decided or not, for who decides; or Http404."""
    rows = HeldEntry.objects.select_related("animal__species", "animal__formula", "person")
    held = rows.filter(pk=pk).first() if person.sees_all else None
    if held is None:
        raise Http404
    return held
