"""What the weights say, as sentences that name their numbers."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedings.growth.runt import Birth, ByHand, Runt, runt
from feedings.growth.standing import birth_weight_class, litter_place, week_before
from feedings.growth.summary import Summary, sentences, stalled_since
from feedings.growth.trend import trend

from .samples import BORN, daily, reading

HALF_OUNCE = 14.17
NOW = BORN + dt.timedelta(days=20)


def told(own, mates=(), *, unit="g", at=NOW, **facts):
    summary = Summary(
        **{
            "trend": trend(own, at=at),
            "place": litter_place(own, mates, at=at),
            "week": week_before(own, at=at),
            "runt": runt(own, mates, birth=Birth(), at=at),
            "stalled_since": stalled_since(own, at=at),
            "readings": len(own),
            "littermates": len(mates),
        }
        | facts
    )
    return sentences(summary, unit=unit, zone=dt.UTC, at=at)


def steady(first, share, days=6, start=12):
    return daily(*(first * (1 + share) ** day for day in range(days)), first_day=start)


@pytest.mark.parametrize(
    ("own", "mates", "sentence"),
    [
        (
            steady(62, 0.09),
            [steady(200, 0.09), steady(200, 0.09)],
            "31 % of what its littermates weigh, but gaining 8.6 % a day over 5 days.",
        ),
        (
            steady(200, 0.05),
            [steady(200, 0.05), steady(200, 0.05)],
            "As heavy as its littermates (100 %), and gaining 4.9 % a day over 5 days.",
        ),
        (
            daily(100, 100, 100, first_day=17),
            [daily(230, 240, 250, first_day=17)] * 2,
            "40 % of what its littermates weigh, and not gaining since Wednesday.",
        ),
        (
            daily(300, 300, 300, first_day=17),
            [daily(200, 205, 210, first_day=17)] * 2,
            "143 % of what its littermates weigh, but not gaining since Wednesday.",
        ),
        (steady(100, 0.05), [], "Gaining 4.9 % a day over 5 days."),
        (daily(396.9, 396.9, precision_g=HALF_OUNCE), [], "No change over one day."),
    ],
)
def test_the_first_sentence_says_where_it_stands_and_how_it_goes(own, mates, sentence):
    # The stall began on 17 days after Sunday 1 March: a Wednesday; told on Saturday the 21st.
    assert told(own, mates)[0] == sentence


def test_a_fall_of_the_last_day_is_not_drowned_by_the_days_before():
    own = [*daily(230, 245, 260, 275, first_day=16), reading(19.4, 170)]
    assert told(own)[0] == ("Gaining 6.1 % a day over 3 days, yet 36 % lighter than 24 h before.")


@pytest.mark.parametrize(
    ("own", "days_ago"),
    [
        (daily(100, 110, 120), None),
        (daily(100, 110, 110, 110), 2),
        (daily(100, 120, 118, 117), 2),
        # It lost, and gains again: that is no stall, though it was heavier once.
        (daily(100, 120, 110, 115), None),
        (daily(100, 120, 110, 121), None),
        # Half a gram each way is rounding: nobody knows whether it gained.
        (daily(100, 120, 120.9), 1),
        (daily(100, 120, 121.1), None),
        # Whole ounces hide what 400 g of puppy gain in a day, and show what they do in a week.
        (daily(396.9, 396.9, precision_g=HALF_OUNCE), None),
        (daily(396.9, 425.2, precision_g=HALF_OUNCE), None),
        (daily(*[396.9] * 5, precision_g=HALF_OUNCE), 4),
        ([reading(1, 100), reading(1.5, 100)], None),
        (daily(100), None),
        ([], None),
    ],
)
def test_a_stall_lasts_since_the_weighing_that_nothing_rose_above(own, days_ago):
    since = stalled_since(own)
    assert (since and (own[-1].at - since).days) == days_ago


def test_a_gain_far_below_its_own_week_before_is_said_with_both_figures():
    own = daily(*range(100, 200, 10), 192, 194, 196, 198, 200)
    assert "It gains less than a week before: +2 g a day now, +10 then." in told(own)


def test_a_gain_like_the_week_before_needs_no_sentence():
    assert not any("week before" in sentence for sentence in told(daily(*range(100, 240, 10))))


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (
            {"runt": Runt(is_runt=True, definition="at birth", since=BORN.date(), percent=58)},
            "A runt from birth: 58 % of its littermates' median at birth.",
        ),
        (
            {"runt": Runt(is_runt=True, definition="by growth", since=BORN, percent=61)},
            "A runt since 1 March: 61 % of its littermates' median.",
        ),
        (
            {
                "runt": Runt(
                    is_runt=False,
                    definition="at birth",
                    since=BORN.date(),
                    percent=58,
                    caught_up=litter_place(
                        [reading(18, 95)], [[reading(18, 100)], [reading(18, 100)]]
                    ),
                )
            },
            "It was a runt (58 % of its littermates' median at birth) and has caught up: "
            "95 % on Thursday.",
        ),
        (
            {"runt": runt([], [], birth=Birth(), by_hand=ByHand(is_runt=True, reason="two years"))},
            "A runt, said by hand: two years.",
        ),
        ({"birth_weight_g": 50}, "2.2 times its birth weight."),
        (
            {
                "birth_weight_g": 110,
                "birth_class": birth_weight_class(110, low_below_g=163, very_low_below_g=115.5),
                "breed": "Maltese",
            },
            "A very low birth weight for its breed (Maltese); now 1.0 times that.",
        ),
    ],
)
def test_what_it_began_as_is_said(facts, sentence):
    assert sentence in told(daily(100, 105, 110, first_day=16), **facts)


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        ([], "No weight is in the record yet."),
        (
            [reading(3, 100)],
            "One weight so far: the change shows with the next.",
        ),
        (
            [reading(3, 100), reading(3, 101)],
            "The weights lie less than 6 h apart: too close for a day's gain.",
        ),
    ],
)
def test_what_is_missing_has_a_sentence(own, sentence):
    assert sentence in told(own)


def test_one_littermate_is_too_few_to_compare_with():
    found = told(steady(100, 0.05), [steady(100, 0.05)])
    assert "Too few littermates were weighed at that time to compare with." in found


@given(
    st.lists(st.tuples(st.integers(0, 480), st.integers(30, 5000)), max_size=8),
    st.lists(
        st.lists(st.tuples(st.integers(0, 480), st.integers(30, 5000)), max_size=4), max_size=3
    ),
)
def test_any_weights_have_a_sentence(own, mates):
    def readings(found):
        return [reading(hours / 24, grams) for hours, grams in found]

    assert told(readings(own), [readings(mate) for mate in mates])
