"""Which columns (or rows, of a turned table) hold the days. Pure."""

from functools import lru_cache

from .cells import shown
from .dates import When
from .headings import Heading, Role, heading
from .layout import Grid

COUNTED = frozenset({Role.AGE, Role.WEEK})
HEADS_DAYS = frozenset({Role.DATE, Role.AGE, Role.WEEK})
LINE_NUMBERS = frozenset({*COUNTED, Role.ID, Role.TIME, Role.WEEKDAY, Role.BLANK})
DEEPEST_HEADING = 30

Days = dict[int, When]


def day_lines(grid: Grid) -> list[tuple[int, Days]]:
    """Columns of days, each with weights beside it before the next one; usually just one."""
    found = {j: days for j in sorted(grid.whens) if (days := _days_of(grid, j)) is not None}
    if not found:
        counted = _counted(grid)
        return [counted] if counted else []
    with_weights = {j: _lines_with_weights(grid, j, days, found) for j, days in found.items()}
    most = max(with_weights.values())
    if most == 0:
        return []
    kept = [(j, days) for j, days in found.items() if with_weights[j] * 4 >= most]
    return _one_of_neighbours(grid, kept)


def _days_of(grid: Grid, j: int) -> Days | None:
    """The days of a column that holds days, from the first on; None where it holds others."""
    days = grid.whens[j]
    strong = [i for i, day in days.items() if not day.weak]
    if strong and all(days[i].age_days == 0 for i in strong) and _rising(grid, strong[0] + 1, j):
        return None  # Birth, 1, 2, 3: ages in plain numbers, see below
    first = min(strong or days)
    above = heading_above(grid, j, first)
    if above.role is Role.BORN:
        return None
    # A weight that a spreadsheet took for a date does not make its column one of days.
    start = min([first, *grid.weight_rows(j)])
    filled = sum(1 for i in range(start, grid.height) if not grid.blank(i, j))
    if strong:
        return days if len(strong) * 2 >= filled else None
    # Only such as 43544 or 20.3, which are weights elsewhere: a heading or their number decides.
    serials = all(day.day is not None for day in days.values())
    if len(days) * 10 >= filled * 8 and (above.role is Role.DATE or (serials and len(days) > 2)):
        return days
    return None


def _lines_with_weights(grid: Grid, j: int, days: Days, all_days: dict[int, Days]) -> int:
    rows: set[int] = set()
    for column, weights in grid.weights.items():
        if column != j and column not in all_days:
            rows |= days.keys() & weights.keys()
    return len(rows)


def _one_of_neighbours(grid: Grid, found: list[tuple[int, Days]]) -> list[tuple[int, Days]]:
    """Of dates and ages side by side with no weights between them the dates are kept."""
    kept: list[tuple[int, Days]] = []
    for j, days in found:
        if kept:
            last_j, last_days = kept[-1]
            shared = days.keys() & last_days.keys()
            if shared and not _animals_between(grid, last_j, j, min(shared), shared):
                if share_of_ages(last_days) > share_of_ages(days):
                    kept[-1] = (j, days)
                continue
        kept.append((j, days))
    return kept


def _animals_between(grid: Grid, left: int, right: int, first: int, rows: set[int]) -> bool:
    return any(
        rows & grid.weight_rows(j).keys() and heading_above(grid, j, first).role not in LINE_NUMBERS
        for j in range(left + 1, right)
    )


def share_of_ages(days: Days) -> float:
    return sum(1 for day in days.values() if day.age_days is not None) / len(days)


def heading_above(grid: Grid, j: int, first: int) -> Heading:
    for i in range(first - 1, max(first - DEEPEST_HEADING, -1), -1):
        if not grid.blank(i, j):
            return cached_heading(shown(grid.at(i, j)))
    return Heading(Role.BLANK)


@lru_cache(maxsize=5_000)
def cached_heading(text: str) -> Heading:
    return heading(text)


def _counted(grid: Grid) -> tuple[int, Days] | None:
    """Plain numbers 1, 2, 3 that their heading, or their place, makes ages."""
    for j in range(min(grid.width, DEEPEST_HEADING)):
        for i in range(min(grid.height, DEEPEST_HEADING)):
            above = cached_heading(shown(grid.at(i, j)))
            named = above.role in COUNTED
            # In a turned table the corner heads the names below it and the ages beside it.
            corner = {Role.BLANK, Role.DATE, *((Role.NAME, Role.COLLAR) if grid.turned else ())}
            at_edge = i == 0 or not grid.blank(i, j)
            if not named and not (at_edge and above.role in corner):
                continue
            numbers = _rising(grid, i + 1, j)
            from_birth = bool(numbers) and grid.whens.get(j, {}).keys() & numbers.keys() != set()
            enough = named or from_birth or len(numbers) >= 3
            if len(numbers) >= 2 and enough and (named or min(numbers.values()) <= 1):
                scale = 7 if above.role is Role.WEEK else 1
                days = {row: When(age_days=count * scale) for row, count in numbers.items()}
                if _lines_with_weights(grid, j, days, {}):
                    return j, days
    return None


def _rising(grid: Grid, start: int, j: int) -> dict[int, int]:
    found: dict[int, int] = {}
    highest = -1
    for i in range(start, grid.height):
        text = shown(grid.at(i, j)).strip()
        if not text:
            continue
        day = grid.whens.get(j, {}).get(i)
        if day is not None and day.age_days == 0 and not found:
            text = "0"
        if not text.isdigit() or len(text) > 3 or int(text) <= highest:
            if found:
                break
            if grid.turned or text.isdigit():
                continue
            break
        highest = int(text)
        found[i] = highest
    return found
