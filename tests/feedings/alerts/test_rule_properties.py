"""What holds of the rules for any weights."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from animals.units import weight_of
from feedings.alerts import rules, weight_rules
from feedings.growth.readings import Reading

from .samples import AT, CAT, DAY, DOG, HOUR, kitten

LOSSES = (weight_rules.loss_first_48h, weight_rules.loss_24h, weight_rules.loss_10pct)
SPECIES = pytest.mark.parametrize("limits", [CAT, DOG])

steps = st.lists(st.integers(-25, 25), min_size=1, max_size=12)
gaps = st.lists(st.integers(1, 60), min_size=12, max_size=12)
birth_weights = st.integers(80, 600)
GRID = 12 * HOUR


def course(start_g, changes, hours):
    """Weights in grams, the last of them now, so many hours apart."""
    grams, back = [start_g], [0]
    for change, hour in zip(changes, hours, strict=False):
        grams.append(max(30, grams[-1] + change))
        back.append(back[-1] + hour)
    return [
        Reading(at=AT - (back[-1] - hour) * HOUR, grams=g, precision_g=0.5, entry_id=str(place))
        for place, (g, hour) in enumerate(zip(grams, back, strict=True))
    ]


def of(readings):
    return kitten(readings=readings, born_on=readings[0].at.date())


def answers(readings, limits):
    return [
        (found.code, found.severity, found.text, found.since)
        for found in rules.findings(of(sorted(readings, key=lambda r: r.at)), limits, at=AT)
    ]


def losses(readings, limits):
    facts = of(readings)
    return {rule.__name__ for rule in LOSSES if rule(facts, limits, AT)}


@SPECIES
@given(start=birth_weights, changes=steps, hours=gaps, gain=st.integers(0, 30))
def test_a_constant_gain_never_raises_a_loss_alarm(limits, start, changes, hours, gain):
    own = course(start, changes, hours)
    gaining = [replace(one, grams=one.grams + gain * ((one.at - own[0].at) / DAY)) for one in own]
    assert losses(gaining, limits) <= losses(own, limits)


@SPECIES
@given(start=birth_weights, changes=steps, hours=gaps, seed=st.integers(0, 99))
def test_the_order_of_entry_does_not_matter(limits, start, changes, hours, seed):
    own = course(start, changes, hours)
    mates = [course(start + 20, changes[::-1], hours), course(start - 20, changes[1:], hours)]
    facts = replace(of(own), littermates=mates)
    mixed = replace(
        facts, readings=random.Random(seed).sample(own, len(own)), littermates=mates[::-1]
    )
    assert rules.findings(mixed, limits, at=AT) == rules.findings(facts, limits, at=AT)


@SPECIES
@given(start=birth_weights, changes=steps, hours=gaps)
def test_a_unit_as_fine_changes_nothing(limits, start, changes, hours):
    own = course(start, changes, hours)
    in_kilograms = [
        replace(one, grams=float(typed.grams), precision_g=float(typed.precision_g))
        for one in own
        for typed in [weight_of(Decimal(one.grams) / 1000 + Decimal("0.000"), "kg")]
    ]
    assert answers(in_kilograms, limits) == answers(own, limits)


@SPECIES
@pytest.mark.parametrize("step_g", [10, 28.35, 45.36])
@given(start=birth_weights, changes=steps)
def test_a_coarser_scale_never_adds_a_loss_alarm(limits, step_g, start, changes):
    own = course(start, changes, [12] * 12)
    coarse = [
        replace(one, grams=max(1, round(one.grams / step_g)) * step_g, precision_g=step_g / 2)
        for one in own
    ]
    assert losses(coarse, limits) <= losses(own, limits)
