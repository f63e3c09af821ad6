"""Weights that were read and should be looked at again: swaps, slips of digit or unit, jumps. Pure.

Unlike the questions of a round, which know only the past, a sheet shows what came after: a weight
is doubted when it fits neither the one before nor the one behind it.
"""

import bisect
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from animals.units import format_weight
from feedings.growth.plausible import UNIT_FITS, slips
from feedings.questions import Known, plausible

from .facts import Problem, Reading, Understanding
from .layout import Spot, listed

SURELY_FINE = (0.9, 1.12)
NEAR_DAYS = 10  # neighbours further away say little
LITTER_JUMP = 0.04
LITTER_NEIGHBOURS_DAYS = 3
LITTER_AT_LEAST = 3
MOST_OF_A_JUMP = 0.75  # smaller ones in a row are the shadow of the largest
FIRST_DAYS = 2  # the newborn's own loss and rise
MOST_OUT_OF_ORDER = 0.2  # more than that and the sheet has no order


def questions(found: Understanding) -> list[Problem]:
    """One question a reading at most, and one a day for jumps of the whole litter."""
    by_animal: dict[str, list[Reading]] = defaultdict(list)
    for reading in found.readings:
        by_animal[reading.key].append(reading)
    for series in by_animal.values():
        series.sort(key=lambda reading: reading.moment)
    asked = {problem.spot for problem in found.problems}
    doubts = {
        **_out_of_line(by_animal),
        **_too_light(found),
        **_swapped(by_animal),
    }
    problems = [
        _question(reading, sentence)
        for reading, sentence in doubts.values()
        if reading.spot not in asked
    ]
    return [
        *problems,
        *_litter_jumps(by_animal, set(doubts), found.options.born_on),
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


def _swapped(by_animal: dict[str, list[Reading]]) -> Doubts:
    """Two weights of one day that fit each other's animal far better than their own."""
    expected: dict[tuple[dt.date, dt.time], list[tuple[Reading, float]]] = defaultdict(list)
    for series in by_animal.values():
        for before, reading, after in zip(series, series[1:], series[2:], strict=False):
            if _near(before, reading) and _near(reading, after) and before.grams and after.grams:
                expected[reading.on, reading.at].append((reading, _between(before, reading, after)))
    doubts: Doubts = {}
    for litter in expected.values():
        if not 2 <= len(litter) <= 20:
            continue
        for one, ones in litter:
            for other, others in litter:
                if one is other or one.spot in doubts or one.grams <= other.grams:
                    continue
                if _better_crossed(one, ones, other, others):
                    for own, mate in ((one, other), (other, one)):
                        text = (
                            f"{format_weight(own.grams, own.unit)} fits {mate.label} better than "
                            f"{own.label} that day. Are the two swapped?"
                        )
                        doubts[own.spot] = (own, text)
    return doubts


def _between(before: Reading, reading: Reading, after: Reading) -> float:
    """The weight on the line between the neighbours, at the reading's time."""
    span = (after.moment - before.moment).total_seconds()
    share = (reading.moment - before.moment).total_seconds() / span if span else 0.5
    return float(before.grams) + share * float(after.grams - before.grams)


def _better_crossed(one: Reading, ones: float, other: Reading, others: float) -> bool:
    as_read = abs(float(one.grams) - ones) + abs(float(other.grams) - others)
    crossed = abs(float(one.grams) - others) + abs(float(other.grams) - ones)
    rounding = 4 * float(one.precision_g + other.precision_g)
    return as_read > 0.16 * min(ones, others) + rounding and crossed * 3 < as_read


def _litter_jumps(
    by_animal: dict[str, list[Reading]], doubted: set[Spot], born_on: dt.date | None
) -> list[Problem]:
    """Days on which nearly all weigh too much or too little between the days beside: the scale."""
    off: dict[tuple[dt.date, dt.time], list[tuple[Reading, float]]] = defaultdict(list)
    for series in by_animal.values():
        for before, reading, after in zip(series, series[1:], series[2:], strict=False):
            if (after.on - before.on).days > LITTER_NEIGHBOURS_DAYS or reading.spot in doubted:
                continue
            if born_on is not None and (reading.on - born_on).days <= FIRST_DAYS:
                continue
            usual = _between(before, reading, after)
            off[reading.on, reading.at].append((reading, float(reading.grams) / usual - 1))
    runs: list[list[Jump]] = []
    for moment in sorted(off):
        jump = _jump(off[moment])
        if jump is None:
            continue
        if runs and (jump.first.on - runs[-1][-1].first.on).days <= LITTER_NEIGHBOURS_DAYS:
            runs[-1].append(jump)
        else:
            runs.append([jump])
    return [_asked_once(run) for run in runs]


@dataclass(frozen=True)
class Jump:
    """A day of the whole litter: its first cell, how many went the same way, how far."""

    first: Reading
    same_way: int
    of: int
    share: float


def _jump(day: list[tuple[Reading, float]]) -> Jump | None:
    shares = sorted(share for _, share in day)
    middle = shares[len(shares) // 2]
    same_way = sum(1 for share in shares if share * middle > 0 and abs(share) > LITTER_JUMP / 2)
    rounding = max(float(reading.precision_g / reading.grams) for reading, _ in day)
    if len(day) < LITTER_AT_LEAST or abs(middle) < LITTER_JUMP + rounding / 2:
        return None
    if same_way * 4 < len(day) * 3:
        return None
    first = min((reading for reading, _ in day), key=lambda reading: reading.spot)
    return Jump(first, same_way, len(day), middle)


def _asked_once(run: list[Jump]) -> Problem:
    """Days in a row are one jump: a rise makes its neighbours look low."""
    most = max(abs(jump.share) for jump in run)
    clear = [jump for jump in run if abs(jump.share) >= MOST_OF_A_JUMP * most]
    days = listed(
        f"on {jump.first.on:%-d %B} {jump.same_way} of {jump.of} weighed about "
        f"{abs(jump.share) * 100:.0f} % {'more' if jump.share > 0 else 'less'}"
        for jump in clear
    )
    sentence = f"{days[:1].upper()}{days[1:]} than the days beside say. Was the scale zeroed?"
    return _question(clear[0].first, sentence)


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
