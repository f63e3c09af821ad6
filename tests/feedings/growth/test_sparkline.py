"""The small line of a list."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from feedings.growth.readings import Reading
from feedings.growth.sparkline import HEIGHT, WIDTH, sparkline

AT = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


def readings(*grams):
    return [
        Reading(at=AT + dt.timedelta(days=day), grams=g, precision_g=0.5)
        for day, g in enumerate(grams)
    ]


def points(line):
    return [tuple(map(int, point.split(","))) for point in line.split()]


def test_two_weights_are_no_course():
    assert sparkline(readings(200, 210)) == ""


def test_a_gain_rises_and_a_loss_falls():
    assert points(sparkline(readings(200, 210, 220)))[0][1] > HEIGHT / 2
    assert points(sparkline(readings(220, 210, 200)))[0][1] < HEIGHT / 2


def test_a_course_within_rounding_is_drawn_nearly_flat():
    heights = [y for _, y in points(sparkline(readings(1000, 1001, 1000)))]
    assert max(heights) - min(heights) <= 1


@given(grams=st.lists(st.floats(20, 60000), min_size=3, max_size=40))
def test_the_line_stays_in_its_field(grams):
    for x, y in points(sparkline(readings(*grams))):
        assert 0 <= x <= WIDTH
        assert 0 <= y <= HEIGHT
