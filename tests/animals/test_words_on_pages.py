"""The filters of pouch.py: what people read of weights, amounts and times."""

import datetime as dt
from decimal import Decimal

import pytest

from animals.models import Animal
from animals.templatetags.pouch import (
    age,
    change,
    days_of_life,
    since,
    span,
    volume,
    weight,
    weight_number,
)

NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("grams", "unit", "shown", "number"),
    [
        ("212.0", "g", "212 g", "212"),
        ("6.5", "g", "6.5 g", "6.5"),
        ("212.6", "oz", "7.5 oz", "7.5"),
        ("453.6", "lb", "1 lb", "1"),
        ("1234.5", "g", "1235 g", "1235"),
        (None, "g", "—", "—"),
    ],
)
def test_weights_are_shown_in_the_readers_unit(grams, unit, shown, number):
    grams = grams and Decimal(grams)
    assert weight(grams, unit) == shown
    assert weight_number(grams, unit) == number


@pytest.mark.parametrize(
    ("grams", "unit", "shown"),
    [
        ("9", "g", "+9"),
        ("-4.5", "g", "−4.5"),
        ("0", "g", "±0"),
        ("0.4", "oz", "±0"),
        ("28.35", "oz", "+1"),
        (None, "g", ""),
    ],
)
def test_changes_carry_their_sign(grams, unit, shown):
    assert change(grams and Decimal(grams), unit) == shown


def test_volumes_carry_their_unit():
    assert volume(Decimal("6.50")) == "6.5 ml"
    assert volume(Decimal("0")) == "0 ml"
    assert volume(None) == "—"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 min"),
        (40, "40 min"),
        (60, "1 h"),
        (192, "3 h 12 min"),
        (1439, "23 h 59 min"),
        (1500, "25 h"),
        (2880, "2 days"),
        (60 * 24 * 30, "30 days"),
    ],
)
def test_spans_are_no_finer_than_wanted(minutes, words):
    assert span(dt.timedelta(minutes=minutes)) == words
    assert span(dt.timedelta(minutes=-minutes)) == words


def test_times_are_told_from_now():
    assert since(NOON - dt.timedelta(minutes=192), NOON) == "3 h 12 min ago"
    assert since(NOON + dt.timedelta(minutes=40), NOON) == "in 40 min"
    assert since(NOON - dt.timedelta(seconds=20), NOON) == "just now"
    assert since(None, NOON) == span(None) == "—"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "0 days"),
        (1, "1 day"),
        (20, "20 days"),
        (21, "3 weeks"),
        (119, "17 weeks"),
        (120, "3 months"),
        (729, "23 months"),
        (730, "2 years"),
        (1100, "3 years"),
    ],
)
def test_an_age_is_counted_as_people_count_it(days, words):
    assert days_of_life(days) == words


@pytest.mark.parametrize(
    ("born_on", "precision", "words"),
    [
        (dt.date(2026, 4, 19), "known", "12 days old"),
        (dt.date(2026, 4, 19), "estimated", "about 12 days old"),
        (dt.date(2026, 5, 2), "known", ""),
        (None, "known", ""),
    ],
)
def test_an_age_that_is_not_known_is_not_made_up(born_on, precision, words):
    assert age(Animal(born_on=born_on, born_precision=precision), NOON.date()) == words
