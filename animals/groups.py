"""Which animals go together: who is tied to whom, and what would be cut. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Bond(StrEnum):
    """What ties two animals; the words are those of placement_matching.Need."""

    LITTER = "litter"
    MOTHER = "mother"
    PAIR = "pair"


@dataclass(frozen=True, kw_only=True)
class Tie:
    """Two animals that belong together, in the order of their keys."""

    first: int
    second: int
    bond: Bond


# Littermates may be split where nothing else helps; these are not.
NEVER_CUT = (Bond.MOTHER, Bond.PAIR)


def tied(first: int, second: int, bond: Bond) -> Tie:
    return Tie(first=min(first, second), second=max(first, second), bond=bond)


def together(animals: Iterable[int], ties: Iterable[Tie]) -> list[tuple[int, ...]]:
    """The animals in groups that hang together by the ties, each in order, first by its lowest."""
    head = {animal: animal for animal in sorted(animals)}

    def find(animal: int) -> int:
        while head[animal] != animal:
            head[animal] = head[head[animal]]
            animal = head[animal]
        return animal

    for tie in ties:
        if tie.first in head and tie.second in head:
            low, high = sorted((find(tie.first), find(tie.second)))
            head[high] = low
    groups: dict[int, list[int]] = defaultdict(list)
    for animal in head:
        groups[find(animal)].append(animal)
    return [tuple(group) for _, group in sorted(groups.items())]


def inseparable(animals: Iterable[int], ties: Iterable[Tie]) -> list[tuple[int, ...]]:
    """The parts that a group may be split into: a mother with hers, a pair, a single one."""
    return together(animals, [tie for tie in ties if tie.bond in NEVER_CUT])


def cut(
    group: Iterable[int], ties: Iterable[Tie], *, home_of: Mapping[int, int | None]
) -> tuple[frozenset[Bond], dict[int, dict[int, Bond]]]:
    """The bonds that end where the group moves without the rest, and who waits in other homes.

    A bond to one that stays where the group is now is cut; one to an animal in another home draws
    the group there: by home, those animals with their bond. `home_of` has every animal in care,
    None for those without a home.
    """
    ours = set(group)
    cuts: set[Bond] = set()
    company: dict[int, dict[int, Bond]] = defaultdict(dict)
    here = {home_of.get(animal) for animal in ours}
    for tie in ties:
        if (tie.first in ours) == (tie.second in ours):
            continue
        other = tie.second if tie.first in ours else tie.first
        if other not in home_of:
            continue
        place = home_of[other]
        if place in here:
            cuts.add(tie.bond)
        elif place is not None:
            company[place][other] = tie.bond
    return frozenset(cuts), dict(company)
