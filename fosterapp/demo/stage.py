"""The people, homes, litters and animals of the story as rows, found again by name."""

import datetime as dt
import random
from decimal import Decimal

from django.contrib.auth.hashers import make_password

from animals.models import (
    Animal,
    BornPrecision,
    Dam,
    Formula,
    FosterHome,
    GrowthPoint,
    HealthTest,
    HomeMembership,
    IntakeSubtype,
    IntakeType,
    Litter,
    Organisation,
    OutcomeType,
    Person,
    Placement,
    Sex,
    Species,
    WeaningStage,
)
from feedings.growth.curves import Curve

from . import cast
from .growth import Course, course_along
from .story_clock import StoryClock

JOINED_DAYS_AGO = 60
RELIEF_NIGHT = 9  # days ago: Alex sat with Robin's box
SIZE_CLASS = {"cat": "domestic_shorthair", "dog": "medium"}
TESTS = {
    "cat": (HealthTest.Kind.FELV, HealthTest.Kind.FIV),
    "dog": (HealthTest.Kind.PARVO,),
}


class Stage:
    """Rows made so far, and the story's clock and dice."""

    def __init__(self, *, at: dt.datetime, seed: int) -> None:
        self.time = StoryClock(at)
        self.relief_from = self.time.clock(RELIEF_NIGHT, 21)
        self.relief_until = self.time.clock(RELIEF_NIGHT - 1, 9)
        self.rng = random.Random(seed)
        self.species = {row.code: row for row in Species.objects.select_related("default_formula")}
        self.people: dict[str, Person] = {}
        self.homes: dict[str, FosterHome] = {}
        self.litters: dict[str, Litter] = {}
        self.animals: dict[str, Animal] = {}
        self.home_of: dict[str, str] = {}
        self.courses: dict[str, Course] = {}

    def set_up(self) -> None:
        Organisation.objects.get_or_create(pk=1, defaults={"phone": cast.PHONE, **cast.SHELTER})
        self.bring_people_and_homes()
        self.bring_mothers()
        self.bring_orphan_litters()
        self.rich_mix = self.make_rich_mix()
        for young in cast.YOUNG:
            self.add_young(young)
        self.remember_the_dead()
        self.remember_the_adopted()

    def bring_people_and_homes(self) -> None:
        for home in cast.HOMES:
            self.add_home(home)
        password = make_password(cast.PASSWORD)  # once: hashing is slow by design
        for someone in cast.PEOPLE:
            self.people[someone.email] = person = Person.objects.create(
                email=someone.email, name=someone.name, role=someone.role, password=password
            )
            if someone.home:
                HomeMembership.objects.create(
                    home=self.homes[someone.home],
                    person=person,
                    started_at=self.time.ago(JOINED_DAYS_AGO),
                )
        HomeMembership.objects.create(
            home=self.homes[cast.ROBINS],
            person=self.people[cast.QUIET],
            started_at=self.relief_from,
            ended_at=self.relief_until,
        )

    def add_home(self, told: cast.HomeOfStory) -> None:
        home = FosterHome.objects.create(**told.row)
        self.homes[home.name] = home
        for code, how_many, vaccinated in told.residents:
            home.residents.create(
                species=self.species[code], how_many=how_many, vaccinated=vaccinated
            )
        for first, last, note in told.away:
            home.absences.create(
                from_on=self.time.day(-first), to_on=self.time.day(-last), note=note
            )
        for what, days_ago in told.lent:
            home.supplies.create(what=what, lent_on=self.time.day(days_ago))

    def carer_of(self, animal: Animal, *, at: dt.datetime) -> Person:
        """Who was there to write it down."""
        home = self.home_of[animal.name]
        if home == cast.ROBINS and self.relief_from <= at < self.relief_until:
            return self.people[cast.QUIET]
        return next(self.people[who.email] for who in cast.PEOPLE if who.home == home)

    def bring_mothers(self) -> None:
        for mother in cast.MOTHERS:
            animal = self.add_animal(
                home=mother.home,
                name=mother.name,
                species=self.species[mother.species],
                sex=Sex.FEMALE,
                coat=mother.coat,
                breed=mother.breed,
                adult_size=mother.adult_size,
                intake_at=self.time.clock(mother.born_days_ago + mother.came_days_before_birth, 11),
                intake_type=mother.intake_type,
                intake_subtype=mother.intake_subtype,
                intake_from=mother.came_from,
                weaning_stage=WeaningStage.SOLID,
                note=mother.note,
            )
            Dam.objects.create(
                animal=animal,
                state=Dam.State.NURSING,
                due_on=self.time.day(mother.born_days_ago - 1),
                due_plus_minus_days=3,
                milk=mother.milk,
                temper=mother.temper,
            )
            HealthTest.objects.bulk_create(
                HealthTest(
                    animal=animal,
                    kind=kind,
                    result=HealthTest.Result.NEGATIVE,
                    tested_on=self.time.local_day(animal.intake_at),
                )
                for kind in TESTS[mother.species]
            )
            self.litters[mother.litter] = Litter.objects.create(
                name=mother.litter,
                species=animal.species,
                dam=animal,
                born_on=self.time.day(mother.born_days_ago),
                came_from=mother.came_from,
                size_at_birth=mother.size_at_birth,
                stillborn=mother.stillborn,
            )

    def bring_orphan_litters(self) -> None:
        for found in cast.ORPHANS:
            self.litters[found.name] = Litter.objects.create(
                name=found.name,
                species=self.species[found.species],
                born_on=self.time.day(found.born_days_ago),
                born_precision=BornPrecision.ESTIMATED,
                born_plus_minus_days=found.plus_minus_days,
                came_from=found.came_from,
                size_at_birth=found.size_at_birth,
            )

    def make_rich_mix(self) -> Formula:
        formula, _ = Formula.objects.get_or_create(
            name="Milk replacer, rich mix",
            defaults={
                "kcal_per_ml": Decimal("0.92"),
                "grams_per_ml": Decimal("1.02"),
                "source": "The demo story: what a tin's label says of its rich mix.",
                "certainty": "made up for the demo",
            },
        )
        return formula

    def add_young(self, young: cast.YoungOfStory, **fields) -> Animal:
        litter = self.litters[young.litter]
        animal = self.add_animal(
            home=young.home,
            name=young.name,
            species=litter.species,
            litter=litter,
            sex=young.sex,
            born_on=litter.born_on,
            born_precision=litter.born_precision,
            born_plus_minus_days=litter.born_plus_minus_days,
            adult_size=litter.dam.adult_size if litter.dam else "",
            collar=young.collar,
            coat=young.coat,
            mark=young.mark,
            birth_weight_g=young.birth_weight_g,
            bottle_baby=young.bottle_from is not None,
            weaning_stage=young.weaning_stage,
            formula=self.rich_mix if young.rich_mix else None,
            note=young.note,
            **self.intake_of(litter),
            **fields,
        )
        self.courses[young.name] = self.course_of(young, animal)
        return animal

    def intake_of(self, litter: Litter) -> dict:
        """Born in care, sent with its mother, or found without one."""
        if litter.dam is None:
            found = next(orphans for orphans in cast.ORPHANS if orphans.name == litter.name)
            left = found.quarantine_days_left
            return {
                "intake_at": self.time.clock(found.found_days_ago, 4),
                "intake_type": IntakeType.STRAY,
                "intake_from": found.came_from,
                "quarantine_until": None if left is None else self.time.day(-left),
            }
        mother = next(mother for mother in cast.MOTHERS if mother.litter == litter.name)
        if mother.came_days_before_birth > 0:
            return {
                "intake_at": self.time.clock(mother.born_days_ago, 4),
                "intake_type": IntakeType.OTHER,
                "intake_subtype": IntakeSubtype.BORN_IN_CARE,
            }
        return {
            "intake_at": litter.dam.intake_at,
            "intake_type": mother.intake_type,
            "intake_subtype": mother.intake_subtype,
            "intake_from": mother.came_from,
        }

    def course_of(self, young: cast.YoungOfStory, animal: Animal) -> Course:
        if young.course:
            return Course(Curve.through(young.course), self.time.last_morning)
        points = GrowthPoint.objects.filter(
            species=animal.species,
            size_class=SIZE_CLASS[animal.species.code],
            typical_g__isnull=False,
        )
        last_weighing = self.time.local_day(self.time.last_morning)
        curve = course_along(
            ((point.age_days, float(point.typical_g or 0)) for point in points),
            level=young.level,
            birth_weight_g=young.birth_weight_g,
            age_at_last_morning=animal.age_days(last_weighing) or 0,
        )
        return Course(curve, self.time.last_morning)

    def add_animal(self, *, home: str, **fields) -> Animal:
        animal = Animal.objects.create(**fields)
        self.animals[animal.name], self.home_of[animal.name] = animal, home
        Placement.objects.create(
            animal=animal,
            home=self.homes[home],
            started_at=animal.intake_at,
            ended_at=animal.outcome_at,
            placed_by=self.people[cast.COORDINATOR],
        )
        return animal

    def remember_the_dead(self) -> None:
        self.add_young(
            cast.PADEMELON,
            outcome_at=self.time.clock(15, 3, 40),
            outcome_type=OutcomeType.DIED,
            outcome_note="Grew weaker from the second day and died in the third night, warm and "
            "held.",
        )

    def remember_the_adopted(self) -> None:
        self.add_animal(
            home=cast.NOORS,
            name="Emu",
            species=self.species["cat"],
            sex=Sex.MALE,
            born_on=self.time.day(92),
            born_precision=BornPrecision.ESTIMATED,
            born_plus_minus_days=3,
            coat="ginger",
            mark="white belly",
            intake_at=self.time.clock(50, 11),
            intake_type=IntakeType.RELINQUISHED,
            intake_from="a family that moved",
            weaning_stage=WeaningStage.SOLID,
            outcome_at=self.time.clock(3, 15),
            outcome_type=OutcomeType.ADOPTION,
            outcome_note="Went to a couple with one other young cat.",
        )
        self.courses["Emu"] = Course(
            Curve.through(((-50, 640), (-3, 1390))), self.time.last_morning
        )
