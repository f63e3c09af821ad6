"""The chart as numbers: everything inside its field, nothing over anything else."""

import datetime as dt
import re
import zoneinfo
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedings.growth.chart import LABEL_STEP, Mark, Series, growth_chart
from feedings.growth.chart import SIDE as FIELD
from feedings.growth.suspicion import Doubt

from .samples import BORN, BORN_ON, daily, kitten_reference, puppy_reference, reading

ZONE = zoneinfo.ZoneInfo("Europe/Berlin")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def chart(*series, **facts):
    facts = {
        "title": "Weights",
        "born_on": BORN_ON,
        "unit": "g",
        "zone": ZONE,
        "at": BORN + dt.timedelta(days=30),
        **facts,
    }
    return growth_chart(series=series, **facts)


def me(*readings, name="Kangaroo", collar="red"):
    return Series(name=name, collar=collar, readings=tuple(readings), is_me=True)


def mate(*readings, name="Joey", collar="green"):
    return Series(name=name, collar=collar, readings=tuple(readings))


def places(path):
    numbers = [float(number) for number in NUMBER.findall(re.sub(r"h0", "", path))]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def test_without_readings_there_is_no_chart():
    assert chart() is None
    assert chart(me(), mate()) is None
    assert chart(me(*daily(100, 110)), at=BORN - dt.timedelta(days=1)) is None


def test_the_animal_is_drawn_last_and_over_the_others():
    drawn = chart(me(*daily(100, 110)), mate(*daily(120, 130)))
    assert [line.name for line in drawn.lines] == ["Joey", "Kangaroo"]
    assert drawn.has_me


def test_one_reading_is_a_dot():
    (line,) = chart(mate(reading(1, 100))).lines
    assert line.path.endswith("h0")
    assert line.dots == line.path


def test_a_line_says_where_nobody_weighed():
    weighed = [*daily(100, 110, 120), *daily(400, 410, first_day=20)]
    (line,) = chart(me(*weighed)).lines
    assert line.path.count("M") == 2
    assert places(line.gaps) == [places(line.path)[2], places(line.path)[3]]
    (steady,) = chart(me(*daily(100, 110, 120))).lines
    assert not steady.gaps


def test_weekly_weighing_is_no_gap():
    (line,) = chart(me(*[reading(7 * week, 100 + 90 * week) for week in range(4)])).lines
    assert not line.gaps


class TestInDoubt:
    doubt = Doubt(
        entry_id="b",
        at=BORN + dt.timedelta(days=1),
        grams=150.0,
        reason="tare",
        sentence="{150.0 g} is {44.0 g} above its course",
        sitting=BORN + dt.timedelta(days=1),
    )

    def drawn(self, *, grams=150.0, **facts):
        readings = (reading(0, 100), reading(1, grams, entry_id="b", questioned=True))
        return chart(replace(me(*readings, reading(2, 112)), doubts=(self.doubt,), **facts))

    def test_a_reading_is_hollow_and_the_line_goes_past_it(self):
        (line,) = self.drawn().lines
        assert len(line.hollow) == 1
        assert len(places(line.path)) == 2

    def test_one_that_is_far_off_does_not_press_the_others_flat(self):
        (near,), (far,) = self.drawn().lines, self.drawn(grams=1500.0).lines
        assert near.path == far.path
        assert [y for _, y in far.hollow] == [0]

    def test_the_read_out_says_why_and_no_change_is_computed_from_it(self):
        (series,) = self.drawn().data["series"]
        first, doubted, last = series["points"]
        assert doubted[4:] == ["", "something else on the scale?"]
        assert len(first) == len(last) == 5
        assert last[4] == "+6 a day, over 2 days"

    def test_what_stands_above_the_chart_is_a_weight_that_counts(self):
        latest = reading(3, 160, entry_id="b", questioned=True)
        assert chart(me(reading(0, 100), latest)).latest.weight == "100 g"

    def test_it_is_said_with_its_day_in_the_reader_s_unit(self):
        (doubt,) = self.drawn().doubts
        assert doubt.label == "day 1 · 2 Mar"
        assert doubt.text == "150 g is 44 g above its course."
        assert doubt.entries == (("weigh-in", "b"),)

    def test_who_may_not_open_the_animal_has_nothing_to_answer_for(self):
        (doubt,) = self.drawn(may_open=False).doubts
        assert doubt.entries == ()

    def test_the_table_says_it_too(self):
        cells = [cells for _, cells in self.drawn().table.rows]
        assert cells[1][1] == "in doubt: something else on the scale?"

    def test_the_animal_s_own_page_leaves_the_doubts_of_others_to_theirs(self):
        other = replace(mate(reading(1, 150, entry_id="b", questioned=True)), doubts=(self.doubt,))
        assert chart(me(reading(0, 100)), other).doubts == ()

    def test_a_whole_sitting_is_said_once_for_all(self):
        scale = replace(self.doubt, reason="litter_jump", sentence="all three read high that day")
        lines = [
            replace(
                mate(reading(0, 100), reading(1, 150, entry_id=name, questioned=True), name=name),
                doubts=(replace(scale, entry_id=name),),
            )
            for name in ("a", "b", "c")
        ]
        (doubt,) = chart(*lines, table="litter").doubts
        assert doubt.is_litter
        assert {entry for _, entry in doubt.entries} == {"a", "b", "c"}
        assert doubt.text == "all three read high that day."


def test_the_age_runs_from_birth():
    drawn = chart(me(*daily(100, 110, 120, 131, 140)), at=BORN + dt.timedelta(days=4))
    assert [tick.label for tick in drawn.x_ticks] == ["0", "1", "2", "3", "4"]
    assert drawn.x_caption == "age in days"


@pytest.mark.parametrize(
    ("days", "caption", "last"),
    [(10, "age in days", "10"), (50, "age in weeks", "7"), (400, "age in months", "12")],
)
def test_the_age_is_counted_in_what_people_count(days, caption, last):
    readings = [reading(day, 100 + 10 * day) for day in range(0, days + 1, max(days // 10, 1))]
    drawn = chart(me(*readings), at=BORN + dt.timedelta(days=days + 1))
    assert (drawn.x_caption, drawn.x_ticks[-1].label) == (caption, last)
    assert len(drawn.x_ticks) <= 10


def test_without_a_birth_date_the_axis_has_dates_and_there_is_no_band():
    drawn = chart(me(*daily(100, 110, 120)), born_on=None, band=kitten_reference().band)
    assert drawn.x_ticks[0].label == "1 Mar"
    assert drawn.band is None
    assert drawn.latest.label == "3 Mar"


def test_readings_before_birth_are_shown_as_such():
    drawn = chart(me(*daily(88, 90, 95, first_day=-2)))
    assert drawn.x_ticks[0].label.startswith("−")
    assert drawn.data["labels"][0] == "day −2 · 27 Feb"


@pytest.mark.parametrize(
    ("unit", "caption", "weight"),
    [("g", "g", "120 g"), ("oz", "oz", "4.2 oz"), ("lb", "lb", "0.26 lb")],
)
def test_the_reader_has_her_own_unit(unit, caption, weight):
    drawn = chart(me(*daily(100, 120)), unit=unit)
    assert (drawn.y_caption, drawn.latest.weight) == (caption, weight)


def test_a_grown_dog_is_told_in_kilograms_along_the_axis():
    drawn = chart(me(*daily(38_000, 40_000, precision_g=50)))
    assert drawn.y_caption == "kg"
    assert float(drawn.y_ticks[-1].label) <= 50


def test_decimals_that_nobody_read_are_not_shown():
    drawn = chart(me(*daily(481.9, 510.3, precision_g=14.17)))
    assert (drawn.latest.weight, drawn.latest.change) == ("510 g", "+28")


@pytest.mark.parametrize(
    ("readings", "change", "since"),
    [
        (daily(100, 109), "+9", "+9 since the day before"),
        (daily(100, 95.5, precision_g=0.05), "−4", "−4 since the day before"),
        (daily(100, 100), "±0", "±0 since the day before"),
        ([reading(0, 100), reading(5, 140)], "+8 a day, over 5 days", "+8 a day, over 5 days"),
        ([reading(0, 100), reading(0.3, 103)], "+10 a day, over 7 h", "+10 a day, over 7 h"),
        ([reading(0, 100), reading(0.2, 103)], "", ""),
        ([reading(0, 100)], "", ""),
    ],
)
def test_a_change_says_over_what(readings, change, since):
    latest = chart(me(*readings)).latest
    assert (latest.change, latest.since) == (change, since)


def test_a_time_stands_where_a_day_has_several_weights():
    labels = chart(me(reading(1.25, 100), reading(1.75, 104), reading(2.3, 110))).data["labels"]
    assert labels == ["day 1 · 2 Mar · 07:00", "day 1 · 2 Mar · 19:00", "day 2 · 3 Mar"]


def test_the_read_out_knows_the_band():
    drawn = chart(me(*daily(*range(100, 190, 10))), band=kitten_reference().band)
    assert drawn.latest_band == "149 to 268 g"
    assert len(drawn.data["band"]) == len(drawn.data["labels"])


def test_a_band_of_multiples_has_its_ceiling_apart():
    band = puppy_reference(birth_weight_g=400).band
    drawn = chart(me(*daily(400, 420, 450)), band=band)
    assert drawn.band.edge
    assert drawn.latest_band == "448 to 483 g"


def test_a_band_that_ended_before_the_chart_begins_is_not_drawn():
    drawn = chart(
        me(*daily(4000, 4100, first_day=90)),
        at=BORN + dt.timedelta(days=100),
        band=kitten_reference().band,
    )
    assert drawn.band is None
    assert drawn.latest_band == ""


def test_marks_are_numbered_in_order_and_only_those_inside_are_drawn():
    marks = [
        Mark(at=BORN + dt.timedelta(days=2), text="paired with Possum"),
        Mark(at=BORN + dt.timedelta(days=1), text="first bottle"),
        Mark(at=BORN + dt.timedelta(days=99), text="later"),
    ]
    drawn = chart(me(*daily(100, 110, 120, 130)), marks=marks)
    assert [(mark.number, mark.text) for mark in drawn.marks] == [
        (1, "first bottle"),
        (2, "paired with Possum"),
    ]


def test_the_table_has_the_animals_own_numbers_newest_first():
    table = chart(me(*daily(100, 109)), mate(*daily(120, 130))).table
    assert table.head == ("Day", "Weight, g", "Since the day before")
    assert table.rows == (("day 1 · 2 Mar", ("109", "+9")), ("day 0 · 1 Mar", ("100", "")))


def test_the_table_of_a_litter_has_a_column_an_animal():
    table = chart(mate(*daily(120, 130)), mate(reading(1, 99), name="Roo"), table="litter").table
    assert table.head == ("Day, g", "Joey", "Roo")
    assert table.rows == (("day 1 · 2 Mar", ("130", "99")), ("day 0 · 1 Mar", ("120", "")))


def test_an_animal_without_weights_has_its_littermates_table():
    table = chart(me(), mate(*daily(120, 130))).table
    assert table.head == ("Day, g", "Joey")


def test_animals_of_one_collar_are_told_apart_by_dashes():
    lines = chart(mate(*daily(100)), mate(*daily(110)), mate(*daily(120), collar="pink")).lines
    assert [line.dash for line in lines] == [0, 1, 0]


def test_a_long_name_is_cut_at_the_line_but_not_elsewhere():
    drawn = chart(mate(*daily(100, 110), name="Sir Humphrey of Marsupia"))
    assert drawn.lines[0].label == "Sir Humphre…"
    assert "Sir Humphrey of Marsupia: 100 g" in drawn.summary
    assert drawn.label_room == "l"


def test_more_names_than_fit_leave_the_animal_its_own():
    mates = [mate(*daily(100 + n), name=f"mate {n}") for n in range(40)]
    drawn = chart(*mates, me(*daily(50)))
    labelled = [line for line in drawn.lines if line.label_at is not None]
    assert len(labelled) < 41
    assert drawn.lines[-1].label_at is not None


grams = st.floats(1, 90_000)
series_readings = st.lists(
    st.tuples(st.floats(-10, 400), grams), min_size=1, max_size=12, unique_by=lambda pair: pair[0]
)


@given(
    st.lists(series_readings, min_size=1, max_size=6),
    st.sampled_from(["g", "oz", "lb"]),
    st.booleans(),
)
def test_all_of_a_chart_lies_inside_its_field(litter, unit, born_known):
    drawn = chart(
        *[mate(*[reading(day, weight) for day, weight in own]) for own in litter],
        unit=unit,
        born_on=BORN_ON if born_known else None,
        at=BORN + dt.timedelta(days=500),
        band=kitten_reference().band,
    )
    assert len(drawn.lines) == len(litter)
    for line in drawn.lines:
        for x, y in [*places(line.path), *places(line.gaps)]:
            assert 0 <= x <= FIELD
            assert 0 <= y <= FIELD
        assert 0 <= line.label_at <= 100.01
    for ticks in (drawn.x_ticks, drawn.y_ticks):
        assert 1 <= len(ticks) <= 10
        assert all(0 <= tick.at <= 100 for tick in ticks)
    for one in drawn.data["series"]:
        assert all(0 <= x <= FIELD and 0 <= y <= FIELD for x, y, *_ in one["points"])
    labels = sorted(line.label_at for line in drawn.lines)
    step = LABEL_STEP / FIELD * 100
    assert all(b - a >= step - 0.11 for a, b in pairwise(labels))


@given(series_readings, st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(own, chance):
    readings = [reading(day, weight) for day, weight in own]
    shuffled = chance.sample(readings, len(readings))
    late = BORN + dt.timedelta(days=500)
    assert chart(me(*shuffled), at=late) == chart(me(*readings), at=late)


def test_a_line_of_very_many_weights_is_thinned_and_keeps_its_ends_and_doubts():
    weights = [reading(n / 4, 100 + n, questioned=n == 333) for n in range(400)]
    late = BORN + dt.timedelta(days=100)
    drawn = chart(me(*weights), *[mate(*weights, name=f"mate {n}") for n in range(5)], at=late)
    own, other = drawn.data["series"][-1]["points"], drawn.data["series"][0]["points"]
    assert len(own) <= 121
    assert len(other) <= 61
    for points in (own, other):
        assert (points[0][3], points[-1][3]) == ("100 g", "499 g")
        assert "433 g" in [point[3] for point in points]
    assert own[-1][4] == "+4"  # told from all of them, not from the ones drawn
    assert len(drawn.table.rows) == 100


def test_a_litter_of_six_weighed_for_weeks_is_drawn_whole():
    drawn = chart(
        *[mate(*daily(*range(400, 445)), name=f"mate {n}") for n in range(6)],
        at=BORN + dt.timedelta(days=50),
    )
    assert all(len(one["points"]) == 45 for one in drawn.data["series"])


def test_a_heavier_weight_lies_higher_and_a_later_one_further_right():
    (line,) = chart(me(*daily(100, 140, 120))).lines
    (x1, y1), (x2, y2), (x3, y3) = places(line.path)
    assert x1 < x2 < x3
    assert y1 > y3 > y2
