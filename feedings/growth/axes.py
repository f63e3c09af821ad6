"""Where an instant and a weight lie on the field of a chart, and what is written along its sides.

Pure. Ages are days since `zero` (midnight of the birth date, or of the first reading's day where
that is not known), weights grams. The field is 1,000 by 1,000; y grows downwards, as SVG has it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from math import ceil, floor, log10

from animals.units import GRAMS_PER, WeightUnit
from feedings.growth.curves import Band
from feedings.growth.readings import Reading

SIDE = 1000
DAY = timedelta(days=1)
MONTH_DAYS = 365.2425 / 12

MOST_TICKS = 8
MOST_DATE_TICKS = 4
LEAST_DAYS = 4.0
# The band may lift the top of the axis to this multiple of the heaviest reading, no further.
BAND_HEADROOM = 1.3
KILOGRAMS_FROM_G = 10_000


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A grid line: where it lies, in per cent of the field, and what is written beside it."""

    at: float
    label: str


@dataclass(frozen=True, kw_only=True)
class Axes:
    """The spans that a chart shows: ages in days from `zero`, weights in grams."""

    zero: datetime
    x_from: float
    x_to: float
    y_from: float
    y_to: float
    y_step: float
    y_unit: WeightUnit

    def age(self, at: datetime) -> float:
        """Days from `zero` to an instant, with fractions."""
        return (at - self.zero) / DAY

    def x(self, age_days: float) -> float:
        """The place of an age, in units of the field."""
        return SIDE * (age_days - self.x_from) / (self.x_to - self.x_from)

    def y(self, grams: float) -> float:
        """The place of a weight, in units of the field."""
        return SIDE - SIDE * (grams - self.y_from) / (self.y_to - self.y_from)


def axes_for(
    readings: Sequence[Reading],
    *,
    born_on: date | None,
    band: Band | None,
    unit: WeightUnit,
    zone: tzinfo,
    at: datetime,
) -> Axes:
    """Axes that hold all readings (at least one, oldest first) with round numbers along them."""
    first, last = readings[0].at, readings[-1].at
    zero_day = born_on or first.astimezone(zone).date()
    zero = datetime(zero_day.year, zero_day.month, zero_day.day, tzinfo=zone)
    youngest, oldest, now = ((moment - zero) / DAY for moment in (first, last, at))
    # An early start is worth its empty space; a late arrival's chart begins where its weights do.
    from_birth = 0 <= youngest <= max(0.4 * oldest, 2)
    x_from = 0.0 if from_birth else float(floor(youngest))
    # The days since the last reading are shown as the nothing they are, though not for ever.
    x_to = now if now - oldest <= 0.2 * (oldest - x_from) else oldest
    x_to = max(x_to, x_from + LEAST_DAYS)

    lightest = min(reading.grams for reading in readings)
    heaviest = max(reading.grams for reading in readings)
    top = max(heaviest, min(_reach(band, x_to), BAND_HEADROOM * heaviest))
    bottom = 0.0 if lightest < 0.5 * heaviest else lightest - max(0.1 * heaviest, top - lightest)
    y_unit = "kg" if unit == "g" and heaviest >= KILOGRAMS_FROM_G else unit
    step = _nice_step((top - max(bottom, 0.0)) / 5, float(GRAMS_PER[y_unit]))
    return Axes(
        zero=zero,
        x_from=x_from,
        x_to=x_to,
        y_from=max(0.0, step * floor(bottom / step)),
        y_to=step * ceil(top * 1.01 / step),
        y_step=step,
        y_unit=y_unit,
    )


def weight_ticks(axes: Axes) -> tuple[Tick, ...]:
    """Lines at round weights, lightest first."""
    per_unit = float(GRAMS_PER[axes.y_unit])
    count = round((axes.y_to - axes.y_from) / axes.y_step)
    weights = [axes.y_from + number * axes.y_step for number in range(count + 1)]
    return tuple(
        Tick(at=percent(axes.y(grams)), label=f"{round(grams / per_unit, 3):g}")
        for grams in weights
    )


def age_ticks(axes: Axes, *, born_on: date | None, zone: tzinfo) -> tuple[tuple[Tick, ...], str]:
    """Marks along the bottom, and what they count; dates where the birth date is not known."""
    span = axes.x_to - axes.x_from
    if born_on is None:
        step = next(step for step in _steps() if span / step <= MOST_DATE_TICKS)
        pattern = "{0:%b} {0.year}" if step >= MONTH_DAYS else "{0.day} {0:%b}"
        return _every(
            step, axes, lambda age: pattern.format((axes.zero + age * DAY).astimezone(zone))
        ), ""
    step = next(step for step in _steps() if span / step <= MOST_TICKS)
    if step < 7:
        return _every(step, axes, lambda age: f"{age:.0f}".replace("-", "−")), "age in days"
    if step < MONTH_DAYS:
        return _every(step, axes, lambda age: f"{age / 7:.0f}".replace("-", "−")), "age in weeks"
    return _every(step, axes, lambda age: f"{age / MONTH_DAYS:.0f}"), "age in months"


def percent(units: float) -> float:
    """Units of the field as per cent of it, to a tenth."""
    return round(units / SIDE * 100, 1)


def _reach(band: Band | None, age_days: float) -> float:
    """The highest grams of the band's area up to an age; 0 without a band."""
    if band is None:
        return 0.0
    inside = [g for age, g in zip(band.top.ages, band.top.grams, strict=True) if age <= age_days]
    return max([*inside, band.top.at(age_days) or 0.0], default=0.0)


def _nice_step(raw_g: float, per_unit: float) -> float:
    """About `raw_g` grams, as 1, 2, 2.5, 5 or 10 times a power of ten of the unit."""
    raw = raw_g / per_unit
    power = 10.0 ** floor(log10(raw))
    return per_unit * next(power * n for n in (1, 2, 2.5, 5, 10) if power * n >= 0.8 * raw)


def _steps() -> Iterator[float]:
    """Distances between marks, in days: days, weeks, then 1, 2, 6, 12, 24 ... months."""
    yield from (1, 2, 7, 14, MONTH_DAYS, 2 * MONTH_DAYS)
    months = 6
    while True:
        yield months * MONTH_DAYS
        months *= 2


def _every(step: float, axes: Axes, label: Callable[[float], str]) -> tuple[Tick, ...]:
    first = ceil(axes.x_from / step - 1e-9)
    last = floor(axes.x_to / step + 1e-9)
    ages = [number * step for number in range(first, last + 1)]
    return tuple(Tick(at=percent(axes.x(age)), label=label(age)) for age in ages)
