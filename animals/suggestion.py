"""The plan for all who wait: what placement_plan finds in a Network, with its groups and homes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from .board import Load, in_words, load_of, title_of
from .models import Animal, FosterHome
from .network import Group, Network
from .placement_matching import Need, Reason
from .placement_plan import Plan, plan
from .waiting import Urgency, Waiting, waiting
from .words import key_in

LIVES_ON = {
    "mother": "the mother is there",
    "pair": "a friend is there",
    "litter": "littermates are there",
}


@dataclass(frozen=True, kw_only=True)
class Ghost:
    """A move that is proposed: nothing has happened yet."""

    group: Group
    home: FosterHome
    load: Load
    reasons: tuple[Reason, ...]
    why: str
    is_kept: bool
    key: str
    urgency: Urgency

    @property
    def title(self) -> str:
        return title_of(self.group.animals)

    @property
    def name(self) -> str:
        """Which move this is, as the page sends it back."""
        return f"{self.key}:{self.home.pk}"

    @property
    def codes(self) -> str:
        return ", ".join(reason.code for reason in self.reasons if not reason.blocks)


@dataclass(frozen=True, kw_only=True)
class LeftOver:
    """A group that no home fits, and what is in the way."""

    animals: tuple[Animal, ...]
    text: str

    @property
    def title(self) -> str:
        return title_of(self.animals)


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    ghosts: tuple[Ghost, ...]
    left_over: tuple[LeftOver, ...]
    plan: Plan


def suggest(network: Network, *, kept: Mapping[str, int] | None = None) -> Suggestion:
    """Homes for all who wait; `kept` moves, homes by the key of their group, stay as they are."""
    waits = waiting(network)
    found = plan(
        [each.need for each in waits],
        network.facts.values(),
        fixed=kept,
        split=splitter(network, waits),
    )
    coming: dict[int, list[Need]] = defaultdict(list)
    for move in found.moves:
        coming[move.home.id].append(move.need)
    ghosts = (
        Ghost(
            group=network.group(move.need.animal_ids),
            home=network.homes[move.home.id],
            load=load_of(network.facts[move.home.id], coming[move.home.id]),
            reasons=move.reasons,
            why=in_favour(move.need, network.homes[move.home.id]),
            is_kept=move.is_fixed,
            key=move.need.key,
            urgency=Urgency(move.need.urgency),
        )
        for move in found.moves
    )
    return Suggestion(
        ghosts=tuple(
            sorted(ghosts, key=lambda ghost: (-ghost.urgency, ghost.home.name, ghost.key))
        ),
        left_over=tuple(
            LeftOver(animals=network.group(each.need.animal_ids).animals, text=each.text)
            for each in found.unplaced
        ),
        plan=found,
    )


def splitter(network: Network, waits: Iterable[Waiting]):
    by_key = {each.need.key: each for each in waits}

    def split(need: Need) -> list[Need]:
        whole = by_key.get(need.key)
        if whole is None:
            return []
        parts = (
            network.need(part, since=whole.since, urgency=whole.urgency)
            for part in network.parts(whole.group)
        )
        # The first part begins with the same animal as the whole: its key must be another.
        return [replace(part, key=f"{need.key}.{part.key}") for part in parts]

    return split


def in_favour(need: Need, home: FosterHome) -> str:
    """ "1 h 30 min a day; the mother is there"."""
    here = need.company.get(home.pk, frozenset())
    words = [words for bond, words in LIVES_ON.items() if bond in here]
    return "; ".join([f"{in_words(need.minutes)} a day", *words])


def moves_named(names: Iterable[str]) -> dict[str, int]:
    """Homes by the key of their group, from what a page sent back; nonsense is passed over."""
    found = {}
    for name in names:
        key, _, home = name.rpartition(":")
        if key and key_in(home):
            found[key] = key_in(home)
    return found
