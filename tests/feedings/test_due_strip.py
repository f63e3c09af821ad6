"""Who is due when, drawn on one line."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedings.due_strip import APART, CROWD, due_strip

AT = dt.datetime(2026, 5, 1, 2, 14, tzinfo=dt.UTC)
minutes = st.integers(-600, 900)


def strip(*due_in_minutes):
    dues = [
        (index, None if due is None else AT + dt.timedelta(minutes=due))
        for index, due in enumerate(due_in_minutes)
    ]
    return due_strip(dues, at=AT)


def test_nobody_and_a_crowd_have_no_line():
    assert strip() is None
    assert strip(*range(CROWD + 1)) is None


def test_the_late_stand_left_of_now_and_the_later_right():
    found = strip(-30, 90)
    now = found.ticks[0]
    assert now.is_now
    assert found.points[0].at < now.at < found.points[1].at


def test_one_that_was_never_fed_stands_at_now():
    found = strip(None)
    assert found.points[0].at == found.ticks[0].at


def test_hours_are_named_where_there_is_room():
    assert [tick.label for tick in strip(10, 170).ticks] == ["now", "04:00", "05:00"]


@given(dues=st.lists(minutes, min_size=1, max_size=CROWD))
def test_marks_keep_their_order_and_do_not_cover_each_other(dues):
    found = strip(*dues)
    assert [dues[point.animal] for point in found.points] == sorted(dues)
    places = [point.at for point in found.points]
    gaps = [later - earlier for earlier, later in itertools.pairwise(places)]
    assert all(gap >= APART - 0.11 for gap in gaps)
    assert places[-1] <= 100


@pytest.mark.parametrize("due", [-100_000, 100_000])
def test_what_lies_far_outside_is_drawn_at_the_edge(due):
    assert 0 <= strip(due).points[0].at <= 100
