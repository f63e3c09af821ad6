"""A column of days with its columns of weights, and the row that names the animals. Pure.

The code speaks of columns of animals and rows of days; `Grid.turned` makes the other way of it.
"""

import datetime as dt
from dataclasses import dataclass, field

from . import words
from .cells import shown
from .dates import time_of_day
from .day_lines import Days, cached_heading, day_lines, share_of_ages
from .headings import Heading, Role
from .layout import Grid, Spot, label_key

# A second line of headings under the names: "Weight | Gain", "lb | oz", "AM | PM".
SUB_HEADINGS = frozenset(
    {Role.WEIGHT, Role.GROSS, Role.BAG, Role.SUMMARY, Role.TIME, Role.OTHER_FIGURE, Role.NOTES}
)
DESCRIBES = frozenset({Role.SEX, Role.BORN, Role.DESCRIBED, Role.NOTES, Role.UNIT, Role.TIME})
# Which line names the animals where several could: by what stands in its corner.
NAMES_BEST = {
    Role.NAME: 5,
    Role.BLANK: 4,
    Role.DATE: 4,
    Role.AGE: 4,
    Role.WEEK: 4,
    Role.COLLAR: 3,
    Role.ANIMAL: 2,
    Role.ID: 1,
}


@dataclass(frozen=True)
class Column:
    """A column of weights with its heading; for pounds perhaps the column of ounces too."""

    j: int
    heading: Heading
    label: str
    spot: Spot
    ounces_j: int | None = None


@dataclass
class Block:
    """A column of days with the columns of weights that belong to it."""

    grid: Grid
    days_j: int
    days: Days
    columns: list[int]
    label_i: int = -1
    first_i: int = 0
    time_j: int | None = None
    named: list[Column] = field(default_factory=list)

    def heading(self, i: int, j: int) -> Heading:
        return cached_heading(shown(self.grid.at(i, j)))

    def text(self, i: int, j: int) -> str:
        return shown(self.grid.at(i, j)).strip()

    def is_name_like_an_age(self, i: int, j: int) -> bool:
        """D1 and D2 over a sheet of dates are animals; a sheet of ages has no such names."""
        found = self.grid.whens.get(j, {}).get(i)
        text = self.text(i, j)
        if found is None or found.age_days is None or not text[-1:].isdigit() or len(text) > 4:
            return False
        return share_of_ages(self.days) < 0.5

    @property
    def line(self) -> str:
        """What the file shows where this code says column."""
        return "row" if self.grid.turned else "column"


def blocks_of(grid: Grid) -> list[Block]:
    days = day_lines(grid)
    blocks = []
    for index, (j, found) in enumerate(days):
        until = days[index + 1][0] if index + 1 < len(days) else grid.width
        before = range(j) if len(days) == 1 else range(0)
        block = Block(grid, j, found, [*before, *range(j + 1, until)])
        if _place_heading(block):
            blocks.append(block)
    return blocks


def _place_heading(block: Block) -> bool:
    """Find the first row of weights and the row above it that names the animals."""
    grid = block.grid
    weighed = [j for j in block.columns if grid.weight_rows(j).keys() & block.days.keys()]
    rows = sorted({i for j in weighed for i in grid.weight_rows(j).keys() & block.days.keys()})
    for first_i in rows[:2]:
        scores = {
            i: score
            for i in range(first_i)
            if not (i in block.days and i >= rows[0])
            and (score := _names_animals(block, i, weighed)) is not None
        }
        if scores:
            block.first_i = first_i
            block.label_i = max(scores, key=lambda i: scores[i])
            return True
    return False


def _names_animals(block: Block, i: int, weighed: list[int]) -> tuple[int, int, int] | None:
    """How well a row would do as the row of names; None where it says something else."""
    labelled = [j for j in weighed if block.grid.is_label(i, j) or block.is_name_like_an_age(i, j)]
    corner = block.heading(i, block.days_j).role
    texts = [words.plain(block.text(i, j)) for j in labelled]
    if not labelled or corner in DESCRIBES:
        return None
    if len(texts) > 1:
        if all(text in words.SEXES for text in texts):
            return None
        if all(text in words.TIMES_OF_DAY for text in texts):
            return None
    names = {
        label_key(block.text(i, j))
        for j in labelled
        if block.heading(i, j).role not in SUB_HEADINGS or len(block.text(i, j)) == 1
    }
    near = -i if block.grid.turned else i
    return len(names), NAMES_BEST.get(corner, 0), near


def find_times(block: Block) -> None:
    """The column whose cells are times of day, beside the days."""
    grid = block.grid
    for j in block.columns:
        cells = [grid.at(i, j) for i in block.days if not grid.blank(i, j)]
        times = sum(1 for cell in cells if time_of_day(cell) is not None)
        named = block.heading(block.label_i, j).role is Role.TIME
        words_or_clock = any(isinstance(cell, str | dt.time) for cell in cells)
        if times and (named or (words_or_clock and times * 10 >= len(cells) * 8)):
            block.time_j = j
            return
