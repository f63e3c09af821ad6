"""What is wrong with an animal, as small rules. Pure: facts in, alerts out, limits as arguments.

`at` is local to the reader: its zone says which day of life a weight belongs to. Each alert names
a code, a severity, and one sentence with the readings it stands on. Limits and their sources are
the rows of thresholds.csv, by key.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from animals.units import WeightUnit, format_weight
from animals.words import span
from feedings.growth.readings import Reading
from feedings.growth.trend import gain_24h, seen, weight_at

Severity = Literal["watch", "act_now"]
RANK: dict[str, int] = {"act_now": 0, "watch": 1}

FEED_GRACE_KEY = "late_feed_grace_fraction"
NO_GAIN_WATCH_KEY = "no_gain_hours_watch"
NO_GAIN_ACT_KEY = "no_gain_hours_vet"
LOSS_WATCH_KEY = "loss_pct_24h_watch"
LOSS_ACT_KEY = "loss_pct_24h_urgent"
NO_GAIN_STEPS: tuple[tuple[str, Severity], ...] = (
    (NO_GAIN_ACT_KEY, "act_now"),
    (NO_GAIN_WATCH_KEY, "watch"),
)
FIRST_DAY = dt.timedelta(hours=24)
LIMP = "limp"
WEAK = "weak"


@dataclass(frozen=True, kw_only=True)
class Alert:
    code: str
    severity: Severity
    text: str

    @property
    def word(self) -> str:
        return "act now" if self.severity == "act_now" else "watch"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the rules look at, for one animal; `readings` are its last days' growth readings."""

    last_fed_at: dt.datetime | None = None
    next_feed_due_at: dt.datetime | None = None
    takes_feeds: bool = True
    born_on: dt.date | None = None
    vigour: str = ""
    readings: Sequence[Reading] = ()
    unit: WeightUnit = "g"


Limits = Mapping[str, Decimal]
Rule = Callable[[Facts, Limits, dt.datetime], Alert | None]


def limp(facts: Facts, limits: Limits, at: dt.datetime) -> Alert | None:
    if facts.vigour == LIMP:
        return Alert(
            code="limp", severity="act_now", text="limp at the last feed: warm it first, and call"
        )
    if facts.vigour == WEAK:
        return Alert(code="weak", severity="watch", text="weak at the last feed")
    return None


def feed_overdue(facts: Facts, limits: Limits, at: dt.datetime) -> Alert | None:
    """Late by a share of its interval; by a whole interval a feed has been missed."""
    if not (facts.takes_feeds and facts.last_fed_at and facts.next_feed_due_at):
        return None
    interval = facts.next_feed_due_at - facts.last_fed_at
    late = at - facts.next_feed_due_at
    if interval <= dt.timedelta() or FEED_GRACE_KEY not in limits:
        return None
    if late >= interval:
        text = f"no feed for {span(at - facts.last_fed_at)}"
        return Alert(code="feed_missed", severity="act_now", text=text)
    if late >= interval * float(limits[FEED_GRACE_KEY]):
        text = f"feed {span(late)} late"
        return Alert(code="feed_overdue", severity="watch", text=text)
    return None


def losing(facts: Facts, limits: Limits, at: dt.datetime) -> Alert | None:
    """A loss over the 24 hours before the last weight that rounding does not explain."""
    gain = gain_24h(facts.readings, at=at)
    if gain is None or LOSS_WATCH_KEY not in limits or gain.within_rounding:
        return None
    if -gain.percent <= limits[LOSS_WATCH_KEY] or in_first_day(facts, gain.to_at, zone=at.tzinfo):
        return None
    lost = format_weight(Decimal(-gain.grams), facts.unit)
    urgent = LOSS_ACT_KEY in limits and -gain.percent >= limits[LOSS_ACT_KEY]
    return Alert(
        code="loss",
        severity="act_now" if urgent else "watch",
        text=f"lost {lost} ({-gain.percent:.0f} %) in 24 h",
    )


def not_gaining(facts: Facts, limits: Limits, at: dt.datetime) -> Alert | None:
    """The last weight is no more than the one 24 or 48 hours before it.

    Readings so coarse that a day's growth (a fiftieth of the weight) can hide in their rounding
    say nothing here.
    """
    readings = seen(facts.readings, at=at)
    if not readings or in_first_day(facts, readings[-1].at, zone=at.tzinfo):
        return None
    last = readings[-1]
    if last.precision_g * 2 >= last.grams / 50:
        return None
    for key, severity in NO_GAIN_STEPS:
        if key not in limits:
            continue
        hours = float(limits[key])
        before = weight_at(readings, last.at - dt.timedelta(hours=hours))
        if before is not None and last.grams <= before:
            return Alert(
                code=f"no_gain_{hours:.0f}h", severity=severity, text=f"no gain for {hours:.0f} h"
            )
    return None


RULES: tuple[Rule, ...] = (limp, losing, not_gaining, feed_overdue)


def alerts(facts: Facts, limits: Limits, *, at: dt.datetime) -> list[Alert]:
    """All alerts of one animal, the worst first; rules stand in order of weight."""
    found = [alert for rule in RULES if (alert := rule(facts, limits, at))]
    return sorted(found, key=lambda alert: RANK[alert.severity])


def worst(facts: Facts, limits: Limits, *, at: dt.datetime) -> Alert | None:
    """The one thing to say about an animal, None where nothing is wrong."""
    return next(iter(alerts(facts, limits, at=at)), None)


def in_first_day(facts: Facts, moment: dt.datetime, *, zone: dt.tzinfo | None) -> bool:
    """Slight loss in the first 24 hours of life can be normal (University of Minnesota notes).

    The day after the birth counts too, because the hour of the birth is not known.
    """
    if facts.born_on is None:
        return False
    return moment.astimezone(zone).date() - facts.born_on <= FIRST_DAY
