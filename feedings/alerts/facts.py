"""What the rules look at, for one animal or one home. Pure; alerts.evaluation fills it in bulk."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from feedings.growth.readings import Reading


@dataclass(frozen=True, kw_only=True)
class FeedFact:
    """One feed, or one not taken (`given` is False). `pooped` is None where nobody said.

    `by` is the name of who entered it; that and the phone are empty where they are not known.
    """

    at: dt.datetime
    entry_id: str
    given: bool = True
    route: str = "bottle"
    volume_ml: float | None = None
    pooped: bool | None = None
    stool_score: int | None = None
    vigour: str = ""
    by: str = ""
    by_id: int | None = None
    device: str = ""


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """One observation: a temperature (°C), a stool on the 1 to 7 scale, vigour, crying, words."""

    at: dt.datetime
    entry_id: str
    kind: str
    temperature_c: float | None = None
    stool_score: int | None = None
    vigour: str = ""


@dataclass(frozen=True, kw_only=True)
class Treatment:
    """One that was begun and is to be repeated: in words, last given when, how often (days)."""

    name: str
    last_given_at: dt.datetime
    repeat_days: float
    entry_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Buddy:
    """The other of an introduced or bonded pair."""

    name: str
    weight_g: float | None
    weighed_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One animal in care. Ages are by `born_on`; instants are aware; feeds and sightings are the
    last three days', oldest first, and of the fortnight before the last word of vigour and the last
    temperature; readings are the last weeks' that count for growth, those in
    doubt marked; each littermate has one sequence of them.

    `weigh_every` is the care schedule's interval at this age. `day_low_ml`, `day_high_ml` and
    `ceiling_ml` are the plan's at the last weight, `feed_every` its time between feeds.
    `written_of` tells that somebody entered anything of it since it came, sheets aside; `nursed`
    that it also has a mother's milk.
    """

    name: str
    species: str = "cat"  # the code of its species
    born_on: dt.date | None = None
    in_care_since: dt.datetime | None = None
    takes_feeds: bool = False
    nursed: bool = False
    adult_weight_kg: float | None = None
    birth_weight_g: float | None = None
    very_low_birth_weight_g: float | None = None
    readings: Sequence[Reading] = ()
    littermates: Sequence[Sequence[Reading]] = ()
    feeds: Sequence[FeedFact] = ()
    sightings: Sequence[Sighting] = ()
    last_fed_at: dt.datetime | None = None
    next_feed_due_at: dt.datetime | None = None
    feed_every: dt.timedelta | None = None
    written_of: bool = False
    last_weighed_at: dt.datetime | None = None
    weigh_every: dt.timedelta | None = None
    day_low_ml: float | None = None
    day_high_ml: float | None = None
    ceiling_ml: float | None = None
    treatments: Sequence[Treatment] = ()
    buddy: Buddy | None = None


@dataclass(frozen=True, kw_only=True)
class HomeFacts:
    """One home with animals that take feeds: when anything was last entered from there.

    `since` is the later of that and the first placement that still stands.
    """

    name: str
    since: dt.datetime
