"""What an animal will weigh, when it reaches a weight, and why that cannot always be said."""

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from feedings.alerts.findings import Limit
from feedings.growth.forecast import (
    ALREADY,
    NOT_GAINING,
    TOO_FAR,
    TOO_FEW,
    TOO_OLD,
    forecast,
    reaches,
    targets,
    why_not,
)

from .samples import BORN, BORN_ON, daily, kitten_reference, reading

DAY = dt.timedelta(days=1)
OUNCE = 28.35
BAND = kitten_reference().band
GAINING = daily(100, 110, 120, 130, 140, 150)
FALLING = daily(150, 148, 145, 141, 138, 134)
amounts = st.floats(5, 20)


def at_the_last(readings):
    return readings[-1].at


def ahead(readings, days=7.0, **facts):
    facts = {"reference": BAND, "born_on": BORN_ON, "at": at_the_last(readings), **facts}
    return forecast(readings, ahead=days * DAY, **facts)


def reach(readings, target_g, **facts):
    facts = {"reference": BAND, "born_on": BORN_ON, "at": at_the_last(readings), **facts}
    return reaches(readings, target_g=target_g, **facts)


def width(found):
    return found.high_g / found.low_g


def test_a_steady_gain_goes_on():
    found = ahead(GAINING, days=3)
    assert found.grams == pytest.approx(180, abs=8)
    assert found.low_g < found.grams < found.high_g
    assert found.from_at == at_the_last(GAINING)
    assert found.at == at_the_last(GAINING) + 3 * DAY


def test_the_interval_widens_with_the_days():
    widths = [width(ahead(GAINING, days=days)) for days in (1, 3, 7, 14, 28)]
    assert widths == sorted(widths)
    assert widths[0] < widths[-1]


@pytest.mark.parametrize(
    ("readings", "why"),
    [
        ([], TOO_FEW),
        ([reading(1, 100)], TOO_FEW),
        ([reading(1, 100), reading(1, 101)], TOO_FEW),
        ([reading(1, 100), reading(1, 101), reading(1, 102)], TOO_FEW),
        ([reading(1, 100), reading(6, 150)], TOO_FEW),
        # Under two days, and just two.
        ([reading(1, 100), reading(2, 108), reading(2.9, 116)], TOO_FEW),
        ([reading(1, 100), reading(2, 108), reading(3, 116)], ""),
        # The weeks before a gap say nothing about today's pace.
        ([*daily(100, 110, 120), reading(40, 500)], TOO_FEW),
        # Weekly weights are enough.
        ([reading(0, 100), reading(7, 180), reading(14, 270)], ""),
        # All the same: a scale that reads in grams would have seen a gain, one in ounces would too
        # over days, and over hours not.
        (daily(100, 100, 100, 100), NOT_GAINING),
        (daily(*[16 * OUNCE] * 5, first_day=20, precision_g=OUNCE / 2), NOT_GAINING),
        (daily(*[4 * OUNCE] * 3, precision_g=OUNCE / 2), ""),
        (FALLING, NOT_GAINING),
        # It gained for days, and stands still since the day before yesterday.
        (daily(100, 110, 120, 130, 130, 130), NOT_GAINING),
        # It gained for days, and lost 3 % since yesterday.
        (daily(100, 110, 120, 130, 140, 136), NOT_GAINING),
        # One wrong weight, found to be wrong.
        ([*GAINING, reading(5.5, 15, questioned=True)], ""),
    ],
)
def test_where_there_is_no_forecast_it_says_why(readings, why):
    at = at_the_last(readings) if readings else BORN
    assert why_not(readings, reference=BAND, born_on=BORN_ON, at=at) == why
    found = forecast(readings, reference=BAND, born_on=BORN_ON, at=at, ahead=7 * DAY)
    assert (found is None) is bool(why)
    assert reaches(readings, reference=BAND, born_on=BORN_ON, at=at, target_g=900).why_not == (
        why or TOO_FAR
    )


def test_after_two_weeks_without_a_weight_nobody_knows():
    at = at_the_last(GAINING)
    assert why_not(GAINING, born_on=BORN_ON, at=at + 14 * DAY) == ""
    assert why_not(GAINING, born_on=BORN_ON, at=at + 14.1 * DAY) == TOO_OLD


def test_a_day_beyond_six_weeks_is_not_foretold():
    assert ahead(GAINING, days=42)
    assert ahead(GAINING, days=42.1) is None
    assert ahead(GAINING, days=0) is None


@pytest.mark.parametrize("born_on", [None, BORN_ON + 40 * DAY, BORN_ON])
@pytest.mark.parametrize("reference", [None, BAND])
def test_an_unknown_or_impossible_birth_date_is_no_obstacle(born_on, reference):
    found = ahead(GAINING, born_on=born_on, reference=reference)
    assert 150 < found.low_g < found.grams < found.high_g < 400


def test_without_a_birth_date_it_goes_on_by_the_same_grams():
    found = ahead(GAINING, days=7, born_on=None, reference=None)
    assert found.grams == pytest.approx(220, rel=0.05)


def test_readings_after_the_moment_are_not_seen():
    later = [*GAINING, reading(6, 900)]
    assert ahead(later, at=at_the_last(GAINING)) == ahead(GAINING)


def test_the_order_of_entry_does_not_matter():
    assert ahead(GAINING[::-1], at=at_the_last(GAINING)) == ahead(GAINING)


def test_littermates_speak_where_its_own_weights_are_coarse():
    coarse = [
        reading(10 + day, grams, precision_g=OUNCE / 2)
        for day, grams in enumerate((227, 227, 255, 255))
    ]
    slow, fast = (
        [daily(*(200 * (1 + rate) ** day for day in range(5)), first_day=9) for _ in range(4)]
        for rate in (0.01, 0.09)
    )
    facts = {"at": BORN + 13 * DAY, "days": 7}
    assert (
        ahead(coarse, littermates=slow, **facts).grams
        < ahead(coarse, **facts).grams
        < ahead(coarse, littermates=fast, **facts).grams
    )


def test_littermates_make_it_surer():
    mates = [daily(*(90 + 10 * day + own for day in range(6))) for own in range(5)]
    assert width(ahead(GAINING, littermates=mates)) < width(ahead(GAINING))


def test_a_litter_that_falls_holds_its_coarse_one_still_and_no_lower():
    coarse = daily(*[900.0] * 3, first_day=20, precision_g=200)
    mates = [daily(1000, 700, 400, first_day=20) for _ in range(4)]
    found = ahead(coarse, littermates=mates, days=1)
    assert found.grams == pytest.approx(900)


def test_even_in_an_hour_a_scale_may_differ_by_its_step():
    coarse = daily(*(500 + 30 * day for day in range(6)), first_day=10, precision_g=OUNCE / 2)
    found = ahead(coarse, days=1 / 24)
    assert found.low_g < 650 - OUNCE / 2
    assert found.high_g > 650 + OUNCE / 2


def test_unsteady_weights_make_it_less_sure():
    unsteady = daily(100, 121, 112, 141, 129, 152)
    assert width(ahead(unsteady, days=1)) > 1.2 * width(ahead(GAINING, days=1))


def test_a_weight_is_reached_on_a_day_between_two_others():
    found = reach(GAINING, 250)
    assert found.why_not == ""
    assert found.earliest_on < found.on < found.latest_on
    assert found.on - BORN_ON == dt.timedelta(days=14)


def test_the_day_is_the_readers():
    east = dt.timezone(dt.timedelta(hours=14))
    readings = [reading(day + 0.9, 100 + 10 * day) for day in range(6)]
    there = reach(readings, 200, at=at_the_last(readings).astimezone(east))
    assert there.on - reach(readings, 200).on == DAY


@pytest.mark.parametrize(
    ("target_g", "why"),
    [(149, ALREADY), (150, ALREADY), (151, ""), (250, ""), (5000, TOO_FAR)],
)
def test_a_weight_is_there_already_or_too_far(target_g, why):
    assert reach(GAINING, target_g).why_not == why


def test_a_latest_day_too_far_ahead_is_left_open():
    found = next(
        found
        for target_g in range(400, 900, 10)
        if not (found := reach(GAINING, target_g)).latest_on
    )
    assert found.on
    assert found.earliest_on < found.on


def test_the_targets_are_the_rows_that_a_species_has():
    limits = {
        "spay_min_weight_g": Limit(value=907),
        "growth_target_g": Limit(value=250),
        "gain_g_day_min": Limit(value=7),
    }
    assert targets(limits) == {"first goal": 250, "spaying": 907}
    assert targets({}) == {}


@given(first=st.floats(60, 500), gain=amounts, days=st.floats(0.1, 42), count=st.integers(3, 12))
def test_after_a_constant_gain_it_is_never_below_the_last_weight(first, gain, days, count):
    readings = daily(*(first + gain * day for day in range(count)))
    found = ahead(readings, days=days)
    assume(found is not None)
    assert found.grams >= readings[-1].grams * (1 - 1e-9)


@given(
    first=st.floats(80, 2000),
    losses=st.lists(st.floats(0.001, 0.06), min_size=2, max_size=10),
    precision_g=st.sampled_from([0.5, OUNCE / 2, 22.7]),
    target=st.floats(1.01, 4),
)
def test_a_falling_animal_never_reaches_a_target(first, losses, precision_g, target):
    grams = [first]
    for loss in losses:
        grams.append(grams[-1] * (1 - loss))
    readings = daily(*grams, precision_g=precision_g)
    assert reach(readings, first * target).why_not == NOT_GAINING


@given(
    gains=st.lists(st.floats(-2, 20), min_size=3, max_size=10),
    fine=st.floats(0.05, 20),
    coarse=st.floats(0.05, 20),
    days=st.floats(0.5, 30),
)
def test_more_precise_readings_never_widen_the_interval(gains, fine, coarse, days):
    grams = [200.0]
    for gain in gains:
        grams.append(grams[-1] + gain)
    precise, rough = (
        ahead(daily(*grams, precision_g=precision_g), days=days)
        for precision_g in sorted((fine, coarse))
    )
    assume(precise is not None)
    assume(rough is not None)
    assert width(precise) <= width(rough) * (1 + 1e-9)


@given(
    data=st.lists(st.tuples(st.floats(-5, 60), st.floats(1, 20000)), max_size=12),
    born=st.one_of(st.none(), st.integers(-30, 90)),
    banded=st.booleans(),
    target_g=st.floats(1, 50000),
)
def test_whatever_was_written_down_there_is_an_answer(data, born, banded, target_g):
    readings = [reading(days, grams) for days, grams in data]
    facts = {
        "reference": BAND if banded else None,
        "born_on": None if born is None else BORN_ON + dt.timedelta(days=born),
        "at": BORN + 60 * DAY,
    }
    found = forecast(readings, littermates=[readings], ahead=5 * DAY, **facts)
    said = reaches(readings, littermates=[readings], target_g=target_g, **facts)
    assert bool(said.why_not) is not bool(said.on)
    assert (found is None) is bool(why_not(readings, **facts))
    if found:
        assert 0 < found.low_g < found.grams < found.high_g
