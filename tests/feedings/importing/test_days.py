"""What one cell can mean as a day or a time, and how a whole sheet decides."""

import datetime as dt
from decimal import Decimal

import pytest

from feedings.importing.dates import time_of_day, when
from feedings.importing.sheet_calendar import calendar_for

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    "text",
    [
        *("Pink", "May", "June", "Mar", "17", "1 lb 3 oz", "212 g", "Pup 1", "#1", "P3", "07:30"),
        *("20th", "March 2019", "12 kittens", "31 Foo", "1 2 3 May", "May 45", "99991399"),
        "x" * 80,
    ],
)
def test_what_is_no_day(text):
    assert when(text) is None


@pytest.mark.parametrize(
    ("cell", "day", "time"),
    [
        (dt.datetime.fromisoformat("2019-03-20T07:30"), dt.date(2019, 3, 20), dt.time(7, 30)),
        (dt.datetime.fromisoformat("2019-03-20"), dt.date(2019, 3, 20), None),
        (dt.date(2019, 3, 20), dt.date(2019, 3, 20), None),
        (Decimal("43544"), dt.date(2019, 3, 20), None),
        (Decimal("43544.3125"), dt.date(2019, 3, 20), dt.time(7, 30)),
        ("2019-20-03", dt.date(2019, 3, 20), None),
        ("Birth 2019-03-19", dt.date(2019, 3, 19), None),
        ("2019-03-20T07:30:00+02:00", dt.date(2019, 3, 20), dt.time(7, 30)),
        ("2019-03-20 at 7:30pm", dt.date(2019, 3, 20), dt.time(19, 30)),
        ("2019-03-20 8h30", dt.date(2019, 3, 20), dt.time(8, 30)),
        ("20. März 2019, 7 Uhr", dt.date(2019, 3, 20), dt.time(7)),
        ("20190320", dt.date(2019, 3, 20), None),
    ],
)
def test_a_whole_day_with_its_time(cell, day, time):
    found = when(cell)
    assert (found.day, found.time) == (day, time)


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("Birth", 0),
        ("0 (birth)", 0),
        ("day 3", 3),
        ("D3", 3),
        ("Tag 3", 3),
        ("3 days old", 3),
        ("3rd day", 3),
        ("Week 2", 14),
        ("wk 1.5", 10),
        ("2 weeks 3 days", 17),
        ("2w3d", 17),
        ("Week 2 Day 3", 10),
        ("1st week", 7),
    ],
)
def test_ages(text, age):
    assert when(text).age_days == age


@pytest.mark.parametrize(
    ("cell", "time"),
    [
        ("07:30", dt.time(7, 30)),
        ("7:30 PM", dt.time(19, 30)),
        ("12 am", dt.time(0)),
        ("7am", dt.time(7)),
        ("8 Uhr", dt.time(8)),
        ("evening", dt.time(20)),
        ("a.m.", dt.time(8)),
        ("noon", dt.time(12)),
        (dt.time(6, 15), dt.time(6, 15)),
        (dt.datetime.fromisoformat("1899-12-31T06:15"), dt.time(6, 15)),
        (Decimal("0.3125"), dt.time(7, 30)),
        ("25:00", None),
        ("13 pm", None),
        ("212", None),
        (Decimal(212), None),
        (dt.datetime.fromisoformat("2019-03-20T06:15"), None),
        ("", None),
    ],
)
def test_times_of_day(cell, time):
    assert time_of_day(cell) == time


def days(*texts, born_on=None, **known):
    found = [when(text) for text in texts]
    calendar = calendar_for(found, born_on=born_on, today=TODAY, **known)
    return [calendar.day(one) for one in found], calendar


def test_one_day_above_twelve_decides_for_all():
    assert days("03/04/2019", "03/15/2019")[0] == [dt.date(2019, 3, 4), dt.date(2019, 3, 15)]
    assert days("03/04/2019", "15/04/2019")[0] == [dt.date(2019, 4, 3), dt.date(2019, 4, 15)]


def test_the_birth_decides_where_both_orders_are_days():
    found, calendar = days("03/04/2019", born_on=dt.date(2019, 4, 2))
    assert found == [dt.date(2019, 4, 3)]
    assert calendar.decided


def test_a_day_that_fits_both_ways_is_a_guess():
    assert days("03/04/2019")[1].decided is False
    assert days("03/03/2019")[1].decided is True


def test_without_a_birth_a_missing_year_is_the_latest_that_is_past():
    assert days("20 Mar", "20 Dec")[0] == [dt.date(2026, 3, 20), dt.date(2025, 12, 20)]
    assert days("29 Feb")[0] == [dt.date(2024, 2, 29)]


def test_the_year_can_be_said():
    assert days("20 Mar", year=2018)[0] == [dt.date(2018, 3, 20)]


def test_short_years_of_two_centuries():
    assert days("20/3/98", "21/3/98")[0] == [dt.date(1998, 3, 20), dt.date(1998, 3, 21)]


def test_an_age_beyond_all_calendars_is_no_day():
    assert days("999 days", born_on=dt.date(9999, 12, 1))[0] == [None]
