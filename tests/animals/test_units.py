"""Weights and volumes as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from animals.units import (
    GRAMS_PER,
    UnitError,
    format_volume,
    format_weight,
    in_unit,
    parse_volume,
    parse_weight,
    trimmed,
    weight_of,
)


@pytest.mark.parametrize(
    ("text", "unit", "grams", "precision_g"),
    [
        ("212", "g", "212.0", "0.50"),
        ("212.5", "g", "212.5", "0.05"),
        ("212,5", "g", "212.5", "0.05"),
        (" 212 g ", "g", "212.0", "0.50"),
        ("17", "oz", "481.9", "14.17"),
        ("17 oz", "g", "481.9", "14.17"),
        ("1.25", "lb", "567.0", "2.27"),
        ("0.212", "kg", "212.0", "0.50"),
        ("2 lbs", "g", "907.2", "226.80"),
    ],
)
def test_a_weight_keeps_its_unit_and_how_finely_it_was_read(text, unit, grams, precision_g):
    weight = parse_weight(text, unit)
    assert (weight.grams, weight.precision_g) == (Decimal(grams), Decimal(precision_g))


@pytest.mark.parametrize(
    "text", ["0", "-3", "0.01", "abc", "", "2 1 2", "1e5", "１２", "100000", "NaN"]
)
def test_what_is_no_weight_is_refused_with_a_sentence(text):
    with pytest.raises(UnitError) as refused:
        parse_weight(text, "g")
    assert str(refused.value).endswith((".", "?"))


@pytest.mark.parametrize(
    ("text", "ml"), [("6.5", "6.5"), ("6,5 ml", "6.5"), ("0", "0.0"), ("7.25", "7.3")]
)
def test_a_volume_is_kept_to_a_tenth(text, ml):
    assert parse_volume(text) == Decimal(ml)


@pytest.mark.parametrize("text", ["-1", "x", "2001", "9999999"])
def test_what_is_no_volume_is_refused(text):
    with pytest.raises(UnitError):
        parse_volume(text)


@pytest.mark.parametrize(
    ("grams", "unit", "shown"),
    [
        ("212.0", "g", "212 g"),
        ("212.5", "g", "212.5 g"),
        ("1234.5", "g", "1235 g"),
        ("212.6", "oz", "7.5 oz"),
        ("567.0", "lb", "1.25 lb"),
    ],
)
def test_a_weight_is_shown_as_a_scale_would(grams, unit, shown):
    assert format_weight(Decimal(grams), unit) == shown


def test_a_volume_is_shown_without_needless_zeros():
    assert (format_volume(Decimal("6.50")), trimmed(Decimal("10.0"))) == ("6.5 ml", "10")


@given(
    number=st.decimals("0.1", "3000", places=1),
    unit=st.sampled_from(["g", "oz"]),
)
def test_what_was_typed_is_shown_back(number, unit):
    assert in_unit(weight_of(number, unit).grams, unit) == number


@given(number=st.decimals("0.01", "90", places=2), unit=st.sampled_from(sorted(GRAMS_PER)))
def test_grams_are_within_the_precision_of_what_was_read(number, unit):
    weight = weight_of(number, unit)
    assert abs(weight.grams - number * GRAMS_PER[unit]) <= Decimal("0.05")
    assert weight.precision_g >= 0
