"""Who is due when, on one line from an hour ago to some hours ahead. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

BACK = dt.timedelta(hours=1)
AHEAD_LEAST = dt.timedelta(hours=2)
AHEAD_MOST = dt.timedelta(hours=6)
EDGE = 3.0  # per cent; a mark is as wide as that on either side
APART = 9.0  # per cent between two marks, so that each can be read
CROWD = 9

Who = TypeVar("Who")


@dataclass(frozen=True)
class Point(Generic[Who]):
    at: float  # per cent of the line
    animal: Who


@dataclass(frozen=True)
class Tick:
    at: float
    label: str
    is_now: bool = False


@dataclass(frozen=True)
class DueStrip(Generic[Who]):
    points: list[Point[Who]]
    ticks: list[Tick]


def due_strip(
    dues: Iterable[tuple[Who, dt.datetime | None]], *, at: dt.datetime
) -> DueStrip[Who] | None:
    """Marks and hours on the line, `at` local to the reader; None for nobody or a crowd.

    One that was never fed stands at now. What lies outside is drawn at the edge.
    """
    moments = sorted(((due or at, index, who) for index, (who, due) in enumerate(dues)))
    if not moments or len(moments) > CROWD:
        return None
    start = at - BACK
    end = min(max(moments[-1][0] + BACK / 2, at + AHEAD_LEAST), at + AHEAD_MOST)

    def place(moment: dt.datetime) -> float:
        return round(min(max(100 * (moment - start) / (end - start), EDGE), 100 - EDGE), 1)

    places = spread([place(moment) for moment, _, _ in moments])
    points = [Point(where, who) for where, (_, _, who) in zip(places, moments, strict=True)]
    ticks = [Tick(place(at), "now", is_now=True)]
    hour = at.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)
    while hour < end:
        if place(hour) - ticks[-1].at > 2 * APART and place(hour) < 100 - EDGE:
            ticks.append(Tick(place(hour), f"{hour:%H:%M}"))
        hour += dt.timedelta(hours=1)
    return DueStrip(points=points, ticks=ticks)


def spread(places: list[float]) -> list[float]:
    """Places in order, moved apart where two would cover each other; none leaves the line."""
    moved: list[float] = []
    for where in places:
        moved.append(max(where, moved[-1] + APART) if moved else where)
    highest = 100 - EDGE
    for index in range(len(moved) - 1, -1, -1):
        moved[index] = min(moved[index], highest)
        highest = moved[index] - APART
    return [round(where, 1) for where in moved]
