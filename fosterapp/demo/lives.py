"""Every entry of one animal from intake to now or to its outcome, generated fast.

The rhythm by age is that of the feeding tables, as plain numbers: asking the protocol for each of a
million feeds would cost more than storing them.
"""

import datetime as dt
import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from animals.models import Animal, Person
from feedings.models import Entry, Feed, Observation, Route, WeighIn

from .bottles import random_uuid
from .diary import SAID_NOW_AND_THEN

LAST_BOTTLE_DAY = 30
LAST_GRUEL_DAY = 45
FEEDS_BY_AGE = ((0, 8), (7, 7), (21, 6), (28, 5), (LAST_BOTTLE_DAY + 1, 4))  # from day, a day
TWICE_WEIGHED_UNTIL = 21  # care_schedule.csv: twice a day to three weeks, then daily
ML_PER_GRAM_AND_DAY = {"cat": 0.31, "dog": 0.22}
CEILING_ML_PER_GRAM = 0.05
HALF_GRAM = Decimal("0.5")
DAY = dt.timedelta(days=1)

# What a line has in each column; all other columns keep their default.
EVERY_ENTRY = ("id", "animal", "happened_at", "stored_at", "recorded_by")
COLUMNS: dict[type[Entry], tuple[str, ...]] = {
    Feed: (
        *EVERY_ENTRY,
        "route",
        "volume_ml",
        "weight_before_g",
        "weight_precision_g",
        "peed",
        "pooped",
        "stool_score",
        "note",
    ),
    WeighIn: (*EVERY_ENTRY, "grams", "precision_g"),
    Observation: (*EVERY_ENTRY, "kind", "note"),
}


class Line(NamedTuple):
    """One entry to be: the values stand in the order of COLUMNS."""

    model: type[Entry]
    happened_at: dt.datetime
    values: tuple


@dataclass(frozen=True, kw_only=True)
class Life:
    animal: Animal
    carer: Person
    born_on: dt.date
    typical: Sequence[tuple[int, float]]  # age in days, grams
    level: float
    until: dt.datetime
    rng: random.Random

    def grams(self, age: float) -> float:
        """The reference at this age (days), at the animal's own level; flat outside its ages."""
        after = bisect_right(self.typical, (age, float("inf")))
        if after == 0:
            return self.typical[0][1] * self.level
        if after == len(self.typical):
            return self.typical[-1][1] * self.level
        (age_a, grams_a), (age_b, grams_b) = self.typical[after - 1], self.typical[after]
        share = (age - age_a) / (age_b - age_a)
        return (grams_a + (grams_b - grams_a) * share) * self.level

    def line(self, model: type[Entry], at: dt.datetime, *values: object) -> Line:
        stored_at = at + dt.timedelta(minutes=2)
        head = (random_uuid(self.rng), self.animal.pk, at, stored_at, self.carer.pk)
        return Line(model, at, head + values)


def lines_of(life: Life) -> Iterator[Line]:
    """Day by day, oldest day first."""
    animal = life.animal
    born = dt.datetime.combine(life.born_on, dt.time(), dt.UTC)
    first_age = (animal.intake_at - born) // DAY
    for age in range(first_age, (life.until - born) // DAY + 1):
        for line in lines_of_day(life, age, born + age * DAY):
            if animal.intake_at < line.happened_at <= life.until:
                yield line


def lines_of_day(life: Life, age: int, midnight: dt.datetime) -> Iterator[Line]:
    rng = life.rng
    weight = life.grams(age + 0.3)
    yield weigh_in(life, midnight + dt.timedelta(hours=6, minutes=rng.randrange(120)), weight)
    if age < TWICE_WEIGHED_UNTIL:
        evening = midnight + dt.timedelta(hours=18, minutes=rng.randrange(120))
        yield weigh_in(life, evening, life.grams(age + 0.8))
    if rng.random() < 0.04:
        seen = midnight + dt.timedelta(minutes=rng.randrange(1440))
        words = rng.choice(SAID_NOW_AND_THEN)
        yield life.line(Observation, seen, Observation.Kind.NOTE.value, words)
    if life.animal.bottle_baby and age <= LAST_GRUEL_DAY:
        yield from feeds_of_day(life, age, midnight, weight)


def feeds_of_day(life: Life, age: int, midnight: dt.datetime, weight: float) -> Iterator[Line]:
    rng = life.rng
    count = FEEDS_BY_AGE[bisect_right(FEEDS_BY_AGE, (age, 99)) - 1][1]
    need = weight * ML_PER_GRAM_AND_DAY[life.animal.species.code]
    each = min(need / count, weight * CEILING_ML_PER_GRAM / 1.05)
    route = (Route.BOTTLE if age <= LAST_BOTTLE_DAY else Route.GRUEL).value
    step = 1440 // count
    for number in range(count):
        moment = midnight + dt.timedelta(minutes=number * step + rng.randrange(40))
        pooped = rng.random() < 0.3
        weighed = rng.random() < 0.12
        yield life.line(
            Feed,
            moment,
            route,
            tenths(each * rng.uniform(0.85, 1.05)),
            whole(weight * rng.uniform(0.99, 1.02)) if weighed else None,
            HALF_GRAM if weighed else None,
            True,
            pooped,
            rng.choice((3, 4, 4, 5)) if pooped else None,
            rng.choice(SAID_NOW_AND_THEN) if rng.random() < 0.03 else "",
        )


def weigh_in(life: Life, moment: dt.datetime, grams: float) -> Line:
    return life.line(WeighIn, moment, whole(grams * life.rng.gauss(1, 0.006)), HALF_GRAM)


def whole(grams: float) -> Decimal:
    return Decimal(round(grams))


def tenths(ml: float) -> Decimal:
    return Decimal(round(ml * 10)).scaleb(-1)
