"""The ledger of a phone: what is held of all that it sent, day by day, to compare with its own."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Value, When

from animals.models import Person
from animals.words import counted

from ..models import ENTRY_MODELS, HeldEntry
from ..wording import KIND_OF

DAYS = 30
HELD, LEFT_OUT = "held", "left out"
AS_HELD = Case(When(decision=HeldEntry.Decision.REFUSED, then=Value(LEFT_OUT)), default=Value(HELD))
WORDS = {HELD: "with the coordinator", LEFT_OUT: "left out by the coordinator"}


@dataclass(frozen=True, kw_only=True)
class LedgerDay:
    """One day of UTC by the phone's own times; each id once, whatever became of its entry."""

    day: dt.date
    kinds: dict[uuid.UUID, str]  # of an entry, or what became of one that is not stored

    @property
    def ids(self) -> list[str]:
        return sorted(map(str, self.kinds))

    @property
    def stored(self) -> int:
        return len(self.kinds)

    @property
    def words(self) -> str:
        """ "8 feeds, 4 weigh-ins, 1 with the coordinator"."""
        counts = sorted(Counter(self.kinds.values()).items(), key=lambda item: item[0] in WORDS)
        return ", ".join(
            f"{number} {WORDS[kind]}" if kind in WORDS else counted(number, kind)
            for kind, number in counts
        )


def ledger(person: Person, device: uuid.UUID, *, at: dt.datetime) -> Sequence[LedgerDay]:
    """The last days with entries, latest first, also those a fast clock put ahead. One query.

    Voided and corrected ones count as well: nothing that was sent may be gone.
    """
    since = at.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    sent = {"device": device, "happened_at__gte": since - (DAYS - 1) * dt.timedelta(days=1)}
    held = HeldEntry.objects.filter(person=person, **sent).order_by()
    stored = [
        model.objects.filter(recorded_by=person, **sent)
        .order_by()
        .values_list("pk", "happened_at", Value(KIND_OF[model]))
        for model in ENTRY_MODELS
    ]
    rows = held.values_list("entry_id", "happened_at", AS_HELD).union(*stored, all=True)
    days: dict[dt.date, dict[uuid.UUID, str]] = defaultdict(dict)
    for pk, happened_at, kind in rows:
        kinds = days[happened_at.astimezone(dt.UTC).date()]
        if kinds.get(pk, HELD) in WORDS:  # a stored one says more of the same id
            kinds[pk] = kind
    return [LedgerDay(day=day, kinds=days[day]) for day in sorted(days, reverse=True)]
