"""A few days' weights as one small line, for a list. Pure."""

from collections.abc import Sequence

from .readings import Reading

WIDTH, HEIGHT, MARGIN = 88, 28, 3
FEWEST = 3
# A flatter course than this share of the weight is drawn flat and not blown up to the full height.
LEAST_RANGE = 0.05


def sparkline(readings: Sequence[Reading]) -> str:
    """The points of a polyline in a field of 88 by 28, oldest first; "" for fewer than three."""
    if len(readings) < FEWEST:
        return ""
    first, last = readings[0].at, readings[-1].at
    seconds = (last - first).total_seconds() or 1.0
    lightest = min(reading.grams for reading in readings)
    heaviest = max(reading.grams for reading in readings)
    spread = max(heaviest - lightest, heaviest * LEAST_RANGE)
    middle = (heaviest + lightest) / 2

    def point(reading: Reading) -> str:
        x = WIDTH * (reading.at - first).total_seconds() / seconds
        y = HEIGHT / 2 - (HEIGHT - 2 * MARGIN) * (reading.grams - middle) / spread
        return f"{x:.0f},{y:.0f}"

    return " ".join(point(reading) for reading in readings)
