"""What the board, the what-if and a home's page show of homes and groups, in finished values."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from . import home_states
from .models import Animal, FosterHome
from .network import Group, Network
from .placement_matching import Fit, HomeFacts, Homes, Need, ranked, shares_room
from .waiting import Urgency, Waiting, waiting
from .words import counted, span

MOST_MARKS = 12


@dataclass(frozen=True, kw_only=True)
class Load:
    """Minutes of care a day beside what the home can give, and the rooms that are taken.

    `used` and `added` are shares of the home's day in per cent, cut off where it is full.
    """

    minutes: int
    minutes_used: int
    minutes_added: int = 0
    rooms: int
    rooms_used: int
    rooms_added: int = 0

    @property
    def minutes_after(self) -> int:
        return self.minutes_used + self.minutes_added

    @property
    def used(self) -> int:
        return self.share(self.minutes_used)

    @property
    def added(self) -> int:
        return self.share(self.minutes_after) - self.used

    def share(self, minutes: int) -> int:
        return min(round(100 * minutes / self.minutes), 100) if self.minutes else 100

    @property
    def is_over(self) -> bool:
        return self.minutes_after > self.minutes

    @property
    def words(self) -> str:
        """ "3 h 12 min of 4 h a day, 1 of 2 rooms"; where they share, "2 groups for 1 room"."""
        taken = self.rooms_used + self.rooms_added
        parted = "of" if taken <= self.rooms else "groups for"
        rooms = f"{taken} {parted} {counted(self.rooms, 'room')}"
        return f"{in_words(self.minutes_after)} of {in_words(self.minutes)} a day, {rooms}"


@dataclass(frozen=True, kw_only=True)
class Company:
    """A group that lives in a home."""

    group: Group

    @property
    def title(self) -> str:
        return title_of(self.group.animals)

    @property
    def shown(self) -> tuple[Animal, ...]:
        return self.group.animals[:MOST_MARKS]

    @property
    def more(self) -> int:
        return len(self.group.animals) - len(self.shown)


@dataclass(frozen=True, kw_only=True)
class HomeRow:
    """A home on the board, who lives there and the titles of those that are promised to it.

    With `fit` where somebody is to be placed.
    """

    home: FosterHome
    carers: str
    there: tuple[Company, ...]
    coming: tuple[str, ...]
    states: tuple[str, ...]
    load: Load
    fit: Fit | None = None

    @property
    def distance(self) -> str:
        """ "12 km", "" where one of the two places is not known."""
        if self.fit is None or self.fit.km is None:
            return ""
        return f"{self.fit.km:.0f} km" if self.fit.km >= 1 else "under 1 km"


@dataclass(frozen=True, kw_only=True)
class GroupCard:
    """A group that is looked at: who they are, what they take, why they wait."""

    group: Group
    need: Need
    waits: Waiting | None
    home: FosterHome | None

    @property
    def title(self) -> str:
        return title_of(self.group.animals)

    @property
    def takes(self) -> str:
        """ "1 h 30 min a day, 2 feeds a night"."""
        feeds = self.need.night_feeds
        nights = f", {counted(feeds, 'feed')} a night" if feeds else ""
        return f"{in_words(self.need.minutes)} a day{nights}"


def in_words(minutes: int) -> str:
    return span(dt.timedelta(minutes=minutes))


def title_of(animals: Iterable[Animal]) -> str:
    """ "Kangaroo and Possum", "Harbour litter with Bella", "Harbour litter and 2 more"."""
    found = sorted(animals, key=lambda animal: animal.name)
    if len(found) <= 2:
        return " and ".join(animal.name for animal in found)
    litters = {animal.litter for animal in found if animal.litter_id is not None}
    if len(litters) != 1:
        return f"{found[0].name}, {found[1].name} and {len(found) - 2} more"
    [litter] = litters
    others = [animal.name for animal in found if animal.litter_id is None]
    if not others:
        return f"{litter.name}, {len(found)} young"
    return f"{litter.name} with {others[0] if len(others) == 1 else f'{len(others)} more'}"


def cards(network: Network) -> list[GroupCard]:
    """The groups that wait, the most urgent first."""
    return [
        GroupCard(
            group=each.group,
            need=each.need,
            waits=each,
            home=network.homes.get(each.group.home_id),
        )
        for each in waiting(network)
    ]


def summary(waits: Iterable[GroupCard]) -> str:
    """ "2 need a home tonight, 1 soon, 5 can wait."; of whom there is none is left out."""
    count = Counter(card.waits.urgency for card in waits if card.waits)
    if not count:
        return ""
    tonight = count.pop(Urgency.TONIGHT, 0)
    verb = "needs" if tonight <= 1 else "need"
    others = [f"{count[urgency]} {urgency.word}" for urgency in sorted(count, reverse=True)]
    first = f"{tonight or 'Nobody'} {verb} a home tonight"
    return f"{', '.join([first, *others])}."


def card_of(network: Network, group: Group, waits: Iterable[GroupCard]) -> GroupCard:
    """The card of a group, also where it waits for nothing and is only to be moved."""
    for card in waits:
        if set(card.group.ids) == set(group.ids):
            return card
    need = network.need(group, since=network.at)
    home = network.homes.get(group.home_id)
    return GroupCard(group=group, need=need, waits=None, home=home)


def home_row(network: Network, home: FosterHome) -> HomeRow:
    return HomeRow(
        home=home,
        carers=", ".join(network.people[home.pk]),
        there=tuple(
            sorted(
                (Company(group=group) for group in network.groups_in[home.pk]),
                key=lambda company: company.title,
            )
        ),
        coming=coming_to(network, home),
        states=states_of(network, home),
        load=load_of(network.facts[home.pk]),
    )


def states_of(network: Network, home: FosterHome) -> tuple[str, ...]:
    """ "held until 3 May"; that nobody belongs to it stands where its carers do."""
    away = sorted(network.lists[home.pk].absences)
    return tuple(home_states.states(home, away=away, is_empty=False, on=network.today))


def coming_to(network: Network, home: FosterHome) -> tuple[str, ...]:
    """Who is offered to the home or agreed to come, and counts in its load."""
    offers = network.promised[home.pk].values()
    found = ([pk for pk in ids if pk in network.animals] for ids in offers)
    return tuple(title_of(network.group(ids).animals) for ids in found if ids)


def row_for(network: Network, fit: Fit, *needs: Need) -> HomeRow:
    """The home of a fit as it would be with these groups in it."""
    row = home_row(network, network.homes[fit.home.id])
    return replace(row, fit=fit, load=load_of(network.facts[fit.home.id], needs))


def load_of(facts: HomeFacts, coming: Collection[Need] = ()) -> Load:
    """What a home bears, with the groups that would come to it."""
    return Load(
        minutes=facts.minutes,
        minutes_used=facts.minutes_used,
        minutes_added=sum(need.minutes for need in coming),
        rooms=facts.rooms,
        rooms_used=facts.rooms_used,
        rooms_added=sum(not shares_room(need, facts.id) for need in coming),
    )


def homes_for_group(network: Network, need: Need) -> list[HomeRow]:
    """Every other home, the best first and those that do not fit last."""
    others = Homes.of(facts for pk, facts in network.facts.items() if pk != need.home_id)
    return [row_for(network, fit, need) for fit in ranked(need, others)]
