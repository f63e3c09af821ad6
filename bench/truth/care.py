"""Feeds and sightings around a known course: what was taken, what was missed, what was seen. Pure.

Only litters on the bottle have feeds. Amounts follow the feeding tables' day (27 to 35 ml per
100 g for kittens, 13 to 26 for puppies), below the 5 % ceiling.
"""

import datetime as dt
import random
from collections.abc import Iterator, Sequence

from feedings.alerts.facts import FeedFact, Sighting

from .courses import Course, Fading
from .scales import DAY

CEILING_ML_PER_G = 0.05
DAY_ML_PER_G = {"cat": (0.27, 0.35), "dog": (0.13, 0.26)}
BOTTLE_DAYS = 28
EIGHT_A_DAY, SEVEN_A_DAY, SIX_A_DAY = 8, 7, 6
WARM_C = {"cat": 36.6, "dog": 36.4}


def feeds_a_day(age_days: float) -> int:
    return EIGHT_A_DAY if age_days < 7 else SEVEN_A_DAY if age_days < 21 else SIX_A_DAY


def feed_times(
    rng: random.Random, *, born_at: dt.datetime, days: float, gap: tuple[float, float] | None
) -> list[dt.datetime]:
    """Around the clock while on the bottle; `gap` is a span of ages (days) in which nobody fed."""
    times = []
    age = 0.1
    while age < min(days, BOTTLE_DAYS):
        if gap is None or not gap[0] <= age < gap[1]:
            times.append(born_at + DAY * age)
        age += (1 + rng.uniform(-0.12, 0.12)) / feeds_a_day(age)
    return times


def feeds(
    rng: random.Random,
    times: Sequence[dt.datetime],
    *,
    species: str,
    course: Course,
    born_at: dt.datetime,
    name: str,
    end: Fading | None,
    signs: bool,
    refuses: tuple[float, float] | None = None,
) -> Iterator[FeedFact]:
    """One animal's feeds up to its death. `refuses` is a span of ages in which it takes nothing."""
    low, high = DAY_ML_PER_G[species]
    appetite = rng.uniform(0.4, 0.9)
    for number, at in enumerate(times):
        age = (at - born_at) / DAY
        vigour, given, share = "", True, rng.uniform(0.9, 1.05)
        if end:
            if age >= end.dies_at:
                return
            if age >= end.loses_from:
                share *= rng.uniform(0.5, 0.95)
            if signs and age >= end.loses_from:
                left = end.dies_at - age
                given = rng.random() >= (0.6 if left < 1 else 0.25)
                if rng.random() < (0.7 if left < 1 else 0.25):
                    vigour = "limp" if left < 0.7 and rng.random() < 0.4 else "weak"
        if refuses and refuses[0] <= age < refuses[1]:
            given = False
        grams = course.at(age)
        need = grams * (low + (high - low) * appetite) / feeds_a_day(age)
        volume = min(need, 0.95 * grams * CEILING_ML_PER_G) * share
        pooped = rng.random() < 0.35
        yield FeedFact(
            at=at,
            entry_id=f"{name}-feed-{number}",
            given=given,
            volume_ml=round(volume, 1) if given else None,
            pooped=pooped if given else None,
            stool_score=rng.choice((3, 4, 4, 5)) if given and pooped else None,
            vigour=vigour,
        )


def sightings(
    rng: random.Random,
    *,
    species: str,
    born_at: dt.datetime,
    name: str,
    days: float,
    end: Fading | None,
    signs: bool,
) -> Iterator[Sighting]:
    """A temperature now and then; of one that fades with signs the cold and the weakness."""
    until = end.dies_at if end else days
    for day in range(1, int(until)):
        if rng.random() < 0.08:
            warm = WARM_C[species] + rng.uniform(-0.3, 0.6)
            yield temperature(born_at + DAY * (day + rng.random()), f"{name}-warm-{day}", warm)
    if not (end and signs):
        return
    age, number = end.dies_at - rng.uniform(0.8, 2.5), 0
    while age < end.dies_at - 0.05:
        left = end.dies_at - age
        at = born_at + DAY * age
        if rng.random() < 0.7:
            cold = rng.uniform(33.0, 34.9) if left < 1.2 else rng.uniform(34.2, 35.6)
            yield temperature(at, f"{name}-cold-{number}", cold)
        if rng.random() < 0.7:
            vigour = "limp" if left < 0.6 and rng.random() < 0.5 else "weak"
            yield Sighting(at=at, entry_id=f"{name}-seen-{number}", kind="vigour", vigour=vigour)
        age, number = age + rng.uniform(0.2, 0.5), number + 1


def temperature(at: dt.datetime, entry_id: str, celsius: float) -> Sighting:
    return Sighting(at=at, entry_id=entry_id, kind="temperature", temperature_c=round(celsius, 1))
