"""What a coordinator decides about entries that came and could not simply be stored.

Nothing is thrown away: what is left out stays held, with who decided and when.
"""

import datetime as dt
import uuid

from django.db import DataError, IntegrityError, transaction

from animals.models import Person

from .. import recording
from ..models import ENTRY_MODELS, Entry, HeldEntry
from .entries import entry_from
from .payload import BadEntry, read_again

ACCEPTED, REFUSED = HeldEntry.Decision.ACCEPTED, HeldEntry.Decision.REFUSED


class NotDecided(Exception):
    """It could not be decided so; the message says why in words."""


def accept(held: HeldEntry, *, by: Person, at: dt.datetime) -> bool:
    """Store it as it came, once. False where somebody decided before.

    What stands under its id is corrected by it; both stay in the record. Raises NotDecided.
    """
    try:
        with transaction.atomic():
            if not decide(held, ACCEPTED, by=by, at=at):
                return False
            [recorded] = recording.record([accepted_entry(held, at=at)])
            if recorded.status == recording.Status.CONFLICT:
                raise NotDecided("Another entry has its id by now. Look at it again.")
    except BadEntry as bad:
        raise NotDecided(str(bad)) from None
    except recording.AlreadyChanged as changed:
        raise NotDecided(str(changed)) from None
    except (IntegrityError, DataError):
        raise NotDecided("It could not be stored. Leave it out, and enter it anew.") from None
    return True


def leave_out(held: HeldEntry, *, by: Person, at: dt.datetime) -> bool:
    """It stays held and is not asked about again. False where somebody decided before."""
    return decide(held, REFUSED, by=by, at=at)


def decide(held: HeldEntry, decision: str, *, by: Person, at: dt.datetime) -> bool:
    """Of two who decide at the same time one changes the row."""
    undecided = HeldEntry.objects.undecided().filter(pk=held.pk)
    return bool(undecided.update(decision=decision, decided_at=at, decided_by=by))


def accepted_entry(held: HeldEntry, *, at: dt.datetime) -> Entry:
    """What is stored for it: itself, or a correction of the entry that has its id."""
    entry = unsaved_entry(held, at=at)
    standing = stored_as(held.entry_id)
    if standing:
        # A correction is not what the phone sent, and its ledger does not count it.
        entry.id, entry.device = uuid.uuid5(held.entry_id, held.fingerprint), None
    elif entry.corrects_id:
        if HeldEntry.objects.undecided().filter(entry_id=entry.corrects_id).exists():
            raise NotDecided("It replaces another late entry. Decide about that one first.")
        standing = stored_as(entry.corrects_id)
    entry.corrects_id = standing.pk if standing and can_be_corrected(standing, entry) else None
    return entry


def can_be_corrected(standing: Entry, entry: Entry) -> bool:
    is_alike = type(standing) is type(entry) and standing.animal_id == entry.animal_id
    return is_alike and standing.voided_at is None


def unsaved_entry(held: HeldEntry, *, at: dt.datetime) -> Entry:
    """The entry as it came; BadEntry where nobody can read it any more."""
    entry = entry_from(
        read_again(held.content),
        animal=held.animal,
        person=held.person,
        device=held.device,
        clock_off_s=None,
        at=at,
    )
    entry.clock_off_s = held.clock_off_s
    return entry


def stored_as(pk: uuid.UUID) -> Entry | None:
    """What is stored under this id, or the last of its corrections."""
    for model in ENTRY_MODELS:
        if entry := model.objects.filter(pk=pk).first():
            while later := model.objects.filter(corrects=entry.pk).first():
                entry = later
            return entry
    return None
