"""Tables with one weighing a row: a date, a name and a weight, in any order. Pure."""

from dataclasses import dataclass

from . import words
from .cells import is_missing, shown
from .dates import When, time_of_day
from .day_lines import cached_heading
from .headings import Heading, Role
from .layout import Grid, Layout, Mention, Unread, count_of

DEEPEST_HEADING = 30
NAMING = (Role.NAME, Role.COLLAR, Role.ID)
COUNTED = {Role.AGE: 1, Role.WEEK: 7}


@dataclass
class Columns:
    """Which column of a long table holds what; -1 heads a table without headings."""

    head_i: int
    day_j: int
    name_j: int
    weights: list[tuple[int, Heading]]
    roles: dict[int, Heading]
    time_j: int | None = None
    unit_j: int | None = None
    bag_j: int | None = None
    counted: int = 0  # plain numbers in the day column are ages in this many days


def find_long(grid: Grid) -> Layout | None:
    """The layout where every row is a weighing; None where the table has another shape."""
    headed = _by_headings(grid)
    columns = headed or _by_contents(grid)
    if columns is None:
        return None
    layout = Layout("long", is_certain=headed is not None)
    _read(grid, columns, layout)
    _say_left_out(grid, columns, layout)
    layout.titles = [
        ((i, j), cell)
        for i in range(columns.head_i)
        for j, cell in enumerate(grid.table.rows[i])
        if isinstance(cell, str) and any(char.isalpha() for char in cell)
    ]
    return layout if layout.mentions else None


def _by_headings(grid: Grid) -> Columns | None:
    for i in range(min(grid.height, DEEPEST_HEADING)):
        heads = {
            j: cached_heading(shown(cell))
            for j, cell in enumerate(grid.table.rows[i])
            if cell != ""
        }
        if sum(1 for head in heads.values() if head.role is Role.DAY) > 1:
            continue
        names = [j for role in NAMING for j, head in heads.items() if head.role is role]
        weights = [(j, head) for j, head in heads.items() if head.role in (Role.WEIGHT, Role.GROSS)]
        days = [j for j, head in heads.items() if head.role in (Role.DATE, Role.AGE, Role.WEEK)]
        days = sorted(days, key=lambda j: -len(_strong(grid, i, j)))
        # "Total" heads a column of weights only where nothing else does.
        if names and days and weights:
            day_j = days[0]
            counted = 0
            if not _strong(grid, i, day_j):
                counted = COUNTED.get(heads[day_j].role, 0)
                if not counted and not grid.whens.get(day_j):
                    continue
            return _completed(grid, Columns(i, day_j, names[0], weights, heads, counted=counted))
    return None


def _strong(grid: Grid, i: int, j: int) -> list[When]:
    return [day for row, day in grid.whens.get(j, {}).items() if row > i and not day.weak]


def _completed(grid: Grid, columns: Columns) -> Columns:
    for j, head in columns.roles.items():
        if head.role is Role.TIME:
            columns.time_j = j
        elif head.role is Role.UNIT:
            columns.unit_j = j
        elif head.role is Role.BAG:
            columns.bag_j = j
    columns.weights = _chosen_weights(grid, columns)
    return columns


def _chosen_weights(grid: Grid, columns: Columns) -> list[tuple[int, Heading]]:
    """One column of weights, or pounds with ounces; net before gross, finer before coarser."""
    net = [(j, head) for j, head in columns.weights if head.role is Role.WEIGHT and not head.gross]
    found = net or columns.weights
    units = {head.unit: (j, head) for j, head in found}
    if {"lb", "oz"} <= units.keys():
        ounces = [shown(grid.at(i, units["oz"][0])) for i in grid.weight_rows(units["oz"][0])]
        values = [text.replace(",", ".") for text in ounces]
        if all(value.replace(".", "", 1).isdigit() and float(value) < 16 for value in values):
            return [units["lb"], units["oz"]]
    for unit in ("g", "oz", "kg", "lb"):
        if unit in units and len(found) > 1:
            return [units[unit]]
    return found[:1]


def _by_contents(grid: Grid) -> Columns | None:
    """Without known headings: one column of days that repeat, one of names, one of weights."""
    if grid.width < 3 or grid.height < 2 or grid.width > 12:
        return None
    rows = grid.height
    days = [
        j for j, found in grid.whens.items() if len(found) * 10 >= rows * 7 and _strong(grid, -1, j)
    ]
    if len(days) != 1:
        return None
    day_j = days[0]
    day_rows = grid.whens[day_j].keys()
    names = [
        j for j in range(grid.width) if j != day_j and _is_name_column(grid, j, list(day_rows))
    ]
    weights = [
        j
        for j in range(grid.width)
        if j not in (day_j, *names)
        and len(grid.weight_rows(j).keys() & day_rows) * 2 > len(day_rows)
    ]
    if len(names) != 1 or len(weights) != 1:
        return None
    head_i = min(day_rows) - 1
    heads = {
        j: cached_heading(shown(grid.at(head_i, j))) if head_i >= 0 else Heading(Role.BLANK)
        for j in range(grid.width)
    }
    pairs = [(grid.whens[day_j][i], shown(grid.at(i, names[0]))) for i in day_rows]
    if len({day for day, _ in pairs}) == len(pairs) and len({n for _, n in pairs}) == len(pairs):
        return None
    if heads[names[0]].role is Role.NOTES:
        return None
    weight = heads[weights[0]]
    one_animal_each = len({day for day, _ in pairs}) < len(pairs)
    if weight.role not in (Role.WEIGHT, Role.GROSS, Role.BLANK) and not one_animal_each:
        return None
    return _completed(
        grid,
        Columns(
            head_i,
            day_j,
            names[0],
            [(weights[0], Heading(Role.WEIGHT, weight.label, weight.unit))],
            heads,
        ),
    )


def _is_name_column(grid: Grid, j: int, rows: list[int]) -> bool:
    words_ = [words.plain(shown(grid.at(i, j))) for i in rows if grid.is_word(i, j)]
    if len(words_) * 10 < len(rows) * 7:
        return False
    if all(
        word in words.UNITS or word in words.TIMES_OF_DAY or word in words.SEXES for word in words_
    ):
        return False
    return not all(word in words.WEEKDAY_NAMES for word in words_)


def _read(grid: Grid, columns: Columns, layout: Layout) -> None:
    weight_j, weight_head = columns.weights[0]
    ounces_j = columns.weights[1][0] if len(columns.weights) > 1 else None
    filled = [i for i in range(columns.head_i + 1, grid.height) if _has_weight(grid, i, columns)]
    # Grouped tables write the date, or the name, only on the first row of each group.
    carries_day = _is_grouped(grid, filled, columns.day_j)
    carries_name = _is_grouped(grid, filled, columns.name_j)
    day: tuple[int, When] | None = None
    name: tuple[int, str] | None = None
    for i in range(columns.head_i + 1, grid.height):
        if (own_day := _day(grid, columns, i)) is not None:
            day = (i, own_day)
        elif not (carries_day and grid.blank(i, columns.day_j)):
            day = None
        own_name = shown(grid.at(i, columns.name_j)).strip()
        if own_name and not is_missing(own_name):
            name = (i, own_name)
        elif not carries_name:
            name = None
        if not _has_weight(grid, i, columns) or _is_summary(grid, columns, i, layout):
            continue
        if i == columns.head_i or _is_heading_again(grid, columns, i):
            continue
        if day is None or name is None:
            _without(grid, columns, i, layout, day=day, name=name)
            continue
        _describe(grid, columns, i, layout, name)
        unit_cell = shown(grid.at(i, columns.unit_j)) if columns.unit_j is not None else ""
        time = time_of_day(grid.at(i, columns.time_j)) if columns.time_j is not None else None
        bag = None
        gross = weight_head.gross or weight_head.role is Role.GROSS
        if columns.bag_j is not None and gross:
            bag = (i, columns.bag_j)
        layout.mentions.append(
            Mention(
                spot=(i, weight_j),
                label=layout.animal(name[1], (name[0], columns.name_j)).label,
                when=day[1],
                when_spot=(day[0], columns.day_j),
                time=time,
                unit=words.UNITS.get(words.plain(unit_cell)) or weight_head.unit,
                ounces=(i, ounces_j) if ounces_j is not None else None,
                bag=bag,
                gross=gross and bag is None,
            )
        )


def _has_weight(grid: Grid, i: int, columns: Columns) -> bool:
    return any(not is_missing(grid.at(i, j)) for j, _ in columns.weights)


def _is_grouped(grid: Grid, rows: list[int], j: int) -> bool:
    blank = sum(1 for i in rows if grid.blank(i, j))
    return bool(rows) and not grid.blank(rows[0], j) and blank * 10 >= len(rows) * 3


def _day(grid: Grid, columns: Columns, i: int) -> When | None:
    found = grid.whens.get(columns.day_j, {}).get(i)
    if found is not None:
        return found
    text = shown(grid.at(i, columns.day_j)).strip()
    if columns.counted and text.isdigit() and len(text) <= 3:
        return When(age_days=int(text) * columns.counted)
    return None


def _is_summary(grid: Grid, columns: Columns, i: int, layout: Layout) -> bool:
    """Averages and totals under the weighings."""
    for j in (columns.day_j, columns.name_j):
        cell = shown(grid.at(i, j))
        if cached_heading(cell).role is Role.SUMMARY and words.plain(cell) not in ("max", "min"):
            layout.left_out.append(f"Row {i + 1}, “{cell}”: worked out from weights.")
            return True
    return False


def _is_heading_again(grid: Grid, columns: Columns, i: int) -> bool:
    if columns.head_i < 0:
        return False
    return all(
        shown(grid.at(i, j)) == shown(grid.at(columns.head_i, j))
        for j in (columns.day_j, columns.name_j, columns.weights[0][0])
    )


def _without(
    grid: Grid,
    columns: Columns,
    i: int,
    layout: Layout,
    *,
    day: tuple[int, When] | None,
    name: tuple[int, str] | None,
) -> None:
    if not any(i in grid.weight_rows(j) for j, _ in columns.weights):
        return
    if day is None:
        cell = grid.at(i, columns.day_j)
        text = "There is no date here" if is_missing(cell) else f"“{shown(cell)}” is not a date"
        layout.unread.append(
            Unread((i, columns.day_j), f"{text}: the weight beside it is not read.")
        )
    elif name is None:
        layout.unread.append(
            Unread((i, columns.name_j), "There is no name here: the weight beside it is not read.")
        )


def _describe(grid: Grid, columns: Columns, i: int, layout: Layout, name: tuple[int, str]) -> None:
    animal = layout.animal(name[1], (name[0], columns.name_j))
    for j, head in columns.roles.items():
        if j == columns.name_j:
            continue
        word = words.plain(shown(grid.at(i, j)))
        if head.role is Role.SEX and word in words.SEXES:
            animal.sex = words.SEXES[word]
        elif head.role is Role.COLLAR and word:
            animal.collar = word
        elif head.role is Role.DESCRIBED and word and shown(grid.at(i, j)) not in animal.described:
            animal.described.append(shown(grid.at(i, j)))


def _say_left_out(grid: Grid, columns: Columns, layout: Layout) -> None:
    used = {columns.day_j, columns.name_j, columns.time_j, columns.unit_j, columns.bag_j}
    used |= {j for j, _ in columns.weights}
    silent = {Role.SEX, Role.COLLAR, Role.DESCRIBED, Role.BLANK, Role.ID, Role.WEEKDAY}
    for j, head in columns.roles.items():
        if j in used or head.role in silent:
            continue
        numbers = len([i for i in grid.weight_rows(j) if i > columns.head_i])
        text = shown(grid.at(columns.head_i, j)) if columns.head_i >= 0 else head.label
        if head.role is Role.NOTES:
            layout.left_out.append(f"The column “{text}”: notes.")
        elif numbers:
            layout.left_out.append(
                f"The column “{text}”: {count_of(numbers, 'number')} that are not the weight."
            )
