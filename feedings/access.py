"""The one door to entries: those of the animals that a person sees; else 404."""

import uuid

from django.http import Http404

from animals.access import animals_for
from animals.models import Person

from .models import Entry
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
