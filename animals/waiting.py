"""Who needs a home, since when, why, and how urgently. No query: it reads a Network."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from . import home_states
from .exposure import Stay, conflicts
from .home_states import day, days
from .models import Dam
from .network import Group, Network
from .placement_matching import Need

LOOK_AHEAD = dt.timedelta(days=14)
DUE_AHEAD = dt.timedelta(days=21)
SOON = dt.timedelta(days=7)
NOW = dt.timedelta(days=1)
LONG_WAIT = dt.timedelta(hours=24)


class Urgency(IntEnum):
    """The words stand on the board; the numbers are those of placement_matching.Need."""

    LATER = 0
    WAITS = 1
    SOON = 2
    TONIGHT = 3

    @property
    def word(self) -> str:
        return ("later", "can wait", "soon", "tonight")[self]


@dataclass(frozen=True, kw_only=True)
class Why:
    """One reason for which a group needs a home, or another one."""

    code: str
    text: str
    urgency: Urgency


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A group that needs a home, most pressing reason first."""

    group: Group
    since: dt.datetime
    why: tuple[Why, ...]
    need: Need

    @property
    def urgency(self) -> Urgency:
        return self.why[0].urgency


def waiting(network: Network) -> list[Waiting]:
    """The most urgent first, then those that wait longest; without those promised to a home."""
    promised = {pk for offers in network.promised.values() for ids in offers.values() for pk in ids}
    look = Look(network)
    found = []
    for group in network.groups:
        left = [pk for pk in group.ids if pk not in promised]
        if not left:
            continue
        group = group if len(left) == len(group.ids) else network.group(left)
        why = sorted(look.why(group), key=lambda each: -each.urgency)
        if why:
            since = look.since(group)
            need = network.need(group, since=since, urgency=why[0].urgency)
            found.append(Waiting(group=group, since=since, why=tuple(why), need=need))
    return sorted(found, key=lambda each: (-each.urgency, each.since, int(each.group.key)))


class Look:
    """The reasons of each group of a network."""

    def __init__(self, network: Network) -> None:
        self.network, self.at, self.today = network, network.at, network.today

    def since(self, group: Group) -> dt.datetime:
        """When they came, or left the last home; where they are placed, since now."""
        if group.home_id is not None:
            return self.at
        return min(animal.left_at or animal.intake_at for animal in group.animals)

    def why(self, group: Group) -> Iterator[Why]:
        if group.home_id is None:
            yield from self.no_home(group)
        else:
            yield from self.home_goes(group)
            yield from self.in_quarantine(group)
        yield from self.due(group)

    def no_home(self, group: Group) -> Iterator[Why]:
        waits = self.at - self.since(group)
        if any(animal.takes_feeds for animal in group.animals):
            yield Why(code="no_home", text="On the bottle, without a home", urgency=Urgency.TONIGHT)
        else:
            is_nursed = any(animal.pk in self.network.nursed for animal in group.animals)
            urgency = Urgency.SOON if is_nursed or waits > LONG_WAIT else Urgency.WAITS
            yield Why(code="no_home", text="Without a home", urgency=urgency)

    def due(self, group: Group) -> Iterator[Why]:
        """A mother to be without a home, or in one that takes no mothers."""
        home = self.network.homes.get(group.home_id) if group.home_id else None
        if home is not None and home.takes_nursing_mothers:
            return
        for animal in group.animals:
            dam = getattr(animal, "as_dam", None)
            if dam is None or dam.state != Dam.State.PREGNANT or dam.due_on is None:
                continue
            left = dam.due_on - dt.timedelta(days=dam.due_plus_minus_days) - self.today
            if left <= DUE_AHEAD:
                text = f"{animal.name} is due on {day(dam.due_on, on=self.today)}"
                yield Why(code="due", text=text, urgency=by_when(left))

    def home_goes(self, group: Group) -> Iterator[Why]:
        home = self.network.homes[group.home_id]
        for from_on, to_on in sorted(self.network.lists[home.pk].absences):
            if from_on - self.today <= LOOK_AHEAD:
                text = f"{home} is away {days(from_on, to_on, on=self.today)}"
                yield Why(code="away", text=text, urgency=by_when(from_on - self.today))
                break
        if home.closes_on and home.closes_on - self.today <= LOOK_AHEAD:
            text = f"{home} closes on {day(home.closes_on, on=self.today)}"
            yield Why(code="closing", text=text, urgency=by_when(home.closes_on - self.today))

    def in_quarantine(self, group: Group) -> Iterator[Why]:
        """Not out of a home that is held: what passes on would go with them."""
        if home_states.is_held(self.network.homes[group.home_id], on=self.today):
            return
        for pk in group.ids:
            if pk in self.clashes:
                animal, others = self.network.animals[pk], self.clashes[pk]
                names = self.network.animals[others[0]].name
                if len(others) > 1:
                    names += f" and {len(others) - 1} more"
                until = day(animal.quarantine_until, on=self.today)
                text = (
                    f"{animal.name} is in quarantine until {until}, perhaps in a room with {names}"
                )
                yield Why(code="quarantine", text=text, urgency=Urgency.SOON)
                break

    @cached_property
    def clashes(self) -> dict[int, list[int]]:
        """Who is in quarantine, with whom they may share a room."""
        network = self.network
        stays = [
            Stay(
                animal=animal.pk,
                home=animal.place_id,
                room=animal.room,
                started_at=animal.placed_at,
                ended_at=None,
            )
            for animal in network.animals.values()
            if animal.place_id is not None
        ]
        own = defaultdict(set)
        for tie in network.ties:
            own[tie.first].add(tie.second)
            own[tie.second].add(tie.first)
        until = {pk: animal.quarantine_until for pk, animal in network.animals.items()}
        return dict(conflicts(stays, until, own, on=self.today))


def by_when(left: dt.timedelta) -> Urgency:
    if left <= NOW:
        return Urgency.TONIGHT
    return Urgency.SOON if left <= SOON else Urgency.WAITS
