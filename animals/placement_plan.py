"""The best homes for all groups that wait, at once: needs and homes in, a plan out. Pure.

Homes hold several groups until their minutes or rooms run out, which no plain matching knows. So a
first plan gives homes to the most urgent and, among those, to whom the fewest homes are open. It is
then improved: a group moves to a better home, or takes the place of another that finds its own
elsewhere; one makes room for several; and one group of each home, with all that wait, is handed out
anew by a matching. Every step may only raise the one objective, objective().
"""

from bisect import insort
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
    reasons_everywhere,
    standing_points,
)

# A placed group counts for more than all points together; one as urgent as can be for 2.5 groups.
PLACED = 10_000.0
URGENT = 0.5  # a step of urgency, as a share of PLACED

CANDIDATES = 20  # homes that a group brings into a matching
RIVALS = 8  # homes that a placed group tries to get into, in place of another group
RIVALS_OF_WAITING = 40
TURNS = 6
TURNS_WHEN_LARGE, LARGE = 2, 1_000_000  # pairs of a group and a home
CHAIN = 3  # groups that may have to move on for one that waits
EFFORT, EFFORT_A_GROUP = 30_000, 300  # looks at all homes that one kind of step may take
EFFORT_WHEN_LARGE = 8_000
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
    draft.hopes = [draft.gains(group) for group in range(len(draft.needs))]
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
    bundles: list[list[str]] = []
    taken: set[str] = set()
    for keys in (key.split(PARTS) for key in sorted(fixed)):
        if len(set(keys)) == len(keys) and set(keys) <= parts.keys() - taken:
            bundles.append(keys)
            taken.update(keys)
    if not bundles:
        return [(need, 1.0)]
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

    What does not change with the loads is asked once a group: `possible`, and `points`, which have
    what being placed at all is worth in them. `hopes` are what a home adds for the group alone:
    with others beside it, never more.
    """

    homes: Homes
    needs: list[Need] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    possible: list[Mask] = field(default_factory=list)
    points: list[Numbers] = field(default_factory=list)
    hopes: list[Numbers] = field(default_factory=list)
    home_of: list[int | None] = field(default_factory=list)
    fixed: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)  # whole groups that are placed in parts
    guests: list[set[int]] = field(default_factory=list)
    order: list[int] = field(default_factory=list)  # the groups, the most urgent first
    looks: int = 0  # how often gains() were asked for
    effort: int = 0  # the looks after which exchanges end
    trail: list[tuple[int, int | None]] = field(default_factory=list)  # group, home before

    def __post_init__(self) -> None:
        self.guests = [set() for _ in self.homes.facts]

    def add(self, need: Need, share: float = 1.0) -> int:
        self.needs.append(need)
        self.shares.append(share)
        self.possible.append(~blocked(need, self.homes, WHATEVER_THE_LOAD))
        self.points.append(standing_points(need, self.homes) + worth(need, share))
        self.home_of.append(None)
        group = len(self.needs) - 1
        insort(self.order, group, key=lambda g: (-worth(self.needs[g], self.shares[g]), g))
        return group

    # ---- one step ----

    def put(self, group: int, home: int | None) -> None:
        """Move a group there, or out of every home."""
        left = self.home_of[group]
        self.trail.append((group, left))
        if left is not None:
            self.homes.put(self.needs[group], left, -1)
            self.guests[left].discard(group)
        self.home_of[group] = home
        if home is not None:
            self.homes.put(self.needs[group], home)
            self.guests[home].add(group)

    def back_to(self, mark: int) -> None:
        """Undo what was put since the trail was so long."""
        while len(self.trail) > mark:
            group, home = self.trail.pop()
            self.put(group, home)
            self.trail.pop()

    def gains(self, group: int) -> Numbers:
        """By home, what placing the group there adds to the objective; -inf where a rule blocks.

        The group has to be out of every home.
        """
        self.looks += 1
        need = self.needs[group]
        possible = self.possible[group] & ~blocked(need, self.homes, BY_LOAD)
        return np.where(
            possible, self.points[group] - load_points(need.minutes, self.homes), -np.inf
        )

    def loose(self) -> list[int]:
        """The groups that may move, the most urgent first."""
        return [g for g in self.order if g not in self.fixed and g not in self.gone]

    def waiting(self) -> list[int]:
        return [g for g in self.loose() if self.home_of[g] is None]

    # ---- a plan at all ----

    def fix(self, fixed: Mapping[str, int]) -> None:
        places = {home.id: place for place, home in enumerate(self.homes.facts)}
        for group, need in enumerate(self.needs):
            place = places.get(fixed[need.key]) if need.key in fixed else None
            if place is not None:
                self.put(group, place)
                self.fixed.add(group)

    def fill(self) -> None:
        """One by one: the most urgent first, and of those whom the fewest homes could take."""
        open_to = [int((hopes > 0).sum()) for hopes in self.hopes]
        for group in sorted(self.waiting(), key=lambda g: (-self.needs[g].urgency, open_to[g], g)):
            self.settle(group)

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
        turns, effort = (TURNS_WHEN_LARGE, EFFORT_WHEN_LARGE) if large else (TURNS, EFFORT)
        for turn in range(turns):
            better = self.relocate()
            for step in (self.displace_near, self.refill, self.displace_far):
                self.effort = self.looks + effort // turns
                better += step()
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
            best = best_of(gains)
            if best is not None and gains[best] > now + LEAST_GAIN:
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

    def displace_near(self) -> float:
        """Groups take the place of one other each, those that wait before those in a home."""
        placed = [group for group in self.loose() if self.home_of[group] is not None]
        return sum(
            self.displace(group, chain=1, until=self.effort) for group in self.waiting() + placed
        )

    def displace_far(self) -> float:
        """For those that wait several others may have to move on."""
        return sum(
            self.displace(group, chain=CHAIN, until=self.looks + EFFORT_A_GROUP)
            for group in self.waiting()
        )

    def displace(
        self, group: int, *, chain: int, until: int, behind: frozenset[int] = frozenset()
    ) -> float:
        """Place a group where another has to leave for it; what that adds.

        The other goes to its best home. With a longer `chain` it may displace a third one, but none
        of those `behind` it, for which it left.
        """
        if self.looks >= min(until, self.effort):
            return 0.0
        self.looks += 1
        own, need, mark = self.home_of[group], self.needs[group], len(self.trail)
        self.put(group, None)
        now = 0.0 if own is None else float(self.gains(group)[own])
        pairs = [pair for pair in self.rivals(group, own, now) if pair[1] not in behind]
        without = self.homes.rows([home for home, _ in pairs])
        for row, (_, other) in enumerate(pairs):
            without.put(self.needs[other], row, -1)
        fits = ~blocked(need, without, BY_LOAD)
        ours = load_points(need.minutes, without)
        theirs = load_points(np.array([self.needs[other].minutes for _, other in pairs]), without)
        for row, (home, other) in enumerate(pairs):
            gain = float(self.points[group][home] - ours[row]) - now
            gain -= float(self.points[other][home] - theirs[row])
            if not fits[row] or gain + max(0.0, float(self.hopes[other].max())) <= LEAST_GAIN:
                continue
            before = len(self.trail)
            self.put(other, None)
            self.put(group, home)
            gain += self.settle(other, chain=chain - 1, until=until, behind=behind | {group})
            if gain > LEAST_GAIN:
                return gain
            self.back_to(before)
        self.back_to(mark)
        return 0.0

    def settle(
        self, group: int, *, chain: int = 0, until: int = 0, behind: frozenset[int] = frozenset()
    ) -> float:
        """Give one without a home its best, or what others leave to it; what that adds."""
        gains = self.gains(group)
        best = best_of(gains)
        if best is not None:
            self.put(group, best)
            return float(gains[best])
        return self.displace(group, chain=chain, until=until, behind=behind) if chain else 0.0

    def refill(self) -> float:
        """One group leaves its home to several that wait, the smallest first."""
        better = 0.0
        for group in self.loose():
            home = self.home_of[group]
            if home is None or self.looks >= self.effort:
                continue
            waiting = [g for g in self.waiting() if self.hopes[g][home] > 0]
            if not waiting:
                continue
            mark = len(self.trail)
            self.put(group, None)
            gain = -float(self.gains(group)[home])
            waiting = sorted(waiting[:CANDIDATES], key=lambda g: self.needs[g].minutes)
            for other in [*waiting, group]:
                gain += self.settle(other)
            if gain > LEAST_GAIN:
                better += gain
            else:
                self.back_to(mark)
        return better

    def rivals(self, group: int, own: int | None, now: float) -> list[tuple[int, int]]:
        """Homes that would be better, alone in them, than `now`, each with every other group."""
        hopes = self.hopes[group] - now
        most = RIVALS_OF_WAITING if own is None else RIVALS
        better = np.argsort(-hopes, kind="stable")[:most].tolist()
        return [
            (home, other)
            for home in better
            if home != own and hopes[home] > LEAST_GAIN
            for other in sorted(self.guests[home] - self.fixed)
        ]

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
                if (best := best_of(self.gains(group))) is not None:
                    self.put(group, best)
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
        standing = self.points[group][home] - worth(need, self.shares[group])
        found = Move(
            need=need,
            home=self.homes.facts[home],
            score=float(standing - load_points(need.minutes, row)[0]),
            reasons=tuple(reasons_everywhere(need, row)[self.homes.facts[home].id]),
            is_fixed=group in self.fixed,
        )
        self.put(group, home)
        return found


def best_of(gains: Numbers) -> int | None:
    """The home that adds most, None where none adds anything."""
    best = int(np.argmax(gains)) if len(gains) else None
    return best if best is not None and gains[best] > 0 else None


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
