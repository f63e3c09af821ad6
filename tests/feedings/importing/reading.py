"""Reading a sheet in tests: the limits of the two species as plain numbers, and one call."""

import datetime as dt

from feedings.importing.sheet import read_tables
from feedings.importing.understanding import (
    Options,
    SpeciesLimits,
    Understanding,
    understand_tables,
)

BORN = dt.date(2019, 3, 19)
TODAY = dt.date(2026, 11, 22)


def grows(low: float, high: float, most: int):
    """A band that doubles in ten days at first; enough to tell units and slips apart."""

    def band(age: int) -> tuple[float, float]:
        return low * (1 + 0.07 * age), high * (1 + 0.12 * age)

    def heaviest(age: int | None) -> int:
        return most if age is None else min(most, int(2 * high * (1 + 0.3 * age)))

    return band, heaviest


CAT_BAND, CAT_MOST = grows(80, 125, 12_000)
DOG_BAND, DOG_MOST = grows(110, 650, 95_000)
CAT = SpeciesLimits(young="kitten", lightest_g=30, heaviest_g=CAT_MOST, band=CAT_BAND)
DOG = SpeciesLimits(young="puppy", lightest_g=40, heaviest_g=DOG_MOST, band=DOG_BAND)


def read(data: str | bytes, *, name="sheet.csv", limits=CAT, sheet="", **options) -> Understanding:
    content = data.encode() if isinstance(data, str) else data
    options = {"born_on": BORN, "today": TODAY} | options
    return understand_tables(read_tables(name, content), Options(limits=limits, **options), sheet)


def weights(found: Understanding) -> list[tuple[str, str, str]]:
    """Label, day in March as "20" (else as 04-01), grams: what most tests look at."""
    return [
        (
            reading.label,
            f"{reading.on:%d}"
            if (reading.on.year, reading.on.month) == (2019, 3)
            else f"{reading.on:%m-%d}",
            f"{reading.grams.normalize():f}",
        )
        for reading in found.readings
    ]


def sentences(found: Understanding) -> dict[str, str]:
    """By cell: what is said about it."""
    return {problem.cell: problem.sentence for problem in found.problems}
