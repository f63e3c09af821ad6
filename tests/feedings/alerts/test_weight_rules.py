"""What weights say is wrong: each rule with its limit, one step below and one above."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from feedings.alerts import weight_rules as rules
from feedings.alerts.facts import Buddy
from feedings.alerts.sentences import in_words
from feedings.growth.summary import stalled_since

from .samples import AT, CAT, DAY, DOG, HOUR, daily, kitten, puppy, reading, severity

OUNCE = 28.35
HALF_OUNCE = 14.17
DAY_TWO = {"born_on": AT.date() - 2 * DAY}


def said(rule, facts, limits=CAT, unit="g"):
    return in_words(rule(facts, limits, AT).text, unit)


@pytest.mark.parametrize(
    ("animal", "limits", "grams", "expected"),
    [
        (puppy, DOG, (400, 390, 385), None),
        (puppy, DOG, (400, 390, 384), "watch"),  # 4 %
        (puppy, DOG, (400, 390, 383), "watch"),
        (kitten, CAT, (100, 98, 101), None),
        (kitten, CAT, (100, 98, 100), "watch"),
        (kitten, CAT, (100, 98, 99), "watch"),
    ],
)
def test_the_first_two_days_have_their_published_limit(animal, limits, grams, expected):
    facts = animal(readings=daily(*grams), **DAY_TWO)
    assert severity(rules.loss_first_48h, facts, limits) == expected


def test_the_recorded_birth_weight_counts_where_nobody_weighed_on_that_day():
    facts = kitten(readings=daily(99, 97), birth_weight_g=104, **DAY_TWO)
    assert said(rules.loss_first_48h, facts) == "lost 7 g (7 %) from birth to day 2"


@pytest.mark.parametrize(
    ("grams", "expected"),
    [
        ((100, 98, 97, 98), "watch"),
        ((100, 98, 97, 100), "watch"),
        ((100, 98, 97, 101), None),  # above its birth weight again
        ((100, 98, 97, 98, 98), "watch"),
        ((100, 98, 97, 98, 98, 98), None),  # day 5
    ],
)
def test_the_first_two_days_are_said_until_it_is_above_its_birth_weight(grams, expected):
    born_on = AT.date() - (len(grams) - 1) * DAY
    facts = kitten(readings=daily(*grams), born_on=born_on)
    assert severity(rules.loss_first_48h, facts) == expected


def test_an_ounce_less_at_day_two_is_what_rounding_makes():
    ounces = [17 * OUNCE, 16 * OUNCE, 16 * OUNCE]
    facts = puppy(readings=daily(*ounces, precision_g=HALF_OUNCE), **DAY_TWO)
    assert severity(rules.loss_first_48h, facts, DOG) is None


@pytest.mark.parametrize(
    ("grams", "expected"),
    [
        ((200, 209), None),
        ((200, 200), None),
        ((200, 199), None),  # a gram is what the scale rounds
        ((200, 198), "watch"),
        ((200, 181), "watch"),
    ],
)
def test_any_loss_beyond_rounding_is_said(grams, expected):
    assert severity(rules.loss_24h, kitten(readings=daily(*grams))) == expected


@pytest.mark.parametrize(
    ("grams", "expected"), [((200, 181), None), ((200, 180), "act_now"), ((200, 179), "act_now")]
)
def test_a_tenth_lost_in_a_day_is_to_act_on(grams, expected):
    assert severity(rules.loss_10pct, kitten(readings=daily(*grams))) == expected


@pytest.mark.parametrize(
    ("ounces", "loss", "large"),
    [((18, 17), None, None), ((18, 16), "watch", None), ((18, 14), "watch", "act_now")],
)
def test_whole_ounces_count_by_what_rounding_leaves_of_them(ounces, loss, large):
    own = daily(*(o * OUNCE for o in ounces), precision_g=HALF_OUNCE)
    assert severity(rules.loss_24h, puppy(readings=own), DOG) == loss
    assert severity(rules.loss_10pct, puppy(readings=own), DOG) == large


def test_a_loss_says_how_much_of_what_in_which_time():
    facts = kitten(readings=daily(200, 190))
    assert said(rules.loss_24h, facts) == "lost 10 g (5 %) in 24 h"
    assert said(rules.loss_24h, facts, unit="oz") == "lost 0.4 oz (5 %) in 24 h"


def test_a_loss_between_weights_days_apart_says_the_days():
    facts = puppy(readings=[reading(5, 4000), reading(0, 3600)])
    assert said(rules.loss_24h, facts, DOG) == "lost 400 g (10 %) in 5 days"
    assert severity(rules.loss_10pct, facts, DOG) is None


def test_a_new_arrival_counts_from_its_first_weight_not_drawn_on_to_a_day():
    facts = kitten(readings=[reading(10 / 24, 200), reading(0, 190)])
    assert said(rules.loss_24h, facts) == "lost 10 g (5 %) in 10 h"
    assert severity(rules.loss_10pct, facts) is None


@pytest.mark.parametrize(("grams", "large"), [(99, None), (91, None), (90, "act_now")])
def test_a_slight_loss_that_begins_on_the_day_of_birth_can_be_normal(grams, large):
    facts = kitten(readings=daily(100, grams), born_on=AT.date() - DAY)
    assert severity(rules.loss_24h, facts) is None
    assert severity(rules.loss_10pct, facts) == large


def test_after_a_gap_a_loss_since_the_day_of_birth_is_said():
    facts = kitten(readings=[reading(3, 100), reading(0, 90)], born_on=AT.date() - 3 * DAY)
    assert severity(rules.loss_24h, facts) == "watch"


def test_the_day_of_birth_is_that_of_the_reader_s_zone():
    auckland = dt.datetime(2026, 5, 20, 8, tzinfo=ZoneInfo("Pacific/Auckland"))
    at = auckland.astimezone(dt.UTC)  # still the 19th there
    own = [replace(one, at=at - (1 - day) * DAY) for day, one in enumerate(daily(100, 95))]
    facts = kitten(readings=own, born_on=dt.date(2026, 5, 18))
    assert rules.loss_24h(facts, CAT, auckland)
    assert rules.loss_24h(facts, CAT, at) is None


def test_what_was_large_days_ago_is_only_watched_and_in_the_end_not_said():
    assert severity(rules.loss_10pct, kitten(readings=daily(200, 150, last_days_ago=3))) == (
        "act_now"
    )
    assert severity(rules.loss_10pct, kitten(readings=daily(200, 150, last_days_ago=3.1))) == (
        "watch"
    )
    assert rules.loss_24h(kitten(readings=daily(200, 150, last_days_ago=14.1)), CAT, AT) is None


@pytest.mark.parametrize(
    ("mates", "expected"),
    [
        ([(210, 190), (220, 200)], "watch"),
        ([(210, 190), (220, 221)], "watch"),  # 2 of 3 are a little more than 66 %
        ([(210, 212), (220, 221)], "act_now"),
        ([(210, 209), (220, 221)], "act_now"),  # a gram either way is rounding
        ([(210, 205), (220, 215)], "act_now"),  # they fell too, but far less
        ([(420, 405), (430, 414)], "watch"),  # half the grams, as of a bag
        ([(100, 92), (110, 101)], "watch"),  # half the share, as of a scale out of true
        ([(210, 190)], "act_now"),  # a pair is not enough to blame the scale
    ],
)
def test_a_whole_litter_that_reads_lower_is_rather_the_scale(mates, expected):
    facts = kitten(readings=daily(200, 170), littermates=[daily(*grams) for grams in mates])
    assert severity(rules.loss_10pct, facts) == expected


def test_a_litter_that_fell_at_two_sittings_running_is_not_the_scale():
    mates = [daily(210, 220, 205, 190), daily(220, 230, 215, 200), daily(215, 225, 210, 195)]
    facts = kitten(readings=daily(200, 210, 195, 181), littermates=mates)
    assert severity(rules.no_gain_48h, facts) == "act_now"
    larger = kitten(readings=daily(200, 210, 195, 170), littermates=mates)
    assert severity(rules.loss_10pct, larger) == "act_now"


def test_a_whole_litter_that_reads_lower_is_said_so():
    mates = [daily(210, 190), daily(220, 200), daily(220, 221)]
    facts = kitten(readings=daily(200, 170), littermates=mates)
    text = "3 of 4 weighed less at this sitting: the scale, or the whole litter? Weigh again"
    assert said(rules.loss_10pct, facts) == text
    assert said(rules.loss_24h, facts) == text


def test_littermates_weighed_at_another_time_say_nothing_of_the_scale():
    mates = [daily(210, 190, last_days_ago=0.25), daily(220, 200, last_days_ago=0.25)]
    facts = kitten(readings=daily(200, 170), littermates=mates)
    assert severity(rules.loss_10pct, facts) == "act_now"


@pytest.mark.parametrize(
    ("grams", "day", "two_days"),
    [
        ((190, 199, 208), None, None),
        ((190, 200, 201), None, None),
        ((190, 200, 200), "watch", None),
        ((190, 200, 199), "watch", None),
        ((200, 200, 201), None, None),
        ((200, 200, 200), None, "act_now"),
        ((200, 201, 199), None, "act_now"),
        ((200, 206, 199), None, "act_now"),
        ((200, 207, 199), "watch", None),  # a good day, then a loss: no stall of two days
        ((200, 192, 199), None, None),  # as good as back
    ],
)
def test_no_gain_is_said_after_one_and_after_two_days(grams, day, two_days):
    facts = kitten(readings=daily(*grams))
    assert severity(rules.no_gain_24h, facts) == day
    assert severity(rules.no_gain_48h, facts) == two_days


@pytest.mark.parametrize(
    ("days", "expected"), [((1.9, 0), None), ((2, 0), "act_now"), ((2.1, 0), "act_now")]
)
def test_weights_must_span_the_two_days(days, expected):
    facts = kitten(readings=[reading(day, 200) for day in days])
    assert severity(rules.no_gain_48h, facts) == expected


def test_no_gain_says_since_which_weight():
    facts = kitten(readings=daily(190, 200, 200, 199, 200))
    found = rules.no_gain_48h(facts, CAT, AT)
    assert found.text == "no gain for 3 days"
    assert found.since == AT - 3 * DAY
    assert said(rules.no_gain_48h, kitten(readings=daily(200, 196, 194))) == (
        "no gain for 2 days, 6 g lighter"
    )


@pytest.mark.parametrize(
    ("weights", "text"),
    [
        # ... from the highest on, not from the rising weight that the last is back at
        ([(10, 300), (7, 325), (5, 347), (0, 242)], "no gain for 5 days, 105 g lighter"),
        ([(10, 300), (5, 347), (3, 242), (0, 242)], "no gain for 5 days, 105 g lighter"),
        ([(4, 347), (3, 242), (2, 250), (0, 250)], "no gain for 2 days"),
        # ... where the highest is younger than two days, from two days before
        ([(3, 190), (2, 200), (1, 206), (0, 199)], "no gain for 2 days, 7 g lost in 24 h"),
    ],
)
def test_a_stall_tells_all_that_was_lost_since_the_highest_weight(weights, text):
    own = [reading(days_ago, grams) for days_ago, grams in weights]
    assert said(rules.no_gain_48h, kitten(readings=own)) == text


@pytest.mark.parametrize(
    "grams",
    [
        (300, 325, 347, 320, 290, 242),
        (200, 200, 199, 200),
        (190, 200, 200.5, 201, 200),
        (300, 347, 242, 250, 250, 250),
    ],
)
def test_the_page_and_the_alert_tell_one_stall(grams):
    own = daily(*grams)
    found = rules.no_gain_48h(kitten(readings=own, born_on=None), CAT, AT)
    assert found.since == stalled_since(own)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"born_on": AT.date() - 27 * DAY}, "act_now"),
        ({"born_on": AT.date() - 28 * DAY}, "watch"),
        ({"born_on": AT.date() - 29 * DAY}, "watch"),
        ({"born_on": AT.date() - 29 * DAY, "takes_feeds": True}, "act_now"),
        ({"born_on": None}, "act_now"),
        ({"born_on": AT.date() - 84 * DAY}, None),
    ],
)
def test_a_stall_of_two_days_is_urgent_in_neonates(facts, expected):
    assert severity(rules.no_gain_48h, kitten(readings=daily(400, 400, 400), **facts)) == expected


def test_weekly_weights_that_do_not_rise_are_no_gain():
    weekly = [reading(7, 4000, precision_g=22.7), reading(0, 3980, precision_g=22.7)]
    facts = puppy(readings=weekly, born_on=AT.date() - 45 * DAY)
    assert severity(rules.no_gain_48h, facts, DOG) == "watch"
    assert said(rules.no_gain_48h, facts, DOG) == "no gain for 7 days"


def test_whole_ounces_that_read_the_same_say_nothing_of_a_day_or_two():
    facts = puppy(readings=daily(*[17 * OUNCE] * 3, precision_g=HALF_OUNCE))
    assert severity(rules.no_gain_24h, facts, DOG) is None
    assert severity(rules.no_gain_48h, facts, DOG) is None


def test_whole_ounces_that_read_the_same_for_days_are_watched():
    facts = puppy(readings=daily(*[17 * OUNCE] * 5, precision_g=HALF_OUNCE))
    assert severity(rules.no_gain_48h, facts, DOG) == "watch"


def test_a_stall_in_whole_ounces_does_not_begin_before_the_ounce_that_was_gained():
    ounces = daily(*(o * OUNCE for o in (16, 17, 17, 17, 17)), precision_g=HALF_OUNCE)
    assert said(rules.no_gain_48h, puppy(readings=ounces), DOG) == "no gain for 3 days"
    assert severity(rules.no_gain_48h, puppy(readings=ounces[:-1]), DOG) is None


def test_a_whole_litter_that_reads_lower_is_no_stall_to_act_on():
    mates = [daily(210, 212, 190), daily(220, 224, 200)]
    facts = kitten(readings=daily(200, 201, 190), littermates=mates)
    assert severity(rules.no_gain_48h, facts) == "watch"


def test_one_that_did_not_read_lower_itself_keeps_its_own_words():
    mates = [daily(210, 212, 190), daily(220, 224, 200), daily(200, 205, 190)]
    facts = kitten(readings=daily(200, 200, 200), littermates=mates)
    assert severity(rules.no_gain_48h, facts) == "act_now"
    assert said(rules.no_gain_48h, facts) == "no gain for 2 days"


def test_a_mother_in_care_need_not_gain():
    mother = kitten(readings=daily(3400, 3400, 3380), born_on=None)
    for rule in (rules.no_gain_48h, rules.no_gain_24h, rules.loss_24h, rules.low_gain):
        assert severity(rule, mother) is None
    assert severity(rules.loss_10pct, replace(mother, readings=daily(3400, 3000))) == "act_now"


@pytest.mark.parametrize(
    ("grams_a_day", "expected"),
    [(8, None), (7, None), (6, "watch"), (1, "watch")],
)
def test_a_kitten_that_gains_less_than_the_least_for_days(grams_a_day, expected):
    own = daily(*(300 + day * grams_a_day for day in range(5)))
    assert severity(rules.low_gain, kitten(readings=own)) == expected


@pytest.mark.parametrize(("grams_a_day", "expected"), [(5, None), (4.7, None), (4, "watch")])
def test_a_runt_that_gains_its_share_is_fine(grams_a_day, expected):
    own = daily(*(100 + day * grams_a_day for day in range(5)))
    assert severity(rules.low_gain, kitten(readings=own)) == expected


@pytest.mark.parametrize(
    ("age", "percent", "expected"),
    [
        (6, 5.1, None),
        (6, 5, None),
        (6, 4.6, "watch"),
        (14, 3.6, None),
        (14, 3.5, None),
        (14, 3.2, "watch"),
        (40, 1.1, None),
        (40, 1, None),
        (40, 0.9, "watch"),
    ],
)
def test_a_puppy_has_a_least_gain_for_its_age(age, percent, expected):
    own = daily(*(1000 * (1 + day * percent / 100) for day in range(5)))
    facts = puppy(readings=own, born_on=own[1].at.date() - age * DAY)
    assert severity(rules.low_gain, facts, DOG) == expected


@pytest.mark.parametrize(("grams_a_day", "expected"), [(61, None), (60, None), (59, "watch")])
def test_later_the_adult_weight_is_the_better_measure(grams_a_day, expected):
    own = daily(*(4000 + day * grams_a_day for day in range(5)))
    facts = puppy(readings=own, born_on=AT.date() - 40 * DAY, adult_weight_kg=30.0)
    assert severity(rules.low_gain, facts, DOG) == expected


def test_a_low_gain_must_have_held_for_days_and_be_more_than_rounding():
    assert severity(rules.low_gain, kitten(readings=daily(300, 302, 304))) is None
    coarse = daily(300, 302, 304, 306, precision_g=10)
    assert severity(rules.low_gain, kitten(readings=coarse)) is None


@pytest.mark.parametrize(
    ("grams_a_day", "days", "expected"),
    [(5, 3, "watch"), (6, 3, None), (6, 4, "watch"), (5, 2, None)],
)
def test_a_gain_near_the_least_must_have_been_too_low_a_day_before(grams_a_day, days, expected):
    own = daily(*(300 + day * grams_a_day for day in range(days + 1)))
    assert severity(rules.low_gain, kitten(readings=own)) == expected


def test_one_wrong_reading_is_no_low_gain():
    assert severity(rules.low_gain, kitten(readings=daily(300, 310, 320, 300, 340))) is None


def test_a_low_gain_says_both_figures():
    facts = kitten(readings=daily(300, 303, 306, 309))
    assert said(rules.low_gain, facts) == "gains 3 g a day over 3 days, less than 7 g"


@pytest.mark.parametrize(("last", "expected"), [(281, None), (280.4, "watch"), (275, "watch")])
def test_one_that_falls_away_from_its_littermates(last, expected):
    mates = [daily(300, 310, 320, 330), daily(280, 300, 320, 330), daily(310, 320, 330, 330)]
    own = daily(285, 285, 285, last, precision_g=0)  # from 95 % of 300 g to 85 % of 330 g
    facts = kitten(readings=own, littermates=mates)
    assert severity(rules.falling_away, facts) == expected


def test_one_low_reading_is_no_falling_away():
    mates = [daily(300, 310, 320, 330), daily(280, 300, 320, 330), daily(310, 320, 330, 330)]
    sudden = kitten(readings=daily(285, 300, 310, 275), littermates=mates)
    assert severity(rules.falling_away, sudden) is None
    steady = kitten(readings=daily(285, 285, 285, 275), littermates=mates)
    assert severity(rules.falling_away, steady) == "watch"


def test_the_heaviest_that_comes_nearer_to_the_others_does_not_fall_away():
    mates = [daily(200, 220, 240, 260), daily(200, 220, 240, 260)]
    assert (
        severity(rules.falling_away, kitten(readings=daily(240, 250, 262, 275), littermates=mates))
        is None
    )


def test_falling_away_says_the_shares():
    mates = [daily(300, 320, 330, 340), daily(300, 320, 330, 340)]
    facts = kitten(readings=daily(300, 301, 302, 303), littermates=mates)
    assert said(rules.falling_away, facts) == (
        "falls away from its littermates: 100 % of their weight, 3 days later 89 %"
    )


def test_one_littermate_is_no_litter_to_fall_away_from():
    facts = kitten(readings=daily(300, 301, 302, 303), littermates=[daily(300, 330, 360, 390)])
    assert severity(rules.falling_away, facts) is None


@pytest.mark.parametrize(
    ("birth_g", "expected"), [(129, None), (128.5, None), (128.4, "watch"), (None, None)]
)
def test_a_very_low_birth_weight_is_said(birth_g, expected):
    facts = puppy(birth_weight_g=birth_g, very_low_birth_weight_g=128.5)
    assert severity(rules.very_low_birth_weight, facts, DOG) == expected


@pytest.mark.parametrize(("age", "expected"), [(0, "watch"), (20, "watch"), (21, None)])
def test_a_very_low_birth_weight_is_said_for_three_weeks(age, expected):
    facts = puppy(birth_weight_g=100, very_low_birth_weight_g=128.5, born_on=AT.date() - age * DAY)
    assert severity(rules.very_low_birth_weight, facts, DOG) == expected


def test_a_weight_in_doubt_is_to_be_repeated():
    own = [*daily(200, 210, last_days_ago=1), reading(0, 320, questioned=True)]
    assert said(rules.weight_questioned, kitten(readings=own)) == (
        "320 g does not fit the weights before: weigh again"
    )
    again = [*own[:2], replace(own[2], at=AT - HOUR), reading(0, 220)]
    assert severity(rules.weight_questioned, kitten(readings=again)) is None


@pytest.mark.parametrize(("hours", "expected"), [(23.9, None), (24, "watch"), (25, "watch")])
def test_a_weigh_in_is_overdue_after_twice_its_interval(hours, expected):
    facts = kitten(weigh_every=DAY / 2, last_weighed_at=AT - hours * HOUR)
    assert severity(rules.weigh_in_overdue, facts) == expected


def test_a_weigh_in_that_never_was_counts_from_when_it_came():
    facts = kitten(weigh_every=DAY, in_care_since=AT - 2 * DAY)
    assert said(rules.weigh_in_overdue, facts) == "not weighed yet"
    facts = kitten(weigh_every=DAY, in_care_since=AT - 9 * DAY, readings=[reading(3, 200)])
    assert said(rules.weigh_in_overdue, facts) == "not weighed for 3 days"
    assert severity(rules.weigh_in_overdue, kitten(in_care_since=AT - 9 * DAY)) is None


@pytest.mark.parametrize(("buddy_g", "expected"), [(299, None), (300, None), (301, "watch")])
def test_a_friend_that_has_become_too_heavy(buddy_g, expected):
    buddy = Buddy(name="Possum", weight_g=buddy_g, weighed_at=AT - 3 * DAY)
    facts = kitten(readings=[reading(3, 200)], buddy=buddy)
    assert severity(rules.pair_ratio, facts) == expected


def test_a_pair_s_weights_must_be_fresh_and_the_lighter_one_is_warned():
    own = [reading(0, 200)]
    old = Buddy(name="Possum", weight_g=400, weighed_at=AT - 3.1 * DAY)
    assert severity(rules.pair_ratio, kitten(readings=own, buddy=old)) is None
    lighter = Buddy(name="Possum", weight_g=100, weighed_at=AT)
    assert severity(rules.pair_ratio, kitten(readings=own, buddy=lighter)) is None
    heavier = Buddy(name="Possum", weight_g=400, weighed_at=AT)
    assert said(rules.pair_ratio, kitten(readings=own, buddy=heavier)) == (
        "Possum weighs 2.0 times as much (400 g, Kangaroo 200 g)"
    )


def test_hardly_any_gain_is_said_without_a_figure():
    own = daily(400, 400.1, 400.2, 400.2, 400.3, precision_g=0.05)
    assert said(rules.low_gain, kitten(readings=own)) == (
        "hardly gained over 3 days, where 7 g a day is the least"
    )
