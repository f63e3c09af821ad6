"""What speaks against a home: each rule once, asked of a column of homes. Pure.

Minutes are of care a day, distances great-circle kilometres, days whole.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from animals.words import EXPERIENCE

from .facts import HomeFacts, Kind, Need, Reason, shares_room
from .homes import Homes, Mask, Numbers

# The nights for which somebody has to be at home from the first on; an absence that begins later
# within the stay is a warning.
FIRST_NIGHTS = 7
NEARLY_FULL = 0.8
FAR_KM = 30
TIRED_DAYS = 21
EARTH_KM = 6371.0088  # mean radius, IUGG

# Points of what keeps animals together, which outweigh what is only convenient; as many are lost
# where the bond is cut.
KEEPS = {"mother": 60.0, "pair": 40.0, "litter": 30.0}


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
    minutes = home.minutes_used + need.minutes
    if minutes > home.minutes:
        return f"Too much: {minutes} minutes of care a day, and the home gives {home.minutes}."
    return f"Nearly full: {minutes} of {home.minutes} minutes of care a day."


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
    return f"{EXPERIENCE[home.experience].capitalize()}; they need somebody who {asked}."


def rooms_text(need: Need, home: HomeFacts) -> str:
    return "No room is free." if home.rooms != 1 else "Its one room is taken."


def quarantine_text(need: Need, home: HomeFacts) -> str:
    if not home.quarantine_rooms:
        return "They are in quarantine, and no room can be shut off from the others there."
    return "They are in quarantine, and no room for it is free."


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
            f"Closes on {day(home.closes_on or dt.date.max)}, within the next {need.nights} nights."
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
        code="from_held_home",
        applies=lambda need, homes: only_if(need.from_held_home, np.ones(len(homes), np.bool_)),
        text=lambda need, home: "They come from a home that is held after an infection.",
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
