"""What is questioned before it is stored, and what is not."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedings import questions
from feedings.questions import Known, Typed

AT = dt.datetime(2026, 5, 1, 2, 14, tzinfo=dt.UTC)


def known(name="Kangaroo", last=212, hours=24, **facts):
    return Known(
        animal_id=facts.pop("animal_id", sum(map(ord, name))),
        name=name,
        last_weight_g=None if last is None else Decimal(last),
        last_weighed_at=AT - dt.timedelta(hours=hours),
        **facts,
    )


def typed(who, grams=None, *, unit="g", precision="0.5", **facts):
    return Typed(
        animal_id=who.animal_id,
        grams=None if grams is None else Decimal(grams),
        unit=unit,
        precision_g=Decimal(precision),
        **facts,
    )


def codes(who, what, mates=()):
    found = questions.ask(known=who, typed=what, mates=list(mates), happened_at=AT)
    return [question.code for question in found]


@pytest.mark.parametrize(
    ("last", "hours", "grams", "expected"),
    [
        (212, 24, 221, []),
        (212, 24, 212, []),
        (212, 24, 200, []),  # a bad day, for the alerts and not for a doubt about the typing
        (212, 24, 270, []),  # 27 % in a day: the edge of what growth and a feed can do
        (212, 24, 280, ["jump"]),
        (212, 24, 170, ["jump"]),
        (212, 3, 250, ["jump"]),
        (212, 24 * 7, 330, []),  # a week of growth
        (212, 24, 2120, ["digit"]),
        (212, 24, 21.2, ["digit"]),
        (212, 24, 7.5, ["unit"]),  # ounces typed as grams
        (None, 24, 5000, []),
    ],
)
def test_a_weight_is_questioned_by_how_far_it_is_from_the_last(last, hours, grams, expected):
    who = known(last=last, hours=hours)
    assert codes(who, typed(who, grams)) == expected


def test_whole_ounces_are_rounding_and_not_a_jump():
    who = known(last="481.9", hours=24)
    assert codes(who, typed(who, "425.2", unit="oz", precision="14.17")) == []


def test_an_ounce_typed_for_a_gram_is_named_with_what_it_would_be():
    who = known()
    (question,) = questions.ask(known=who, typed=typed(who, "7.5"), mates=[], happened_at=AT)
    assert question.text == (
        "7.5 g? Kangaroo weighed 212 g. Was it read in oz? That would be 212.6 g."
    )


class TestTwoSwapped:
    kangaroo, joey = known("Kangaroo", 212), known("Joey", 250)

    def ask(self, first, second):
        mates = [(self.joey, None if second is None else typed(self.joey, second))]
        return questions.ask(
            known=self.kangaroo, typed=typed(self.kangaroo, first), mates=mates, happened_at=AT
        )

    def test_two_weights_that_fit_crosswise_are_questioned_with_whom_to_swap(self):
        (question,) = self.ask(252, 214)
        assert (question.code, question.swap_with) == ("swapped", self.joey.animal_id)
        assert question.text == "252 g fits Joey better than Kangaroo. Swap?"

    def test_two_weights_that_fit_as_typed_are_not(self):
        assert self.ask(221, 258) == []

    def test_one_weight_that_only_fits_the_other_is_questioned(self):
        kangaroo, joey = known("Kangaroo", 212), known("Joey", 300)
        (question,) = questions.ask(
            known=kangaroo, typed=typed(kangaroo, 301), mates=[(joey, None)], happened_at=AT
        )
        assert question.code == "swapped"

    def test_two_of_one_weight_cannot_be_told_apart_and_are_left_alone(self):
        twin = known("Joey", 213)
        found = questions.ask(
            known=self.kangaroo,
            typed=typed(self.kangaroo, 222),
            mates=[(twin, typed(twin, 220))],
            happened_at=AT,
        )
        assert found == []


@pytest.mark.parametrize(
    ("volume", "expected"), [("10.5", []), ("10.6", []), ("10.7", ["ceiling"]), ("65", ["ceiling"])]
)
def test_an_amount_above_the_stomach_ceiling_is_questioned(volume, expected):
    who = known(ceiling_ml=Decimal("10.6"))
    assert codes(who, typed(who, volume_ml=Decimal(volume), fed=True)) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(0, ["fed_again"]), (20, ["fed_again"]), (59, ["fed_again"]), (60, [])],
)
def test_a_second_feed_within_the_hour_is_questioned(minutes, expected):
    who = known(last_fed_at=AT - dt.timedelta(minutes=minutes), last_fed_by="Ana")
    assert codes(who, typed(who, fed=True)) == expected


def test_fed_again_says_when_and_by_whom():
    who = known(last_fed_at=AT - dt.timedelta(minutes=20), last_fed_by="Ana")
    (question,) = questions.ask(known=who, typed=typed(who, fed=True), mates=[], happened_at=AT)
    assert question.text == "Kangaroo was fed 20 min before by Ana. Feed again?"


def test_a_weighing_alone_is_not_fed_again():
    who = known(last_fed_at=AT - dt.timedelta(minutes=20))
    assert codes(who, typed(who, 214)) == []


def test_a_time_before_birth_is_questioned():
    who = known(born_on=dt.date(2026, 5, 2))
    assert codes(who, typed(who, 214)) == ["before_birth"]


@pytest.mark.parametrize(("minutes", "expected"), [(-600, []), (0, []), (5, []), (6, ["future"])])
def test_a_time_that_has_not_come_is_questioned(minutes, expected):
    found = questions.ask_time(happened_at=AT + dt.timedelta(minutes=minutes), at=AT)
    assert [question.code for question in found] == expected


@given(
    last=st.decimals("40", "9000", places=1),
    share=st.decimals("0.95", "1.08", places=3),
    hours=st.integers(1, 24 * 20),
)
def test_ordinary_growth_is_never_questioned(last, share, hours):
    who = known(last=last, hours=hours)
    assert codes(who, typed(who, (last * share).quantize(Decimal("0.1")))) == []
