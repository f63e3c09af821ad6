"""An animal's entries by care day, each day's total beside its need."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from animals.models import Animal

from .care_day import care_day_of
from .log_lines import LogLine
from .models import Entry, Feed
from .protocols import Protocols

# A day's need from here on is said in whole millilitres.
WHOLE_FROM_ML = 20


@dataclass(frozen=True, kw_only=True)
class CareDay:
    """The entries of one care day, latest first, with what was drunk and what was needed (ml)."""

    day: dt.date
    lines: Sequence[LogLine]
    feeds: int
    total_ml: Decimal
    need_low_ml: Decimal | None
    need_high_ml: Decimal | None

    @property
    def need_words(self) -> str:
        """ "66 to 86 ml a day"; empty where formula or weight are not known."""
        if self.need_low_ml is None or self.need_high_ml is None:
            return ""
        places = 0 if self.need_high_ml >= WHOLE_FROM_ML else 1
        return f"{self.need_low_ml:.{places}f} to {self.need_high_ml:.{places}f} ml a day"


def care_days(
    lines: Iterable[LogLine],
    days: Sequence[dt.date],
    *,
    animal: Animal,
    protocols: Protocols,
    weights_g: dict[dt.date, Decimal],
    care_day_hour: int,
) -> list[CareDay]:
    """The log of these care days; the need of each goes by the weight known on it."""
    by_day = defaultdict(list)
    zone = timezone.get_current_timezone()
    for line in lines:
        by_day[care_day_of(line.at, care_day_hour, zone)].append(line)
    found = []
    for day in days:
        given = [line.entry for line in by_day[day] if is_given(line.entry)]
        weight_g = weights_g.get(day)
        plan = protocols.plan(animal, on=day, weight_g=weight_g) if weight_g else None
        found.append(
            CareDay(
                day=day,
                lines=by_day[day],
                feeds=len(given),
                total_ml=sum((feed.volume_ml or Decimal(0) for feed in given), Decimal(0)),
                need_low_ml=plan.day_low_ml if plan else None,
                need_high_ml=plan.day_high_ml if plan else None,
            )
        )
    return found


def is_given(entry: Entry) -> bool:
    return isinstance(entry, Feed) and entry.was_given
