"""How much, how often, and when next. Pure: protocol rows and facts in, a plan out.

Volume goes by weight, the interval by age and vigour, the day's need by energy and the density of
the formula in use. The stomach ceiling bounds one feed; eight feeds at the ceiling overfeed, so a
suggestion aims at the day's need. Sources stand on the rows (feeding_*.csv, thresholds.csv).
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from animals.feeding_steps import (
    DAY_HOURS,
    FALLBACK_INTERVAL_HOURS,
    HALF,
    Step,
    interval_hours,
    step_for,
)

TENTH = Decimal("0.1")
HUNDRED = Decimal(100)
# Below this a carer measures with a syringe marked in tenths, above it in half millilitres.
FINE_BELOW_ML = Decimal(5)

CEILING_KEY = "stomach_ml_per_100g_high"
NEED_LOW_KEY = "kcal_per_100g_day_low"
NEED_HIGH_KEY = "kcal_per_100g_day_high"
LIMIT_KEYS = (CEILING_KEY, NEED_LOW_KEY, NEED_HIGH_KEY)


@dataclass(frozen=True, kw_only=True)
class FeedPlan:
    """What one animal should get: ml per feed and day, and the time between feeds.

    Amounts are None where the weight is not known; `day_low_ml` to `day_high_ml` is the day's need.
    `ml_per_100g` is one feed per 100 g of body weight, for a weight that is only now typed.
    """

    interval: dt.timedelta
    suggested_ml: Decimal | None
    ceiling_ml: Decimal | None
    day_low_ml: Decimal | None
    day_high_ml: Decimal | None
    ml_per_100g: Decimal | None
    ceiling_ml_per_100g: Decimal | None
    source: str

    def next_due(self, *, after: dt.datetime) -> dt.datetime:
        return after + self.interval


def plan(
    *,
    steps: Sequence[Step],
    limits: Mapping[str, Decimal],
    age_days: int | None,
    weight_g: Decimal | None,
    kcal_per_ml: Decimal | None,
    weak: bool = False,
) -> FeedPlan:
    """The plan for an animal of this age and weight, by `steps` of its species.

    `weak` asks for the shortest interval of the step. An unknown age is taken from the weight, and
    where weight and age point at different steps the younger one sets the interval.
    """
    step = step_for(steps, age_days=age_days, weight_g=weight_g)
    hours = interval_hours(step, weak=weak) if step else FALLBACK_INTERVAL_HOURS
    need_low = (step.need_low if step else None) or limits.get(NEED_LOW_KEY)
    need_high = (step.need_high if step else None) or limits.get(NEED_HIGH_KEY)
    ceiling = limits.get(CEILING_KEY)
    each = day_low = day_high = None
    if kcal_per_ml and need_low and need_high:
        day_low, day_high = need_low / kcal_per_ml, need_high / kcal_per_ml
        each = (day_low + day_high) / 2 * hours / DAY_HOURS
        each = min(each, ceiling) if ceiling is not None else each
    return FeedPlan(
        interval=dt.timedelta(hours=float(hours)),
        suggested_ml=of_weight(each, weight_g, measurable),
        ceiling_ml=of_weight(ceiling, weight_g, lambda volume: floor_to(volume, TENTH)),
        day_low_ml=of_weight(day_low, weight_g, to_tenth),
        day_high_ml=of_weight(day_high, weight_g, to_tenth),
        ml_per_100g=each,
        ceiling_ml_per_100g=ceiling,
        source=step.source if step else "",
    )


def of_weight(
    ml_per_100g: Decimal | None, weight_g: Decimal | None, rounded: Callable[[Decimal], Decimal]
) -> Decimal | None:
    if ml_per_100g is None or weight_g is None:
        return None
    return rounded(weight_g / HUNDRED * ml_per_100g)


def measurable(volume_ml: Decimal) -> Decimal:
    """Rounded down to what a carer can measure: half millilitres, or tenths below 5 ml."""
    return floor_to(volume_ml, TENTH if volume_ml < FINE_BELOW_ML else HALF)


def floor_to(value: Decimal, step: Decimal) -> Decimal:
    return ((value / step).to_integral_value(rounding=ROUND_FLOOR) * step).quantize(TENTH)


def to_tenth(value: Decimal) -> Decimal:
    return value.quantize(TENTH, rounding=ROUND_HALF_UP)
