"""The best homes for all groups that wait, at once: needs and homes in, a plan out. Pure.

Homes hold several groups until their minutes or rooms run out, which no plain matching knows. So
matchings are made in rounds, each giving a home one more group, and then improved: a group moves
to a better home, takes the place of another that finds its own elsewhere, or one group of each home
is handed out anew by a matching. Every step may only raise the one objective, objective().
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import rustworkx

from .placement_matching import (
    BLOCKING,
    BY_LOAD,
    WHATEVER_THE_LOAD,
    HomeFacts,
    Homes,
    Kind,
    Mask,
    Need,
    Numbers,
    Reason,
    blocked,
    fullness,
    load_points,
    reasons,
    standing_points,
)

# A placed group counts for more than all points together; one as urgent as can be for 2.5 groups.
PLACED = 10_000.0
URGENT = 0.5  # a step of urgency, as a share of PLACED

CANDIDATES = 20  # homes that a group brings into a matching
RIVALS = 8  # homes that a placed group tries to get into, in place of another group
RIVALS_OF_WAITING = 40
RESHUFFLES = 6
RESHUFFLES_WHEN_LARGE, LARGE = 2, 1_000_000  # pairs of a group and a home
EXCHANGES = 20_000  # tried at most in one go
FINER = 1_000  # a matching has whole numbers as weights: thousandths of a point
LEAST_GAIN = 1e-3
PARTS = "+"  # joins the keys of parts that go together

Split = Callable[[Need], Sequence[Need]]


@dataclass(frozen=True, kw_only=True)
class Move:
    """A group with its home; reasons and score are those beside all else that the plan has."""

    need: Need
    home: HomeFacts
    score: float
    reasons: tuple[Reason, ...]
    is_fixed: bool = False


@dataclass(frozen=True, kw_only=True)
class Why:
    """What is in the way in so many homes, in words: "7 homes have not enough minutes"."""

    code: str
    text: str
    homes: int


@dataclass(frozen=True, kw_only=True)
class Unplaced:
    """A group that no home fits; each home is counted once, under the first rule against it."""

    need: Need
    why: tuple[Why, ...]

    @property
    def text(self) -> str:
        if not self.why:
            return "There are no homes."
        return f"No home fits: {', '.join(why.text for why in self.why)}."


@dataclass(frozen=True, kw_only=True)
class Plan:
    moves: tuple[Move, ...]
    unplaced: tuple[Unplaced, ...]
    score: float

    @property
    def broken_rules(self) -> tuple[tuple[str, str], ...]:
        """Key and code of each blocking rule that a move breaks; only fixed moves ever do."""
        return tuple(
            (move.need.key, reason.code)
            for move in self.moves
            for reason in move.reasons
            if reason.blocks
        )


def worth(need: Need, share: float = 1.0) -> float:
    """Points for finding a home at all; `share` is the part of a litter that was split."""
    return PLACED * (1 + URGENT * need.urgency) * share


def objective(
    placed: Iterable[tuple[Need, int]], homes: Homes, *, shares: Mapping[str, float] | None = None
) -> float:
    """What a plan is worth: groups placed, by urgency, then points, less the weight of the loads.

    `placed` are groups with the places of their homes in `homes`, whose loads are those before.
    """
    after = homes.rows(range(len(homes)))
    total = 0.0
    for need, place in placed:
        total += worth(need, (shares or {}).get(need.key, 1.0))
        total += float(standing_points(need, homes.rows([place]))[0])
        after.put(need, place)
    heavier = fullness(after.minutes_used, after.minutes) - fullness(
        homes.minutes_used, homes.minutes
    )
    return total - float(heavier.sum())


def plan(
    needs: Iterable[Need],
    homes: Iterable[HomeFacts],
    *,
    fixed: Mapping[str, int] | None = None,
    split: Split | None = None,
) -> Plan:
    """The best plan that is found; the same for the same facts, in whatever order they come.

    `fixed` moves, home ids by the key of their group, stay whatever speaks against them and count
    as load; a key or a home that is not there is passed over. What fits nowhere whole is tried in
    the parts that `split` gives, as many together as fit; a nursing mother's family never is.
    """
    kept = dict(fixed or {})
    before = Homes.of(sorted(homes, key=lambda home: home.id))
    draft = Draft(before.rows(range(len(before))))
    for need in sorted(needs, key=lambda need: need.key):
        for part, share in as_fixed(need, kept, split):
            draft.add(part, share)
    draft.fix(kept)
    draft.fill()
    draft.improve()
    if split is not None:
        draft.try_parts(split)
    return draft.finished(before)


def as_fixed(need: Need, fixed: Mapping[str, int], split: Split | None) -> list[tuple[Need, float]]:
    """The group whole, or in the parts of which one is fixed, with the share that each is."""
    if need.key in fixed or not fixed:
        return [(need, 1.0)]
    parts = {part.key: part for part in parts_of(need, split)}
    bundles = [key.split(PARTS) for key in sorted(fixed)]
    bundles = [keys for keys in bundles if parts.keys() >= set(keys)]
    if not bundles:
        return [(need, 1.0)]
    taken = {key for keys in bundles for key in keys}
    bundles += [[key] for key in parts if key not in taken]
    groups = [together([parts[key] for key in keys]) for keys in bundles]
    return [(group, share_of(group, need)) for group in groups]


def parts_of(need: Need, split: Split | None) -> list[Need]:
    """What a group may be split into, [] where it stays whole."""
    if split is None or Kind.NURSING_MOTHER in need.kinds:
        return []
    parts = list(split(need))
    if len(parts) < 2:
        return []
    animals = Counter(animal for part in parts for animal in part.animal_ids)
    if animals != Counter(need.animal_ids):
        raise ValueError(f"The parts of {need.key} are not the group.")
    return parts


def share_of(part: Need, whole: Need) -> float:
    return len(part.animal_ids) / max(len(whole.animal_ids), 1)


def together(parts: Sequence[Need]) -> Need:
    """Parts of one group that go to one home."""
    if len(parts) == 1:
        return parts[0]
    intervals = [part.interval_hours for part in parts if part.interval_hours is not None]
    company: dict[int, frozenset[str]] = {}
    for part in parts:
        for home, bonds in part.company.items():
            company[home] = company.get(home, frozenset()) | bonds
    return replace(
        parts[0],
        key=PARTS.join(part.key for part in parts),
        animal_ids=tuple(animal for part in parts for animal in part.animal_ids),
        species=frozenset().union(*(part.species for part in parts)),
        kinds=frozenset().union(*(part.kinds for part in parts)) - {Kind.SINGLE},
        minutes=sum(part.minutes for part in parts),
        night_feeds=sum(part.night_feeds for part in parts),
        interval_hours=min(intervals, default=None),
        in_quarantine=any(part.in_quarantine for part in parts),
        susceptible=any(part.susceptible for part in parts),
        experience=max(part.experience for part in parts),
        company=company,
        breaks=frozenset().union(*(part.breaks for part in parts)),
        nights=max(part.nights for part in parts),
        waiting_hours=max(part.waiting_hours for part in parts),
        urgency=max(part.urgency for part in parts),
    )


@dataclass
class Draft:
    """A plan in the making. Groups and homes go by their places; a group without a home has None.

    What does not change with the loads is asked once a group: `possible` and `points`, which have
    what being placed at all is worth in them.
    """

    homes: Homes
    needs: list[Need] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    possible: list[Mask] = field(default_factory=list)
    points: list[Numbers] = field(default_factory=list)
    home_of: list[int | None] = field(default_factory=list)
    fixed: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)  # whole groups that are placed in parts
    guests: list[set[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.guests = [set() for _ in self.homes.facts]

    def add(self, need: Need, share: float = 1.0) -> int:
        self.needs.append(need)
        self.shares.append(share)
        self.possible.append(~blocked(need, self.homes, WHATEVER_THE_LOAD))
        self.points.append(standing_points(need, self.homes) + worth(need, share))
        self.home_of.append(None)
        return len(self.needs) - 1

    # ---- one step ----

    def put(self, group: int, home: int | None) -> None:
        """Move a group there, or out of every home."""
        left = self.home_of[group]
        if left is not None:
            self.homes.put(self.needs[group], left, -1)
            self.guests[left].discard(group)
        self.home_of[group] = home
        if home is not None:
            self.homes.put(self.needs[group], home)
            self.guests[home].add(group)

    def gains(self, group: int) -> Numbers:
        """By home, what placing the group there adds to the objective; -inf where a rule blocks.

        The group has to be out of every home.
        """
        need = self.needs[group]
        possible = self.possible[group] & ~blocked(need, self.homes, BY_LOAD)
        return np.where(possible, self.points[group] - load_points(need, self.homes), -np.inf)

    def loose(self) -> list[int]:
        """The groups that may move, the most urgent first."""
        groups = (g for g in range(len(self.needs)) if g not in self.fixed | self.gone)
        return sorted(groups, key=lambda g: (-worth(self.needs[g], self.shares[g]), g))

    def waiting(self) -> list[int]:
        return [group for group in self.loose() if self.home_of[group] is None]

    # ---- a plan at all ----

    def fix(self, fixed: Mapping[str, int]) -> None:
        places = {home.id: place for place, home in enumerate(self.homes.facts)}
        for group, need in enumerate(self.needs):
            place = places.get(fixed[need.key]) if need.key in fixed else None
            if place is not None:
                self.put(group, place)
                self.fixed.add(group)

    def fill(self) -> None:
        """Rounds of matchings, until no home can take one more of those that wait."""
        while waiting := self.waiting():
            self.hand_out(waiting)
            if len(self.waiting()) == len(waiting):
                break

    def hand_out(self, groups: Collection[int]) -> None:
        """Give these groups the homes of the best matching, at most one of them to a home.

        Where no two of them share a home before, the plan is at least as good afterwards.
        """
        before = {group: self.home_of[group] for group in groups}
        for group in groups:
            self.put(group, None)
        edges = []
        for group in groups:
            gains = self.gains(group)
            best = np.argsort(-gains, kind="stable")[:CANDIDATES].tolist()
            own = before[group]
            if own is not None and own not in best:
                best.append(own)
            edges += [
                (group, len(self.needs) + home, round(gains[home] * FINER))
                for home in best
                if gains[home] > 0
            ]
        graph = rustworkx.PyGraph(multigraph=False)
        graph.add_nodes_from(range(len(self.needs) + len(self.homes)))
        graph.add_edges_from(edges)
        matched = rustworkx.max_weight_matching(graph, weight_fn=int)
        for group, home in sorted(tuple(sorted(pair)) for pair in matched):
            self.put(group, home - len(self.needs))

    # ---- a better one ----

    def improve(self) -> None:
        large = len(self.needs) * len(self.homes) > LARGE
        for turn in range(RESHUFFLES_WHEN_LARGE if large else RESHUFFLES):
            better = self.relocate() + self.exchange()
            better += self.reshuffle(turn)
            if better < LEAST_GAIN and turn:
                break
        while self.relocate() > LEAST_GAIN:
            pass

    def relocate(self) -> float:
        """Each group to the home that is best for it beside all others; what that adds."""
        better = 0.0
        for group in self.loose():
            own = self.home_of[group]
            self.put(group, None)
            gains = self.gains(group)
            now = 0.0 if own is None else float(gains[own])
            best = int(np.argmax(gains)) if len(gains) else 0
            if len(gains) and gains[best] > now + LEAST_GAIN:
                better += float(gains[best]) - now
                own = best
            self.put(group, own)
        return better

    def reshuffle(self, turn: int) -> float:
        """One group of each home, another one each turn, and all that wait, handed out anew."""
        before = self.total()
        groups = self.waiting()
        for guests in self.guests:
            movable = sorted(guests - self.fixed)
            if movable:
                groups.append(movable[turn % len(movable)])
        self.hand_out(groups)
        return self.total() - before

    def exchange(self) -> float:
        """Groups take the place of another that finds a home elsewhere, or is less urgent."""
        better, tries = 0.0, EXCHANGES
        for group in [*self.waiting(), *(g for g in self.loose() if self.home_of[g] is not None)]:
            gain, tried = self.displace(group)
            better, tries = better + gain, tries - tried
            if tries <= 0:
                break
        return better

    def displace(self, group: int) -> tuple[float, int]:
        """Place a group where another has to leave for it; what that adds, and the pairs tried."""
        own, need = self.home_of[group], self.needs[group]
        self.put(group, None)
        now = 0.0 if own is None else float(self.gains(group)[own])
        hopes = np.where(self.possible[group], self.points[group] - now, -np.inf)
        most = RIVALS_OF_WAITING if own is None else RIVALS
        targets = [h for h in np.argsort(-hopes, kind="stable")[:most] if hopes[h] > LEAST_GAIN]
        pairs = [
            (int(home), other)
            for home in targets
            if home != own
            for other in sorted(self.guests[home] - self.fixed)
        ]
        if not pairs:
            self.put(group, own)
            return 0.0, 0
        without = self.homes.rows([home for home, _ in pairs])
        for row, (_, other) in enumerate(pairs):
            without.put(self.needs[other], row, -1)
        fits = ~blocked(need, without, BY_LOAD)
        load = load_points(need, without)
        tried = 0
        for row, (home, other) in enumerate(pairs):
            if not fits[row]:
                continue
            gain = float(self.points[group][home] - load[row]) - now
            lost = float(
                self.points[other][home] - load_points(self.needs[other], without.rows([row]))[0]
            )
            if gain - lost + max(0.0, float(self.points[other].max())) <= LEAST_GAIN:
                continue
            tried += 1
            self.put(other, None)
            self.put(group, home)
            gains = self.gains(other)
            best = int(np.argmax(gains))
            found = float(gains[best])
            if gain - lost + max(0.0, found) > LEAST_GAIN:
                self.put(other, best if found > 0 else None)
                return gain - lost + max(0.0, found), tried
            self.put(group, None)
            self.put(other, home)
        self.put(group, own)
        return 0.0, tried

    def total(self) -> float:
        """The objective, but for the weight of the loads before the plan."""
        points = sum(
            float(self.points[group][home])
            for group, home in enumerate(self.home_of)
            if home is not None
        )
        return points - float(fullness(self.homes.minutes_used, self.homes.minutes).sum())

    # ---- parts of litters ----

    def try_parts(self, split: Split) -> None:
        for group in self.waiting():
            parts = parts_of(self.needs[group], split)
            if parts and self.place_parts(group, parts):
                self.gone.add(group)
        while self.relocate() > LEAST_GAIN:
            pass

    def place_parts(self, whole: int, parts: list[Need]) -> bool:
        """Place as many parts together as fit a home, then of the rest; False where none fits."""
        placed, left_over = False, []
        while parts:
            for size in range(len(parts), 0, -1):
                group = self.add_part(whole, parts[:size])
                gains = self.gains(group)
                if len(gains) and gains.max() > 0:
                    self.put(group, int(np.argmax(gains)))
                    placed, parts = True, parts[size:]
                    break
                self.gone.add(group)
            else:
                left_over.append(parts[0])
                parts = parts[1:]
        if placed and left_over:
            self.add_part(whole, left_over)
        return placed

    def add_part(self, whole: int, parts: Sequence[Need]) -> int:
        part = together(parts)
        return self.add(part, share_of(part, self.needs[whole]))

    # ---- what is told ----

    def finished(self, before: Homes) -> Plan:
        groups = sorted(set(range(len(self.needs))) - self.gone, key=lambda g: self.needs[g].key)
        placed = [(g, home) for g in groups if (home := self.home_of[g]) is not None]
        shares = {need.key: share for need, share in zip(self.needs, self.shares, strict=True)}
        return Plan(
            moves=tuple(self.move(group, home) for group, home in placed),
            unplaced=tuple(
                Unplaced(need=self.needs[group], why=why_not(self.needs[group], self.homes))
                for group in groups
                if self.home_of[group] is None
            ),
            score=objective([(self.needs[g], home) for g, home in placed], before, shares=shares),
        )

    def move(self, group: int, home: int) -> Move:
        need = self.needs[group]
        self.put(group, None)
        row = self.homes.rows([home])
        found = Move(
            need=need,
            home=self.homes.facts[home],
            score=float((standing_points(need, row) - load_points(need, row))[0]),
            reasons=tuple(reasons(need, self.homes.now(home))),
            is_fixed=group in self.fixed,
        )
        self.put(group, home)
        return found


def why_not(need: Need, homes: Homes) -> tuple[Why, ...]:
    """What is in the way in how many homes, the most frequent first."""
    counted = np.zeros(len(homes), dtype=bool)
    found = []
    for rule in BLOCKING:
        hit = rule.applies(need, homes) & ~counted
        counted |= hit
        number = int(hit.sum())
        if number:
            words = f"home {rule.some[0]}" if number == 1 else f"homes {rule.some[1]}"
            found.append(Why(code=rule.code, text=f"{number} {words}", homes=number))
    return tuple(sorted(found, key=lambda why: -why.homes))
