"""Plans for networks of a known size, beside simpler ways: `make bench ARGS="--only homes"`.

The networks are made up from a seed: cats, dogs and a few rabbits, litters on the bottle, mothers
with theirs, singles, ill ones; homes that are partly full, closing, away or far. Greedy takes the
most urgent first and gives it its best home; brute force looks at every plan of small cases.
"""

import datetime as dt
import random
import time
from collections.abc import Collection, Sequence
from statistics import fmean

import numpy as np

from animals.placement_matching import HomeFacts, Homes, Kind, Need, blocked, score, standing_points
from animals.placement_plan import objective, plan, worth

from .report import Line

SEED = 11
TODAY = dt.date(2026, 5, 4)
SIZES = ((40, 60, 0.3), (200, 150, None), (2_000, 1_500, 10.0))
SMALL_CASES, SMALL_NEEDS, SMALL_HOMES = 200, 6, 4
SPECIES = (("cat", 0.7), ("dog", 0.25), ("rabbit", 0.05))
CENTRE = (52.0, 5.0)

# What waits: its share, kinds, minutes of the whole group, hours between feeds, experience asked.
STORIES: tuple[tuple[float, set[Kind], tuple[int, int], float | None, int], ...] = (
    (0.25, {Kind.BOTTLE}, (96, 240), 3, 2),
    (0.15, {Kind.BOTTLE, Kind.SINGLE}, (36, 72), 3, 2),
    (0.20, {Kind.NURSING_MOTHER}, (40, 70), None, 1),
    (0.20, {Kind.GRUEL}, (60, 120), 6, 1),
    (0.08, {Kind.GRUEL, Kind.MEDICAL}, (80, 150), 4, 1),
    (0.12, {Kind.SINGLE}, (10, 30), None, 0),
)


def lines() -> list[Line]:
    found = [line for needs, homes, budget in SIZES for line in size_lines(needs, homes, budget)]
    return [*found, *small_lines()]


def size_lines(needs: int, homes: int, budget_s: float | None) -> list[Line]:
    waiting, there = network(SEED, needs, homes)
    started, worked = time.perf_counter(), time.process_time()
    found = plan(waiting, there)
    seconds, processor = time.perf_counter() - started, time.process_time() - worked
    simple = greedy(waiting, there)
    simple_score = score_of(simple, waiting, there)
    own = points_each(found.score, {move.need.key for move in found.moves}, waiting)
    what = f"{needs:,} groups, {homes:,} homes"
    return [
        Line(
            what=f"best homes for all, {what}",
            budget="" if budget_s is None else f"{budget_s:g} s on one core",
            measured=f"{processor:.2f} s of processor ({seconds:.2f} s by the clock)",
            ok=None if budget_s is None else processor <= budget_s,
        ),
        Line(
            what=f"the plan beside greedy, {what}",
            budget="no rule broken, never below greedy",
            measured=(
                f"{len(found.moves):,} placed, greedy {len(simple):,}; "
                f"{len(found.broken_rules)} rules broken; score {found.score / simple_score:.3f}x; "
                f"points a placed group {own:.1f}, greedy "
                f"{points_each(simple_score, simple.keys(), waiting):.1f}"
            ),
            ok=not found.broken_rules and found.score >= simple_score,
        ),
    ]


def small_lines() -> list[Line]:
    """Against every possible plan of cases in which minutes and rooms are short."""
    shares, beside, same_number = [], [], 0
    for seed in range(SMALL_CASES):
        waiting, there = network(seed, SMALL_NEEDS, SMALL_HOMES, tight=True)
        best, most = brute_force(waiting, there)
        if not best:
            continue
        found = plan(waiting, there)
        same_number += len(found.moves) == len(best)
        shares.append(found.score / most)
        beside.append(score_of(greedy(waiting, there), waiting, there) / most)
    exact = sum(share > 1 - 1e-9 for share in shares)
    exact_greedy = sum(share > 1 - 1e-9 for share in beside)
    return [
        Line(
            what=f"{len(shares)} cases of {SMALL_NEEDS} groups and {SMALL_HOMES} homes, beside "
            "every possible plan",
            budget="",
            measured=(
                f"{exact} the best there is, {same_number} place as many; of the best score "
                f"{100 * fmean(shares):.2f} %, the worst {100 * min(shares):.1f} %; greedy "
                f"{exact_greedy}, {100 * fmean(beside):.2f} %, {100 * min(beside):.1f} %"
            ),
        )
    ]


def points_each(total: float, placed: Collection[str], needs: Sequence[Need]) -> float:
    """The points without those for being placed at all, a placed group."""
    own = sum(worth(need) for need in needs if need.key in placed)
    return (total - own) / max(len(placed), 1)


# ---- simpler ways --------------------------------------------------------------------------------


def greedy(needs: Sequence[Need], homes: Sequence[HomeFacts]) -> dict[str, int]:
    """The most urgent first, then who waits longest, each to the best home that is left."""
    left, placed = Homes.of(homes), {}
    for need in sorted(needs, key=lambda need: (-need.urgency, -need.waiting_hours, need.key)):
        points = np.where(blocked(need, left), -np.inf, score(need, left))
        if len(points) and points.max() > -np.inf:
            place = int(points.argmax())
            left.put(need, place)
            placed[need.key] = left.facts[place].id
    return placed


def brute_force(needs: Sequence[Need], homes: Sequence[HomeFacts]) -> tuple[dict[str, int], float]:
    """The best of all plans, and its score: every home or none for each, cut where hopeless."""
    left = Homes.of(homes)
    points = [worth(need) + standing_points(need, left) for need in needs]
    hopes = [max(0.0, float(own.max(initial=0))) for own in points]
    ahead = [sum(hopes[place:]) for place in range(len(needs) + 1)]
    best: tuple[dict[str, int], float] = ({}, 0.0)

    def look(place: int, placed: dict[str, int], total: float) -> None:
        nonlocal best
        if total > best[1]:
            best = (dict(placed), total)
        if place == len(needs) or total + ahead[place] <= best[1]:
            return
        need = needs[place]
        gains = worth(need) + score(need, left)
        gains[blocked(need, left)] = -np.inf
        for home in np.argsort(-gains, kind="stable"):
            if gains[home] == -np.inf:
                break
            left.put(need, int(home))
            placed[need.key] = left.facts[home].id
            look(place + 1, placed, total + float(gains[home]))
            del placed[need.key]
            left.put(need, int(home), -1)
        look(place + 1, placed, total)

    look(0, {}, 0.0)
    return best


def score_of(placed: dict[str, int], needs: Sequence[Need], homes: Sequence[HomeFacts]) -> float:
    columns = Homes.of(homes)
    places = {home.id: place for place, home in enumerate(homes)}
    return objective(
        [(need, places[placed[need.key]]) for need in needs if need.key in placed], columns
    )


# ---- networks ------------------------------------------------------------------------------------


def network(
    seed: int, needs: int, homes: int, *, tight: bool = False
) -> tuple[list[Need], list[HomeFacts]]:
    """So many groups that wait and homes, always the same for a seed."""
    chance = random.Random(f"{seed} {needs} {homes}")
    there = [home(chance, number, tight=tight) for number in range(1, homes + 1)]
    return [need(chance, number, there) for number in range(1, needs + 1)], there


def home(chance: random.Random, number: int, *, tight: bool) -> HomeFacts:
    rooms = chance.choices((1, 2, 3, 4), (30, 40, 20, 10))[0]
    quarantine_rooms = chance.choices((0, 1), (60, 40))[0] if rooms > 1 else 0
    rooms_used = chance.choices((0, 1, 2), (60, 30, 10))[0] if not tight else 0
    rooms_used = min(rooms_used, rooms)
    minutes = chance.choice((120, 180, 240, 240, 240, 360))
    experience = chance.choices((0, 1, 2), (25, 45, 30))[0]
    takes = {kind for kind in Kind if chance.random() < 0.75}
    if experience == 0:
        takes -= {Kind.BOTTLE, Kind.MEDICAL}
    species = chance.choices(
        (frozenset({"cat"}), frozenset({"dog"}), frozenset({"cat", "dog"}), frozenset()),
        (50, 15, 20, 15),
    )[0]
    residents = tuple(
        (code, chance.random() < 0.8) for code in ("cat", "dog") if chance.random() < 0.35
    )
    away = TODAY + dt.timedelta(days=chance.randrange(60))
    return HomeFacts(
        id=number,
        name=f"Home {number}",
        people=0 if chance.random() < 0.02 else chance.choice((1, 1, 2)),
        takes_species=species,
        takes=frozenset(takes),
        experience=experience,
        minutes=minutes,
        minutes_used=min(rooms_used * chance.randrange(30, 120), minutes),
        rooms=rooms,
        rooms_used=rooms_used,
        quarantine_rooms=quarantine_rooms,
        residents=residents,
        away_hours=chance.choice((None, 0, 2, 4, 8, 9)),
        available_from_on=TODAY + dt.timedelta(days=9) if chance.random() < 0.05 else None,
        closes_on=TODAY + dt.timedelta(days=chance.randrange(90))
        if chance.random() < 0.05
        else None,
        hold_until=TODAY + dt.timedelta(days=40) if chance.random() < 0.03 else None,
        absences=((away, away + dt.timedelta(days=10)),) if chance.random() < 0.15 else (),
        **place(chance),
        bottle_days=chance.choice((0, 0, 5, 12, 30)),
        last_placed_days=chance.choice((None, 3, 14, 40, 120)),
    )


def need(chance: random.Random, number: int, homes: Sequence[HomeFacts]) -> Need:
    _, kinds, minutes, interval, experience = chance.choices(
        STORIES, [story[0] for story in STORIES]
    )[0]
    species = chance.choices([code for code, _ in SPECIES], [share for _, share in SPECIES])[0]
    bonds = frozenset({chance.choice(("litter", "litter", "mother", "pair"))})
    company = {chance.choice(homes).id: bonds} if chance.random() < 0.08 else {}
    breaks = bonds if chance.random() < 0.04 else frozenset()
    return Need(
        key=f"litter:{number}",
        animal_ids=tuple(range(10 * number, 10 * number + chance.randrange(1, 7))),
        species=frozenset({species}),
        kinds=frozenset(kinds),
        minutes=chance.randrange(minutes[0], minutes[1] + 1),
        night_feeds=round(8 / interval) if interval else 0,
        interval_hours=interval,
        in_quarantine=chance.random() < 0.1,
        susceptible=chance.random() < 0.9,
        experience=experience,
        **place(chance),
        company=company,
        breaks=breaks,
        starts_on=TODAY + dt.timedelta(days=chance.choice((0, 0, 0, 2, 7))),
        nights=chance.choice((14, 21, 42)),
        waiting_hours=chance.randrange(0, 300),
        urgency=chance.choices((0, 1, 2, 3), (40, 35, 15, 10))[0],
    )


def place(chance: random.Random) -> dict[str, float]:
    """Somewhere around the shelter, mostly near; one in ten is not known."""
    if chance.random() < 0.1:
        return {}
    return {
        "latitude": CENTRE[0] + chance.gauss(0, 0.15),
        "longitude": CENTRE[1] + chance.gauss(0, 0.25),
    }
