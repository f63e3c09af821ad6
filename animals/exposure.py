"""Who was with whom, and how closely, from when to when. Pure: stays and bonds in, contacts out.

Rooms are known only where somebody said so. In one home the same hands feed, so that all who were
there at one time were exposed to each other; a room that is not known may have been the same one.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum


class How(IntEnum):
    """How close a contact was, the closest first."""

    NURSING = 1  # a mother and a young one that she has with her
    PAIR = 2
    ROOM = 3
    HANDS = 4  # one home: another room of it, or a room that is not known


@dataclass(frozen=True, kw_only=True)
class Stay:
    """An animal in a home and room (None: not said) up to an instant that is no more of it."""

    animal: int
    home: int
    room: int | None
    started_at: dt.datetime
    ended_at: dt.datetime | None


@dataclass(frozen=True, kw_only=True)
class Bond:
    """Two animals that were together wherever they lived: a pair, or a mother and a young one."""

    how: How
    first: int
    second: int
    started_at: dt.datetime
    ended_at: dt.datetime | None


@dataclass(frozen=True, kw_only=True)
class Window:
    """The span of time that is looked at."""

    since: dt.datetime
    until: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Contact:
    """With whom and how; `ended_at` is None where it goes on when the window ends."""

    animal: int
    how: How
    started_at: dt.datetime
    ended_at: dt.datetime | None


Span = tuple[dt.datetime, dt.datetime]


def contacts(
    animal: int, stays: Iterable[Stay], bonds: Iterable[Bond], window: Window
) -> list[Contact]:
    """Everybody whom the animal met in the window: the closest first, then the most recent.

    Overlapping and touching spans of one kind with one other are one contact.
    """
    met: dict[tuple[int, How], list[Span]] = defaultdict(list)
    for other, how, span in (*shared_homes(animal, stays, window), *bound(animal, bonds, window)):
        met[other, how].append(span)
    found = [
        Contact(
            animal=other,
            how=how,
            started_at=started_at,
            ended_at=None if ended_at == window.until else ended_at,
        )
        for (other, how), spans in met.items()
        for started_at, ended_at in merged(spans)
    ]
    return sorted(found, key=lambda contact: closeness(contact, window))


def closeness(contact: Contact, window: Window) -> tuple[How, dt.timedelta, int, dt.datetime]:
    """The order of contacts: how close, then how long ago, then always the same."""
    ago = window.until - (contact.ended_at or window.until)
    return contact.how, ago, contact.animal, contact.started_at


def shared_homes(
    animal: int, stays: Iterable[Stay], window: Window
) -> Iterable[tuple[int, How, Span]]:
    own: dict[int, list[Stay]] = defaultdict(list)
    others: list[Stay] = []
    for stay in stays:
        if stay.animal == animal:
            own[stay.home].append(stay)
        else:
            others.append(stay)
    for stay in others:
        for mine in own.get(stay.home, ()):
            if span := overlap(mine, stay, window):
                yield stay.animal, shared(mine, stay), span


def shared(one: Stay, other: Stay) -> How:
    """Of two stays in one home."""
    return How.ROOM if one.room is not None and one.room == other.room else How.HANDS


def bound(animal: int, bonds: Iterable[Bond], window: Window) -> Iterable[tuple[int, How, Span]]:
    for bond in bonds:
        if animal in (bond.first, bond.second) and (span := overlap(bond, bond, window)):
            yield bond.second if bond.first == animal else bond.first, bond.how, span


def overlap(one: Stay | Bond, other: Stay | Bond, window: Window) -> Span | None:
    """The part of the window that both have in common."""
    started_at = max(one.started_at, other.started_at, window.since)
    ended_at = min(one.ended_at or window.until, other.ended_at or window.until, window.until)
    return (started_at, ended_at) if started_at < ended_at else None


def merged(spans: Iterable[Span]) -> list[Span]:
    """In order, those that overlap or touch as one."""
    found: list[Span] = []
    for started_at, ended_at in sorted(spans):
        if found and started_at <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], ended_at)
        else:
            found.append((started_at, ended_at))
    return found


def conflicts(
    stays: Iterable[Stay],
    quarantined_until: Mapping[int, dt.date | None],
    together: Mapping[int, Collection[int]],
    *,
    on: dt.date,
) -> list[tuple[int, list[int]]]:
    """Each animal in quarantine with whom it must not share a room, by number.

    `stays` are those of one instant; `together` names for an animal its litter, mother and pair,
    with whom it is in one quarantine. A room that is not known may be the same one.
    """
    by_home: dict[int, list[Stay]] = defaultdict(list)
    for stay in stays:
        by_home[stay.home].append(stay)
    found = {
        stay.animal: meets(stay, by_home[stay.home], together.get(stay.animal, ()))
        for here in by_home.values()
        for stay in here
        if in_quarantine(quarantined_until.get(stay.animal), on=on)
    }
    return [(animal, found[animal]) for animal in sorted(found) if found[animal]]


def in_quarantine(until: dt.date | None, *, on: dt.date) -> bool:
    """The last day is a day of it."""
    return until is not None and on <= until


def meets(stay: Stay, here: Sequence[Stay], own: Collection[int]) -> list[int]:
    """Who of a home may share the room of one that is in it, and does not belong to it."""
    return sorted(
        other.animal
        for other in here
        if other.animal != stay.animal
        and other.animal not in own
        and (stay.room is None or other.room is None or stay.room == other.room)
    )
