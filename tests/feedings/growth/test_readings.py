"""Which weights count for growth."""

import datetime as dt
import random

from feedings.growth.readings import birth_weight_g, growth_readings, in_order

from .samples import BORN, BORN_ON, reading


def care_day(moment: dt.datetime) -> dt.date:
    return (moment - dt.timedelta(hours=5)).date()


def before(days, grams, **fields):
    return reading(days, grams, kind="before_feed", **fields)


def counted(weigh_ins, before_feeds):
    found = growth_readings(weigh_ins=weigh_ins, before_feeds=before_feeds, care_day=care_day)
    return [one.grams for one in found]


def test_growth_weigh_ins_count_and_before_feed_weights_of_their_day_do_not():
    assert counted([reading(1.4, 110), reading(1.8, 113)], [before(1.5, 120)]) == [110, 113]


def test_a_day_without_a_weigh_in_has_its_first_before_feed_weight():
    feeds = [before(2.3, 120), before(2.9, 124), before(2.6, 122), before(3.3, 130)]
    assert counted([reading(1.4, 110)], feeds) == [110, 120, 130]


def test_the_latest_before_feed_weight_counts_at_once():
    feeds = [before(2.3, 120), before(3.3, 130), before(3.6, 126)]
    assert counted([reading(1.4, 110)], feeds) == [110, 120, 130, 126]


def test_a_latest_weight_of_a_day_with_a_weigh_in_does_not_count():
    assert counted([reading(2.3, 110)], [before(1.3, 100), before(2.6, 122)]) == [100, 110]


def test_a_night_belongs_to_the_care_day_before_it():
    at_four, at_six = before(3 + 4 / 24, 130), before(3 + 6 / 24, 131)
    assert counted([reading(2.5, 126)], [at_four, at_six]) == [126, 131]


def test_without_weights_nothing_counts():
    assert counted([], []) == []


def test_the_order_of_entries_does_not_matter():
    weigh_ins = [reading(day, 100 + 9 * day, entry_id=str(day)) for day in range(0, 12, 2)]
    feeds = [before(day / 3, 100 + day, entry_id=f"f{day}") for day in range(40)]
    twins = [before(2.5, 111, entry_id="a"), before(2.5, 112, entry_id="b")]
    expected = counted(weigh_ins, [*feeds, *twins])
    for seed in range(5):
        shuffled = [*feeds, *twins]
        random.Random(seed).shuffle(shuffled)
        assert counted(random.Random(seed).sample(weigh_ins, len(weigh_ins)), shuffled) == expected


def test_two_of_the_same_minute_stand_in_a_fixed_order():
    one, other = reading(1, 100, entry_id="b"), reading(1, 101, entry_id="a")
    assert in_order([one, other]) == in_order([other, one]) == (other, one)


def birth_weight(readings, **facts):
    facts = {"recorded_g": None, "born_on": BORN_ON, **facts}
    return birth_weight_g(readings, local_day=lambda moment: moment.date(), **facts)


def test_a_recorded_birth_weight_wins():
    assert birth_weight([reading(0.2, 99)], recorded_g=95.0) == 95.0


def test_the_first_weigh_in_of_the_birth_day_is_the_birth_weight():
    assert birth_weight([reading(0.7, 98), reading(0.3, 97), reading(1.3, 104)]) == 97


def test_a_later_or_before_feed_weight_is_no_birth_weight():
    assert birth_weight([reading(1.1, 104), before(0.4, 96)]) is None
    assert birth_weight([reading(0.2, 99)], born_on=None) is None
    assert BORN.tzinfo is dt.UTC
