"""The foster network at one instant: who is where and with whom, and what homes can bear.

One loader for the board, the plan and an offer: seven queries, whatever the number of
animals and homes. What it finds are plain facts for placement_matching and placement_plan.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import chain, combinations

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast
from django.utils import timezone

from .exposure import in_quarantine
from .feeding_steps import FALLBACK_INTERVAL_HOURS, Step, by_species, interval_hours, step_for
from .groups import Bond, Tie, cut, inseparable, tied, together
from .home_load import Care, altogether, care_of
from .home_states import is_held
from .kept import Kept
from .models import (
    PAIRED_STATES,
    WITH_MOTHER,
    Animal,
    BuddyPairState,
    Dam,
    Experience,
    FeedingStep,
    FosterHome,
    HomeAbsence,
    HomeMembership,
    Limit,
    MaternalBond,
    OfferedAnimal,
    Organisation,
    ResidentAnimals,
    Species,
    WeaningStage,
)
from .placement_matching import HomeFacts, Kind, Need

MOTHERING = (Dam.State.PREGNANT, Dam.State.NURSING)
ON_GRUEL = (WeaningStage.LAPPING, WeaningStage.GRUEL)
FIRST_NIGHTS = 14  # what a home must be there for; later absences come up when they are near
NEWBORN_DAYS = 14
SUSCEPTIBLE_DAYS = 112  # sixteen weeks: the last of the first vaccinations (care_schedule.csv)
HOUR = dt.timedelta(hours=1)
LIMITS = "minutes_"

HOME_TAKES = (
    ("takes_bottle_babies", Kind.BOTTLE),
    ("takes_nursing_mothers", Kind.NURSING_MOTHER),
    ("takes_gruel", Kind.GRUEL),
    ("takes_medical", Kind.MEDICAL),
    ("takes_singles", Kind.SINGLE),
)


def read_steps(all_species: Iterable[Species]) -> dict[int, tuple[list[Step], dict[str, float]]]:
    """Feeding steps, and minutes of care by their keys, of each species; two queries."""
    ids = [species.pk for species in all_species]
    steps = by_species(FeedingStep.objects.in_use(ids), of=ids)
    minutes: dict[int, dict[str, float]] = {pk: {} for pk in ids}
    rows = Limit.objects.filter(key__startswith=LIMITS).order_by(F("species").asc(nulls_first=True))
    for owner, key, value in rows.values_list("species_id", "key", "value"):
        for pk in ids:
            if owner in (None, pk):
                minutes[pk][key] = float(value)
    return {pk: (steps[pk], minutes[pk]) for pk in ids}


kept_steps = Kept(read_steps)


@dataclass(frozen=True, kw_only=True)
class Group:
    """Animals that go together, all in one place; `key` is the number of the first of them."""

    animals: tuple[Animal, ...]

    @property
    def key(self) -> str:
        return str(self.animals[0].pk)

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(animal.pk for animal in self.animals)

    @property
    def home_id(self) -> int | None:
        return self.animals[0].place_id


class Network:
    """Animals in care with their places and bonds, and homes with their load, read once at `at`.

    `homes` narrows it down to these, and to the animals that are there or promised there.
    """

    def __init__(self, *, at: dt.datetime, homes: models.QuerySet[FosterHome] | None = None):
        self.at = at
        self.today = timezone.localdate(at)
        found = FosterHome.objects.all() if homes is None else homes
        self.homes = {home.pk: home for home in found.with_last_placed().order_by("name", "pk")}
        within = None if homes is None else list(self.homes)
        self.people = people_of(within, at=at)
        self.lists = lists_of(within, today=self.today)
        self.promised = promised_to(within, at=at)
        self.animals = {animal.pk: animal for animal in in_care_of(within, self.promised)}
        self.bonds = bonds_between(self.animals, at=at, of_all=within is None)

    @cached_property
    def shelter(self) -> Organisation:
        return Organisation.current()

    # ---- who is where, and with whom ------------------------------------------------------------

    @cached_property
    def place_of(self) -> dict[int, int | None]:
        return {pk: animal.place_id for pk, animal in self.animals.items()}

    @cached_property
    def there(self) -> dict[int | None, list[Animal]]:
        """The animals of each home; None: of no home."""
        found: dict[int | None, list[Animal]] = defaultdict(list)
        for animal in self.animals.values():
            found[animal.place_id].append(animal)
        return found

    @cached_property
    def ties(self) -> list[Tie]:
        """All bonds, with those between littermates."""
        litters: dict[int, list[int]] = defaultdict(list)
        for animal in self.animals.values():
            if animal.litter_id is not None:
                litters[animal.litter_id].append(animal.pk)
        siblings = chain.from_iterable(combinations(young, 2) for young in litters.values())
        return [*self.bonds, *(tied(one, other, Bond.LITTER) for one, other in siblings)]

    @cached_property
    def ties_by_animal(self) -> dict[int, list[Tie]]:
        found: dict[int, list[Tie]] = defaultdict(list)
        for tie in self.ties:
            found[tie.first].append(tie)
            found[tie.second].append(tie)
        return found

    def ties_of(self, group: Group) -> Iterable[Tie]:
        return chain.from_iterable(self.ties_by_animal[pk] for pk in group.ids)

    @cached_property
    def groups(self) -> list[Group]:
        """All animals, in groups that go together from one place."""
        here = [tie for tie in self.ties if self.place_of[tie.first] == self.place_of[tie.second]]
        return [self.group(ids) for ids in together(self.animals, here)]

    @cached_property
    def groups_in(self) -> dict[int | None, list[Group]]:
        """The groups of each home; None: of no home."""
        found: dict[int | None, list[Group]] = defaultdict(list)
        for group in self.groups:
            found[group.home_id].append(group)
        return found

    @cached_property
    def group_of(self) -> dict[int, Group]:
        return {animal.pk: group for group in self.groups for animal in group.animals}

    def group(self, ids: Iterable[int]) -> Group:
        """Those that are given, whatever they are tied to."""
        return Group(animals=tuple(self.animals[pk] for pk in sorted(ids)))

    def parts(self, group: Group) -> list[Group]:
        """What a group may be split into: mothers stay with theirs, pairs with each other."""
        return [self.group(ids) for ids in inseparable(group.ids, list(self.ties_of(group)))]

    @cached_property
    def nursed(self) -> set[int]:
        mothers = {tie for tie in self.bonds if tie.bond is Bond.MOTHER}
        return {
            pk
            for tie in mothers
            for pk in (tie.first, tie.second)
            if not is_mother(self.animals[pk])
            and self.place_of[tie.first] == self.place_of[tie.second]
        }

    # ---- what they take -------------------------------------------------------------------------

    @cached_property
    def cares(self) -> dict[int, Care]:
        kept = kept_steps.of(animal.species for animal in self.animals.values())
        return {
            pk: self.care(animal, *kept[animal.species_id]) for pk, animal in self.animals.items()
        }

    def care(self, animal: Animal, steps: list[Step], limits: Mapping[str, float]) -> Care:
        step = step_for(steps, age_days=animal.age_days(self.today), weight_g=animal.last_weight_g)
        hours = interval_hours(step, weak=False) if step else FALLBACK_INTERVAL_HOURS
        return care_of(
            fed_by_hand=animal.takes_feeds,
            on_gruel=animal.weaning_stage == WeaningStage.GRUEL,
            interval_hours=float(hours),
            is_nursed=animal.pk in self.nursed,
            is_mother=is_mother(animal),
            limits=limits,
        )

    def care_of(self, animals: Iterable[Animal]) -> Care:
        return altogether(self.cares[animal.pk] for animal in animals)

    def need(self, group: Group, *, since: dt.datetime, urgency: int = 0) -> Need:
        """What a group asks of a home from today on; it waits `since`."""
        care = self.care_of(group.animals)
        cuts, company = cut(group.ids, self.ties_of(group), home_of=self.place_of)
        here = self.homes.get(group.home_id) if group.home_id else self.shelter
        return Need(
            key=group.key,
            animal_ids=group.ids,
            species=frozenset(animal.species.code for animal in group.animals),
            kinds=kinds_of(group.animals),
            minutes=care.minutes,
            night_feeds=care.night_feeds,
            interval_hours=care.interval / HOUR if care.interval else None,
            in_quarantine=any(self.is_in_quarantine(animal) for animal in group.animals),
            from_held_home=self.is_from_held_home(group),
            susceptible=any(self.is_susceptible(animal) for animal in group.animals),
            experience=self.experience_for(group.animals),
            latitude=degrees(here and here.latitude),
            longitude=degrees(here and here.longitude),
            home_id=group.home_id,
            company={home_id: self.words_of(friends) for home_id, friends in company.items()},
            breaks=cuts,
            starts_on=self.today,
            nights=FIRST_NIGHTS,
            waiting_hours=(self.at - since) / HOUR,
            urgency=urgency,
        )

    def is_from_held_home(self, group: Group) -> bool:
        home = self.homes.get(group.home_id) if group.home_id else None
        return home is not None and is_held(home, on=self.today)

    def words_of(self, friends: Mapping[int, Bond]) -> frozenset[str]:
        """The bonds to them, and "quarantine" where one of them is in it."""
        shut_off = any(self.is_in_quarantine(self.animals[pk]) for pk in friends)
        return frozenset(friends.values()) | ({"quarantine"} if shut_off else set())

    def is_susceptible(self, animal: Animal) -> bool:
        age_days = animal.age_days(self.today)
        return age_days is None or age_days < SUSCEPTIBLE_DAYS

    def experience_for(self, animals: Iterable[Animal]) -> int:
        """Newborns on the bottle ask for much, others on it for some."""
        ages = [animal.age_days(self.today) for animal in animals if animal.takes_feeds]
        if not ages:
            return Experience.NEW
        is_newborn = any(age is not None and age < NEWBORN_DAYS for age in ages)
        return Experience.MUCH if is_newborn else Experience.SOME

    # ---- what homes can bear --------------------------------------------------------------------

    @cached_property
    def facts(self) -> dict[int, HomeFacts]:
        return {pk: self.facts_of(home) for pk, home in self.homes.items()}

    def facts_of(self, home: FosterHome) -> HomeFacts:
        here, lists = self.there[home.pk], self.lists[home.pk]
        coming = [
            [self.animals[pk] for pk in ids if pk in self.animals and self.place_of[pk] != home.pk]
            for ids in self.promised[home.pk].values()
        ]
        bottle_since = [animal.placed_at for animal in here if animal.takes_feeds]
        rooms, quarantine_rooms = self.rooms_used(home)
        waits = sum(1 for animals in coming if animals)
        return HomeFacts(
            id=home.pk,
            name=home.name,
            people=len(self.people[home.pk]),
            takes_species=frozenset(lists.species),
            takes=frozenset(kind for field, kind in HOME_TAKES if getattr(home, field)),
            experience=home.experience,
            minutes=home.feeding_minutes_a_day,
            minutes_used=self.care_of(chain(here, *coming)).minutes,
            rooms=home.rooms,
            rooms_used=rooms + waits,
            quarantine_rooms=home.quarantine_rooms,
            quarantine_rooms_used=quarantine_rooms,
            residents=tuple(lists.residents),
            away_hours=home.away_hours,
            available_from_on=home.available_from_on,
            closes_on=home.closes_on,
            hold_until=home.hold_until,
            absences=tuple(lists.absences),
            latitude=degrees(home.latitude),
            longitude=degrees(home.longitude),
            bottle_days=(self.at - min(bottle_since)).days if bottle_since else 0,
            last_placed_days=max((self.at - home.last_placed_at).days, 0)
            if home.last_placed_at
            else None,
        )

    def rooms_used(self, home: FosterHome) -> tuple[int, int]:
        """Rooms with somebody in them, and those of them with somebody in quarantine.

        A group of which nobody said where it is takes a room of its own.
        """
        rooms: set[object] = set()
        shut_off: set[object] = set()
        for animal in self.there[home.pk]:
            room = animal.room or self.group_of[animal.pk].key
            rooms.add(room)
            if self.is_in_quarantine(animal):
                shut_off.add(room)
        return len(rooms), len(shut_off)

    def is_in_quarantine(self, animal: Animal) -> bool:
        return in_quarantine(animal.quarantine_until, on=self.today)


def degrees(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def is_mother(animal: Animal) -> bool:
    dam = getattr(animal, "as_dam", None)
    return dam is not None and dam.state in MOTHERING


def kinds_of(animals: Collection[Animal]) -> frozenset[Kind]:
    """What caring for these together asks for."""
    kinds = set()
    if any(animal.takes_feeds and animal.weaning_stage != WeaningStage.GRUEL for animal in animals):
        kinds.add(Kind.BOTTLE)
    if any(animal.weaning_stage in ON_GRUEL for animal in animals):
        kinds.add(Kind.GRUEL)
    if any(is_mother(animal) for animal in animals):
        kinds.add(Kind.NURSING_MOTHER)
    if any(animal.is_ill for animal in animals):
        kinds.add(Kind.MEDICAL)
    if len(animals) == 1 and Kind.NURSING_MOTHER not in kinds:
        kinds.add(Kind.SINGLE)
    return frozenset(kinds)


# ---- one query each -----------------------------------------------------------------------------


def in_care_of(
    home_ids: Collection[int] | None, promised: Mapping[int, Mapping[object, Collection[int]]]
) -> models.QuerySet[Animal]:
    """Animals in care with `place_id`, `room`, `placed_at`, `left_at` and `is_ill`."""
    animals = Animal.objects.in_care().with_place().select_related("species", "litter", "as_dam")
    if home_ids is not None:
        coming = {pk for offers in promised.values() for ids in offers.values() for pk in ids}
        animals = animals.filter(Q(place_id__in=home_ids) | Q(pk__in=coming))
    return animals.order_by("pk")


def bonds_between(animals: Collection[int], *, at: dt.datetime, of_all: bool = False) -> list[Tie]:
    """Mothers with the ones they nurse, and pairs; `of_all` where these are all in care."""
    nursed = MaternalBond.objects.open_at(at).filter(state__in=WITH_MOTHER).order_by()
    paired = BuddyPairState.objects.filter(
        ended_at__isnull=True, state__in=PAIRED_STATES
    ).order_by()
    if not of_all:
        nursed = nursed.filter(young__in=animals)
        paired = paired.filter(pair__first__in=animals)
    rows = nursed.values_list("young_id", "mother_id", Value(Bond.MOTHER.value)).union(
        paired.values_list("pair__first_id", "pair__second_id", Value(Bond.PAIR.value)), all=True
    )
    return [
        tied(one, other, Bond(bond))
        for one, other, bond in rows
        if one in animals and other in animals
    ]


def promised_to(
    home_ids: Collection[int] | None, *, at: dt.datetime
) -> dict[int, dict[object, list[int]]]:
    """By home and offer, the animals that are offered and not answered, or agreed to come."""
    rows = OfferedAnimal.objects.promised_at(at)
    if home_ids is not None:
        rows = rows.filter(offer__home__in=home_ids)
    found: dict[int, dict[object, list[int]]] = defaultdict(lambda: defaultdict(list))
    for home_id, offer_id, animal_id in rows.values_list("offer__home", "offer", "animal"):
        found[home_id][offer_id].append(animal_id)
    return found


def people_of(home_ids: Collection[int] | None, *, at: dt.datetime) -> dict[int, list[str]]:
    """The names of those who belong to each home now."""
    rows = HomeMembership.objects.open_at(at)
    if home_ids is not None:
        rows = rows.filter(home__in=home_ids)
    found: dict[int, list[str]] = defaultdict(list)
    for home_id, name in rows.order_by("started_at").values_list("home", "person__name"):
        found[home_id].append(name)
    return found


@dataclass
class Lists:
    """What a home has several of: species that it takes, residents, absences to come."""

    species: list[str] = field(default_factory=list)
    residents: list[tuple[str, bool]] = field(default_factory=list)
    absences: list[tuple[dt.date, dt.date]] = field(default_factory=list)


def lists_of(home_ids: Collection[int] | None, *, today: dt.date) -> dict[int, Lists]:
    """Three short tables in one query: each row has its own columns filled."""
    # PostgreSQL takes a bare NULL for text, and then finds no common type with the other rows.
    no_day, no_flag = Cast(None, models.DateField()), Cast(None, models.BooleanField())
    no_word = Value("", models.CharField())
    takes = FosterHome.takes_species.through.objects.values_list(
        "fosterhome_id", "species__code", no_flag, no_day, no_day
    )
    residents = ResidentAnimals.objects.values_list(
        "home_id", "species__code", "vaccinated", no_day, no_day
    )
    absences = HomeAbsence.objects.filter(to_on__gte=today).values_list(
        "home_id", no_word, no_flag, "from_on", "to_on"
    )
    if home_ids is not None:
        takes = takes.filter(fosterhome__in=home_ids)
        residents, absences = (rows.filter(home__in=home_ids) for rows in (residents, absences))
    found: dict[int, Lists] = defaultdict(Lists)
    for home_id, code, vaccinated, from_on, to_on in absences.order_by().union(
        takes.order_by(), residents.order_by(), all=True
    ):
        if from_on is not None:
            found[home_id].absences.append((from_on, to_on))
        elif vaccinated is None:
            found[home_id].species.append(code)
        else:
            found[home_id].residents.append((code, vaccinated))
    return found
