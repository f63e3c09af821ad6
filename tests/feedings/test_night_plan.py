"""When feeds are planned on paper: up to noon, from the one that is due, never a ream of them."""

import datetime as dt
import zoneinfo
from decimal import Decimal

import pytest
from django.utils import timezone

from feedings.paper_log import MOST_ROWS, noon_after_night, planned_times
from feedings.schedule import FeedPlan

HOUR = dt.timedelta(hours=1)
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")


def plan(interval):
    return FeedPlan(
        interval=interval,
        suggested_ml=Decimal("6.5"),
        ceiling_ml=None,
        day_low_ml=None,
        day_high_ml=None,
        ml_per_100g=None,
        ceiling_ml_per_100g=None,
        source="",
    )


@pytest.mark.parametrize(
    ("now", "noon"),
    [
        ("2026-05-01T21:00", "2026-05-02T12:00"),
        ("2026-05-01T23:59", "2026-05-02T12:00"),
        ("2026-05-01T02:00", "2026-05-01T12:00"),
        ("2026-05-01T06:00", "2026-05-01T12:00"),
        ("2026-05-01T06:01", "2026-05-02T12:00"),
        ("2026-05-01T12:00", "2026-05-02T12:00"),
        ("2026-03-28T22:00", "2026-03-29T12:00"),  # the night with an hour less
        ("2026-10-24T22:00", "2026-10-25T12:00"),
    ],
)
def test_a_log_runs_to_the_noon_after_the_night(now, noon):
    with timezone.override(BERLIN):
        at = dt.datetime.fromisoformat(now).replace(tzinfo=BERLIN).astimezone(dt.UTC)
        assert noon_after_night(at).isoformat()[:16] == noon


NOW = dt.datetime(2026, 5, 1, 20, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("due_in", "hours"),
    [(1, [1, 4, 7, 10]), (0, [0, 3, 6, 9, 12]), (-2, [0, 3, 6, 9, 12]), (None, [0, 3, 6, 9, 12])],
)
def test_one_that_is_late_is_fed_now_and_the_others_go_by_that(due_in, hours):
    due_at = None if due_in is None else NOW + due_in * HOUR
    found = planned_times(due_at, plan(3 * HOUR), at=NOW, until=NOW + 12 * HOUR)
    assert [(moment - NOW) / HOUR for moment in found] == hours


def test_nothing_is_planned_where_the_next_feed_lies_beyond():
    assert planned_times(NOW + 13 * HOUR, plan(HOUR), at=NOW, until=NOW + 12 * HOUR) == []


def test_a_wrong_interval_fills_no_ream():
    found = planned_times(None, plan(dt.timedelta(seconds=1)), at=NOW, until=NOW + 24 * HOUR)
    assert len(found) == MOST_ROWS
