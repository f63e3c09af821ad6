"""Homes as columns, so that a rule is asked of one of them and of all in the same words. Pure."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .facts import HomeFacts, Kind, Need, shares_room

Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]
NEVER = dt.date.max.toordinal() + 1
MOST_IDLE_DAYS = 60  # more count for no more, and as many for a home that never had anybody


@dataclass(frozen=True, kw_only=True)
class Homes:
    """Homes as columns, a row a home in the order given; loads change while somebody plans.

    Days are ordinals. Of the two tables of species the last column stands for all species that no
    home names.
    """

    facts: tuple[HomeFacts, ...]
    species: Mapping[str, int]
    ids: NDArray[np.int64]
    people: Numbers
    experience: Numbers
    minutes: Numbers
    minutes_used: Numbers
    rooms: Numbers
    rooms_used: Numbers
    quarantine_rooms: Numbers
    quarantine_rooms_used: Numbers
    joined: Numbers  # groups put there that joined their own, and so took no room
    bottle_days: Numbers
    idle_days: Numbers
    away_hours: Numbers  # NaN where not said
    latitude: Numbers  # NaN where not known
    longitude: Numbers
    available_from: Numbers
    closes: Numbers
    hold_until: Numbers
    absent_from: Numbers  # a column an absence, NEVER where a home has fewer
    absent_to: Numbers
    has_residents: Mask
    takes: Mask  # by kind
    takes_species: Mask
    unvaccinated: Mask  # by species

    @classmethod
    def of(cls, facts: Iterable[HomeFacts]) -> "Homes":
        facts = tuple(facts)
        named = {code for home in facts for code in home.takes_species}
        named |= {code for home in facts for code, _ in home.residents}
        species = {code: place for place, code in enumerate(sorted(named))}
        absences = max((len(home.absences) for home in facts), default=0)

        def column(value: Callable[[HomeFacts], float | None]) -> Numbers:
            values = [value(home) for home in facts]
            return np.array([np.nan if one is None else one for one in values], dtype=np.float64)

        def table(values: Callable[[HomeFacts], Sequence[float]], width: int) -> Numbers:
            rows = [values(home) for home in facts]
            return np.array(rows, dtype=np.float64).reshape(len(facts), width)

        def days(home: HomeFacts, which: int) -> list[float]:
            own = [float(absence[which].toordinal()) for absence in home.absences]
            return own + [float(NEVER)] * (absences - len(own))

        def taken(home: HomeFacts) -> list[bool]:
            named = [not home.takes_species or code in home.takes_species for code in species]
            return [*named, not home.takes_species]

        def at_risk(home: HomeFacts) -> list[bool]:
            own = {code for code, vaccinated in home.residents if not vaccinated}
            return [*(code in own for code in species), False]

        return cls(
            facts=facts,
            species=species,
            ids=np.array([home.id for home in facts], dtype=np.int64),
            people=column(lambda home: home.people),
            experience=column(lambda home: home.experience),
            minutes=column(lambda home: home.minutes),
            minutes_used=column(lambda home: home.minutes_used),
            rooms=column(lambda home: home.rooms),
            rooms_used=column(lambda home: home.rooms_used),
            quarantine_rooms=column(lambda home: home.quarantine_rooms),
            quarantine_rooms_used=column(lambda home: home.quarantine_rooms_used),
            joined=np.zeros(len(facts)),
            bottle_days=column(lambda home: home.bottle_days),
            idle_days=column(
                lambda home: (
                    MOST_IDLE_DAYS if home.last_placed_days is None else home.last_placed_days
                )
            ),
            away_hours=column(lambda home: home.away_hours),
            latitude=column(lambda home: home.latitude),
            longitude=column(lambda home: home.longitude),
            available_from=column(lambda home: ordinal(home.available_from_on, 0)),
            closes=column(lambda home: ordinal(home.closes_on, NEVER)),
            hold_until=column(lambda home: ordinal(home.hold_until, 0)),
            absent_from=table(lambda home: days(home, 0), absences),
            absent_to=table(lambda home: days(home, 1), absences),
            has_residents=column(lambda home: bool(home.residents)).astype(np.bool_),
            takes=table(lambda home: [kind in home.takes for kind in Kind], len(Kind)).astype(bool),
            takes_species=table(taken, len(species) + 1).astype(bool),
            unvaccinated=table(at_risk, len(species) + 1).astype(bool),
        )

    def __len__(self) -> int:
        return len(self.facts)

    def rows(self, places: Sequence[int] | NDArray[np.int64]) -> "Homes":
        """A copy of these rows, in this order; a row may come twice."""
        places = np.asarray(places, dtype=np.int64)
        columns: dict[str, Any] = {
            name: value[places]
            for name, value in vars(self).items()
            if isinstance(value, np.ndarray)
        }
        return replace(self, facts=tuple(self.facts[place] for place in places), **columns)

    def put(self, need: Need, place: int, times: int = 1) -> None:
        """Count a group as placed there, or as gone again with `times` -1."""
        self.minutes_used[place] += times * need.minutes
        if shares_room(need, int(self.ids[place])):
            self.joined[place] += times
        else:
            self.rooms_used[place] += times
            self.quarantine_rooms_used[place] += times * need.in_quarantine

    def now(self, place: int) -> HomeFacts:
        """The facts of a home with its load as it is counted now."""
        return replace(
            self.facts[place],
            minutes_used=int(self.minutes_used[place]),
            rooms_used=int(self.rooms_used[place]),
            quarantine_rooms_used=int(self.quarantine_rooms_used[place]),
        )

    def kind(self, kind: Kind) -> Mask:
        return self.takes[:, list(Kind).index(kind)]

    def of_species(self, table: Mask, codes: Iterable[str]) -> Mask:
        """The columns of these species, of a table of them."""
        return table[:, [self.species.get(code, len(self.species)) for code in sorted(codes)]]


def ordinal(on: dt.date | None, otherwise: int) -> int:
    return otherwise if on is None else on.toordinal()
