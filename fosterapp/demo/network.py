"""Foster networks of any size with full histories, fast and repeatable.

The unit is a home with its carer and two litters, ten animals: five orphans on the bottle, and a
mother with four. Ten homes are a network. Homes in care stand at different ages; earlier seasons
are litters that grew up in the same homes and have left.
"""

import datetime as dt
import itertools
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.db import transaction

from animals.models import (
    Animal,
    CollarColour,
    Dam,
    FosterHome,
    GrowthPoint,
    HomeMembership,
    IntakeSubtype,
    IntakeType,
    Litter,
    MaternalBond,
    OutcomeType,
    Person,
    Placement,
    Sex,
    Species,
    WeaningStage,
)
from feedings import recording

from . import bulk, cast, homes_of_all_kinds
from .lives import LAST_BOTTLE_DAY, LAST_GRUEL_DAY, Life, Line, lines_of
from .names import NAMES

HOMES_PER_NETWORK = 10
ORPHANS, NURSED = 5, 4
SEASON_DAYS = 75
LEAVES_AT_DAYS = 63
DIES_ONE_IN = 12
BENCH_AGE_DAYS = 28  # old enough for 200 entries each
FACTS_BATCH = 400
COLLARS = [colour for colour in CollarColour.values if colour]


@dataclass
class Unit:
    """One home with two litters, or one season of it: rows in the making."""

    number: int
    rng: random.Random
    home: FosterHome
    carer: Person
    lives: list[Life] = field(default_factory=list)


@dataclass
class Network:
    """Builds units; the same seed and time give the same rows."""

    at: dt.datetime
    seed: int

    def __post_init__(self) -> None:
        self.species = {row.code: row for row in Species.objects.select_related("default_formula")}
        self.typical: dict[int, list[tuple[int, float]]] = {}
        for point in GrowthPoint.objects.filter(
            size_class__in=("domestic_shorthair", "medium"), typical_g__isnull=False
        ).order_by("age_days"):
            typical = self.typical.setdefault(point.species_id, [])
            typical.append((point.age_days, float(point.typical_g or 0)))
        self.password = make_password(cast.PASSWORD)

    def dice(self, *what: object) -> random.Random:
        return random.Random("/".join(map(str, (self.seed, *what))))

    # ---- people and homes ----------------------------------------------------------------------

    def add_office(self) -> None:
        for someone in cast.PEOPLE:
            if someone.role != Person.Role.CARER:
                Person.objects.get_or_create(
                    email=someone.email,
                    defaults={
                        "name": someone.name,
                        "role": someone.role,
                        "password": self.password,
                    },
                )

    def add_homes(self, numbers: Iterable[int]) -> list[tuple[FosterHome, Person]]:
        numbers = list(numbers)
        homes = FosterHome.objects.bulk_create(
            FosterHome(**homes_of_all_kinds.row(number, self.dice("what it takes", number)))
            for number in numbers
        )
        carers = Person.objects.bulk_create(
            Person(
                email=f"carer{number}@example.org",
                name=f"{NAMES[number % len(NAMES)]} {number}",
                password=self.password,
            )
            for number in numbers
        )
        HomeMembership.objects.bulk_create(
            HomeMembership(home=home, person=carer, started_at=self.at - dt.timedelta(days=5 * 365))
            for home, carer in zip(homes, carers, strict=True)
        )
        for number, home in zip(numbers, homes, strict=True):
            dice = self.dice("what belongs to it", number)
            homes_of_all_kinds.furnish(home, dice, on=self.at.date(), species=self.species)
        return list(zip(homes, carers, strict=True))

    # ---- animals -------------------------------------------------------------------------------

    def settle(self, unit: Unit, *, age_days: int, left: bool, all_orphans: bool = False) -> None:
        """Give the unit its two litters, born so many days ago."""
        first, second = ("cat", "dog") if unit.number % 3 else ("cat", "cat")
        self.add_litter(unit, self.species[first], age_days, left, size=ORPHANS, orphans=True)
        if all_orphans:
            self.add_litter(unit, self.species["cat"], age_days, left, size=ORPHANS, orphans=True)
        else:
            self.add_litter(unit, self.species[second], age_days, left, size=NURSED, orphans=False)

    def add_litter(
        self, unit: Unit, species: Species, age_days: int, left: bool, *, size: int, orphans: bool
    ) -> None:
        rng = unit.rng
        born_on = (self.at - dt.timedelta(days=age_days)).date()
        found_at_age = rng.randint(1, 4) if orphans else 0
        intake_at = dt.datetime.combine(
            born_on + dt.timedelta(days=found_at_age), dt.time(rng.randint(4, 20)), dt.UTC
        )
        intake_at = min(intake_at, self.at - dt.timedelta(hours=1))
        left_at = intake_at + dt.timedelta(days=LEAVES_AT_DAYS) if left else None
        dam = None
        adult_size = "medium" if species.code == "dog" else ""
        common = {"species": species, "adult_size": adult_size}
        if not orphans:
            dam = Animal(
                name=self.name(unit),
                sex=Sex.FEMALE,
                weaning_stage=WeaningStage.SOLID,
                intake_at=intake_at - dt.timedelta(days=4),
                intake_type=IntakeType.STRAY,
                outcome_at=left_at,
                outcome_type=OutcomeType.RETURNED_TO_FIELD if left else OutcomeType.NONE,
                **common,
            )
            Animal.objects.bulk_create([dam])
            Dam.objects.bulk_create(
                [Dam(animal=dam, state=Dam.State.DRY if left else Dam.State.NURSING)]
            )
        litter = Litter(
            name=f"Litter {self.name(unit)} {unit.number}",
            species=species,
            dam=dam,
            born_on=born_on,
            size_at_birth=size,
            came_from="a shelter" if orphans else "the street",
        )
        Litter.objects.bulk_create([litter])
        young = []
        for place in range(size):
            died = left and rng.randrange(DIES_ONE_IN) == 0
            outcome_at = left_at
            if died:
                outcome_at = intake_at + dt.timedelta(days=rng.randint(2, 25), hours=3)
            young.append(
                Animal(
                    name=self.name(unit),
                    litter=litter,
                    sex=rng.choice((Sex.FEMALE, Sex.MALE)),
                    born_on=born_on,
                    collar=COLLARS[place % len(COLLARS)],
                    bottle_baby=orphans,
                    weaning_stage=stage_at(age_days, orphans=orphans),
                    intake_at=intake_at,
                    intake_type=IntakeType.STRAY if orphans else IntakeType.OTHER,
                    intake_subtype="" if orphans else IntakeSubtype.BORN_IN_CARE,
                    outcome_at=outcome_at,
                    outcome_type=outcome_of(died=died, left=left),
                    **common,
                )
            )
        Animal.objects.bulk_create(young)
        family = [*young, dam] if dam else young
        Placement.objects.bulk_create(
            Placement(
                animal=animal,
                home=unit.home,
                started_at=animal.intake_at,
                ended_at=animal.outcome_at,
            )
            for animal in family
        )
        if dam:
            MaternalBond.objects.bulk_create(
                MaternalBond(
                    young=animal,
                    mother=dam,
                    state=MaternalBond.State.NURSING,
                    started_at=animal.intake_at,
                    ended_at=animal.outcome_at,
                )
                for animal in young
            )
        unit.lives += [
            Life(
                animal=animal,
                carer=unit.carer,
                born_on=born_on,
                typical=self.typical[species.pk],
                level=rng.uniform(0.82, 1.1),
                until=animal.outcome_at or self.at,
                rng=rng,
            )
            for animal in young
        ]

    def name(self, unit: Unit) -> str:
        return unit.rng.choice(NAMES)


def outcome_of(*, died: bool, left: bool) -> str:
    if died:
        return OutcomeType.DIED
    return OutcomeType.ADOPTION if left else OutcomeType.NONE


def stage_at(age_days: int, *, orphans: bool) -> str:
    if age_days > LAST_GRUEL_DAY:
        return WeaningStage.SOLID
    if not orphans:
        return WeaningStage.NURSING
    return WeaningStage.BOTTLE if age_days <= LAST_BOTTLE_DAY else WeaningStage.GRUEL


def grow(
    *,
    at: dt.datetime,
    seed: int,
    homes: int,
    entries: int | None = None,
    bench_home_entries: int | None = None,
) -> None:
    """Fill the database with so many homes in care, and with earlier seasons up to `entries`.

    With `bench_home_entries` the first home holds ten bottle babies with exactly so many entries,
    the same ones whatever else there is.
    """
    network = Network(at=at, seed=seed)
    with transaction.atomic():
        network.add_office()
        places = network.add_homes(range(1, homes + 1))
    left = None if entries is None else entries
    for number, (home, carer) in enumerate(places, start=1):
        unit = Unit(number=number, rng=network.dice("home", number), home=home, carer=carer)
        is_bench = number == 1 and bool(bench_home_entries)
        age_days = BENCH_AGE_DAYS if is_bench else unit.rng.randint(4, 55)
        with transaction.atomic():
            network.settle(unit, age_days=age_days, left=False, all_orphans=is_bench)
            lines: Iterable[Line] = history(unit)
            if is_bench:
                lines = sorted(lines, key=lambda line: line.happened_at)[
                    -(bench_home_entries or 0) :
                ]
            stored = bulk.store(lines, at_most=left)
        left = None if left is None else left - stored
    if left:
        add_earlier_seasons(network, places, left)
    refresh_facts()


def add_earlier_seasons(
    network: Network, places: list[tuple[FosterHome, Person]], left: int
) -> None:
    """Litters that grew up in these homes and have gone, until no entries are left to write."""
    for season in itertools.count(1):
        for number, (home, carer) in enumerate(places, start=1):
            dice = network.dice("season", season, number)
            unit = Unit(number=number, rng=dice, home=home, carer=carer)
            age_days = season * SEASON_DAYS + LEAVES_AT_DAYS + dice.randint(0, 9)
            with transaction.atomic():
                network.settle(unit, age_days=age_days, left=True)
                left -= bulk.store(history(unit), at_most=left)
            if left <= 0:
                return


def history(unit: Unit) -> Iterator[Line]:
    for life in unit.lives:
        yield from lines_of(life)


def refresh_facts() -> None:
    animals = Animal.objects.filter(last_weighed_at__isnull=True).order_by("pk")
    keys = list(animals.values_list("pk", flat=True))
    for start in range(0, len(keys), FACTS_BATCH):
        recording.refresh_latest_facts(keys[start : start + FACTS_BATCH])
