"""A group that needs a home, a home, and how the two fit. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What caring for a group asks for; a home says which of it it takes."""

    BOTTLE = "bottle"
    NURSING_MOTHER = "nursing_mother"
    GRUEL = "gruel"
    MEDICAL = "medical"
    SINGLE = "single"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a home does not fit (it blocks), or what to think of before it is chosen."""

    code: str
    text: str
    blocks: bool = True


@dataclass(frozen=True, kw_only=True)
class Need:
    """Animals that go together: a litter's young, a mother with her nurslings, a pair, a single.

    `minutes` of care and `night_feeds` (22:00 to 06:00) are a day's; `interval_hours` is the
    shortest time between feeds by hand. `susceptible`: young, or not fully vaccinated.
    `experience` is asked for, a value of animals.models.Experience. `home_id` is the home they are
    in now (None: at the shelter), `latitude` and `longitude` are where they are now.
    `company` names, by home, the bonds that wait there, "litter", "mother", "pair", and adds
    "quarantine" where those are in it; `breaks` names the bonds that are cut where this group moves
    without the rest. `urgency` is 0 to 3, higher is more urgent; a home is looked for from
    `starts_on` and for `nights`.
    `from_held_home`: the home that they are in is held after an infection.
    """

    key: str
    animal_ids: tuple[int, ...]
    species: frozenset[str]
    kinds: frozenset[Kind]
    minutes: int
    night_feeds: int = 0
    interval_hours: float | None = None
    in_quarantine: bool = False
    from_held_home: bool = False
    susceptible: bool = True
    experience: int = 0
    latitude: float | None = None
    longitude: float | None = None
    home_id: int | None = None
    company: Mapping[int, frozenset[str]] = field(default_factory=dict)
    breaks: frozenset[str] = frozenset()
    starts_on: dt.date
    nights: int
    waiting_hours: float = 0
    urgency: int = 0


@dataclass(frozen=True, kw_only=True)
class HomeFacts:
    """A foster home as it stands: what it takes, what it has free, and who is there.

    `takes_species` empty: all of them. `minutes_used` and the rooms used include what is promised.
    A group takes one of the `rooms`; the `quarantine_rooms` are part of them, and
    `quarantine_rooms_used` counts the groups in quarantine: more of them than there are such rooms
    means that one is in an open room, and nothing else may come. `residents` are species and
    whether all of them are vaccinated; `absences` are first and last day, both away. `bottle_days`:
    days on end with bottle babies; `last_placed_days`: since anything was last placed there (None:
    never).
    """

    id: int
    name: str
    people: int
    takes_species: frozenset[str] = frozenset()
    takes: frozenset[Kind]
    experience: int
    minutes: int
    minutes_used: int = 0
    rooms: int
    rooms_used: int = 0
    quarantine_rooms: int = 0
    quarantine_rooms_used: int = 0
    residents: tuple[tuple[str, bool], ...] = ()
    away_hours: int | None = None
    available_from_on: dt.date | None = None
    closes_on: dt.date | None = None
    hold_until: dt.date | None = None
    absences: tuple[tuple[dt.date, dt.date], ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    bottle_days: int = 0
    last_placed_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class Fit:
    """One home for one group: how good it is, how far, and what speaks against it.

    `km` is None where one of the two places is not known.
    """

    home: HomeFacts
    score: float
    reasons: tuple[Reason, ...]
    km: float | None = None

    @property
    def fits(self) -> bool:
        return not any(reason.blocks for reason in self.reasons)


def shares_room(need: Need, home_id: int) -> bool:
    """Whether the group joins its own there, in their room; not from quarantine to healthy ones."""
    company = need.company.get(home_id, frozenset())
    return bool(company) and (not need.in_quarantine or "quarantine" in company)
