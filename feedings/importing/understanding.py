"""What a table of cells means: which animal weighed how many grams on which day. Pure.

Nothing is dropped in silence: a cell that cannot be read is a `Problem` that names it, whatever was
passed over is said in `left_out`, and what had to be guessed is said as a guess.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from animals.units import GRAMS_PER, HEAVIEST_STORED_G, WeightUnit, format_weight, to_tenth

from . import bags, words
from .cells import Marks, Written, is_missing, marks_of, number, shown, written_weight
from .dates import When, when
from .doubts import questions
from .facts import MORNING, Options, Problem, Reading, SpeciesLimits, Understanding
from .layout import Grid, Layout, Mention, Shape, Spot, count_of, listed
from .long import find_long
from .repeats import one_reading_a_time
from .sheet import SheetError, Table
from .sheet_calendar import ORDER_NAMES, calendar_for
from .sheet_units import Mentioned, own_unit, unit_of_sheet
from .steps import Steps
from .wide import find_wide

__all__ = [
    "Options",
    "Problem",
    "Reading",
    "SpeciesLimits",
    "Understanding",
    "understand",
    "understand_tables",
]

SHAPE_WORDS: dict[Shape, str] = {
    "down": "a row a day, a column an animal",
    "across": "a row an animal, a column a day",
    "long": "a row a weighing",
}
LOOKED_FOR = (
    "Pouch looks for dates down one column with an animal a column, dates along one row with an "
    "animal a row, or a date, a name and a weight in each row."
)


SAME_WEIGHT = Decimal("0.03")  # of two units in one cell, with their rounding
UNBORN = "The sheet counts in ages, and the day of birth is not known"


@dataclass(frozen=True)
class Measured:
    """A mention with its weight as written; numbers wait for the sheet's marks and steps."""

    mention: Mention
    written: Written
    unit: WeightUnit
    ounces: Written | None = None

    @property
    def is_pair(self) -> bool:
        """Pounds and ounces, or kilos and grams."""
        return self.ounces is not None or len(self.written.parts) > 1


def understand_tables(tables: Sequence[Table], options: Options, sheet: str = "") -> Understanding:
    """The worksheet of that name, or the first that holds weights. Raises SheetError."""
    chosen = [table for table in tables if table.sheet == sheet] if sheet else tables
    if not chosen:
        raise SheetError(f"There is no worksheet “{sheet}” in this file.")
    refused: SheetError | None = None
    for table in chosen:
        try:
            return understand(table, options)
        except SheetError as error:
            refused = refused or error
    assert refused is not None
    raise refused


def understand(table: Table, options: Options) -> Understanding:
    """Read a table. Raises SheetError where it holds no weights that belong to a day."""
    layout = find_layout(table)
    mentions, problems = _weights(table, layout)
    marks = marks_of(written for _, written, _ in mentions)
    unit, guessed, unit_said = unit_of_sheet(layout, mentions, marks, options)
    calendar = calendar_for(
        (mention.when for mention, _, _ in mentions),
        born_on=options.born_on,
        today=options.today,
        order=options.date_order,
        year=options.year,
        ages_start_at=1 if options.day_one_is_birth else 0,
        prefers_month_first=unit in ("oz", "lb"),
    )
    found = Understanding(
        table=table,
        shape=layout.shape,
        options=options,
        unit=unit,
        unit_guessed=guessed,
        calendar=calendar,
        left_out=layout.left_out,
    )
    found.problems = [
        *(
            Problem(spot=cell.spot, text=shown(table.cell(*cell.spot)), sentence=cell.sentence)
            for cell in layout.unread
        ),
        *problems,
    ]
    measured = [
        Measured(mention, written, own_unit(written, mention) or unit, ounces)
        for mention, written, ounces in mentions
    ]
    bag = bags.find(table, layout, unit=unit, marks=marks, given_g=options.bag_g)
    dated = _with_days(found, measured)
    found.readings = _readings(found, dated, marks, bag)
    one_reading_a_time(found)
    _name_animals(found, layout)
    found.said = [*_said(found, layout, mentions), unit_said, *bag.said]
    found.problems += questions(found)
    found.problems.sort(key=lambda problem: problem.spot)
    return found


def find_layout(table: Table) -> Layout:
    """The shape in which most weights are found. Raises SheetError where there is none."""
    upright = Grid(table)
    name = _name_of_single(table)
    long = find_long(upright)
    if long is not None and long.is_certain:
        return long
    candidates = [long, find_wide(upright, name=name)]
    candidates.append(find_wide(Grid(table, turned=True), name=name))
    layouts = [layout for layout in candidates if layout is not None]
    if not layouts:
        has_days = any(not day.weak for days in upright.whens.values() for day in days.values())
        missing = "weights beside its dates" if has_days else "dates or ages"
        where = f"The worksheet “{table.sheet}”" if table.sheet else f"“{table.name}”"
        raise SheetError(f"{where} has no {missing}. {LOOKED_FOR}")
    return max(layouts, key=lambda layout: _weights_in(table, layout))


def _weights_in(table: Table, layout: Layout) -> int:
    return sum(
        1 for mention in layout.mentions if written_weight(table.cell(*mention.spot)) is not None
    )


def _name_of_single(table: Table) -> str:
    """A sheet that heads its only column "Weight" is about one animal: its own name."""
    stem = table.sheet if table.sheet and not _is_default_name(table.sheet) else table.name
    stem = stem.rsplit("/", 1)[-1].rsplit("\\", 1)[-1].rsplit(".", 1)[0]
    kept = [word for word in stem.replace("_", " ").split() if not _is_sheet_word(word)]
    return " ".join(kept) or "Animal"


def _is_default_name(sheet: str) -> bool:
    return words.plain(sheet).rstrip("0123456789 ") in {"sheet", "tabelle", "feuil", "hoja", "blad"}


def _is_sheet_word(word: str) -> bool:
    return words.plain(word) in words.WEIGHT | {"chart", "log", "sheet", "s", "tracker", "growth"}


# -- weights and units --------------------------------------------------------------------------


def _weights(table: Table, layout: Layout) -> tuple[list[Mentioned], list[Problem]]:
    """The mentions that are weights, and a problem for every other one."""
    found: list[Mentioned] = []
    problems = []
    for mention in layout.mentions:
        cell = table.cell(*mention.spot)
        ounces_cell = table.cell(*mention.ounces) if mention.ounces else ""
        ounces = written_weight(ounces_cell) if not is_missing(ounces_cell) else None
        written = written_weight("0" if is_missing(cell) and ounces else cell)
        if written is not None and (ounces is not None or is_missing(ounces_cell)):
            found.append((mention, written, ounces))
            continue
        bad = mention.spot if written is None else mention.ounces or mention.spot
        text = shown(table.cell(*bad))
        a_date = (day := when(table.cell(*bad))) is not None and not day.weak
        what = "a date, not a weight" if a_date else "not a weight"
        problems.append(Problem(spot=bad, text=text, sentence=f"“{text}” is {what}: not read."))
    return found, problems


# -- days ---------------------------------------------------------------------------------------


def _with_days(
    found: Understanding, measured: Iterable[Measured]
) -> list[tuple[Measured, dt.date]]:
    """Each weight with its day; weights of impossible days become one problem a date cell."""
    refused: dict[Spot, tuple[str, int]] = {}
    ages_at: Spot | None = None
    dated = []
    for weight in measured:
        mention = weight.mention
        day = found.calendar.day(mention.when)
        reason = _refusal(found, mention.when, day)
        if day is not None and not reason:
            dated.append((weight, day))
            continue
        # All ages lack the same birth date: that is said once.
        place = ages_at if reason == UNBORN and ages_at is not None else mention.when_spot
        ages_at = place if reason == UNBORN else ages_at
        _, count = refused.get(place, ("", 0))
        refused[place] = (reason, count + 1)
    for spot, (reason, count) in refused.items():
        verb = "is" if count == 1 else "are"
        sentence = f"{reason}: {count_of(count, 'weight')} {verb} not read."
        text = shown(found.table.cell(*spot))
        found.problems.append(Problem(spot=spot, text=text, sentence=sentence))
    return dated


def _refusal(found: Understanding, said: When, day: dt.date | None) -> str:
    options = found.options
    if day is None:
        if said.age_days is not None and options.born_on is None:
            found.needs_born_on = True
            return UNBORN
        return "There is no such day"
    if day > options.today:
        return f"{day:%-d %B %Y} has not come yet"
    if options.born_on is not None and day < options.born_on:
        return f"{day:%-d %B %Y} lies before the birth on {options.born_on:%-d %B %Y}"
    return ""


def _readings(
    found: Understanding,
    dated: list[tuple[Measured, dt.date]],
    marks: Marks,
    bag: bags.Bag,
) -> list[Reading]:
    numbers = [_numbers(weight, marks) for weight, _ in dated]
    paired = {weight.unit for weight, _ in dated if weight.is_pair}
    numbers = [_completed(values, paired) for values in numbers]
    steps = Steps((values[-1][1], values[-1][0]) for values in numbers)
    readings = []
    for (weight, day), values in zip(dated, numbers, strict=True):
        grams = sum((value * GRAMS_PER[unit] for value, unit in values), Decimal(0))
        if weight.written.negative:
            grams = -grams
        grams -= bag.grams_for(weight.mention, found.table, marks, weight.unit)
        problem = _impossible(found, weight, grams, day)
        if problem:
            found.problems.append(problem)
            continue
        mention = weight.mention
        time = mention.when.time or mention.time
        reading = Reading(
            spot=mention.spot,
            label=mention.label,
            on=day,
            at=time or MORNING,
            day_only=time is None,
            zone=mention.when.zone,
            grams=to_tenth(grams),
            unit=weight.unit,
            precision_g=steps.precision_g(values[-1][1], values[-1][0]),
            text=_text(found.table, mention),
            is_birth=mention.when.age_days == 0,
        )
        readings.append(reading)
        found.problems += _remarks(weight, reading, marks)
    return readings


def _numbers(weight: Measured, marks: Marks) -> list[tuple[Decimal, WeightUnit]]:
    """Each number written, in its own unit; ounces of another cell come last."""
    values = [
        (number(part, marks, part.unit or weight.unit), part.unit or weight.unit)
        for part in weight.written.parts
    ]
    if weight.ounces is not None:
        values.append((number(weight.ounces.parts[0], marks, "oz"), "oz"))
    return values


def _completed(
    values: list[tuple[Decimal, WeightUnit]], paired: set[WeightUnit]
) -> list[tuple[Decimal, WeightUnit]]:
    """Where others are pounds and ounces, "3 lb" is read to the ounce too."""
    smaller: dict[WeightUnit, WeightUnit] = {"lb": "oz", "kg": "g"}
    value, unit = values[-1]
    if len(values) == 1 and unit in paired and unit in smaller and value == int(value):
        return [*values, (Decimal(0), smaller[unit])]
    return values


def _text(table: Table, mention: Mention) -> str:
    text = shown(table.cell(*mention.spot))
    if mention.ounces is not None:
        text = f"{text or 0} lb {shown(table.cell(*mention.ounces)) or 0} oz"
    return text


def _impossible(
    found: Understanding, weight: Measured, grams: Decimal, day: dt.date
) -> Problem | None:
    options = found.options
    text = _text(found.table, weight.mention)
    spot = weight.mention.spot
    if to_tenth(grams) <= 0:
        below = "negative" if grams < 0 else "0"
        return Problem(spot=spot, text=text, sentence=f"“{text}”: no weight is {below}. Not read.")
    age = (day - options.born_on).days if options.born_on else None
    heaviest = min(options.limits.heaviest_g(age), int(HEAVIEST_STORED_G))
    if grams <= heaviest:
        return None
    old = f" of {count_of(age, 'day')}" if age is not None else ""
    shown_weight = format_weight(to_tenth(grams), weight.unit)
    sentence = f"{shown_weight} is more than a {options.limits.young}{old} can weigh. Not read."
    return Problem(spot=spot, text=text, sentence=sentence)


def _remarks(weight: Measured, reading: Reading, marks: Marks) -> list[Problem]:
    """Cells that say more than a weight: read, and shown to be looked at."""
    sentences = []
    if weight.written.about:
        sentences.append(f"“{reading.text}” says about: read as {_as_read(reading)}.")
    also = weight.written.also
    if also is not None and also.unit is not None:
        other = number(also, marks, also.unit) * GRAMS_PER[also.unit]
        if abs(other - reading.grams) > SAME_WEIGHT * reading.grams + reading.precision_g:
            sentences.append(
                f"“{reading.text}” gives two weights that differ: read as {_as_read(reading)}."
            )
    remark = weight.written.remark
    if remark and not remark.lstrip("+-±( ").rstrip(") ").replace(".", "").isdigit():
        sentences.append(f"Read as {_as_read(reading)}; the cell also says “{remark}”.")
    ounces = weight.ounces or (weight.written if len(weight.written.parts) > 1 else None)
    if ounces is not None and weight.unit == "lb":
        digits = str(ounces.parts[-1].digits).replace(",", ".")
        if digits.replace(".", "", 1).isdigit() and float(digits) >= 16:
            sentences.append(
                f"“{reading.text}”: 16 ounces are a pound. Read as {_as_read(reading)}."
            )
    return [
        Problem(spot=reading.spot, text=reading.text, sentence=sentence, severity="question")
        for sentence in sentences
    ]


def _as_read(reading: Reading) -> str:
    return format_weight(reading.grams, reading.unit)


# -- what is said about it ----------------------------------------------------------------------


def _name_animals(found: Understanding, layout: Layout) -> None:
    with_readings = {reading.key for reading in found.readings}
    found.animals = [animal for key, animal in layout.animals.items() if key in with_readings]
    for key, animal in layout.animals.items():
        if key not in with_readings:
            found.left_out.append(f"“{animal.label}”: no weight that could be read.")


def _said(found: Understanding, layout: Layout, mentions: list[Mentioned]) -> list[str]:
    days = {reading.on for reading in found.readings}
    names = listed(animal.label for animal in found.animals) or "none with a weight to read"
    said = [
        f"Shape: {SHAPE_WORDS[layout.shape]}.",
        f"{count_of(len(found.animals), 'animal')}: {names}.",
    ]
    if days:
        first, last = min(days), max(days)
        span = f"{first:%-d %B %Y}" + (f" to {last:%-d %B %Y}" if last > first else "")
        said.append(f"{count_of(len(days), 'day')}, {span}.")
    whens = [mention.when for mention, _, _ in mentions]
    if any(w.numbers and w.mark != "name" for w in whens):
        order = ORDER_NAMES[found.calendar.order]
        guess = "" if found.calendar.decided else " (a guess: the other order fits too)"
        said.append(f"Dates with {order}{guess}.")
    if any(len(w.numbers) == 2 for w in whens) and days:
        said.append(f"Dates without a year, taken as {listed(sorted({f'{d:%Y}' for d in days}))}.")
    if any((w.age_days or 0) > 0 for w in whens) and found.options.born_on:
        start = "birth" if found.options.day_one_is_birth else "the day after birth"
        said.append(
            f"Ages counted from the birth on {found.options.born_on:%-d %B %Y}; day 1 is {start}."
        )
    if any(mention.when.time or mention.time for mention, _, _ in mentions):
        said.append("Times of day as the sheet has them.")
    return said
