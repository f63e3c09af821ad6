"""What an animal's own weights and its littermates' say."""

import datetime as dt
import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from feedings.growth.trend import (
    daily_gain,
    gain_24h,
    gains_24h,
    litter_share,
    trend,
    weight_at,
)

from .samples import BORN, daily, reading

weights = st.lists(st.floats(60, 5000), min_size=2, max_size=14)


@pytest.mark.parametrize(
    ("readings", "grams", "extrapolated"),
    [
        ([reading(1, 100), reading(2, 109)], 109 - 100, False),
        # 24 h before the last lies half way between two readings.
        ([reading(1, 100), reading(2, 110), reading(2.5, 114)], 114 - 105, False),
        # Weighed five days ago and now: a fifth of the change.
        ([reading(1, 100), reading(6, 150)], 10, False),
        # All within the day: stretched, though not from less than six hours.
        ([reading(1, 100), reading(1.5, 105)], 10, True),
        ([reading(1, 100), reading(1.25, 102)], 8, True),
    ],
)
def test_the_change_of_a_day_is_read_off_the_line_between_readings(readings, grams, extrapolated):
    gain = gain_24h(readings)
    before_g = readings[0].grams if extrapolated else readings[-1].grams - grams
    assert gain.grams == pytest.approx(grams)
    assert gain.extrapolated is extrapolated
    assert gain.to_at == readings[-1].at
    assert gain.percent == pytest.approx(100 * grams / before_g)


@pytest.mark.parametrize(
    "readings",
    [
        [],
        [reading(1, 100)],
        [reading(1, 100), reading(1.24, 102)],
        [reading(1, 100), reading(1, 101)],
    ],
)
def test_less_than_six_hours_say_nothing_about_a_day(readings):
    assert gain_24h(readings) is None


def test_readings_after_the_moment_are_not_seen():
    readings = daily(100, 110, 125)
    assert gain_24h(readings, at=BORN + dt.timedelta(days=1.5)).grams == 10
    assert gain_24h(readings, at=BORN - dt.timedelta(days=1)) is None


def test_questioned_readings_are_left_out():
    readings = [*daily(100, 110), reading(1.5, 510, questioned=True)]
    assert gain_24h(readings).grams == 10


def test_rounding_is_not_loss():
    ounces = daily(482, 454, precision_g=14.17)
    assert gain_24h(ounces).within_rounding
    assert not gain_24h(daily(482, 454, precision_g=0.5)).within_rounding


def test_each_reading_has_its_own_change():
    readings = daily(100, 108, 119)
    assert [gain and gain.grams for gain in gains_24h(readings)] == [None, 8, 11]
    assert gains_24h(readings)[-1] == gain_24h(readings)


def test_one_wrong_reading_does_not_turn_the_daily_gain():
    right = daily(100, 110, 120, 130, 140, 150)
    wrong = [*right[:3], reading(3, 310), *right[4:]]
    assert daily_gain(right).grams == pytest.approx(10)
    assert daily_gain(wrong).grams == pytest.approx(10, abs=4)


def test_the_daily_gain_looks_at_the_last_days_only():
    readings = [*daily(100, 90, 80, 70), *daily(80, 90, 100, 110, 120, 130, first_day=10)]
    gain = daily_gain(readings)
    assert gain.grams == pytest.approx(10)
    assert gain.percent == pytest.approx(100 * 10 / 105)  # of the weight in the middle
    assert gain.readings == 6


def test_where_readings_are_rare_the_daily_gain_looks_further_back():
    weekly = [reading(day, 100 + 10 * day) for day in (0, 7, 14, 21)]
    gain = daily_gain(weekly)
    assert gain.grams == pytest.approx(10)
    assert gain.readings == 3
    assert daily_gain([reading(0, 100), reading(40, 500)]) is None


@pytest.mark.parametrize("readings", [[], [reading(1, 100)], [reading(1, 100), reading(1.1, 130)]])
def test_too_few_readings_have_no_daily_gain(readings):
    assert daily_gain(readings) is None


def test_the_last_weight_is_held_against_the_littermates_median():
    runt = daily(60, 66)
    share = litter_share(runt, [daily(100, 110), daily(120, 132), daily(110, 121)])
    assert share.percent == pytest.approx(100 * 66 / 121)
    assert share.median_g == pytest.approx(121)
    assert share.littermates == 3


def test_littermates_weighed_another_day_do_not_count():
    assert litter_share(daily(60, 66), [daily(100, first_day=4), []]) is None
    assert litter_share([], [daily(100)]) is None
    assert litter_share(daily(60), []) is None


@pytest.mark.parametrize(
    ("days", "grams"), [(0.5, 105), (0, 100), (1, 110), (1.5, 110), (-0.4, 100), (1.6, None)]
)
def test_a_weight_is_known_between_readings_and_a_little_beside_them(days, grams):
    known = weight_at(daily(100, 110), BORN + dt.timedelta(days=days))
    assert known == (None if grams is None else pytest.approx(grams))


def test_no_readings_have_no_trend():
    nothing = trend([])
    assert (nothing.last, nothing.gain_24h, nothing.daily, nothing.share) == (None,) * 4


def test_all_of_it_at_once():
    found = trend(daily(60, 66, 70), littermates=[daily(100, 110, 140)])
    assert found.last.grams == 70
    assert (found.gain_24h.grams, found.daily.grams, found.share.percent) == (4, 5, 50)


@given(weights, st.floats(0, 50))
def test_more_gain_every_day_never_lowers_a_gain(grams, more):
    richer = [weight + more * day for day, weight in enumerate(grams)]
    slack = 1e-6 * max(richer)
    assert gain_24h(daily(*richer)).grams >= gain_24h(daily(*grams)).grams - slack
    assert daily_gain(daily(*richer)).grams >= daily_gain(daily(*grams)).grams - slack


@given(weights, st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(grams, chance: random.Random):
    readings = daily(*grams)
    shuffled = chance.sample(readings, len(readings))
    assert trend(shuffled, littermates=[shuffled]) == trend(readings, littermates=[readings])


@given(weights, st.floats(0.01, 100))
def test_the_unit_does_not_matter(grams, factor):
    assume(all(weight * factor > 1 for weight in grams))
    scaled = [weight * factor for weight in grams]
    one, other = trend(daily(*grams)), trend(daily(*scaled))
    assert other.gain_24h.percent == pytest.approx(one.gain_24h.percent, abs=1e-6)
    assert other.daily.percent == pytest.approx(one.daily.percent, abs=1e-6)


def test_a_gain_is_told_by_the_weighing_nearest_to_a_day_before():
    """Weighed some minutes earlier than yesterday: the day before begins two weighings ago."""
    readings = [reading(1, 100), reading(2, 110), reading(2.99, 119)]
    gain = gain_24h(readings)
    assert gain.from_at == readings[0].at
    assert gain.span == readings[2].at - readings[1].at
