"""Where in a table the days, the animals and the weights stand. Pure.

Three shapes: dates down with an animal a column, dates across with an animal a row (the same,
turned), and long with one weighing a row. A layout only points at cells; what they mean in grams
and days is decided in understanding.py once the whole sheet is known.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from animals.units import WeightUnit

from . import words
from .cells import Written, is_missing, written_weight
from .dates import When, when
from .sheet import Cell, Table

Shape = Literal["down", "across", "long"]
Spot = tuple[int, int]  # row and column, from 0, as in the file


def address(spot: Spot) -> str:
    """B3, as a spreadsheet names the cell."""
    row, column = spot
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def label_key(label: str) -> str:
    """Labels with the same key are one animal: case, accents and punctuation do not matter."""
    return words.plain(label) or label.strip()


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A cell that should hold a weight, with where its animal and day stand."""

    spot: Spot
    label: str
    when: When
    when_spot: Spot
    time: dt.time | None = None
    unit: WeightUnit | None = None
    ounces: Spot | None = None  # beside a cell of whole pounds
    bag: Spot | None = None  # the bag's weight, included in this one
    gross: bool = False


@dataclass(kw_only=True)
class Labelled:
    """What the sheet says about one animal besides its weights."""

    label: str
    spot: Spot
    sex: str = ""
    collar: str = ""
    described: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Unread:
    """A cell that cannot be used, and why."""

    spot: Spot
    sentence: str


@dataclass
class Layout:
    """Everything that was found in a table; `left_out` says what was passed over and why."""

    shape: Shape
    is_certain: bool = False  # its headings leave no other shape
    mentions: list[Mention] = field(default_factory=list)
    animals: dict[str, Labelled] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    titles: list[tuple[Spot, str]] = field(default_factory=list)

    def animal(self, label: str, spot: Spot) -> Labelled:
        return self.animals.setdefault(label_key(label), Labelled(label=label, spot=spot))


@dataclass(frozen=True)
class Grid:
    """A table with every cell's possible meanings, seen upright or turned on its side."""

    table: Table
    turned: bool = False

    @cached_property
    def height(self) -> int:
        return self.table.width if self.turned else len(self.table.rows)

    @cached_property
    def width(self) -> int:
        return len(self.table.rows) if self.turned else self.table.width

    def spot(self, i: int, j: int) -> Spot:
        return (j, i) if self.turned else (i, j)

    def at(self, i: int, j: int) -> Cell:
        return self.table.cell(*self.spot(i, j))

    def blank(self, i: int, j: int) -> bool:
        return self.at(i, j) == ""

    @cached_property
    def whens(self) -> dict[int, dict[int, When]]:
        """By column: the rows whose cell names a day."""
        found: dict[int, dict[int, When]] = {}
        for row, cells in enumerate(self.table.rows):
            for column, cell in enumerate(cells):
                if cell != "" and (day := when(cell)) is not None:
                    i, j = self.spot(row, column)
                    found.setdefault(j, {})[i] = day
        return {j: dict(sorted(rows.items())) for j, rows in found.items()}

    @cached_property
    def weights(self) -> dict[int, dict[int, Written]]:
        """By column: the rows whose cell is a weight and nothing else."""
        found: dict[int, dict[int, Written]] = {}
        for row, cells in enumerate(self.table.rows):
            for column, cell in enumerate(cells):
                written = written_weight(cell) if cell != "" else None
                if written is not None and not written.remark:
                    i, j = self.spot(row, column)
                    found.setdefault(j, {})[i] = written
        return found

    def weight_rows(self, j: int) -> dict[int, Written]:
        return self.weights.get(j, {})

    def is_label(self, i: int, j: int) -> bool:
        """A word or a plain number that can name something."""
        cell = self.at(i, j)
        if isinstance(cell, dt.date | dt.time) or is_missing(cell):
            return False
        day = self.whens.get(j, {}).get(i)
        if day is not None and not day.weak:
            return False
        if not isinstance(cell, str):
            return cell == cell.to_integral_value() and 0 <= cell < 1000
        written = self.weight_rows(j).get(i)
        if written is not None:
            return cell.isdigit() and len(cell) <= 3
        return True

    def is_word(self, i: int, j: int) -> bool:
        return (
            self.is_label(i, j)
            and isinstance(self.at(i, j), str)
            and not str(self.at(i, j)).isdigit()
        )


def count_of(number: int, one: str, many: str = "") -> str:
    """1 weight, 3 weights."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(texts: Iterable[str], most: int = 8) -> str:
    """pink, blue and red; long lists end with how many more there are."""
    texts = list(texts)
    if len(texts) > most:
        return ", ".join(texts[: most - 1]) + f" and {len(texts) - most + 1} more"
    return " and ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else "".join(texts)
