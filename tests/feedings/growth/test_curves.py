"""Which band an animal is read against, and what the band says."""

import csv
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedings.growth.curves import Curve, Limits, position

from .samples import band_rows, kitten_reference, puppy_reference

REFERENCE = Path(__file__).resolve().parents[3] / "animals" / "reference"

points = st.lists(
    st.tuples(st.integers(0, 200), st.floats(1, 50_000)),
    min_size=1,
    max_size=20,
    unique_by=lambda p: p[0],
)


def test_a_curve_says_its_rows_and_straight_lines_between_them():
    curve = Curve.through([(14, 270), (0, 100), (7, 180)])
    assert [curve.at(age) for age in (0, 3.5, 7, 10.5, 14)] == [100, 140, 180, 225, 270]


@pytest.mark.parametrize("age", [-0.1, 14.01, 1000])
def test_a_curve_is_silent_outside_its_rows(age):
    assert Curve.through([(0, 100), (14, 270)]).at(age) is None


def test_a_curve_without_rows_says_nothing():
    assert Curve.through([]).at(0) is None


@given(points, st.floats(0, 1), st.floats(0, 1))
def test_between_two_rows_a_curve_runs_steadily_from_one_to_the_other(rows, one, other):
    rows = sorted(rows)
    curve = Curve.through(rows)
    for (left, left_g), (right, right_g) in pairwise(rows):
        ages = sorted(left + share * (right - left) for share in (one, other))
        first, second = (curve.at(age) for age in ages)
        slack = 1e-6 * (left_g + right_g)
        assert min(left_g, right_g) - slack <= first <= max(left_g, right_g) + slack
        assert (second - first) * (right_g - left_g) >= -slack * (left_g + right_g)


@given(points)
def test_the_order_of_rows_does_not_matter(rows):
    assert Curve.through(rows) == Curve.through(list(reversed(rows)))


@pytest.mark.parametrize(
    ("grams", "word"),
    [
        (139.9, "below"),
        (140, "low"),
        (159.9, "low"),
        (160, "typical"),
        (215, "typical"),
        (215.1, "high"),
        (250, "high"),
        (250.1, "above"),
    ],
)
def test_a_weight_has_its_place_in_the_band(grams, word):
    band = kitten_reference().band
    assert position(grams, band.at(7)) == word


@pytest.mark.parametrize(
    ("limits", "word"),
    [
        (None, None),
        (Limits(low_g=None, typical_g=100, high_g=None), None),
        (Limits(low_g=90, typical_g=None, high_g=None), "typical"),
        (Limits(low_g=90, typical_g=100, high_g=None), "typical"),
    ],
)
def test_a_place_is_only_named_as_far_as_the_source_goes(limits, word):
    assert position(101, limits) == word


def test_a_kitten_is_read_against_its_species_working_band():
    comparison = band_rows("chart:another", scale=2)
    reference = kitten_reference(rows=[*comparison, *band_rows()], birth_weight_g=90)
    assert reference.band.kind == "grams"
    assert reference.band.at(7).typical_g == 180
    assert reference.sentence == (
        "Band: kitten, domestic shorthair; a rule of thumb, not published centiles."
    )
    assert reference.band.source == "a chart"


def test_a_puppy_is_read_against_its_adult_size():
    reference = puppy_reference(adult_size="large", birth_weight_g=400)
    assert reference.band.at(7).low_g == 420
    assert "puppy, large adult size" in reference.sentence


def test_a_puppy_of_unknown_size_is_read_against_its_own_birth_weight():
    band = puppy_reference(birth_weight_g=400).band
    assert band.kind == "multiples"
    limits = band.at(7)
    assert (limits.low_g, limits.typical_g, limits.high_g) == pytest.approx((564, 684, 924))
    assert band.top.at(7) == pytest.approx(684)
    assert "multiples of its birth weight (400 g)" in band.sentence
    assert "a ceiling and no aim" in band.sentence


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        (puppy_reference(), "neither is known"),
        (puppy_reference(multiples=[], birth_weight_g=400), "adult size, which is not known"),
        (kitten_reference(rows=[]), "no reference table for a kitten"),
        (
            puppy_reference(sized_by_adult=False, rows=[], birth_weight_g=None),
            "birth weight, which is not known",
        ),
    ],
)
def test_where_no_band_applies_a_sentence_says_why(reference, why):
    assert reference.band is None
    assert why in reference.sentence


def test_a_size_without_rows_falls_back_to_birth_weight():
    reference = puppy_reference(adult_size="giant", birth_weight_g=600)
    assert reference.band.kind == "multiples"


@pytest.mark.parametrize("name", ["growth_kitten.csv", "growth_puppy.csv"])
def test_the_published_bands_rise_and_stay_in_order(name):
    rows = list(csv.DictReader((REFERENCE / name).open()))
    working = [row for row in rows if ":" not in row["size_class"]]
    assert working
    for row in working:
        assert float(row["low_g"]) <= float(row["typical_g"]) <= float(row["high_g"])
