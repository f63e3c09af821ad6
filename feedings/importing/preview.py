"""The preview page's facts: every cell with what it was read as, and what is wrong with it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from animals.models import Animal, Species
from animals.units import WeightUnit, format_weight

from .apply import LEFT_OUT, Chosen, Plan
from .cells import shown
from .facts import Problem, Reading
from .layout import Spot, address, label_key
from .matching import collar_of, new_name

MOST_ROWS = 60
MOST_COLUMNS = 40
MOST_PROBLEMS = 200
MOST_TEXT = 60


@dataclass(frozen=True)
class PreviewCell:
    """One cell: its text, the weight it was read as, and sentences about it."""

    address: str
    text: str
    read_as: str = ""
    state: str = ""  # "", read, label, question, unread
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class PreviewRow:
    number: int
    cells: Sequence[PreviewCell]


@dataclass(frozen=True)
class Marked:
    """What the mark of an animal is drawn from."""

    name: str
    collar: str


@dataclass(frozen=True)
class Choice:
    """One label of the sheet and whom it may mean; `value` is the chosen one."""

    label: str
    name: str  # of the control
    options: Sequence[tuple[str, str]]
    value: str
    weights: int
    animal: Marked


@dataclass
class Preview:
    """What the page shows; lists are cut to what a phone can scroll, and say so."""

    rows: list[PreviewRow]
    letters: list[str]
    hidden_rows: int
    hidden_columns: int
    problems: list[tuple[Problem, bool]]  # with whether its cell is in the table shown
    hidden_problems: int
    choices: list[Choice] = field(default_factory=list)


def preview_of(plan: Plan, unit: WeightUnit) -> Preview:
    """The page for a reader who sees weights in `unit`."""
    found = plan.understanding
    problems = sorted([*found.problems, *plan.differing], key=lambda problem: problem.spot)
    by_spot: dict[Spot, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_spot[problem.spot].append(problem)
    readings = {reading.spot: reading for reading in found.readings}
    labels = {animal.spot for animal in found.animals}
    height, width = len(found.table.rows), found.table.width
    rows_shown, columns_shown = min(height, MOST_ROWS), min(width, MOST_COLUMNS)
    rows = [
        PreviewRow(
            row + 1,
            [
                _cell(plan, (row, column), readings, by_spot, labels, unit)
                for column in range(columns_shown)
            ],
        )
        for row in range(rows_shown)
    ]
    listed = [
        (problem, problem.spot[0] < rows_shown and problem.spot[1] < columns_shown)
        for problem in problems[:MOST_PROBLEMS]
    ]
    return Preview(
        rows=rows,
        letters=[address((0, column))[:-1] for column in range(columns_shown)],
        hidden_rows=height - rows_shown,
        hidden_columns=width - columns_shown,
        problems=listed,
        hidden_problems=len(problems) - len(listed),
    )


def _cell(
    plan: Plan,
    spot: Spot,
    readings: dict[Spot, Reading],
    by_spot: dict[Spot, list[Problem]],
    labels: set[Spot],
    unit: WeightUnit,
) -> PreviewCell:
    text = shown(plan.understanding.table.cell(*spot))
    text = text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 1] + "…"
    reading = readings.get(spot)
    problems = by_spot.get(spot, [])
    state = "read" if reading is not None else "label" if spot in labels else ""
    if any(problem.severity == "unread" for problem in problems):
        state = "unread"
    elif problems:
        state = "question"
    read_as = ""
    if reading is not None:
        read_as = format_weight(reading.grams)
        if unit != "g":
            read_as += f", {format_weight(reading.grams, unit)}"
    return PreviewCell(
        address=address(spot),
        text=text,
        read_as=read_as,
        state=state,
        sentences=tuple(problem.sentence for problem in problems),
    )


def choices_for(
    plan: Plan, chosen: Chosen, young: Sequence[Animal], species: Species
) -> list[Choice]:
    """Per label of the sheet: the animals it may mean, a new one, or nobody."""
    counts: dict[str, int] = defaultdict(int)
    for reading in plan.understanding.readings:
        counts[reading.key] += 1
    choices = []
    for index, labelled in enumerate(plan.understanding.animals):
        key = label_key(labelled.label)
        now = chosen.get(key)
        value = str(now.pk) if isinstance(now, Animal) else ("out" if now == LEFT_OUT else "new")
        meant = now if isinstance(now, Animal) else None
        choices.append(
            Choice(
                animal=Marked(
                    meant.name if meant else new_name(labelled, species.young_name),
                    meant.collar if meant else collar_of(labelled),
                ),
                label=labelled.label,
                name=control_name(index),
                options=[
                    ("new", f"new: {new_name(labelled, species.young_name)}"),
                    *(
                        (
                            str(animal.pk),
                            animal.name
                            + (f", {animal.get_collar_display()}" if animal.collar else ""),
                        )
                        for animal in young
                    ),
                    ("out", "leave out"),
                ],
                value=value,
                weights=counts[key],
            )
        )
    return choices


def control_name(index: int) -> str:
    return f"animal-{index}"
