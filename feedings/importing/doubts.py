"""Weights that were read and should be looked at again: swaps, slips of digit or unit, jumps. Pure.

Unlike the questions of a round, which know only the past, a sheet shows what came after: a weight
is doubted when it fits neither the one before nor the one behind it. What is swapped and what the
scale did is found as it is once the weights are stored (feedings/growth/suspicion.py).
"""

import bisect
import datetime as dt
from collections import defaultdict
from decimal import Decimal

from animals.units import format_weight
from feedings.growth import readings as growth
from feedings.growth.plausible import UNIT_FITS, slips
from feedings.growth.suspicion import Doubt
from feedings.growth.suspicion import doubts as suspicions
from feedings.questions import Known, plausible

from .facts import Problem, Reading, Understanding
from .layout import Spot

SURELY_FINE = (0.9, 1.12)
NEAR_DAYS = 10  # neighbours further away say little
MOST_OUT_OF_ORDER = 0.2  # more than that and the sheet has no order


def questions(found: Understanding) -> list[Problem]:
    """One question a reading at most, and one a day for jumps of the whole litter."""
    by_animal: dict[str, list[Reading]] = defaultdict(list)
    for reading in found.readings:
        by_animal[reading.key].append(reading)
    for series in by_animal.values():
        series.sort(key=lambda reading: reading.moment)
    asked = {problem.spot for problem in found.problems}
    suspected = _suspected(by_animal)
    doubts = {
        **_out_of_line(by_animal),
        **_too_light(found),
        **_swapped(suspected),
    }
    problems = [
        _question(reading, sentence)
        for reading, sentence in doubts.values()
        if reading.spot not in asked
    ]
    return [
        *problems,
        *_litter_jumps(suspected),
        *_dates_out_of_order(found),
    ]


Doubts = dict[Spot, tuple[Reading, str]]


def _question(reading: Reading, sentence: str) -> Problem:
    return Problem(spot=reading.spot, text=reading.text, sentence=sentence, severity="question")


def _fits(reading: Reading, other: Reading) -> bool:
    ratio = float(reading.grams / other.grams)
    if SURELY_FINE[0] <= ratio <= SURELY_FINE[1]:
        return True
    known = Known(
        animal_id=0,
        name=reading.label,
        last_weight_g=other.grams,
        last_weighed_at=other.moment,
    )
    precision = max(reading.precision_g, other.precision_g)
    return plausible(known=known, grams=reading.grams, precision_g=precision, at=reading.moment)


def _out_of_line(by_animal: dict[str, list[Reading]]) -> Doubts:
    """Weights that fit neither neighbour, though these fit each other."""
    doubts: Doubts = {}
    for series in by_animal.values():
        for index, reading in enumerate(series):
            before = series[index - 1] if index else None
            after = series[index + 1] if index + 1 < len(series) else None
            beside = [
                other for other in (before, after) if other is not None and _near(reading, other)
            ]
            if not beside or any(_fits(reading, other) for other in beside):
                continue
            if len(beside) == 1 and not _leans_on_two(series, index):
                continue
            if len(beside) == 2 and not _fits(beside[1], beside[0]):
                continue
            doubts[reading.spot] = (reading, _explained(reading, beside))
    return doubts


def _near(one: Reading, other: Reading) -> bool:
    return abs((one.on - other.on).days) <= NEAR_DAYS


def _leans_on_two(series: list[Reading], index: int) -> bool:
    """At an end of the sheet: the two next to it agree with each other."""
    inner = series[1:3] if index == 0 else series[-3:-1]
    return len(inner) == 2 and _near(*inner) and _fits(inner[1], inner[0])


def _explained(reading: Reading, beside: list[Reading]) -> str:
    shown = format_weight(reading.grams, reading.unit)
    usual = sum((other.grams for other in beside), Decimal(0)) / len(beside)
    others = " and ".join(format_weight(other.grams, other.unit) for other in beside)
    for slip in slips(reading.unit):
        if abs(reading.grams * slip.factor - usual) <= UNIT_FITS * usual:
            meant = format_weight(
                (reading.grams * slip.factor).quantize(Decimal("0.1")), reading.unit
            )
            return f"{shown} beside {others}. {slip.text} That would be {meant}."
    return f"{shown} is far from the weights beside it, {others}."


def _too_light(found: Understanding) -> Doubts:
    """Lighter than any that lived: mostly the wrong unit."""
    limits = found.options.limits
    return {
        reading.spot: (
            reading,
            f"{format_weight(reading.grams, reading.unit)} is less than any {limits.young} that "
            "lived weighed. Is the unit right?",
        )
        for reading in found.readings
        if reading.grams < limits.lightest_g
    }


# A reading in doubt, why, and the label of the littermate that it was swapped with.
Suspected = list[tuple[Reading, Doubt, str]]


def _suspected(by_animal: dict[str, list[Reading]]) -> Suspected:
    """What the engine behind all growth doubts, over the whole litter."""
    numbered = dict(enumerate(by_animal.values()))
    told = suspicions(
        {
            number: [_as_growth(reading, place) for place, reading in enumerate(series)]
            for number, series in numbered.items()
        },
        names={},
    )
    return [
        (
            numbered[number][int(doubt.entry_id)],
            doubt,
            "" if doubt.with_ is None else numbered[doubt.with_][0].label,
        )
        for number, own in told.items()
        for doubt in own
    ]


def _as_growth(reading: Reading, place: int) -> growth.Reading:
    return growth.Reading(
        at=reading.moment.replace(tzinfo=dt.UTC),
        grams=float(reading.grams),
        precision_g=float(reading.precision_g),
        entry_id=str(place),
    )


def _swapped(suspected: Suspected) -> Doubts:
    """Two weights of one day that fit each other's animal far better than their own."""
    return {
        reading.spot: (
            reading,
            f"{format_weight(reading.grams, reading.unit)} fits {mate} better than "
            f"{reading.label} that day. Are the two swapped?",
        )
        for reading, doubt, mate in suspected
        if doubt.reason == "swapped"
    }


def _litter_jumps(suspected: Suspected) -> list[Problem]:
    """One question a sitting of which nearly all read too high or too low: the scale."""
    together: dict[dt.datetime, list[tuple[Reading, Doubt]]] = defaultdict(list)
    for reading, doubt, _ in suspected:
        if doubt.reason == "litter_jump":
            together[doubt.sitting].append((reading, doubt))
    found = []
    for _, sitting in sorted(together.items()):
        first, doubt = min(sitting, key=lambda pair: pair[0].spot)
        sentence = f"On {first.on:%-d %B} {doubt.sentence.replace(' that day: was', '. Was')}"
        found.append(_question(first, sentence))
    return found


def _dates_out_of_order(found: Understanding) -> list[Problem]:
    """Dates of a wide sheet that go against the run of the others."""
    if found.shape == "long":
        return []
    axis = 0 if found.shape == "down" else 1
    first_at: dict[int, Reading] = {}
    for reading in found.readings:
        first_at.setdefault(reading.spot[axis], reading)
    lines = [first_at[position] for position in sorted(first_at)]
    days = [reading.on.toordinal() for reading in lines]
    rising, falling = _in_order(days), _in_order([-day for day in days])
    kept = rising if len(rising) >= len(falling) else falling
    if len(days) - len(kept) > MOST_OUT_OF_ORDER * len(days):
        return []
    return [
        _question(reading, f"{reading.on:%-d %B %Y} is out of order here. Is the date right?")
        for index, reading in enumerate(lines)
        if index not in kept
    ]


def _in_order(values: list[int]) -> set[int]:
    """The places of the longest run that never goes back."""
    tails: list[int] = []
    places: list[int] = []
    came_from: list[int] = []
    for place, value in enumerate(values):
        at = bisect.bisect_right(tails, value)
        came_from.append(places[at - 1] if at else -1)
        tails[at : at + 1] = [value]
        places[at : at + 1] = [place]
    kept = set()
    place = places[-1] if places else -1
    while place >= 0:
        kept.add(place)
        place = came_from[place]
    return kept
