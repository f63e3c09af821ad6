"""What was found in a sheet: readings ready to store, problems by cell, and what was said. Pure."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from animals.units import WeightUnit

from .dates import DateOrder
from .layout import Labelled, Shape, Spot, address, label_key
from .sheet import Table
from .sheet_calendar import Calendar

MORNING = dt.time(8)

Severity = Literal["unread", "question"]


@dataclass(frozen=True, kw_only=True)
class SpeciesLimits:
    """What is possible for a species; `band` is the published range at an age, where one is."""

    young: str
    lightest_g: int
    heaviest_g: Callable[[int | None], int]
    band: Callable[[int], tuple[float, float] | None] = lambda age: None


@dataclass(frozen=True, kw_only=True)
class Options:
    """How the person says the sheet is to be read; None is left to the sheet."""

    limits: SpeciesLimits
    today: dt.date
    born_on: dt.date | None = None
    unit: WeightUnit | None = None
    date_order: DateOrder | None = None
    year: int | None = None
    bag_g: Decimal | None = None
    day_one_is_birth: bool = False


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One weight, ready to be stored. `day_only`: the sheet gave no time, `at` stands in for it."""

    spot: Spot
    label: str
    on: dt.date
    at: dt.time = MORNING
    day_only: bool = True
    zone: dt.tzinfo | None = None
    grams: Decimal
    unit: WeightUnit
    precision_g: Decimal
    text: str
    is_birth: bool = False
    # Read many times for each of thousands of weights, so worked out once.
    key: str = field(init=False, repr=False, compare=False)
    moment: dt.datetime = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", label_key(self.label))
        object.__setattr__(self, "moment", dt.datetime.combine(self.on, self.at))


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A cell that was not read, or one that was and should be looked at again."""

    spot: Spot
    text: str
    sentence: str
    severity: Severity = "unread"

    @property
    def cell(self) -> str:
        return address(self.spot)


@dataclass(kw_only=True)
class Understanding:
    """Everything the preview shows and the import stores."""

    table: Table
    shape: Shape
    options: Options
    unit: WeightUnit
    unit_guessed: bool = False
    calendar: Calendar
    animals: list[Labelled] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    needs_born_on: bool = False

    @property
    def unread(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "unread"]

    @property
    def questioned(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "question"]
