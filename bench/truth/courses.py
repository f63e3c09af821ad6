"""What an animal truly weighs at each age, before any scale has a say. Pure.

A healthy course follows the daily relative growth of a reference curve, at a level and a speed of
its litter's and its own, both drawn; that speed wanders from day to day and from week to week
(autocorrelated, in part common to the litter), and one that has fallen behind its own level
catches up, some litters more than others: published bands are no wider at eight weeks than at
one. Nothing of this is known to the forecast, which has constants for the sum of it only. Ages
are days, weights grams, rates natural logs a day.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log

from feedings.growth.curves import Curve

STEPS_A_DAY = 4
STEP = 1 / STEPS_A_DAY
Rate = Callable[[float], float]


@dataclass(frozen=True)
class Course:
    """Natural logs of the weight every quarter of a day from birth on; straight lines between."""

    logs: tuple[float, ...]

    def at(self, age_days: float) -> float:
        place = min(max(age_days / STEP, 0.0), len(self.logs) - 1.001)
        left = int(place)
        share = place - left
        return exp(self.logs[left] * (1 - share) + self.logs[left + 1] * share)


def course(
    birth_g: float, rate: Rate, *, days: float, channel: Curve, level: float, pull: float
) -> Course:
    """From birth on by its rate. Growth is the faster, the further it is below `level` times
    `channel`, and the slower above it, by the power `pull`; a loss is a loss."""
    logs = [log(birth_g)]
    for step in range(int(days * STEPS_A_DAY) + 2):
        age = step * STEP
        speed = rate(age)
        usual = channel.at(min(age, channel.ages[-1]))
        if speed > 0 and usual:
            speed *= (level * usual / exp(logs[-1])) ** pull
        logs.append(logs[-1] + STEP * speed)
    return Course(tuple(logs))


def reference_rate(curve: Curve) -> Rate:
    """The relative growth of a reference a day; beyond its last age so many grams a day on."""
    last = curve.ages[-1]

    def rate(age: float) -> float:
        early = min(max(age - 0.5, curve.ages[0]), last - 1)
        before, after = curve.at(early), curve.at(early + 1)
        assert before
        assert after
        return log(after / before) if age <= last else (after - before) / (after * (1 + age - last))

    return rate


@dataclass(frozen=True)
class Wandering:
    """A multiplier that wanders around 1: one factor a day, lines between."""

    factors: tuple[float, ...]

    def at(self, age: float) -> float:
        left = min(int(age), len(self.factors) - 2)
        share = min(age - left, 1.0)
        return self.factors[left] * (1 - share) + self.factors[left + 1] * share


def wandering(rng: random.Random, *, days: int, spread: float, memory: float) -> Wandering:
    """Autoregressive in logs: `spread` is its own standard deviation, `memory` of a day's."""
    shock = spread * (1 - memory**2) ** 0.5
    state = rng.gauss(0, spread)
    factors = []
    for _ in range(days + 2):
        factors.append(exp(state))
        state = memory * state + rng.gauss(0, shock)
    return Wandering(tuple(factors))


@dataclass(frozen=True, kw_only=True)
class Nature:
    """How a litter grows, as drawn: its speed, the first day, weaning, and how it wanders."""

    rate: Rate
    speed: float
    start_days: float  # how long the start takes, and what share of the usual rate it has
    start_share: float  # (negative is a loss)
    weaning_at: float
    weaning_days: float
    weaning_share: float
    weeks: Wandering
    days: Wandering
    pull: float

    def at(self, age: float) -> float:
        rate = self.rate(age) * self.speed * self.weeks.at(age) * self.days.at(age)
        if age < self.start_days:
            return rate * self.start_share
        if self.weaning_at <= age < self.weaning_at + self.weaning_days:
            return rate * self.weaning_share
        return rate


def nature(
    rng: random.Random,
    rate: Rate,
    *,
    days: int,
    spread: float,
    plateau: tuple[float, float] | None = None,
) -> Nature:
    """Drawn for a litter: `spread` is how far litters differ in speed; `plateau` is a weaning
    stall (from which age, for how many days)."""
    at, long = plateau or (rng.uniform(24, 34), rng.uniform(2, 4))
    slow_start = rng.random() < 0.3
    return Nature(
        rate=rate,
        speed=exp(rng.gauss(0, spread)),
        start_days=rng.uniform(2, 5) if slow_start else 1,
        start_share=rng.choice((rng.uniform(-0.5, 0.2), rng.uniform(0.2, 1))),
        weaning_at=at,
        weaning_days=long,
        weaning_share=rng.uniform(0.0, 0.15) if plateau else rng.uniform(0.5, 1),
        weeks=wandering(rng, days=days, spread=0.12, memory=0.9),
        days=wandering(rng, days=days, spread=0.20, memory=0.7),
        pull=rng.uniform(0, 0.7),
    )


@dataclass(frozen=True, kw_only=True)
class Fading:
    """An end: gain falls off from `onset`, stalls, then is lost day by day until death."""

    onset: float
    falls_off_days: float
    stall_days: float
    losses: tuple[float, ...]  # share of the weight, one a day; the last day may be a part

    @property
    def loses_from(self) -> float:
        return self.onset + self.falls_off_days + self.stall_days

    @property
    def dies_at(self) -> float:
        return self.loses_from + self.loss_days

    @property
    def loss_days(self) -> float:
        return len(self.losses) - 0.5

    def at(self, age: float, healthy: float) -> float:
        """The rate at an age, given the healthy one."""
        if age < self.onset:
            return healthy
        if age < self.onset + self.falls_off_days:
            return healthy * (1 - (age - self.onset) / self.falls_off_days)
        if age < self.loses_from:
            return 0.0
        return log(1 - self.losses[min(int(age - self.loses_from), len(self.losses) - 1)])


def fading(rng: random.Random, *, latest_onset: float = 18) -> Fading:
    """Sudden or slow: 1 to 6 % lost a day over two to five days."""
    daily = rng.uniform(0.01, 0.06)
    count = rng.randint(3, 5)
    sudden = rng.random() < 0.35
    return Fading(
        onset=1.5 + (latest_onset - 1.5) * rng.random() ** 1.5,
        falls_off_days=rng.uniform(0.25, 0.75) if sudden else rng.uniform(0.75, 2.5),
        stall_days=0.0 if sudden else rng.uniform(0, 1.5),
        losses=tuple(min(max(daily * rng.uniform(0.6, 1.4), 0.01), 0.06) for _ in range(count)),
    )


def own_rate(
    rng: random.Random,
    litter: Nature,
    *,
    days: int,
    early_share: float = 1.0,
    end: Fading | None = None,
) -> Rate:
    """An animal's own rate: its litter's at its own speed, now and then a poor day."""
    speed = exp(rng.gauss(0, 0.05))
    wander = wandering(rng, days=days, spread=0.30, memory=0.6)
    poor = {day: rng.uniform(-0.3, 0.4) for day in range(2, days) if rng.random() < 0.01}

    def rate(age: float) -> float:
        healthy = litter.at(age) * speed * wander.at(age) * poor.get(int(age), 1.0)
        if age < 4:
            healthy *= early_share
        return end.at(age, healthy) if end else healthy

    return rate


def births(rng: random.Random, typical_g: float, count: int) -> Sequence[float]:
    """Birth weights of a litter: the litter's level, and a spread inside it.

    About 12 % inside a litter: Mugnier 2020 gives 23.7 % from lightest to heaviest, see
    thresholds.csv litter_heterogeneity_pct_mean.
    """
    level = typical_g * exp(rng.gauss(0, 0.12))
    return [level * exp(rng.gauss(0, 0.10)) for _ in range(count)]
