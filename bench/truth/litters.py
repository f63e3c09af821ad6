"""Whole litters with their truth, one story each. Pure and seeded.

`litter(seed, story, sheet)` is one; the animals' ids and names are unique within it. A story is
what happens beside the usual noise (bladders, rounding, uneven hours, days skipped).
"""

import csv
import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Literal

from feedings.alerts.facts import FeedFact, Sighting
from feedings.growth.curves import BandRow, MultipleRow
from feedings.growth.readings import Reading, in_order

from . import care, courses, scales
from .courses import Course, Fading
from .scales import DAY, Mistake, Scale

REFERENCE = Path(__file__).parents[2] / "animals" / "reference"
MIDNIGHT = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
SIZES = ("small", "medium", "large")
# Kittens of one table; puppies of many breeds within one size.
SPEED_SPREAD = {"cat": 0.06, "dog": 0.10}

Story = Literal[
    "healthy",
    "runt_thrives",
    "fades",
    "swapped",
    "unit",
    "digit",
    "tare",
    "litter_jump",
    "missed_feeds",
    "plateau",
]
SLIPS: tuple[Story, ...] = ("swapped", "unit", "digit", "tare")
STORIES: tuple[Story, ...] = (
    "healthy",
    "runt_thrives",
    "fades",
    *SLIPS,
    "litter_jump",
    "missed_feeds",
    "plateau",
)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Who is weighed on what, and until which age (days)."""

    name: str
    species: str
    scale: Scale
    days: int


KITTENS = Sheet(name="kittens, g, 1-2 a day", species="cat", scale=scales.GRAMS_TWICE, days=56)
KITTENS_ONCE = Sheet(name="kittens, g, daily", species="cat", scale=scales.GRAMS_DAILY, days=56)
PUPPIES = Sheet(name="puppies, g, daily", species="dog", scale=scales.GRAMS_DAILY, days=56)
PUPPIES_OZ = Sheet(name="puppies, oz, daily", species="dog", scale=scales.OUNCES_DAILY, days=56)
PUPPIES_LB = Sheet(name="puppies, lb, weekly", species="dog", scale=scales.POUNDS_WEEKLY, days=63)
SHEETS = (KITTENS, KITTENS_ONCE, PUPPIES, PUPPIES_OZ, PUPPIES_LB)


@dataclass(frozen=True, kw_only=True)
class Life:
    """One animal: what was written down about it, and the truth.

    `end` is how it fades, None where it lives; `wrong` are the readings that are not true, by
    entry id. `course` is its true weight by age from `born_at`.
    """

    pk: int
    name: str
    born_at: dt.datetime
    course: Course = field(repr=False)
    birth_weight_g: float
    is_runt: bool = False
    end: Fading | None = None
    has_signs: bool = False
    readings: tuple[Reading, ...] = field(default=(), repr=False)
    feeds: tuple[FeedFact, ...] = field(default=(), repr=False)
    sightings: tuple[Sighting, ...] = field(default=(), repr=False)
    wrong: Mapping[str, Mistake] = field(default_factory=dict)

    @property
    def dies_at(self) -> dt.datetime | None:
        return self.born_at + DAY * self.end.dies_at if self.end else None

    @property
    def born_on(self) -> dt.date:
        return self.born_at.date()


@dataclass(frozen=True, kw_only=True)
class Litter:
    """A litter with its truth; `jumps` are sittings at which the scale misread all of them."""

    story: Story
    sheet: Sheet
    size_class: str
    born_at: dt.datetime
    on_bottle: bool
    lives: tuple[Life, ...]
    jumps: tuple[dt.datetime, ...] = ()
    unfed: tuple[dt.datetime, dt.datetime] | None = None
    refuser: int | None = None

    @property
    def weeks(self) -> float:
        last = max(reading.at for life in self.lives for reading in life.readings)
        return (last - self.born_at) / (7 * DAY)


def litter(seed: int, story: Story, sheet: Sheet, number: int = 0, *, days: int = 0) -> Litter:
    """The litter of a story; `days` shortens how long it is followed."""
    rng = random.Random(f"{seed}/{story}/{sheet.name}/{number}")
    days = days or sheet.days
    size = "domestic_shorthair" if sheet.species == "cat" else rng.choice(SIZES)
    born_at = MIDNIGHT + dt.timedelta(days=rng.randrange(60), minutes=rng.randrange(1440))
    on_bottle = story == "missed_feeds" or rng.random() < (0.6 if sheet.species == "cat" else 0.3)
    grown = _grown(rng, story, sheet, size, born_at, days)
    times = scales.sittings(rng, sheet.scale, born_at=born_at, days=days)
    noise = rng.uniform(0.004, 0.01)
    lives = [_weighed(rng, life, sheet.scale, times, noise) for life in grown]
    jumps: tuple[dt.datetime, ...] = ()
    if story in SLIPS:
        lives = _with_slips(rng, story, sheet.scale, lives)
    if story == "litter_jump":
        jumps = _jump_times(rng, times)
        lives = _with_jump(rng, sheet.scale, lives, jumps)
    unfed = _unfed(rng, days) if story == "missed_feeds" else None
    refuser = rng.choice(lives).pk if unfed and rng.random() < 0.5 else None
    if on_bottle:
        lives = _fed(rng, sheet.species, lives, days, unfed, refuser)
    lives = [
        replace(
            life,
            sightings=tuple(
                care.sightings(
                    rng,
                    species=sheet.species,
                    born_at=born_at,
                    name=life.name,
                    days=days,
                    end=life.end,
                    signs=life.has_signs,
                )
            ),
        )
        for life in lives
    ]
    return Litter(
        story=story,
        sheet=sheet,
        size_class=size,
        born_at=born_at,
        on_bottle=on_bottle,
        lives=tuple(lives),
        jumps=jumps,
        unfed=unfed and (born_at + DAY * unfed[0], born_at + DAY * unfed[1]),
        refuser=refuser,
    )


@cache
def band_rows(species: str) -> tuple[BandRow, ...]:
    """The rows of growth_kitten.csv or growth_puppy.csv."""
    file = {"cat": "growth_kitten.csv", "dog": "growth_puppy.csv"}[species]
    return tuple(
        BandRow(
            age_days=float(row["age_days"]),
            low_g=float(row["low_g"]) if row["low_g"] else None,
            typical_g=float(row["typical_g"]) if row["typical_g"] else None,
            high_g=float(row["high_g"]) if row["high_g"] else None,
            size_class=row["size_class"],
            basis=row["basis"],
            source=row["source"],
        )
        for row in rows(file)
    )


@cache
def multiple_rows(species: str) -> tuple[MultipleRow, ...]:
    """The rows of growth_multiples.csv for a species."""
    return tuple(
        MultipleRow(
            model=row["model"],
            age_days=float(row["age_days"]),
            multiple=float(row["multiple_of_birth_weight"]),
            basis=row["basis"],
            source=row["source"],
        )
        for row in rows("growth_multiples.csv")
        if row["species"] == species
    )


def rows(file: str) -> list[dict[str, str]]:
    with (REFERENCE / file).open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def typical(species: str, size_class: str) -> courses.Curve:
    rows = [row for row in band_rows(species) if row.size_class == size_class]
    return courses.Curve.through((r.age_days, r.typical_g) for r in rows if r.typical_g)


def _grown(
    rng: random.Random, story: Story, sheet: Sheet, size: str, born_at: dt.datetime, days: int
) -> list[Life]:
    """The animals with their true courses."""
    curve = typical(sheet.species, size)
    plateau = (rng.uniform(25, 36), rng.uniform(2, 5)) if story == "plateau" else None
    nature = courses.nature(
        rng,
        courses.reference_rate(curve),
        days=days,
        spread=SPEED_SPREAD[sheet.species],
        plateau=plateau,
    )
    count = rng.randint(3, 6) if sheet.species == "cat" else rng.randint(4, 9)
    weights = list(courses.births(rng, curve.grams[0], count))
    level = sum(weights) / count / curve.grams[0]
    special = rng.randrange(count)
    is_runt = story == "runt_thrives" or (story == "fades" and rng.random() < 0.6)
    if is_runt:
        weights[special] = sum(weights) / count * rng.uniform(0.55, 0.78)
    end = courses.fading(rng) if story == "fades" else None
    lives = []
    for pk, birth_g in enumerate(weights):
        is_special = pk == special
        rate = courses.own_rate(
            rng,
            nature,
            days=days,
            early_share=rng.uniform(0.6, 0.95) if is_special and is_runt else 1.0,
            end=end if is_special else None,
        )
        lives.append(
            Life(
                pk=pk + 1,
                name=f"{'kitten' if sheet.species == 'cat' else 'puppy'} {pk + 1}",
                born_at=born_at,
                course=courses.course(
                    birth_g,
                    rate,
                    days=days,
                    channel=curve,
                    level=level * rng.uniform(0.9, 1.1),
                    pull=nature.pull,
                ),
                birth_weight_g=round(birth_g, 0),
                is_runt=is_special and is_runt,
                end=end if is_special else None,
                has_signs=is_special and end is not None and rng.random() < 0.6,
            )
        )
    return lives


def _weighed(
    rng: random.Random, life: Life, scale: Scale, times: Sequence[dt.datetime], noise: float
) -> Life:
    """Its readings up to its death: a minute or two after each other, one in a hundred left out."""
    readings = []
    for number, sitting in enumerate(times):
        at = sitting + dt.timedelta(seconds=50 * life.pk)
        if (life.dies_at and at >= life.dies_at) or rng.random() < 0.01:
            continue
        grams = life.course.at((at - life.born_at) / DAY)
        entry_id = f"{life.name}-{number}"
        readings.append(scales.read(rng, scale, grams, at=at, entry_id=entry_id, noise=noise))
    return replace(life, readings=tuple(readings))


def _with_slips(
    rng: random.Random, story: Story, scale: Scale, lives: Sequence[Life]
) -> list[Life]:
    """Two slips of the story's kind, at least four sittings apart; never at the first three."""
    lives = list(lives)
    numbers = sorted({_number(r) for life in lives for r in life.readings})[3:]
    first = rng.choice(numbers)
    rest = [number for number in numbers if abs(number - first) >= 4]
    for number in [first, *([rng.choice(rest)] if rest else [])]:
        there = [life for life in lives if any(_number(r) == number for r in life.readings)]
        if len(there) < 2:
            continue
        one, other = rng.sample(there, 2)
        mine, theirs = _of(one, number), _of(other, number)
        if story == "swapped":
            differs = scales.apart(mine.grams, theirs.grams)
            for life, was, now, with_ in ((one, mine, theirs, other), (other, theirs, mine, one)):
                mistake = Mistake(
                    reason="swapped", true_g=was.grams, differs=differs, with_=with_.pk
                )
                _replace(lives, life, was, replace(now, at=was.at, entry_id=was.entry_id), mistake)
            continue
        if story == "unit":
            now = scales.unit_slip(rng, scale, mine)
        elif story == "digit":
            now = scales.digit_slip(rng, scale, mine)
        else:
            bag = rng.choice((rng.uniform(8, 20), rng.uniform(20, 60)))
            now = scales.shown(scale, mine.grams + bag, at=mine.at, entry_id=mine.entry_id)
        if now.grams != mine.grams:
            differs = scales.apart(mine.grams, now.grams)
            reason = story if story in ("unit", "digit", "tare") else "digit"
            mistake = Mistake(reason=reason, true_g=mine.grams, differs=differs)
            _replace(lives, one, mine, now, mistake)
    return lives


def _jump_times(rng: random.Random, times: Sequence[dt.datetime]) -> tuple[dt.datetime, ...]:
    """One sitting, or a few running, at which the scale was not at zero or had drifted."""
    long = rng.choice((1, 1, 2, 3))
    first = rng.randrange(min(4, len(times) - 1), max(5, len(times) - long - 3))
    return tuple(times[first : first + long])


def _with_jump(
    rng: random.Random, scale: Scale, lives: Sequence[Life], jumps: Sequence[dt.datetime]
) -> list[Life]:
    """Not at zero (so many grams for all) or drifted (so many per cent for all)."""
    lives = list(lives)
    lightest = min(
        reading.grams for life in lives for reading in life.readings if _during(reading, jumps)
    )
    offset = rng.choice((1, 1, -1)) * lightest * rng.uniform(0.06, 0.2)
    factor = 1 + rng.choice((1, 1, -1)) * rng.uniform(0.05, 0.12)
    drifted = rng.random() < 0.5
    for life in list(lives):
        for reading in life.readings:
            if not _during(reading, jumps):
                continue
            grams = reading.grams * factor if drifted else reading.grams + offset
            now = scales.shown(scale, grams, at=reading.at, entry_id=reading.entry_id)
            if now.grams == reading.grams:
                continue
            mistake = Mistake(
                reason="litter_jump",
                true_g=reading.grams,
                differs=scales.apart(reading.grams, now.grams),
            )
            _replace(lives, life, reading, now, mistake)
    return lives


def _during(reading: Reading, sittings: Sequence[dt.datetime]) -> bool:
    return any(dt.timedelta() <= reading.at - at < dt.timedelta(hours=1) for at in sittings)


def _unfed(rng: random.Random, days: int) -> tuple[float, float]:
    start = rng.uniform(3, min(days, 26) - 1)
    return start, start + rng.uniform(0.35, 0.6)


def _fed(
    rng: random.Random,
    species: str,
    lives: Sequence[Life],
    days: int,
    unfed: tuple[float, float] | None,
    refuser: int | None,
) -> list[Life]:
    gap = unfed if refuser is None else None
    times = care.feed_times(rng, born_at=lives[0].born_at, days=days, gap=gap)
    return [
        replace(
            life,
            feeds=tuple(
                care.feeds(
                    rng,
                    times,
                    species=species,
                    course=life.course,
                    born_at=life.born_at,
                    name=life.name,
                    end=life.end,
                    signs=life.has_signs,
                    refuses=unfed if life.pk == refuser else None,
                )
            ),
        )
        for life in lives
    ]


def _number(reading: Reading) -> int:
    return int(reading.entry_id.rsplit("-", 1)[1])


def _of(life: Life, number: int) -> Reading:
    return next(reading for reading in life.readings if _number(reading) == number)


def _replace(lives: list[Life], life: Life, was: Reading, now: Reading, mistake: Mistake) -> None:
    """Put a reading in another's place; the list is changed, the animals are new ones."""
    current = lives[life.pk - 1]
    readings = in_order(now if r.entry_id == was.entry_id else r for r in current.readings)
    wrong = {**current.wrong, was.entry_id: mistake}
    lives[life.pk - 1] = replace(current, readings=readings, wrong=wrong)
