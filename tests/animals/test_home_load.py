"""What animals take of a home's day."""

import csv
import datetime as dt

import pytest

from animals.home_load import MINUTES, Care, altogether, care_of
from animals.published import REFERENCE

BOTTLE = {"fed_by_hand": True, "on_gruel": False, "is_nursed": False, "is_mother": False}


def a_care(hours=3.0, **facts):
    return care_of(**{**BOTTLE, **facts}, interval_hours=hours, limits={})


def test_five_on_a_three_hour_bottle_fill_a_usual_home():
    assert altogether([a_care()] * 5).minutes == 240


@pytest.mark.parametrize(
    ("facts", "minutes", "night_feeds"),
    [
        ({"hours": 2.0}, 72, 4),
        ({"hours": 3.0}, 48, 2),
        ({"hours": 5.0}, 30, 1),  # five feeds: the fifth is begun
        ({"hours": 12.0}, 12, 0),
        ({"hours": 6.0, "on_gruel": True}, 20, 1),
        ({"is_nursed": True}, 48, 2),  # nursed, with the bottle beside
        ({"fed_by_hand": False, "is_nursed": True}, 4, 0),
        ({"fed_by_hand": False}, 10, 0),
        ({"fed_by_hand": False, "is_mother": True}, 30, 0),
    ],
)
def test_what_one_takes(facts, minutes, night_feeds):
    care = a_care(**facts)
    assert (care.minutes, care.night_feeds) == (minutes, night_feeds)


def test_staff_may_say_otherwise():
    assert care_of(**BOTTLE, interval_hours=3, limits={"minutes_bottle_feed": 10.0}).minutes == 80


def test_at_night_one_gets_up_once_for_all():
    group = altogether([a_care(2.0), a_care(3.0), a_care(fed_by_hand=False)])
    assert (group.night_feeds, group.interval) == (4, dt.timedelta(hours=2))
    assert altogether([]) == Care()


def test_the_published_rows_are_those_that_stand_in_for_deleted_ones():
    with (REFERENCE / "own_limits.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["key"]: float(row["value"]) for row in csv.DictReader(file)}
    assert {key: rows[key] for key in rows if key.startswith("minutes_")} == MINUTES
