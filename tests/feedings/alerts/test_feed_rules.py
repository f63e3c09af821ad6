"""What feeds say is wrong: each rule with its limit, one step below and one above."""

from dataclasses import replace

import pytest

from feedings.alerts import feed_rules as rules

from .samples import AT, CAT, DAY, DOG, HOUR, fed, kitten, severity

MINUTE = HOUR / 60


def due(minutes_late, *, interval_hours=3, **facts):
    due_at = AT - minutes_late * MINUTE
    return kitten(
        **(
            {
                "takes_feeds": True,
                "last_fed_at": due_at - interval_hours * HOUR,
                "next_feed_due_at": due_at,
            }
            | facts
        )
    )


@pytest.mark.parametrize(
    ("minutes_late", "expected"), [(-10, None), (89, None), (90, "watch"), (91, "watch")]
)
def test_a_feed_is_overdue_by_half_of_its_interval(minutes_late, expected):
    assert severity(rules.feed_overdue, due(minutes_late)) == expected


def test_an_overdue_feed_says_how_late_it_is_since_when():
    found = rules.feed_overdue(due(100), CAT, AT)
    assert found.text == "feed 1 h 40 min late"
    assert found.since == AT - 100 * MINUTE


@pytest.mark.parametrize(
    ("minutes_late", "expected"),
    [(180, None), (269, None), (270, "act_now"), (271, "act_now")],
)
def test_two_feeds_left_out_by_a_young_one_are_to_act_on(minutes_late, expected):
    assert severity(rules.feeds_missed, due(minutes_late)) == expected
    assert severity(rules.feeds_missed, due(minutes_late, born_on=None)) == expected


@pytest.mark.parametrize(("hours", "expected"), [(11.9, None), (12, "act_now"), (12.1, "act_now")])
def test_an_older_one_may_go_half_a_day_without_food(hours, expected):
    facts = kitten(
        takes_feeds=True,
        born_on=AT.date() - 28 * DAY,
        last_fed_at=AT - hours * HOUR,
        next_feed_due_at=AT - (hours - 4) * HOUR,
    )
    assert severity(rules.feeds_missed, facts) == expected
    younger = replace(facts, born_on=AT.date() - 27 * DAY)
    assert severity(rules.feeds_missed, younger) == ("act_now" if hours > 10 else None)


def test_one_that_has_its_mother_s_milk_too_is_only_watched():
    assert severity(rules.feeds_missed, due(300, nursed=True)) == "watch"


def test_missed_feeds_say_how_long():
    assert rules.feeds_missed(due(300), CAT, AT).text == "no feed for 8 h"


@pytest.mark.parametrize(
    "facts",
    [
        due(999, takes_feeds=False),
        due(999, last_fed_at=None),
        kitten(takes_feeds=True, last_fed_at=AT - 9 * HOUR),
        kitten(takes_feeds=True, last_fed_at=AT - HOUR, next_feed_due_at=AT - HOUR),
    ],
)
def test_without_a_feed_or_its_interval_nothing_is_late(facts):
    assert severity(rules.feed_overdue, facts) is None
    assert severity(rules.feeds_missed, facts) is None


def new(hours_in_care, **facts):
    """A bottle baby that never took a feed, to be fed every three hours."""
    return kitten(
        **(
            {
                "takes_feeds": True,
                "in_care_since": AT - hours_in_care * HOUR,
                "feed_every": 3 * HOUR,
            }
            | facts
        )
    )


@pytest.mark.parametrize(
    ("hours", "refused", "written"),
    [(7.4, None, None), (7.5, "act_now", "watch"), (28, "act_now", "watch")],
)
def test_one_never_fed_is_said_when_two_feeds_are_left_out(hours, refused, written):
    left = [fed(1, given=False)]
    assert severity(rules.never_fed, new(hours, feeds=left)) == refused
    assert severity(rules.never_fed, new(hours, feeds=left, nursed=True)) == (refused and "watch")
    assert severity(rules.never_fed, new(hours, written_of=True)) == written
    assert severity(rules.feeds_missed, new(hours, feeds=left)) is None


@pytest.mark.parametrize(("hours", "expected"), [(11.9, None), (12, "act_now")])
def test_an_older_one_never_fed_may_go_half_a_day(hours, expected):
    older = new(hours, feeds=[fed(1, given=False)], born_on=AT.date() - 28 * DAY)
    assert severity(rules.never_fed, older) == expected


@pytest.mark.parametrize(
    "facts",
    [
        new(28),  # nobody writes of it: that is the silence of its home
        new(28, written_of=True, nursed=True),
        new(28, written_of=True, takes_feeds=False),
        new(28, written_of=True, last_fed_at=AT - HOUR),
        new(28, written_of=True, feed_every=None),
        new(28, written_of=True, feeds=[fed(-1, given=False)], in_care_since=None),
        new(72, written_of=True),  # who never writes feeds down
    ],
)
def test_one_of_which_no_feed_is_known_is_not_always_hungry(facts):
    assert severity(rules.never_fed, facts) is None


def test_one_long_in_care_is_hungry_since_the_first_feed_it_left():
    long_here = new(200, feeds=[fed(8, given=False), fed(1, given=False)])
    found = rules.never_fed(long_here, CAT, AT)
    assert (found.text, found.since) == ("took no feed in 8 h", AT - 8 * HOUR)
    assert severity(rules.never_fed, new(200, feeds=[fed(1, given=False)])) is None


def test_one_of_which_only_other_things_are_entered_says_so():
    found = rules.never_fed(new(20, written_of=True), CAT, AT)
    assert found.text == "no feed entered since it came 20 h ago"


def a_day_of(volume_ml, *, last_ml=None, **facts):
    """Nine feeds, three hours apart: eight count."""
    feeds = [fed(hours, volume_ml=volume_ml) for hours in range(24, 0, -3)]
    feeds.append(fed(0, volume_ml=volume_ml if last_ml is None else last_ml))
    return kitten(
        **({"takes_feeds": True, "feeds": feeds, "day_low_ml": 100, "day_high_ml": 130} | facts)
    )


@pytest.mark.parametrize(
    ("last_ml", "expected"), [(11, None), (10, None), (9.9, "watch"), (0, "watch")]
)
def test_too_little_in_a_day(last_ml, expected):
    assert severity(rules.intake_low, a_day_of(10, last_ml=last_ml)) == expected


@pytest.mark.parametrize(("last_ml", "expected"), [(15, None), (16, None), (16.1, "watch")])
def test_too_much_in_a_day(last_ml, expected):
    assert severity(rules.intake_high, a_day_of(20, last_ml=last_ml)) == expected


def test_intake_says_what_it_drank_and_what_it_needs():
    assert rules.intake_low(a_day_of(8.5), CAT, AT).text == (
        "drank 68 ml in 24 h, needs 100 ml or more"
    )
    assert rules.intake_high(a_day_of(20.5), CAT, AT).text == (
        "drank 164 ml in 24 h, needs 130 ml at most"
    )


def test_intake_is_not_judged_where_it_is_not_known():
    low = a_day_of(5)
    assert severity(rules.intake_low, low) == "watch"
    for unknown in (
        replace(low, takes_feeds=False),
        replace(low, nursed=True),
        replace(low, day_low_ml=None),
        replace(low, feeds=low.feeds[1:]),  # nothing before these 24 hours
        replace(low, feeds=[*low.feeds[:4], fed(4, route="nursing"), *low.feeds[4:]]),
        replace(low, feeds=[low.feeds[0], low.feeds[1], low.feeds[-1]]),  # a gap of 21 hours
    ):
        assert severity(rules.intake_low, unknown) is None
    refused = [*low.feeds[:4], fed(4, given=False), *low.feeds[4:]]
    assert severity(rules.intake_low, replace(low, feeds=refused)) == "watch"


@pytest.mark.parametrize(
    ("volume_ml", "expected"), [(10.5, None), (10.6, None), (10.7, "watch"), (None, None)]
)
def test_a_feed_above_the_stomach_s_ceiling(volume_ml, expected):
    facts = kitten(feeds=[fed(3, volume_ml=99), fed(0, volume_ml=volume_ml)], ceiling_ml=10.5)
    assert severity(rules.above_ceiling, facts) == expected


def test_solid_food_has_no_ceiling():
    solid = kitten(feeds=[fed(0, volume_ml=40, route="solid")], ceiling_ml=10.5)
    assert severity(rules.above_ceiling, solid) is None


def test_a_feed_above_the_ceiling_shows_the_published_limit():
    found = rules.above_ceiling(kitten(feeds=[fed(1, volume_ml=14)], ceiling_ml=10.5), DOG, AT)
    assert found.text == "drank 14 ml at the last feed, at most 10.5 ml is right"
    assert found.limit.words == "5 ml for each 100 g"
    assert "Rybachuk" in found.limit.source


def by(name, minutes_ago, **fields):
    """A feed by one of the cast, named by the minutes since."""
    by_id = {"Ben": 1, "Cleo": 2}.get(name)
    return replace(fed(minutes_ago / 60, **fields), entry_id=f"{minutes_ago}", by=name, by_id=by_id)


def twice(*feeds):
    return rules.fed_twice(kitten(feeds=feeds), CAT, AT)


@pytest.mark.parametrize(
    ("feeds", "text"),
    [
        ([by("Ben", 50), by("Cleo", 30)], "fed twice within 20 min, by Ben and by Cleo"),
        ([by("Cleo", 30), by("Ben", 30)], "fed twice at the same time, by Cleo and by Ben"),
        ([by("Ben", 89), by("Cleo", 30)], "fed twice within 59 min, by Ben and by Cleo"),
        (
            [by("Ben", 50, device="a"), by("Ben", 30, device="b")],
            "fed twice within 20 min, by Ben on two phones",
        ),
        (
            [by("Ben", 70), by("Ben", 60), by("Cleo", 30), by("Cleo", 20)],
            "fed twice within 40 min, by Ben and by Cleo",
        ),
        ([by("Ben", 400), by("Cleo", 359)], "fed twice within 41 min, by Ben and by Cleo"),
    ],
)
def test_two_who_fed_one_within_the_hour(feeds, text):
    assert twice(*feeds).text == text
    assert severity(rules.fed_twice, kitten(feeds=feeds[::-1])) == "watch"


@pytest.mark.parametrize(
    "feeds",
    [
        [],
        [by("Ben", 50)],
        [by("Ben", 90), by("Cleo", 30)],
        [by("Ben", 50), by("Ben", 30)],
        [by("Ben", 50, device="a"), by("Ben", 30, device="a")],
        [by("Ben", 50, device="a"), by("Ben", 30)],
        [by("", 50), by("Cleo", 30)],
        [by("", 50, device="a"), by("", 30, device="b")],
        [by("Ben", 50, route="nursing"), by("Cleo", 30)],
        [by("Ben", 50, given=False), by("Cleo", 30)],
        [by("Ben", 400), by("Cleo", 360)],
        [by("Ben", 20), by("Cleo", -10)],
    ],
)
def test_what_was_not_fed_twice(feeds):
    assert twice(*feeds) is None


def test_fed_twice_stands_since_the_later_feed_and_names_both():
    found = twice(by("Ben", 50), by("Cleo", 30))
    assert (found.since, found.entries) == (AT - HOUR / 2, ("50", "30"))


def test_a_name_in_fed_twice_is_no_weight():
    assert "{{5 g}" in twice(replace(by("Ben", 50), by="{5 g}"), by("Cleo", 30)).text
