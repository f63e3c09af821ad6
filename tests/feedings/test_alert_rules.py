"""What Today says is wrong: each rule with its limit, one step below and one above."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from feedings.alerts import rules
from feedings.growth.readings import Reading

AT = dt.datetime(2026, 5, 10, 8, tzinfo=dt.UTC)
BORN_ON = dt.date(2026, 5, 1)
LIMITS = {
    rules.FEED_GRACE_KEY: Decimal("0.5"),
    rules.NO_GAIN_WATCH_KEY: Decimal(24),
    rules.NO_GAIN_ACT_KEY: Decimal(48),
    rules.LOSS_WATCH_KEY: Decimal(0),
    rules.LOSS_ACT_KEY: Decimal(10),
}


def weighed(*grams_by_day, precision_g=0.5, last_at=AT):
    """One reading a day, the last of them at `last_at`."""
    count = len(grams_by_day)
    return [
        Reading(at=last_at - dt.timedelta(days=count - 1 - day), grams=g, precision_g=precision_g)
        for day, g in enumerate(grams_by_day)
    ]


def worst(**facts):
    found = rules.worst(rules.Facts(**({"born_on": BORN_ON} | facts)), LIMITS, at=AT)
    return (found.code, found.severity) if found else None


@pytest.mark.parametrize(
    ("minutes_late", "expected"),
    [
        (-10, None),
        (89, None),
        (90, ("feed_overdue", "watch")),
        (179, ("feed_overdue", "watch")),
        (180, ("feed_missed", "act_now")),
    ],
)
def test_a_feed_is_overdue_by_a_share_of_its_interval(minutes_late, expected):
    due_at = AT - dt.timedelta(minutes=minutes_late)
    fed_at = due_at - dt.timedelta(hours=3)
    assert worst(last_fed_at=fed_at, next_feed_due_at=due_at) == expected


def test_one_that_takes_no_feeds_is_never_overdue():
    due_at = AT - dt.timedelta(hours=9)
    fed_at = due_at - dt.timedelta(hours=3)
    assert worst(last_fed_at=fed_at, next_feed_due_at=due_at, takes_feeds=False) is None


@pytest.mark.parametrize(
    ("grams", "expected"),
    [
        ((200, 209), None),
        ((200, 199), None),  # a gram is what the scale rounds
        ((200, 198), ("loss", "watch")),
        ((200, 181), ("loss", "watch")),
        ((200, 180), ("loss", "act_now")),
    ],
)
def test_a_loss_beyond_rounding_is_said(grams, expected):
    found = worst(readings=weighed(*grams))
    assert found == expected or (expected is None and found == ("no_gain_24h", "watch"))


def test_a_loss_says_grams_and_per_cent():
    found = rules.worst(rules.Facts(born_on=BORN_ON, readings=weighed(200, 190)), LIMITS, at=AT)
    assert found.text == "lost 10 g (5 %) in 24 h"


def test_a_loss_on_the_first_day_of_life_is_not_an_alert():
    assert worst(readings=weighed(100, 97), born_on=AT.date() - dt.timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("grams", "expected"),
    [
        ((190, 199, 208), None),
        ((190, 200, 200), ("no_gain_24h", "watch")),
        ((200, 200, 200), ("no_gain_48h", "act_now")),
        ((200, 200, 201), None),
    ],
)
def test_no_gain_is_said_after_one_and_after_two_days(grams, expected):
    assert worst(readings=weighed(*grams)) == expected


def test_whole_ounces_that_read_the_same_are_not_no_gain():
    ounces = [481.9] * 4
    assert worst(readings=weighed(*ounces, precision_g=14.17)) is None


def test_an_ounce_less_is_rounding_and_not_loss():
    assert worst(readings=weighed(510.3, 481.9, precision_g=14.17)) is None


@pytest.mark.parametrize(
    ("vigour", "expected"),
    [
        ("strong", None),
        ("normal", None),
        ("weak", ("weak", "watch")),
        ("limp", ("limp", "act_now")),
    ],
)
def test_vigour_at_the_last_feed_counts(vigour, expected):
    assert worst(vigour=vigour) == expected


def test_the_worst_comes_first():
    found = rules.alerts(
        rules.Facts(born_on=BORN_ON, vigour="weak", readings=weighed(200, 170)), LIMITS, at=AT
    )
    severities = [alert.severity for alert in found]
    assert severities[0] == "act_now"
    assert set(severities[1:]) == {"watch"}


def test_without_facts_nothing_is_wrong():
    assert worst(born_on=None) is None


def test_the_first_day_of_life_is_that_of_the_reader_s_zone():
    in_auckland = dt.datetime(2026, 5, 3, 8, tzinfo=ZoneInfo("Pacific/Auckland"))
    readings = weighed(100, 95, last_at=in_auckland.astimezone(dt.UTC))  # where it is the 2nd
    facts = rules.Facts(born_on=dt.date(2026, 5, 1), readings=readings)
    assert rules.worst(facts, LIMITS, at=in_auckland).code == "loss"
