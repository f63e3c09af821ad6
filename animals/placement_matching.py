"""How a group of animals and a foster home fit: facts in, reasons and a ranking out. Pure.

A rule is written once, for a column of homes: the reasons of one pair are the rules asked of a
column of one, and a plan for hundreds asks them of all homes at once. Minutes are of care a day,
distances great-circle kilometres, days whole. docs/placements.md has the table of rules.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .words import EXPERIENCE

Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]

# The nights for which somebody has to be at home from the first on; an absence that begins later
# within the stay is a warning.
FIRST_NIGHTS = 7
NEARLY_FULL = 0.8
FAR_KM = 30
TIRED_DAYS = 21
EARTH_KM = 6371.0088  # mean radius, IUGG

# Points of the score. What keeps animals together outweighs what is only convenient.
KEEPS = {"mother": 60.0, "pair": 40.0, "litter": 30.0}  # as much is lost where the bond is cut
NO_EXPERIENCE = 15.0  # a step that the home is short of
TOO_MUCH_EXPERIENCE = 4.0  # a step more than asked for, which another group will need
FULL = 40.0  # a home filled to the last minute; half full costs a quarter of it
BOTTLE_DAY, MOST_BOTTLE_DAYS = 0.5, 42  # for bottle babies, a day that the home has had some
KM, MOST_KM, UNKNOWN_KM = 0.3, 100.0, 15.0
WAITING_DAY, MOST_WAITING_DAYS = 2.0, 14.0
IDLE_DAY, MOST_IDLE_DAYS = 0.15, 60  # a day since anything was last placed there


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
    """

    key: str
    animal_ids: tuple[int, ...]
    species: frozenset[str]
    kinds: frozenset[Kind]
    minutes: int
    night_feeds: int = 0
    interval_hours: float | None = None
    in_quarantine: bool = False
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


# ---- homes as columns ----------------------------------------------------------------------------

NEVER = dt.date.max.toordinal() + 1


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


# ---- what the rules speak of ---------------------------------------------------------------------


def shares_room(need: Need, home_id: int) -> bool:
    """Whether the group joins its own there, in their room; not from quarantine to healthy ones."""
    company = need.company.get(home_id, frozenset())
    return bool(company) and (not need.in_quarantine or "quarantine" in company)


def company_of(need: Need, homes: Homes, bond: str) -> Mask:
    """Where somebody waits to whom the group has this bond, or where they are in quarantine."""
    return one_of(homes, [home for home, bonds in need.company.items() if bond in bonds])


def sharing(need: Need, homes: Homes) -> Mask:
    return one_of(homes, [home for home in need.company if shares_room(need, home)])


def one_of(homes: Homes, ids: Iterable[int]) -> Mask:
    found = np.zeros(len(homes), dtype=np.bool_)
    for home_id in ids:  # one or two: quicker than np.isin
        found |= homes.ids == home_id
    return found


def first_days(need: Need) -> tuple[int, int, int]:
    """Ordinals of the first day, of the day after the first nights, and of the last day."""
    first, nights = need.starts_on.toordinal(), max(need.nights, 1)
    return first, first + min(nights, FIRST_NIGHTS), first + nights


def only_if(condition: bool, mask: Mask) -> Mask:
    return mask if condition else np.zeros_like(mask)


def any_of(table: Mask) -> Mask:
    """By home, whether one of its columns says so."""
    found: Mask = np.logical_or.reduce(table, axis=1)
    return found


def absent(homes: Homes, first: int, until: int) -> Mask:
    """Who is away on one of the days from `first` to the one before `until`."""
    return any_of((homes.absent_from < until) & (homes.absent_to >= first))


def absence_text(need: Need, home: HomeFacts, *, first: int, until: int) -> str:
    from_on, to_on = min(
        a for a in home.absences if a[0].toordinal() < until and a[1].toordinal() >= first
    )
    return f"Away from {day(from_on)} to {day(to_on)}."


def distance_km(need: Need, latitude: Numbers, longitude: Numbers) -> Numbers:
    """Great-circle distance (haversine); NaN where one of the two places is not known."""
    if need.latitude is None or need.longitude is None:
        return np.full(np.shape(latitude), np.nan)
    here, there = np.radians(need.latitude), np.radians(latitude)
    east = np.radians(longitude) - np.radians(need.longitude)
    half = np.sin((there - here) / 2) ** 2 + np.cos(here) * np.cos(there) * np.sin(east / 2) ** 2
    distance: Numbers = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return distance


def minutes_text(need: Need, home: HomeFacts) -> str:
    return f"Would be {home.minutes_used + need.minutes} of {home.minutes} feeding minutes a day."


def far_text(need: Need, home: HomeFacts) -> str:
    here = distance_km(need, np.array([home.latitude]), np.array([home.longitude]))
    return f"{here[0]:.0f} km away."


def species_text(need: Need, home: HomeFacts) -> str:
    return f"Does not take this species: {', '.join(sorted(need.species - home.takes_species))}."


def unvaccinated_text(need: Need, home: HomeFacts) -> str:
    own = sorted({code for code, vaccinated in home.residents if not vaccinated} & need.species)
    return f"Not all that live there are vaccinated: {', '.join(own)}."


def experience_text(need: Need, home: HomeFacts) -> str:
    asked = EXPERIENCE[need.experience]
    return f"{EXPERIENCE[home.experience].capitalize()}; asked for: {asked}."


def rooms_text(need: Need, home: HomeFacts) -> str:
    return f"No room is free: {home.rooms_used} of {home.rooms} are taken."


def quarantine_text(need: Need, home: HomeFacts) -> str:
    if not home.quarantine_rooms:
        return "They are in quarantine, and no room can be shut off from the others there."
    used = f"{home.quarantine_rooms_used} of {home.quarantine_rooms}"
    return f"They are in quarantine, and no room for it is free: {used} are taken."


def is_over(need: Need, homes: Homes) -> Mask:
    return homes.minutes_used + need.minutes > homes.minutes


def has_no_quarantine_room(need: Need, homes: Homes) -> Mask:
    """No quarantine room is free, and the home is not theirs alone."""
    if not need.in_quarantine:
        return one_of(homes, ())
    is_alone = (homes.rooms_used <= 0) & (homes.joined <= 0) & ~homes.has_residents
    is_free = homes.quarantine_rooms_used < homes.quarantine_rooms
    return ~(is_alone | is_free | sharing(need, homes))


def would_meet_quarantine(need: Need, homes: Homes) -> Mask:
    """A group in quarantine is there in an open room, or is whom a healthy group would join."""
    is_open = homes.quarantine_rooms_used > homes.quarantine_rooms
    theirs = company_of(need, homes, "quarantine")
    return (is_open & ~theirs) if need.in_quarantine else (is_open | theirs)


def closes_within(need: Need, homes: Homes) -> Mask:
    return homes.closes < first_days(need)[2]


def is_away_later(need: Need, homes: Homes) -> Mask:
    first, later, last = first_days(need)
    return absent(homes, later, last) & ~absent(homes, first, later)


def is_away_too_long(need: Need, homes: Homes) -> Mask:
    return homes.away_hours > (np.inf if need.interval_hours is None else need.interval_hours)


def is_cut(bond: str) -> "Applies":
    def applies(need: Need, homes: Homes) -> Mask:
        return only_if(bond in need.breaks, ~company_of(need, homes, bond))

    return applies


def day(on: dt.date) -> str:
    return f"{on.day} {on:%B %Y}"


# ---- the rules -----------------------------------------------------------------------------------

Applies = Callable[[Need, Homes], Mask]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One reason against a home, asked of a column of homes.

    `some` says the same of several homes, behind their number. `by_load`: the answer changes with
    what is placed there. `costs`: points of the score, where no other term has it.
    """

    code: str
    applies: Applies
    text: Callable[[Need, HomeFacts], str]
    some: tuple[str, str] = ("", "")
    blocks: bool = True
    by_load: bool = False
    costs: float = 0.0


def kind_rule(kind: Kind, code: str, words: str) -> Rule:
    return Rule(
        code=code,
        applies=lambda need, homes: only_if(kind in need.kinds, ~homes.kind(kind)),
        text=lambda need, home: f"Takes no {words}.",
        some=(f"takes no {words}", f"take no {words}"),
    )


# A home is counted under the first that blocks it, so that load comes last: where it is named,
# nothing else is in the way.
RULES: tuple[Rule, ...] = (
    Rule(
        code="nobody_there",
        applies=lambda need, homes: homes.people < 1,
        text=lambda need, home: "Nobody belongs to this home.",
        some=("has nobody in it", "have nobody in them"),
    ),
    Rule(
        code="already_there",
        applies=lambda need, homes: homes.ids == (-1 if need.home_id is None else need.home_id),
        text=lambda need, home: "They are there already.",
        some=("has them already", "have them already"),
    ),
    Rule(
        code="species_not_taken",
        applies=lambda need, homes: any_of(~homes.of_species(homes.takes_species, need.species)),
        text=species_text,
        some=("does not take the species", "do not take the species"),
    ),
    kind_rule(Kind.BOTTLE, "takes_no_bottle_babies", "bottle babies"),
    kind_rule(Kind.NURSING_MOTHER, "takes_no_nursing_mothers", "mother with her litter"),
    kind_rule(Kind.GRUEL, "takes_no_gruel", "young that are being weaned"),
    kind_rule(Kind.MEDICAL, "takes_no_medical", "ill ones with medicines"),
    kind_rule(Kind.SINGLE, "takes_no_singles", "single ones"),
    Rule(
        code="not_available",
        applies=lambda need, homes: homes.available_from > need.starts_on.toordinal(),
        text=lambda need, home: (
            f"Not available before {day(home.available_from_on or dt.date.max)}."
        ),
        some=("is not available yet", "are not available yet"),
    ),
    Rule(
        code="closing",
        applies=closes_within,
        text=lambda need, home: (
            f"Closes on {day(home.closes_on or dt.date.max)}, within the {need.nights} nights."
        ),
        some=("closes within the stay", "close within the stay"),
    ),
    Rule(
        code="away",
        applies=lambda need, homes: absent(homes, *first_days(need)[:2]),
        text=lambda need, home: absence_text(
            need, home, first=first_days(need)[0], until=first_days(need)[1]
        ),
        some=("is away in the first nights", "are away in the first nights"),
    ),
    Rule(
        code="on_hold",
        applies=lambda need, homes: only_if(
            need.susceptible, homes.hold_until >= need.starts_on.toordinal()
        ),
        text=lambda need, home: (
            f"On hold until {day(home.hold_until or dt.date.max)}: nobody who can catch it."
        ),
        some=("is on hold after an infection", "are on hold after an infection"),
    ),
    Rule(
        code="quarantine_there",
        applies=would_meet_quarantine,
        text=lambda need, home: "They would meet a group in quarantine.",
        some=(
            "has a group in quarantine in an open room",
            "have groups in quarantine in open rooms",
        ),
        by_load=True,
    ),
    Rule(
        code="no_quarantine_room",
        applies=has_no_quarantine_room,
        text=quarantine_text,
        some=("has no quarantine room free", "have no quarantine room free"),
        by_load=True,
    ),
    Rule(
        code="no_room",
        applies=lambda need, homes: (homes.rooms_used >= homes.rooms) & ~sharing(need, homes),
        text=rooms_text,
        some=("has no room free", "have no room free"),
        by_load=True,
    ),
    Rule(
        code="too_many_minutes",
        applies=is_over,
        text=minutes_text,
        some=("has not enough minutes", "have not enough minutes"),
        by_load=True,
    ),
    Rule(
        code="nearly_full",
        applies=lambda need, homes: (
            (homes.minutes_used + need.minutes > NEARLY_FULL * homes.minutes)
            & ~is_over(need, homes)
        ),
        text=minutes_text,
        blocks=False,
        by_load=True,
    ),
    Rule(
        code="leaves_mother",
        applies=is_cut("mother"),
        text=lambda need, home: "Parts a mother from the ones she nurses.",
        blocks=False,
        costs=KEEPS["mother"],
    ),
    Rule(
        code="breaks_pair",
        applies=is_cut("pair"),
        text=lambda need, home: "Parts a bonded pair.",
        blocks=False,
        costs=KEEPS["pair"],
    ),
    Rule(
        code="breaks_litter",
        applies=is_cut("litter"),
        text=lambda need, home: "Parts a litter.",
        blocks=False,
        costs=KEEPS["litter"],
    ),
    Rule(
        code="unvaccinated_residents",
        applies=lambda need, homes: any_of(homes.of_species(homes.unvaccinated, need.species)),
        text=unvaccinated_text,
        blocks=False,
        costs=10.0,
    ),
    Rule(
        code="little_experience",
        applies=lambda need, homes: homes.experience < need.experience,
        text=experience_text,
        blocks=False,  # costs by the step: see skill_points()
    ),
    Rule(
        code="away_too_long",
        applies=is_away_too_long,
        text=lambda need, home: (
            f"Nobody is there for up to {home.away_hours} hours; "
            f"they are fed every {need.interval_hours or 0:g}."
        ),
        blocks=False,
        costs=20.0,
    ),
    Rule(
        code="away_later",
        applies=is_away_later,
        text=lambda need, home: absence_text(
            need, home, first=first_days(need)[1], until=first_days(need)[2]
        ),
        blocks=False,
        costs=10.0,
    ),
    Rule(
        code="tired",
        applies=lambda need, homes: only_if(
            Kind.BOTTLE in need.kinds, homes.bottle_days > TIRED_DAYS
        ),
        text=lambda need, home: f"Has had bottle babies for {home.bottle_days} days on end.",
        blocks=False,
    ),
    Rule(
        code="far",
        applies=lambda need, homes: distance_km(need, homes.latitude, homes.longitude) > FAR_KM,
        text=far_text,
        blocks=False,
    ),
)
BLOCKING = tuple(rule for rule in RULES if rule.blocks)
BY_LOAD = tuple(rule for rule in BLOCKING if rule.by_load)
WHATEVER_THE_LOAD = tuple(rule for rule in BLOCKING if not rule.by_load)


def blocked(need: Need, homes: Homes, rules: Iterable[Rule] = BLOCKING) -> Mask:
    found = np.zeros(len(homes), dtype=bool)
    for rule in rules:
        found |= rule.applies(need, homes)
    return found


def reasons(need: Need, home: HomeFacts) -> list[Reason]:
    """What speaks against this home, what blocks first."""
    return reasons_everywhere(need, Homes.of([home]))[home.id]


def reasons_everywhere(need: Need, homes: Homes) -> dict[int, list[Reason]]:
    """The reasons against each home, by its id, with loads as they are counted now."""
    found: dict[int, list[Reason]] = {home.id: [] for home in homes.facts}
    for rule in RULES:
        for place in np.flatnonzero(rule.applies(need, homes)):
            home = homes.now(int(place))
            text = rule.text(need, home)
            found[home.id].append(Reason(code=rule.code, text=text, blocks=rule.blocks))
    return found


# ---- the score -----------------------------------------------------------------------------------


def score(need: Need, homes: Homes) -> Numbers:
    """Points of each home for this group, more is better, with loads as they are counted now."""
    return standing_points(need, homes) - load_points(need.minutes, homes)


def standing_points(need: Need, homes: Homes) -> Numbers:
    """The points that do not change with what else is placed."""
    points = waiting_points(need) + skill_points(need, homes) - distance_points(need, homes)
    for bond, worth in KEEPS.items():
        points = points + worth * company_of(need, homes, bond)
    for rule in RULES:
        if rule.costs:
            points = points - rule.costs * rule.applies(need, homes)
    if Kind.BOTTLE in need.kinds:
        points = points - BOTTLE_DAY * np.minimum(homes.bottle_days, MOST_BOTTLE_DAYS)
    idle: Numbers = points + IDLE_DAY * np.minimum(homes.idle_days, MOST_IDLE_DAYS)
    return idle


def load_points(minutes: float | Numbers, homes: Homes) -> Numbers:
    """What so many minutes more add to the weight of the load, the more the fuller a home is."""
    return fullness(homes.minutes_used + minutes, homes.minutes) - fullness(
        homes.minutes_used, homes.minutes
    )


def fullness(minutes_used: Numbers, minutes: Numbers) -> Numbers:
    """Convex, so that two homes half full are better than one full and one empty."""
    full: Numbers = FULL * np.square(minutes_used / np.maximum(minutes, 1))
    return full


def waiting_points(need: Need) -> float:
    return WAITING_DAY * min(max(need.waiting_hours, 0) / 24, MOST_WAITING_DAYS)


def skill_points(need: Need, homes: Homes) -> Numbers:
    steps = homes.experience - need.experience
    return np.where(steps < 0, NO_EXPERIENCE * steps, -TOO_MUCH_EXPERIENCE * steps)


def distance_points(need: Need, homes: Homes) -> Numbers:
    away = distance_km(need, homes.latitude, homes.longitude)
    return KM * np.minimum(np.where(np.isnan(away), UNKNOWN_KM, away), MOST_KM)


def ranking_key(fit: Fit) -> tuple[bool, float, str, int]:
    """Homes that fit first, the best of them first."""
    return (not fit.fits, -fit.score, fit.home.name, fit.home.id)


def ranked(need: Need, homes: Homes) -> list[Fit]:
    """Every home for this group, the best first, those that do not fit last."""
    against = reasons_everywhere(need, homes)
    points = score(need, homes)
    away = distance_km(need, homes.latitude, homes.longitude)
    fits = (
        Fit(
            home=homes.now(place),
            score=float(points[place]),
            reasons=tuple(against[home.id]),
            km=None if np.isnan(away[place]) else float(away[place]),
        )
        for place, home in enumerate(homes.facts)
    )
    return sorted(fits, key=ranking_key)
