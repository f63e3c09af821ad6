"""The filters of pouch.py: what people read of weights, amounts and times."""

import datetime as dt
from decimal import Decimal

import pytest

from animals.templatetags.pouch import change, since, span, volume, weight, weight_number

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
