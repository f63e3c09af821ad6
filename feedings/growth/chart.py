"""A growth chart as finished numbers for one template: no drawing happens anywhere else.

Pure. Everything is laid out on a field of 1,000 by 1,000 that the page stretches to any width and
height, so one chart serves a phone, a desk and paper; text stands beside the field, placed in per
cent of it, and keeps its size. y grows downwards, as SVG has it.

The shape of `Chart.data`, which growth-chart.js reads:
    labels   ["day 12 · 31 Mar", …]          band ["180 to 250 g" or "", …], one for each label
    series   [{"name", "collar", "points": [[x, y, label, "212 g", "+9"], …]}, …]; a weight in
             doubt has "" for its change and, as a sixth, why
    lead     which of the series the read-out begins with
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from itertools import pairwise
from statistics import fmean, median
from typing import Any, Literal

from animals.units import WeightUnit
from feedings.growth.axes import DAY, SIDE, Axes, Tick, age_ticks, axes_for, percent, weight_ticks
from feedings.growth.curves import Band, Curve
from feedings.growth.readings import Reading, ReadingKind, in_order
from feedings.growth.suspicion import Doubt
from feedings.growth.words import Told, Words

# Two names side by side need this much: 15 px of the lowest field the page shows (260 px).
LABEL_STEP = 58.0
LABEL_LETTERS = 12
SHORT_LABEL, MIDDLE_LABEL = 5, 8
MOST_DOTS = 40
MOST_OWN_POINTS = 120
MOST_OTHERS_POINTS = 300
LEAST_POINTS = 16
MOST_ROWS = 120
# A span without a reading is drawn dotted from here on: nobody knows what happened in it.
GAP_DAYS = 7.0
GAP_TIMES = 3.0
MOST_DOUBTS = 12
# What addresses call the entry that a reading comes from, as feedings/wording.py has it.
ENTRY_KINDS: dict[ReadingKind, str] = {"growth": "weigh-in", "before_feed": "feed"}

TableKind = Literal["own", "litter"]


@dataclass(frozen=True, kw_only=True)
class Series:
    """One animal's readings in grams; `is_me` on its own page, where littermates stay quiet.

    `told_of` are the entries of readings to be ringed: those that an alert was read from.
    `may_open` tells whether the reader may say that one of its weights is right.
    """

    name: str
    collar: str
    readings: tuple[Reading, ...]
    doubts: tuple[Doubt, ...] = ()
    is_me: bool = False
    may_open: bool = True
    told_of: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Something that happened: first bottle, paired with Possum, moved home."""

    at: datetime
    text: str


@dataclass(frozen=True, kw_only=True)
class LineShape:
    """One animal's line. Paths in field units; `label_at` and `end` in per cent of the height."""

    index: int
    name: str
    label: str
    collar: str
    is_me: bool
    dash: int
    path: str
    gaps: str
    dots: str
    hollow: tuple[tuple[float, float], ...]
    ringed: tuple[tuple[float, float], ...]
    end: float
    label_at: float | None
    leader: str


@dataclass(frozen=True, kw_only=True)
class BandShape:
    """The band as paths in field units; `edge` is the ceiling of a band of multiples."""

    area: str
    typical: str
    edge: str


@dataclass(frozen=True, kw_only=True)
class MarkShape:
    """A mark at a place in per cent of the width, its number and its words."""

    at: float
    number: int
    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class DoubtShape:
    """A doubt in words, about one weight or a whole sitting.

    `entries` are those that the reader may answer for, each its kind and id as addresses have it.
    """

    label: str
    text: str
    entries: tuple[tuple[str, str], ...]
    is_litter: bool


@dataclass(frozen=True, kw_only=True)
class Table:
    """The numbers below the chart, newest first: each row its day and its cells."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Everything the template writes down. `lines` are in drawing order, the animal itself last.

    `latest` is what stands above the chart before anybody touches it: of the line `lead`, the
    animal's own or the one that was weighed last.
    """

    title: str
    summary: str
    lines: tuple[LineShape, ...]
    band: BandShape | None
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    x_caption: str
    y_caption: str
    marks: tuple[MarkShape, ...]
    table: Table
    lead: LineShape
    latest: Told
    latest_band: str
    doubts: tuple[DoubtShape, ...]
    more_doubts: int
    data: dict[str, Any] = field(repr=False)

    @property
    def has_me(self) -> bool:
        """One line leads and the others stay quiet."""
        return self.lines[-1].is_me

    @property
    def label_room(self) -> str:
        """How much room the names at the line ends need: "s", "m" or "l"."""
        longest = max(len(line.label) for line in self.lines if line.label_at is not None)
        return "s" if longest <= SHORT_LABEL else "m" if longest <= MIDDLE_LABEL else "l"


def growth_chart(
    *,
    title: str,
    series: Sequence[Series],
    born_on: date | None,
    unit: WeightUnit,
    zone: tzinfo,
    at: datetime,
    band: Band | None = None,
    marks: Sequence[Mark] = (),
    table: TableKind = "own",
) -> Chart | None:
    """The chart of one animal among its littermates, or of a litter; None without any reading.

    Age runs along the bottom from midnight (`zone`) of `born_on`; where that is not known, the
    date does and there is no band. Readings after `at` are left out.
    """
    shown = [_until(one, at) for one in sorted(series, key=lambda one: one.is_me)]
    shown = [one for one in shown if one.readings]
    if not shown:
        return None
    band = band if born_on else None
    everything = in_order(reading for one in shown for reading in _counted(one.readings))
    axes = axes_for(everything, born_on=born_on, band=band, unit=unit, zone=zone, at=at)
    words = Words(unit=unit, zone=zone, born_on=born_on, axes=axes, band=band)
    told = [words.tell(one.readings, one.doubts) for one in shown]
    x_ticks, x_caption = age_ticks(axes, born_on=born_on, zone=zone)
    if table == "own" and shown[-1].is_me:
        numbers = _own_table(shown[-1], told[-1], words)
    else:
        numbers = _litter_table(shown, told, words)
    drawn = [_thinned(*pair, most=_room(shown, pair[0])) for pair in zip(shown, told, strict=True)]
    lines = _lines([one for one, _ in drawn], axes)
    lead = len(shown) - 1 if shown[-1].is_me else _last_weighed(shown)
    last = shown[lead].readings.index(_counted(shown[lead].readings)[-1])
    doubts = _doubts(shown, words)
    return Chart(
        title=title,
        summary=_summary(shown, told),
        lines=lines,
        band=_band_shape(band, axes) if band else None,
        x_ticks=x_ticks,
        y_ticks=weight_ticks(axes),
        x_caption=x_caption,
        y_caption=axes.y_unit,
        marks=_marks(marks, axes, words),
        table=numbers,
        lead=lines[lead],
        latest=told[lead][last],
        latest_band=words.limits(shown[lead].readings[last].at),
        doubts=doubts[:MOST_DOUBTS],
        more_doubts=max(0, len(doubts) - MOST_DOUBTS),
        data=_data(drawn, words) | {"lead": lead},
    )


def _room(shown: Sequence[Series], one: Series) -> int:
    """How many points a line may have: together they are a page that a phone loads at once."""
    if one.is_me:
        return MOST_OWN_POINTS
    others = sum(not other.is_me for other in shown)
    return max(LEAST_POINTS, MOST_OTHERS_POINTS // others)


def _thinned(one: Series, told: Sequence[Told], *, most: int) -> tuple[Series, Sequence[Told]]:
    """At most about so many readings, evenly: the first, the last and the marked ones stay.

    What each says was told from all of them; the table below the chart still has every day.
    """
    last = len(one.readings) - 1
    if last < most:
        return one, told
    kept = {round(number * last / (most - 1)) for number in range(most)}
    kept.add(one.readings.index(_counted(one.readings)[-1]))
    kept |= {
        index
        for index, reading in enumerate(one.readings)
        if reading.questioned or reading.entry_id in one.told_of
    }
    readings = tuple(one.readings[index] for index in sorted(kept))
    return replace(one, readings=readings), [told[index] for index in sorted(kept)]


def _counted(readings: Sequence[Reading]) -> Sequence[Reading]:
    """Those not in doubt, which lines and axes are drawn from; all of them where none is left."""
    return [reading for reading in readings if not reading.questioned] or readings


def _doubts(shown: Sequence[Series], words: Words) -> tuple[DoubtShape, ...]:
    """Latest first; of the animal itself on its own page, else of all. A sitting's is said once."""
    together: dict[tuple[datetime, str], list[tuple[Series, Doubt]]] = {}
    for one in reversed(shown):
        for doubt in one.doubts:
            key = doubt.sitting, "" if doubt.reason == "litter_jump" else one.name + doubt.entry_id
            together.setdefault(key, []).append((one, doubt))
    return tuple(
        _doubt(about, words)
        for _, about in sorted(together.items(), key=lambda item: item[0], reverse=True)
        if not shown[-1].is_me or any(one.is_me for one, _ in about)
    )


def _doubt(about: Sequence[tuple[Series, Doubt]], words: Words) -> DoubtShape:
    one, doubt = about[0]
    is_litter = doubt.reason == "litter_jump"
    kinds = {r.entry_id: r.kind for other, _ in about for r in other.readings if r.questioned}
    return DoubtShape(
        label=words.label(doubt.at),
        text=words.doubt(doubt, "" if is_litter or one.is_me else one.name),
        entries=tuple(
            (ENTRY_KINDS[kinds[own.entry_id]], own.entry_id)
            for other, own in about
            if other.may_open and own.entry_id
        ),
        is_litter=is_litter,
    )


def _last_weighed(shown: Sequence[Series]) -> int:
    return max(range(len(shown)), key=lambda index: shown[index].readings[-1].at)


def _until(one: Series, at: datetime) -> Series:
    return replace(
        one,
        readings=in_order(r for r in one.readings if r.at <= at),
        doubts=tuple(doubt for doubt in one.doubts if doubt.at <= at),
    )


def _lines(shown: Sequence[Series], axes: Axes) -> tuple[LineShape, ...]:
    ends = [axes.y(_counted(one.readings)[-1].grams) for one in shown]
    labels_at = _label_places(ends, first=len(shown) - 1 if shown[-1].is_me else None)
    dashes = _dashes(shown)
    return tuple(
        _line(one, axes, index=index, dash=dashes[index], label_at=labels_at[index])
        for index, one in enumerate(shown)
    )


def _line(one: Series, axes: Axes, *, index: int, dash: int, label_at: float | None) -> LineShape:
    counted = _counted(one.readings)
    points = [_point(reading, axes) for reading in counted]
    solid, gaps = _runs(counted, points)
    end_x, end_y = points[-1]
    with_dots = len(points) == 1 or (one.is_me and len(points) <= MOST_DOTS)
    return LineShape(
        index=index,
        name=one.name,
        label=one.name if len(one.name) <= LABEL_LETTERS else one.name[: LABEL_LETTERS - 1] + "…",
        collar=one.collar,
        is_me=one.is_me,
        dash=dash,
        path="".join(_path(run) for run in solid),
        gaps="".join(_path(gap) for gap in gaps),
        dots="".join(f"M{x:.0f},{y:.0f}h0" for x, y in points) if with_dots else "",
        hollow=_places((r for r in one.readings if r.questioned), axes),
        ringed=_places((r for r in one.readings if r.entry_id in one.told_of), axes),
        end=percent(end_y),
        label_at=None if label_at is None else percent(label_at),
        leader=f"M{end_x:.0f},{end_y:.0f}H{SIDE}" if label_at is not None and end_x < 985 else "",
    )


def _places(readings: Iterable[Reading], axes: Axes) -> tuple[tuple[float, float], ...]:
    return tuple((percent(x), percent(y)) for x, y in (_point(r, axes) for r in readings))


def _point(reading: Reading, axes: Axes) -> tuple[float, float]:
    """Its place; a weight in doubt that lies beyond the field is drawn at its edge."""
    x, y = axes.x(axes.age(reading.at)), axes.y(reading.grams)
    return (x, min(max(y, 0), SIDE)) if reading.questioned else (x, y)


def _runs(
    readings: Sequence[Reading], points: Sequence[tuple[float, float]]
) -> tuple[list[list[tuple[float, float]]], list[list[tuple[float, float]]]]:
    """The points as runs of steady weighing, and the stretches between the runs."""
    spans = [(b.at - a.at) / DAY for a, b in pairwise(readings)]
    longest = max(GAP_DAYS, GAP_TIMES * median(spans)) if spans else GAP_DAYS
    runs, gaps = [[points[0]]], []
    for span, point in zip(spans, points[1:], strict=True):
        if span > longest:
            gaps.append([runs[-1][-1], point])
            runs.append([])
        runs[-1].append(point)
    return runs, gaps


def _path(points: Sequence[tuple[float, float]], *, close: bool = False) -> str:
    if len(points) == 1:
        return f"M{points[0][0]:.0f},{points[0][1]:.0f}h0"
    return "M" + " ".join(f"{x:.0f},{y:.0f}" for x, y in points) + ("Z" if close else "")


def _dashes(shown: Sequence[Series]) -> list[int]:
    """On screen a dash tells apart only those whose collar does not; on paper it tells all."""
    counted: dict[str, int] = {}
    dashes = []
    for one in shown:
        counted[one.collar] = counted.get(one.collar, -1) + 1
        dashes.append(counted[one.collar])
    return dashes


def _label_places(wanted: Sequence[float], *, first: int | None) -> list[float | None]:
    """Heights for the names at the line ends: as near as can be, in order, none over another.

    Where more names come than fit, the first of `first` and then those from the top stay.
    """
    fitting = int(SIDE / LABEL_STEP) + 1
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    if len(order) > fitting:
        keep = [index for index in order if index != first][: fitting - (first is not None)]
        order = [index for index in order if index in keep or index == first]
    places: list[float | None] = [None] * len(wanted)
    spread = _spread([wanted[index] for index in order], step=LABEL_STEP, top=0, bottom=SIDE)
    for index, place in zip(order, spread, strict=True):
        places[index] = place
    return places


def _spread(wanted: Sequence[float], *, step: float, top: float, bottom: float) -> list[float]:
    """Ascending places at least `step` apart, moved as little as can be (pooled neighbours)."""
    pools: list[list[float]] = []
    for index, place in enumerate(wanted):
        pools.append([place - index * step])
        while len(pools) > 1 and fmean(pools[-2]) > fmean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    level = [fmean(pool) for pool in pools for _ in pool]
    lowest = max(top, bottom - (len(wanted) - 1) * step)
    return [min(max(place, top), lowest) + index * step for index, place in enumerate(level)]


def _band_shape(band: Band, axes: Axes) -> BandShape | None:
    low, high = _clipped(band.low, axes), _clipped(band.top, axes)
    typical = _clipped(band.typical, axes) if band.kind == "grams" else []
    edge = _clipped(band.high, axes) if band.kind == "multiples" else []
    if len(low) < 2 and len(typical) < 2:
        return None
    area = _path(low + high[::-1], close=True) if len(low) > 1 and len(high) > 1 else ""
    return BandShape(
        area=area,
        typical=_path(typical) if len(typical) > 1 else "",
        edge=_path(edge) if len(edge) > 1 else "",
    )


def _clipped(curve: Curve, axes: Axes) -> list[tuple[float, float]]:
    """A curve's points inside the axis of ages, its ends cut exactly at the field's edges."""
    if not curve.ages:
        return []
    left, right = max(axes.x_from, curve.ages[0]), min(axes.x_to, curve.ages[-1])
    ages = sorted({left, right, *(age for age in curve.ages if left < age < right)})
    points = [(age, curve.at(age)) for age in ages] if left <= right else []
    return [(axes.x(age), axes.y(grams)) for age, grams in points if grams is not None]


def _marks(marks: Sequence[Mark], axes: Axes, words: Words) -> tuple[MarkShape, ...]:
    inside = [m for m in sorted(marks, key=lambda m: m.at) if 0 <= axes.x(axes.age(m.at)) <= SIDE]
    return tuple(
        MarkShape(
            at=percent(axes.x(axes.age(mark.at))),
            number=number,
            label=words.label(mark.at),
            text=mark.text,
        )
        for number, mark in enumerate(inside, start=1)
    )


def _data(drawn: Sequence[tuple[Series, Sequence[Told]]], words: Words) -> dict[str, Any]:
    axes = words.axes
    labels: dict[str, int] = {}
    bands: list[str] = []
    series = []
    for one, own in drawn:
        points = []
        for reading, word in zip(one.readings, own, strict=True):
            if word.label not in labels:
                labels[word.label] = len(labels)
                bands.append(words.limits(reading.at))
            x, y = _point(reading, axes)
            point = [round(x), round(y), labels[word.label], word.weight, word.change]
            points.append([*point, word.doubt] if word.doubt else point)
        series.append({"name": one.name, "collar": one.collar, "points": points})
    return {"labels": list(labels), "band": bands, "series": series}


def _own_table(me: Series, told: Sequence[Told], words: Words) -> Table:
    """A row a reading, or a day where there are many: then its last."""
    pairs = list(zip(me.readings, told, strict=True))
    if len(pairs) > MOST_ROWS:
        pairs = list({word.day: (reading, word) for reading, word in pairs}.values())
    head = ("Day", f"Weight, {words.unit}", "Since the day before", *["Band"] * bool(words.band))
    rows = [
        (
            word.label,
            (
                word.number,
                f"in doubt: {word.doubt}" if word.doubt else word.change,
                *[words.limits(reading.at)] * bool(words.band),
            ),
        )
        for reading, word in reversed(pairs)
    ]
    return Table(head=head, rows=tuple(rows))


def _litter_table(shown: Sequence[Series], told: Sequence[Sequence[Told]], words: Words) -> Table:
    """A row a day, a column an animal; of several readings a day the last."""
    by_day: dict[date, list[str]] = {}
    for column, own in enumerate(told):
        for word in own:
            cells = by_day.setdefault(word.day, [""] * len(shown))
            cells[column] = f"{word.number} ?" if word.doubt else word.number
    days = sorted(by_day, reverse=True)
    return Table(
        head=(f"Day, {words.unit}", *(one.name for one in shown)),
        rows=tuple((words.day_label(day), tuple(by_day[day])) for day in days),
    )


def _summary(shown: Sequence[Series], told: Sequence[Sequence[Told]]) -> str:
    sentences = []
    for one, everything in reversed(list(zip(shown, told, strict=True))):
        own = [word for word in everything if not word.doubt] or everything
        first, last = own[0], own[-1]
        if len(own) == 1:
            sentences.append(f"{one.name}: {last.weight} on {last.label}.")
        else:
            sentences.append(
                f"{one.name}: {first.weight} on {first.label} to {last.weight} on {last.label}, "
                f"{len(own)} weights."
            )
        if len(own) < len(everything):
            sentences.append(f"{len(everything) - len(own)} more in doubt.")
    return " ".join(sentences)
