"""Tables with an animal a column and a day a row, or the same turned on its side. Pure.

See blocks.py for what is called a column here.
"""

import datetime as dt
import itertools
from collections import defaultdict
from dataclasses import replace

from animals.units import WeightUnit

from . import words
from .blocks import DESCRIBES, SUB_HEADINGS, Block, Column, blocks_of, find_times
from .cells import is_missing, shown
from .dates import time_of_day
from .headings import SUMMARY_OR_NAME, Heading, Role
from .layout import (
    Grid,
    Labelled,
    Layout,
    Mention,
    Shape,
    Spot,
    Unread,
    address,
    count_of,
    label_key,
    listed,
)

NOT_WEIGHTS = {
    Role.SUMMARY: "worked out from weights",
    Role.OTHER_FIGURE: "not a weight",
    Role.MOTHER: "the mother’s, not one of the young",
    Role.NOTES: "notes",
    Role.BAG: "the bag’s",
}


def find_wide(grid: Grid, *, name: str) -> Layout | None:
    """The layout where columns hold animals; None where no day or no weight is found.

    `name` is the animal of a sheet that heads its only weights with "Weight".
    """
    blocks = blocks_of(grid)
    shape: Shape = "across" if grid.turned else "down"
    layout = Layout(shape)
    for block in blocks:
        find_times(block)
        _name_columns(block, layout, name, several=len(blocks) > 1)
        _pair_or_refuse_twins(block, layout)
        _describe_animals(block, layout)
        _read_weights(block, layout)
    if not layout.mentions:
        return None
    _collect_titles(blocks, layout)
    return layout


# -- names --------------------------------------------------------------------------------------


def _name_columns(block: Block, layout: Layout, name: str, *, several: bool) -> None:
    """Give every column of weights its animal, or say why it is passed over."""
    label_i = block.label_i
    texts = [block.text(label_i, j) for j in block.columns]
    single_letters = sum(1 for text in texts if len(text) == 1) > 1
    last: tuple[Heading, Spot] | None = None
    for j, text in zip(block.columns, texts, strict=True):
        if j == block.time_j:
            continue
        own, spot = block.heading(label_i, j), block.grid.spot(label_i, j)
        if own.role is not Role.BLANK and (
            (single_letters and len(text) == 1)
            or block.is_name_like_an_age(label_i, j)
            or (words.plain(text) in SUMMARY_OR_NAME and _weighs_like_the_others(block, j))
        ):
            own = Heading(Role.ANIMAL, text)
        below = _headings_below(block, j)
        if own.role is not Role.BLANK:
            last = (own, spot)
        elif below and last is not None:
            own, spot = last
        for sub in below:
            role = own.role if sub.role in {Role.WEIGHT, Role.ANIMAL} else sub.role
            own = replace(own, role=role, unit=sub.unit or own.unit, time=sub.time or own.time)
        label = own.label
        if own.role in {Role.WEIGHT, Role.GROSS}:
            label = (_name_over_block(block, j) if several else "") or name
        title = " ".join([shown(block.grid.table.cell(*spot)), *(sub.label for sub in below)])
        _keep_or_leave(block, layout, Column(j, own, label, spot), title.strip())


def _headings_below(block: Block, j: int) -> list[Heading]:
    """Sub-headings between the names and the first weights."""
    found = []
    for i in range(block.label_i + 1, block.first_i):
        if i in block.days or block.grid.blank(i, j):
            continue
        time = time_of_day(block.grid.at(i, j))
        own = block.heading(i, j)
        is_clock = any(char.isdigit() for char in block.text(i, j))
        if time is not None and block.grid.turned and is_clock:
            continue  # beside a name: when it was born, not when it was weighed
        if time is not None:
            found.append(Heading(Role.ANIMAL, time=time))
        elif own.role in SUB_HEADINGS:
            found.append(own)
    return found


def _name_over_block(block: Block, j: int) -> str:
    """Where every animal has its own pair of date and weight: the name above the pair."""
    for i in range(block.label_i - 1, -1, -1):
        for column in (j, block.days_j):
            if block.grid.is_word(i, column):
                return block.heading(i, column).label
    return ""


def _weighs_like_the_others(block: Block, j: int) -> bool:
    """Max is a common name, and the heading of a figure that repeats another column's weight."""
    grid = block.grid
    others = [
        k
        for k in block.columns
        if k not in (j, block.time_j) and block.heading(block.label_i, k).role is Role.ANIMAL
    ]
    alike = repeated = rows = 0
    for i in block.days:
        own = _plain_number(grid, i, j)
        beside = [value for k in others if (value := _plain_number(grid, i, k))]
        if own and beside:
            rows += 1
            alike += min(beside) / 3 <= own <= max(beside) * 3
            repeated += own in (min(beside), max(beside))
    return rows == 0 or (alike * 2 > rows and repeated * 5 < rows * 4)


def _plain_number(grid: Grid, i: int, j: int) -> float | None:
    try:
        return float(shown(grid.at(i, j)).replace(",", "."))
    except ValueError:
        return None


def _keep_or_leave(block: Block, layout: Layout, column: Column, text: str) -> None:
    grid, role = block.grid, column.heading.role
    rows = grid.weight_rows(column.j).keys() & block.days.keys()
    if role is Role.BLANK:
        if rows:
            place = address(grid.spot(block.first_i, column.j))
            layout.left_out.append(
                f"{count_of(len(rows), 'number')} in the {block.line} of {place}, which has no "
                "animal’s name."
            )
    elif role in {Role.ANIMAL, Role.WEIGHT, Role.GROSS, Role.NAME, Role.COLLAR, Role.ID}:
        if rows and not (role is Role.ID and _counts_up(block, column.j)):
            block.named.append(column)
        elif role is Role.ANIMAL and column.j > block.days_j:
            layout.left_out.append(f"The {block.line} “{text}”: no weight in it.")
    elif role in NOT_WEIGHTS:
        layout.left_out.append(f"The {block.line} “{text}”: {NOT_WEIGHTS[role]}.")
    elif rows:
        layout.left_out.append(f"The {block.line} “{text}”: not the weights of one animal.")


def _counts_up(block: Block, j: int) -> bool:
    """1, 2, 3 down the rows: a row number."""
    numbers = [block.text(i, j) for i in sorted(block.days) if not block.grid.blank(i, j)]
    enough = 2 if j < block.days_j else 3
    if len(numbers) < enough or not all(text.isdigit() for text in numbers):
        return False
    return all(int(b) == int(a) + 1 for a, b in itertools.pairwise(numbers))


def _pair_or_refuse_twins(block: Block, layout: Layout) -> None:
    """Two columns with one name: pounds beside ounces, two units, or nobody knows whose."""
    groups: dict[tuple[str, dt.time | None], list[Column]] = defaultdict(list)
    for column in block.named:
        groups[label_key(column.label), column.heading.time].append(column)
    for twins in groups.values():
        if len(twins) == 1:
            continue
        by_unit = {column.heading.unit: column for column in twins}
        if len(by_unit) == len(twins) and None not in by_unit:
            kept = _of_two_units(block, by_unit)
            block.named = [
                kept if column.j == kept.j else column
                for column in block.named
                if column.j == kept.j or column not in twins
            ]
            continue
        places = listed(address(block.grid.spot(block.label_i, column.j)) for column in twins)
        for column in twins:
            block.named.remove(column)
            layout.unread.append(
                Unread(
                    block.grid.spot(block.label_i, column.j),
                    f"“{column.label}” names more than one {block.line} ({places}), so nobody can "
                    "tell whose weights these are: none of them is read.",
                )
            )


def _of_two_units(block: Block, by_unit: dict[WeightUnit | None, Column]) -> Column:
    """Pounds and ounces of one weight together; else the finer of the same weight twice."""
    if by_unit.keys() == {"lb", "oz"}:
        pounds, ounces = by_unit["lb"], by_unit["oz"]
        texts = [block.text(i, ounces.j) for i in block.grid.weight_rows(ounces.j)]
        if all(_below_16(text) for text in texts):
            return replace(pounds, ounces_j=ounces.j)
    return next(by_unit[unit] for unit in ("g", "oz", "kg", "lb") if unit in by_unit)


def _below_16(text: str) -> bool:
    try:
        return float(text.replace(",", ".")) < 16
    except ValueError:
        return True


def _describe_animals(block: Block, layout: Layout) -> None:
    """Sexes, collars and the like, in a row of their own or beside the name."""
    for column in block.named:
        animal = layout.animal(column.label, column.spot)
        animal.sex = column.heading.sex or animal.sex
    for i in range(block.first_i):
        if i == block.label_i:
            continue
        role = block.heading(i, block.days_j).role
        for column in block.named:
            text = block.text(i, column.j)
            if text:
                _describe(layout.animals[label_key(column.label)], role, text)


def _describe(animal: Labelled, role: Role, text: str) -> None:
    word = words.plain(text)
    if role is Role.COLLAR:
        animal.collar = word
    elif role in {Role.SEX, Role.BLANK} and word in words.SEXES:
        animal.sex = words.SEXES[word]
    elif role is Role.DESCRIBED:
        animal.described.append(text)


# -- weights ------------------------------------------------------------------------------------


def _read_weights(block: Block, layout: Layout) -> None:
    grid = block.grid
    day_i: int | None = None
    for i in range(block.first_i, grid.height):
        own = block.days.get(i)
        time = time_of_day(grid.at(i, block.time_j)) if block.time_j is not None else None
        filled = [column for column in block.named if _is_filled(grid, i, column)]
        if own is not None:
            day_i = i
        elif filled and (time is None or day_i is None or not grid.blank(i, block.days_j)):
            _without_day(block, layout, i, filled)
            continue
        if day_i is None:
            continue
        for column in filled:
            layout.mentions.append(
                Mention(
                    spot=grid.spot(i, column.j),
                    label=column.label,
                    when=block.days[day_i],
                    when_spot=grid.spot(day_i, block.days_j),
                    time=column.heading.time or time,
                    unit=column.heading.unit,
                    ounces=grid.spot(i, column.ounces_j) if column.ounces_j is not None else None,
                    gross=column.heading.gross or column.heading.role is Role.GROSS,
                )
            )


def _is_filled(grid: Grid, i: int, column: Column) -> bool:
    if not is_missing(grid.at(i, column.j)):
        return True
    return column.ounces_j is not None and not is_missing(grid.at(i, column.ounces_j))


def _without_day(block: Block, layout: Layout, i: int, filled: list[Column]) -> None:
    """Weights whose day is unknown, or a row that is about the others."""
    grid = block.grid
    cell = grid.at(i, block.days_j)
    weights = [column for column in filled if i in grid.weight_rows(column.j)]
    headings_again = [
        column
        for column in filled
        if block.text(i, column.j) == block.text(block.label_i, column.j)
    ]
    if len(headings_again) * 2 > len(filled):
        return
    role = block.heading(i, block.days_j).role
    line = "column" if grid.turned else "row"
    if role in NOT_WEIGHTS or role in DESCRIBES or role in {Role.COLLAR, Role.NAME, Role.ID}:
        reason = NOT_WEIGHTS.get(role, "not the weights of a day")
        layout.left_out.append(f"The {line} “{shown(cell)}”: {reason}.")
    elif weights:
        what = (
            f"{count_of(len(weights), 'weight')} beside it {'is' if len(weights) == 1 else 'are'}"
        )
        spot = grid.spot(i, block.days_j)
        missing = is_missing(cell)
        text = "There is no date here" if missing else f"“{shown(cell)}” is not a date"
        layout.unread.append(Unread(spot, f"{text}: {what} not read."))


def _collect_titles(blocks: list[Block], layout: Layout) -> None:
    """Words around the weights, where people note the scale's unit or the bag."""
    grid = blocks[0].grid
    inside = {
        grid.spot(i, column.j)
        for block in blocks
        for column in block.named
        for i in (block.label_i, *block.days)
    }
    for row, cells in enumerate(grid.table.rows):
        for column, cell in enumerate(cells):
            if not isinstance(cell, str) or len(cell) < 3 or (row, column) in inside:
                continue
            if any(char.isalpha() for char in cell):
                layout.titles.append(((row, column), cell))
