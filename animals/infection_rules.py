"""Which infections pass between whom, for how long a contact is watched, and what is closed. Pure.

How long stands in the limits, for each species, with its source. A contact of two species carries
both species' clocks: the later one counts. What is not known is treated as catching.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

DEFAULT_KEY = "quarantine_days_default"
HOME_CLOSED_KEY = "parvovirus_home_closed_days_low"
PARVO_KEYS = ("panleuk_incubation_days_max", "parvo_incubation_days_max")


@dataclass(frozen=True, kw_only=True)
class Infection:
    """`only`: the codes of the species that catch it; None: it crosses. `keys`: of its limits."""

    name: str
    source: str
    only: Collection[str] | None = None
    spreads: bool = True
    keys: Sequence[str] = ()
    closes_home: bool = False


# By HealthTest.Kind.
INFECTIONS: Mapping[str, Infection] = {
    "parvo": Infection(
        name="parvovirus",
        source="commonly taught: the dogs' virus infects cats too; it stays in a home for months",
        keys=PARVO_KEYS,
        closes_home=True,
    ),
    "panleuk": Infection(
        name="panleukopenia",
        source="commonly taught: a parvovirus, which a test does not tell from the dogs' own",
        keys=PARVO_KEYS,
        closes_home=True,
    ),
    "bordetella": Infection(
        name="Bordetella",
        source="Zoetis/Australian B. bronchiseptica sheet: cats and dogs both shed it",
    ),
    "ringworm": Infection(
        name="ringworm",
        source="commonly taught: one fungus of cats, dogs and people",
        keys=("ringworm_watch_days",),
    ),
    "worms": Infection(
        name="worms", source="commonly taught: some are shared, tapeworms by the same fleas"
    ),
    "giardia": Infection(
        name="Giardia", source="commonly taught: some kinds keep to one species, others do not"
    ),
    "felv": Infection(name="FeLV", only=("cat",), source="commonly taught: a virus of cats alone"),
    "fiv": Infection(name="FIV", only=("cat",), source="commonly taught: a virus of cats alone"),
    "heartworm": Infection(
        name="heartworm",
        spreads=False,
        source="commonly taught: brought by mosquitoes, not by one to another",
    ),
    "other": Infection(
        name="an infection", source="not known which: treated as one that passes to all"
    ),
}


@dataclass(frozen=True, kw_only=True)
class Days:
    """A limit in days, and what it says of itself."""

    days: int
    meaning: str
    source: str


UNSAID = Days(days=14, meaning="no limit is set", source="the published default of Pouch")
# Of each species, by key; a limit for all species stands with each of them.
Limits = Mapping[int, Mapping[str, Days]]


@dataclass(frozen=True, kw_only=True)
class Exposed:
    """One who was with the infected animal; `until` is the end of its quarantine as it is."""

    animal: int
    species: int
    species_code: str
    last_on: dt.date
    until: dt.date | None


@dataclass(frozen=True, kw_only=True)
class Restart:
    """A quarantine that begins anew, up to a day that is the last of it."""

    animal: int
    until: dt.date
    by: Days


def catches(infection: Infection, species_code: str) -> bool:
    return infection.spreads and (infection.only is None or species_code in infection.only)


def days_of(infection: Infection, species: Iterable[int], limits: Limits) -> Days:
    """How long a contact between these species is watched: the longest of what each asks for."""
    found = [days_in(infection, limits.get(one, {})) for one in species]
    return max(found, key=lambda one: one.days, default=UNSAID)


def days_in(infection: Infection, limits: Mapping[str, Days]) -> Days:
    known = (limits[key] for key in (*infection.keys, DEFAULT_KEY) if key in limits)
    return next(known, UNSAID)


def restarts(
    kind: str, species: int, exposed: Iterable[Exposed], limits: Limits, *, on: dt.date
) -> list[Restart]:
    """Whose quarantine ends later by contact with an infected one of `species`; on the day `on`.

    It never ends earlier than it did. A contact too long ago to be watched still is left out.
    """
    infection = INFECTIONS[kind]
    found = []
    for one in exposed:
        by = days_of(infection, {species, one.species}, limits)
        until = one.last_on + dt.timedelta(days=by.days)
        if not catches(infection, one.species_code) or until < on:
            continue
        if one.until is None or one.until < until:
            found.append(Restart(animal=one.animal, until=until, by=by))
    return found


def closed_until(kind: str, species: int, limits: Limits, *, tested_on: dt.date) -> dt.date | None:
    """Until when the home takes no young; None for what does not stay in a home."""
    closed = limits.get(species, {}).get(HOME_CLOSED_KEY)
    if not INFECTIONS[kind].closes_home or closed is None:
        return None
    return tested_on + dt.timedelta(days=closed.days)
