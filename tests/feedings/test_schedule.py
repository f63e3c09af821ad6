"""How much, how often, when next: the published steps as tables."""

import csv
import dataclasses
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from animals.feeding_steps import Step, interval_hours
from animals.published import REFERENCE
from feedings import schedule


def steps_of(file):
    with (REFERENCE / file).open(newline="", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["scheme"] == "default"]
    number = lambda cell: Decimal(cell) if cell else None  # noqa: E731
    return [
        Step(
            age_from=int(row["age_days_from"]),
            age_to=int(row["age_days_to"]),
            weight_from=number(row["weight_g_from"]),
            weight_to=number(row["weight_g_to"]),
            feeds_per_day=number(row["feeds_per_day"]),
            interval_low=Decimal(row["interval_hours"]),
            interval_high=Decimal(row["interval_hours_high"] or row["interval_hours"]),
            need_low=number(row["kcal_per_100g_day_low"]),
            need_high=number(row["kcal_per_100g_day_high"]),
        )
        for row in rows
    ]


KITTEN = steps_of("feeding_kitten.csv")
PUPPY = steps_of("feeding_puppy.csv")
LIMITS = {
    schedule.CEILING_KEY: Decimal(5),
    schedule.NEED_LOW_KEY: Decimal(20),
    schedule.NEED_HIGH_KEY: Decimal(26),
}


def plan(steps=KITTEN, **facts):
    facts = {"age_days": 10, "weight_g": Decimal(200), "kcal_per_ml": Decimal("0.74")} | facts
    return schedule.plan(steps=steps, limits=LIMITS, **facts)


@pytest.mark.parametrize(
    ("steps", "age_days", "weight_g", "hours"),
    [
        (KITTEN, 3, 90, 3),
        (KITTEN, 10, 200, 3),
        (KITTEN, 16, 280, 3.5),
        (KITTEN, 24, 380, 4),
        (KITTEN, 30, 480, 5),
        (KITTEN, 40, 600, 6),
        (KITTEN, 24, 200, 3),  # light for its age: fed as the younger one it resembles
        (KITTEN, 3, 200, 3),  # heavy for its age: still as young as it is
        (KITTEN, 90, 1300, 6),  # past the last step
        (PUPPY, 3, 300, 3),
        (PUPPY, 10, 400, 3.5),
        (PUPPY, 16, 500, 5),
        (PUPPY, 24, 900, 6),
        (PUPPY, 24, 110, 3.5),  # a runt of that weight is in no step of its age
    ],
)
def test_the_interval_follows_age_and_weight(steps, age_days, weight_g, hours):
    found = plan(steps, age_days=age_days, weight_g=Decimal(weight_g))
    assert found.interval == dt.timedelta(hours=hours)


def test_a_weak_one_is_fed_at_the_shortest_interval_of_its_step():
    assert plan(age_days=3, weight_g=Decimal(90), weak=True).interval == dt.timedelta(hours=2)


def test_the_amount_is_the_days_need_spread_over_its_feeds():
    # 200 g x 23 kcal/100 g at 0.74 kcal/ml is 62.2 ml a day; an eighth is 7.77, to half ml 7.5.
    found = plan()
    assert (found.day_low_ml, found.day_high_ml) == (Decimal("54.1"), Decimal("70.3"))
    assert found.suggested_ml == Decimal("7.5")


def test_a_richer_formula_needs_less_of_it():
    assert plan(kcal_per_ml=Decimal("1.0")).suggested_ml == Decimal("5.5")


def test_small_amounts_are_measured_in_tenths():
    found = plan(age_days=1, weight_g=Decimal(60), kcal_per_ml=Decimal(1))
    assert found.suggested_ml == Decimal("1.7")


def test_the_ceiling_caps_a_suggestion_from_a_thin_formula():
    found = plan(kcal_per_ml=Decimal("0.3"))
    assert found.suggested_ml == found.ceiling_ml == Decimal("10.0")


def test_without_a_weight_there_is_no_amount_but_an_interval():
    found = plan(weight_g=None)
    assert (found.suggested_ml, found.ceiling_ml) == (None, None)
    assert found.interval == dt.timedelta(hours=3)


def test_an_unknown_age_is_taken_from_the_weight():
    assert plan(age_days=None, weight_g=Decimal(480)).interval == dt.timedelta(hours=5)


def test_a_species_without_steps_is_fed_every_three_hours():
    found = schedule.plan(
        steps=[], limits={}, age_days=5, weight_g=Decimal(40), kcal_per_ml=Decimal(1)
    )
    assert found.interval == dt.timedelta(hours=3)
    assert found.suggested_ml is None


def test_the_next_feed_is_an_interval_after_the_last():
    fed_at = dt.datetime(2026, 5, 1, 2, tzinfo=dt.UTC)
    assert plan().next_due(after=fed_at) == fed_at + dt.timedelta(hours=3)


@given(
    steps=st.sampled_from([KITTEN, PUPPY, []]),
    age_days=st.none() | st.integers(0, 200),
    weight_g=st.decimals("20", "60000", places=1),
    kcal_per_ml=st.decimals("0.1", "3", places=2),
    weak=st.booleans(),
)
def test_no_suggestion_is_above_the_ceiling(steps, age_days, weight_g, kcal_per_ml, weak):
    found = plan(steps, age_days=age_days, weight_g=weight_g, kcal_per_ml=kcal_per_ml, weak=weak)
    assert 0 <= found.suggested_ml <= found.ceiling_ml
    assert found.ceiling_ml <= weight_g / 20
    assert dt.timedelta(hours=2) <= found.interval <= dt.timedelta(hours=6)


@given(
    lighter=st.decimals("50", "800", places=1),
    more=st.decimals("0", "100", places=1),
    age_days=st.integers(0, 50),
)
def test_a_heavier_animal_of_the_same_step_gets_no_less(lighter, more, age_days):
    light = plan(age_days=age_days, weight_g=lighter)
    heavy = plan(age_days=age_days, weight_g=lighter + more)
    if light.interval == heavy.interval:
        assert heavy.suggested_ml >= light.suggested_ml


def test_no_slip_in_a_row_makes_an_interval_of_nothing():
    slip = dataclasses.replace(KITTEN[0], interval_low=Decimal("0.1"), interval_high=Decimal("0.2"))
    assert interval_hours(slip, weak=False) == Decimal("0.5")
