"""How the animals of the demo grow: a smooth course, a day's noise, a kitchen scale. Pure."""

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from feedings.growth.curves import Curve

DAY_SECONDS = 86_400
NOISE = 0.006  # of the weight: a bladder more or less


@dataclass(frozen=True)
class Course:
    """What an animal weighs (grams) by days from the last morning, which is 0; earlier is less."""

    curve: Curve
    last_morning: dt.datetime

    def at(self, moment: dt.datetime) -> float:
        days = (moment - self.last_morning).total_seconds() / DAY_SECONDS
        first, last = self.curve.ages[0], self.curve.ages[-1]
        return self.curve.at(min(max(days, first), last)) or self.curve.grams[0]

    def on_the_scale(self, moment: dt.datetime, rng: random.Random) -> Decimal:
        """Whole grams, with noise."""
        return Decimal(round(self.at(moment) * (1 + rng.gauss(0, NOISE))))


def course_along(
    reference: Iterable[tuple[int, float]],
    *,
    level: float,
    birth_weight_g: float | None,
    age_at_last_morning: int,
) -> Curve:
    """A course at a share of the reference (age in days, grams) that starts at the birth weight."""
    points = [(age, grams * level) for age, grams in reference]
    if birth_weight_g:
        points = [(age, grams) for age, grams in points if age > 2]
        points.append((0, birth_weight_g))
    return Curve.through((age - age_at_last_morning, grams) for age, grams in points)
