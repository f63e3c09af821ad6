"""Entries by a phone whose clock was off, put at our time by a correction. Both times stay."""

import uuid
from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from animals.models import Person

from . import recording
from .models import Entry, Source


def use_our_time(entries: Iterable[Entry], *, by: Person) -> int:
    """Correct those of these entries that still have a wrong clock's time; how many.

    The id of each correction follows from what it corrects, so that two taps store one.
    Raises recording.AlreadyChanged where one was corrected in between.
    """
    ids = defaultdict(list)
    for entry in entries:
        ids[type(entry)].append(entry.pk)
    corrections = [
        at_our_time(entry, by=by)
        for model, pks in ids.items()
        for entry in model.objects.current().by_wrong_clock().filter(pk__in=pks)
    ]
    return len(recording.record(corrections)) if corrections else 0


def at_our_time(entry: Entry, *, by: Person) -> Entry:
    """The same at the proposed time, unsaved."""
    same = {field.attname: getattr(entry, field.attname) for field in entry._meta.concrete_fields}
    ours = {
        "id": uuid.uuid5(entry.pk, "at our time"),
        "corrects_id": entry.pk,
        "happened_at": entry.proposed_at,
        "clock_off_s": None,
        "recorded_by_id": by.pk,
        "device": None,
        "source": Source.FORM,
        "stored_at": timezone.now(),
    }
    return type(entry)(**same | ours)
