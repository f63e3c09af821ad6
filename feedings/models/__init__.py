"""What happened to the animals: entries, append-only."""

from .alert import Alert, AlertAction, Severity
from .entry import CLOCK_RIGHT_S, Entry, EntryQuerySet, Source
from .feed import Feed, NotFedReason, Route, Vigour
from .import_draft import ImportDraft
from .observation import MedicineGiven, Observation
from .return_attempt import ReturnAttempt
from .sync import HeldEntry, Phone
from .weigh_in import WeighIn

ENTRY_MODELS = (Feed, WeighIn, Observation, MedicineGiven, ReturnAttempt)

__all__ = [
    "CLOCK_RIGHT_S",
    "ENTRY_MODELS",
    "Alert",
    "AlertAction",
    "Entry",
    "EntryQuerySet",
    "Feed",
    "HeldEntry",
    "ImportDraft",
    "MedicineGiven",
    "NotFedReason",
    "Observation",
    "Phone",
    "ReturnAttempt",
    "Route",
    "Severity",
    "Source",
    "Vigour",
    "WeighIn",
]
