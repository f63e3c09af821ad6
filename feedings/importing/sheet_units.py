"""In which unit a sheet's numbers are: said by its words, by the person, or guessed. Pure."""

import math
from collections import Counter
from collections.abc import Sequence

from animals.units import GRAMS_PER, WeightUnit

from . import bags, words
from .cells import Marks, Written, number
from .facts import Options, SpeciesLimits
from .layout import Layout, Mention, listed
from .sheet_calendar import calendar_for

GUESS_FROM = 400  # weights looked at to guess the unit

Mentioned = tuple[Mention, Written, Written | None]


def own_unit(written: Written, mention: Mention) -> WeightUnit | None:
    return written.parts[0].unit or mention.unit


def unit_of_sheet(
    layout: Layout, mentions: list[Mentioned], marks: Marks, options: Options
) -> tuple[WeightUnit, bool, str]:
    """The unit of numbers that have none beside or above them, and how it is known."""
    plain = [m for m in mentions if own_unit(m[1], m[0]) is None]
    if not plain:
        units = Counter(own_unit(written, mention) for mention, written, _ in mentions)
        unit = units.most_common(1)[0][0] if units else None
        unit = unit or options.unit or "g"
        names = listed(words.UNIT_NAMES[u] for u in units if u)
        if names == "pounds" and any(ounces or len(w.parts) > 1 for _, w, ounces in mentions):
            names = "pounds and ounces"
        return unit, False, f"Weights in {names}, as the sheet says." if names else ""
    titled = unit_in_titles(layout)
    if options.unit:
        differs = ""
        if titled and titled != options.unit:
            differs = f" The sheet itself speaks of {words.UNIT_NAMES[titled]}: please check."
        return options.unit, False, f"Weights in {words.UNIT_NAMES[options.unit]}.{differs}"
    if titled:
        return titled, False, f"Weights in {words.UNIT_NAMES[titled]}, as the sheet says."
    guess = _guess_unit([(m[0], m[1]) for m in plain], marks, options)
    text = (
        f"Weights in {words.UNIT_NAMES[guess]}: a guess from what a {options.limits.young} weighs. "
        "Choose the unit if it is wrong."
    )
    return guess, True, text


def unit_in_titles(layout: Layout) -> WeightUnit | None:
    """The one unit that the words around the table name; a bag's weight does not count."""
    found: set[WeightUnit] = set()
    for _, text in layout.titles:
        tokens = words.plain(text).split()
        if any(char.isdigit() for char in text) and not ("in" in tokens or "weights" in tokens):
            continue
        if set(tokens) & bags.WORDS or len(tokens) > 15:
            continue
        found |= {words.UNITS[token] for token in tokens if token in words.UNITS and len(token) > 1}
        if "g" in tokens and f"({'g'})" in text.lower():
            found.add("g")
    return found.pop() if len(found) == 1 else None


def _guess_unit(
    weights: Sequence[tuple[Mention, Written]], marks: Marks, options: Options
) -> WeightUnit:
    """The unit in which the numbers lie nearest to what the species weighs at those ages."""
    calendar = calendar_for(
        (mention.when for mention, _ in weights),
        born_on=options.born_on,
        today=options.today,
        order=options.date_order,
        year=options.year,
    )
    every = max(len(weights) // GUESS_FROM, 1)
    sample = [(calendar.day(mention.when), written) for mention, written in weights[::every]]
    known = [day for day, _ in sample if day is not None]
    born_on = options.born_on or min(known, default=options.today)
    # Who writes a decimal comma weighs in metric units.
    metric = marks.comma is True
    scores: list[tuple[float, float, WeightUnit]] = []
    for unit in GRAMS_PER:
        outside, off_middle = [], []
        unlikely = 1.0 if metric and unit in ("oz", "lb") else 0.0
        for day, written in sample:
            grams = float(number(written.parts[0], marks, unit) * GRAMS_PER[unit])
            low, high = _expected(options.limits, max(((day or born_on) - born_on).days, 0))
            if grams <= 0:
                continue
            outside.append(max(0.0, math.log(low / grams), math.log(grams / high)))
            off_middle.append(abs(math.log(grams / math.sqrt(low * high))))
        if outside:
            count = len(outside)
            scores.append(
                (round(sum(outside) / count + unlikely, 1), sum(off_middle) / count, unit)
            )
    return min(scores)[2] if scores else "g"


def _expected(limits: SpeciesLimits, age: int) -> tuple[float, float]:
    return limits.band(age) or (float(limits.lightest_g), float(limits.heaviest_g(age)))
