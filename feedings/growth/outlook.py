"""What an animal will weigh, and when it reaches the weights that matter, in words. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from animals.units import WeightUnit, format_weight
from feedings.growth.curves import Band
from feedings.growth.forecast import ALREADY, Forecast, Reach, forecast, reaches
from feedings.growth.readings import Reading

DAYS_AHEAD = (3, 7, 14)


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """Weights so many days ahead (None where that cannot be said), and the days of each target."""

    ahead: Mapping[int, Forecast | None]
    reaches: Mapping[str, Reach]


def outlook(
    readings: Sequence[Reading],
    *,
    littermates: Sequence[Sequence[Reading]],
    reference: Band | None,
    born_on: date | None,
    targets: Mapping[str, float],
    at: datetime,
) -> Outlook:
    """The forecast of one animal; days are those of `at`'s zone, targets grams by name."""
    return Outlook(
        ahead={
            days: forecast(
                readings,
                littermates=littermates,
                reference=reference,
                born_on=born_on,
                at=at,
                ahead=timedelta(days=days),
            )
            for days in DAYS_AHEAD
        },
        reaches={
            name: reaches(
                readings,
                littermates=littermates,
                reference=reference,
                born_on=born_on,
                at=at,
                target_g=grams,
            )
            for name, grams in targets.items()
        },
    )


def outlook_words(found: Outlook, *, unit: WeightUnit, today: date) -> tuple[str, ...]:
    """The next weight to look forward to, and the week ahead; or why that cannot be said."""
    to_come = {name: reach for name, reach in found.reaches.items() if reach.why_not != ALREADY}
    said = [reach_words(name, reach, unit=unit, today=today) for name, reach in to_come.items()]
    dated = [words for words, reach in zip(said, to_come.values(), strict=True) if reach.on]
    in_a_week = found.ahead.get(7)
    if in_a_week:
        low, high = (grams_words(grams, unit) for grams in (in_a_week.low_g, in_a_week.high_g))
        middle = grams_words(in_a_week.grams, unit)
        dated.append(f"In a week about {middle}; eight times of ten from {low} to {high}.")
    return tuple(dated) or tuple(said[:1])


def reach_words(name: str, reach: Reach, *, unit: WeightUnit, today: date) -> str:
    """ "Spaying (907 g): about 3 May, from 1 May to 6 May." """
    head = f"{name[:1].upper()}{name[1:]} ({grams_words(reach.target_g, unit)})"
    if reach.on is None:
        return f"{head}: {reach.why_not}."
    early = day_words(reach.earliest_on or reach.on, today)
    late = f"to {day_words(reach.latest_on, today)}" if reach.latest_on else "on, or much later"
    return f"{head}: about {day_words(reach.on, today)}, from {early} {late}."


def grams_words(grams: float, unit: WeightUnit) -> str:
    """To the gram: no forecast is known better."""
    return format_weight(Decimal(f"{grams:.0f}"), unit)


def day_words(day: date, today: date) -> str:
    written = f"{day.day} {day:%B}"
    return written if day.year == today.year else f"{written} {day.year}"
