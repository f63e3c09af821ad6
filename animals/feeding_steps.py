"""Which step of a feeding protocol an animal is at, and the hours between its feeds. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HALF = Decimal("0.5")
DAY_HOURS = Decimal(24)

# Where a species has no protocol rows yet: the shortest usual interval, so that nobody starves.
FALLBACK_INTERVAL_HOURS = Decimal(3)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One protocol row: ages in days (inclusive), weights in grams, intervals in hours.

    The need is in kcal per 100 g of body weight and day; None where the source gives no figure.
    """

    age_from: int | None
    age_to: int | None
    weight_from: Decimal | None
    weight_to: Decimal | None
    feeds_per_day: Decimal | None
    interval_low: Decimal
    interval_high: Decimal
    need_low: Decimal | None
    need_high: Decimal | None
    source: str = ""

    def covers_age(self, age_days: int) -> bool:
        return (self.age_from or 0) <= age_days and (self.age_to is None or age_days <= self.age_to)

    @property
    def names_weight(self) -> bool:
        return self.weight_from is not None or self.weight_to is not None

    def covers_weight(self, grams: Decimal) -> bool:
        return (self.weight_from or 0) <= grams and (
            self.weight_to is None or grams < self.weight_to
        )


# The columns of a row of FeedingStepQuerySet.in_use(), behind that of the species.
COLUMNS = (
    "age_from",
    "age_to",
    "feeds_per_day",
    "interval_low",
    "interval_high",
    "need_low",
    "need_high",
    "source",
    "weight_from",
    "weight_to",
)


def by_species(rows: Iterable[tuple], *, of: Iterable[int]) -> dict[int, list[Step]]:
    """The steps of each of the species `of`, from rows that begin with the species."""
    steps: dict[int, list[Step]] = {species_id: [] for species_id in of}
    for species_id, *row in rows:
        steps[species_id].append(Step(**dict(zip(COLUMNS, row, strict=True))))
    return steps


def step_for(
    steps: Sequence[Step], *, age_days: int | None, weight_g: Decimal | None
) -> Step | None:
    """The step that sets the interval; None where the species has no steps."""
    if not steps:
        return None
    by_age = sorted(steps, key=lambda step: step.age_from or 0)
    at_age = [step for step in by_age if age_days is not None and step.covers_age(age_days)]
    if age_days is not None and not at_age:
        at_age = by_age[-1:] if age_days > (by_age[-1].age_to or 0) else by_age[:1]
    if weight_g is None:
        return at_age[0] if at_age else by_age[0]
    both = [step for step in at_age if step.covers_weight(weight_g)]
    if both:
        return both[0]
    like_weight = [step for step in by_age if step.names_weight and step.covers_weight(weight_g)]
    if not at_age:
        return like_weight[0] if like_weight else by_age[0]
    # The oldest step of that weight: a light animal is fed as the younger one that it resembles.
    candidates = [at_age[0], *like_weight[-1:]]
    return min(candidates, key=lambda step: step.age_from or 0)


def interval_hours(step: Step, *, weak: bool) -> Decimal:
    """The day's feeds spread evenly within the step's range; the shortest interval for a weak one.

    In half hours, as people keep them, and never less than one: a slip in a protocol row must not
    make an animal due for ever.
    """
    if weak or not step.feeds_per_day:
        return step.interval_low
    even = DAY_HOURS / step.feeds_per_day
    spread = min(max(even, step.interval_low), step.interval_high)
    return max((spread / HALF).quantize(Decimal(1), rounding=ROUND_HALF_UP) * HALF, HALF)
