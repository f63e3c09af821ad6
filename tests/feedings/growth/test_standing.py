"""Where an animal stands among its littermates, and beside its own week before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedings.growth.standing import birth_weight_class, litter_place, week_before

from .samples import daily, reading


@pytest.mark.parametrize(
    ("own", "mates", "z", "percent"),
    [
        # The median of the others is 200, their deviations 10, 0, 10: a spread of 14.8 g.
        (200, (190, 200, 210), 0, 100),
        (170.3, (190, 200, 210), -2, 85),
        (214.8, (190, 200, 210), 1, 107),
        # Littermates that weigh the same to the gram: no litter is more alike than 5 %.
        (190, (200, 200), -1, 95),
        # One that is far off does not widen the spread.
        (180, (190, 200, 205, 210, 20), -1.35, 90),
    ],
)
def test_the_place_is_told_by_the_littermates_median_and_spread(own, mates, z, percent):
    place = litter_place([reading(1, own)], [[reading(1, mate)] for mate in mates])
    assert place.z == pytest.approx(z, abs=0.01)
    assert round(place.percent) == percent
    assert place.littermates == len(mates)


@pytest.mark.parametrize("mates", [[], [[reading(1, 200)]], [[reading(1, 200)], [reading(9, 300)]]])
def test_fewer_than_two_littermates_weighed_then_say_nothing(mates):
    assert litter_place([reading(1, 190)], mates) is None


def test_a_littermate_counts_with_its_weight_of_that_moment():
    mates = [daily(100, 140), daily(102, 142)]
    place = litter_place([reading(0.5, 121)], mates)
    assert place.median_g == pytest.approx(121)


def test_a_questioned_littermate_does_not_count():
    mates = [[reading(1, 200)], [reading(1, 200)], [reading(1, 2000, questioned=True)]]
    assert litter_place([reading(1, 200)], mates).littermates == 2


@given(st.lists(st.integers(50, 5000), min_size=2, max_size=9), st.integers(50, 5000))
def test_the_heavier_stands_higher(mates, own):
    def z(grams):
        return litter_place([reading(1, grams)], [[reading(1, mate)] for mate in mates]).z

    assert z(own) < z(own + 1)


def test_the_gain_of_now_stands_beside_the_one_a_week_before():
    week = week_before(daily(100, 110, 120, 130, 140, 150, 155, 160, 165, 170, 175, 180, 185, 190))
    assert week.now.grams == pytest.approx(5)
    assert week.before.grams == pytest.approx(10)
    assert week.share == pytest.approx(0.5)


def test_without_a_week_before_there_is_no_comparison():
    assert week_before(daily(100, 110, 120)) is None
    assert week_before([]) is None


@pytest.mark.parametrize(
    ("grams", "expected"),
    [(115, "very low"), (115.5, "low"), (162, "low"), (163, "usual"), (None, None)],
)
def test_the_birth_weight_class_goes_by_the_limits_of_the_breed(grams, expected):
    found = birth_weight_class(grams, low_below_g=163, very_low_below_g=115.5)  # Maltese
    assert found == expected


def test_a_breed_without_limits_has_no_class():
    assert birth_weight_class(100, low_below_g=None, very_low_below_g=None) is None
