"""What was seen that is wrong: each rule with its limit, one step below and one above."""

import pytest

from feedings.alerts import health_rules as rules
from feedings.alerts.facts import Treatment

from .samples import AT, CAT, DAY, HOUR, daily, fed, kitten, saw, severity


@pytest.mark.parametrize(
    ("celsius", "expected"), [(35.1, None), (35.0, None), (34.9, "act_now"), (29, "act_now")]
)
def test_one_too_cold_to_be_fed(celsius, expected):
    assert severity(rules.cold, kitten(sightings=[saw(1, temperature_c=celsius)])) == expected


def test_cold_says_what_to_do():
    found = rules.cold(kitten(sightings=[saw(1, temperature_c=34.1)]), CAT, AT)
    assert found.text == "34.1 °C: warm first, do not feed"


def test_the_latest_temperature_counts():
    cold, warm = saw(2, temperature_c=34), saw(1, temperature_c=36.5)
    assert severity(rules.cold, kitten(sightings=[cold, warm])) is None


@pytest.mark.parametrize(
    ("hours", "expected", "text"),
    [
        (12, "act_now", "34.0 °C: warm first, do not feed"),
        (12.1, "watch", "34.0 °C, not measured since"),
        (200, "watch", "34.0 °C, not measured since"),
    ],
)
def test_a_cold_one_that_nobody_measured_again_stays_one_to_watch(hours, expected, text):
    found = rules.cold(kitten(sightings=[saw(hours, temperature_c=34)]), CAT, AT)
    assert (found.severity, found.text) == (expected, text)


@pytest.mark.parametrize(
    ("word", "limp", "weak"),
    [
        ("", None, None),
        ("strong", None, None),
        ("normal", None, None),
        ("weak", None, "watch"),
        ("limp", "act_now", None),
    ],
)
def test_the_newest_word_of_vigour_counts(word, limp, weak):
    for facts in (
        kitten(feeds=[fed(5, vigour="limp"), fed(3, vigour="normal"), fed(1, vigour=word)]),
        kitten(feeds=[fed(3, vigour="normal")], sightings=[saw(1, vigour=word)]),
    ):
        assert severity(rules.limp, facts) == limp
        assert severity(rules.weak, facts) == weak


@pytest.mark.parametrize(
    ("hours", "expected", "text"),
    [
        (24, "act_now", "limp: warm it first, and call"),
        (24.1, "watch", "limp, nothing said since"),
        (200, "watch", "limp, nothing said since"),
    ],
)
def test_a_limp_one_of_which_nobody_said_more_stays_one_to_watch(hours, expected, text):
    found = rules.limp(kitten(feeds=[fed(hours, vigour="limp"), fed(1)]), CAT, AT)
    assert (found.severity, found.text) == (expected, text)
    better = [fed(hours, vigour="limp"), fed(1, vigour="normal")]
    assert severity(rules.limp, kitten(feeds=better)) is None


def test_a_weak_one_of_which_nobody_said_more_stays_one_to_watch():
    assert rules.weak(kitten(feeds=[fed(30, vigour="weak")]), CAT, AT).text == (
        "weak, nothing said since"
    )
    twice = kitten(feeds=[fed(33, vigour="weak"), fed(30, vigour="weak")])
    found = rules.fading(twice, CAT, AT)
    assert (found.severity, found.text) == (
        "watch",
        "weak at two sittings running; nothing said since",
    )
    days_apart = kitten(feeds=[fed(30, vigour="weak"), fed(1, vigour="weak")])
    assert severity(rules.fading, days_apart) is None


@pytest.mark.parametrize(("hours_ago", "expected"), [(1.5, None), (2, "act_now"), (5, "act_now")])
def test_weak_at_two_sittings_an_hour_apart_is_fading(hours_ago, expected):
    facts = kitten(feeds=[fed(hours_ago, vigour="weak"), fed(1, vigour="weak")])
    assert severity(rules.fading, facts) == expected


def test_weak_after_limp_is_fading_too():
    facts = kitten(feeds=[fed(4, vigour="limp"), fed(1, vigour="weak")])
    assert severity(rules.fading, facts) == "act_now"


def test_one_that_was_strong_between_is_not_weak_twice_running():
    words = {6: "weak", 4: "strong", 1: "weak"}
    facts = kitten(feeds=[fed(hours, vigour=word) for hours, word in words.items()])
    assert severity(rules.fading, facts) is None


@pytest.mark.parametrize(
    ("grams", "text"),
    [
        ((190, 200, 209), None),
        ((190, 200, 190), "weak, and lost {10.0 g} (5 %) in 24 h: it may be fading"),
        ((190, 200, 200), "weak, and no gain for 24 h: it may be fading"),
        ((200, 200, 200), "weak, and no gain for 2 days: it may be fading"),
    ],
)
def test_weak_and_losing_or_not_gaining_is_fading(grams, text):
    facts = kitten(feeds=[fed(1, vigour="weak")], readings=daily(*grams))
    found = rules.fading(facts, CAT, AT)
    assert (found and found.text) == text


def test_weak_and_taking_no_feed_is_fading():
    weak = fed(3, vigour="weak")
    refused, later = fed(1, given=False), fed(0.5)
    assert severity(rules.fading, kitten(feeds=[weak, refused])) == "act_now"
    assert severity(rules.fading, kitten(feeds=[weak, refused, later])) is None
    assert severity(rules.fading, kitten(feeds=[refused])) is None


@pytest.mark.parametrize(("score", "expected"), [(5, None), (6, "watch"), (7, "watch")])
def test_diarrhoea_begins_at_a_score(score, expected):
    assert severity(rules.diarrhoea, kitten(feeds=[fed(1, stool_score=score)])) == expected
    assert severity(rules.diarrhoea, kitten(sightings=[saw(1, stool_score=score)])) == expected


@pytest.mark.parametrize(("hours", "expected"), [(23, "watch"), (24, "watch"), (24.1, "act_now")])
def test_diarrhoea_for_longer_than_a_day_is_to_call_about(hours, expected):
    facts = kitten(feeds=[fed(hours + 1, stool_score=6), fed(1, stool_score=7)])
    assert severity(rules.diarrhoea, facts) == expected


def test_one_score_that_nobody_repeated_is_no_day_of_diarrhoea():
    assert severity(rules.diarrhoea, kitten(feeds=[fed(40, stool_score=6)])) == "watch"


def test_a_firm_stool_ends_the_diarrhoea():
    loose = [fed(30, stool_score=7), fed(3, stool_score=7)]
    assert severity(rules.diarrhoea, kitten(feeds=[*loose, fed(1, stool_score=3)])) is None
    again = [fed(30, stool_score=7), fed(20, stool_score=3), fed(3, stool_score=7)]
    assert severity(rules.diarrhoea, kitten(feeds=again)) == "watch"


def test_diarrhoea_names_its_scale():
    found = rules.diarrhoea(kitten(feeds=[fed(1, stool_score=6)]), CAT, AT)
    assert found.text == "diarrhoea, 6 on the Purina scale of 1 to 7"


def noted(last_stool_hours_ago, *, every=6):
    """Feeds every six hours for three days, and one stool."""
    feeds = [fed(hours) for hours in range(72, -1, -every)]
    return kitten(feeds=[*feeds, fed(last_stool_hours_ago, pooped=True)])


@pytest.mark.parametrize(("hours", "expected"), [(47, None), (48, "watch"), (49, "watch")])
def test_no_stool_for_two_days(hours, expected):
    assert severity(rules.no_stool, noted(hours)) == expected
    scored = kitten(feeds=noted(47).feeds[:-1], sightings=[saw(hours, stool_score=2)])
    assert severity(rules.no_stool, scored) == expected


def test_a_stool_is_only_missed_while_feeds_are_noted():
    assert severity(rules.no_stool, noted(49, every=9)) == "watch"
    assert severity(rules.no_stool, noted(49, every=12)) is None
    none_ever = kitten(feeds=[fed(hours) for hours in range(60, -1, -10)])
    assert severity(rules.no_stool, none_ever) == "watch"
    assert severity(rules.no_stool, kitten()) is None


@pytest.mark.parametrize(("days", "expected"), [(16, None), (17, None), (17.1, "watch")])
def test_a_treatment_is_overdue_after_its_grace(days, expected):
    wormer = Treatment(name="Wormer", last_given_at=AT - days * DAY, repeat_days=14)
    assert severity(rules.treatment_overdue, kitten(treatments=[wormer])) == expected


def test_of_many_treatments_the_most_overdue_is_named():
    late = [
        Treatment(name=name, last_given_at=AT - days * DAY, repeat_days=14)
        for name, days in (("Wormer", 20), ("Vaccine", 24), ("Drops", 19), ("Bath", 2))
    ]
    found = rules.treatment_overdue(kitten(treatments=late), CAT, AT)
    assert found.text == "Vaccine was due 10 days ago, and 2 more"
    assert found.since == AT - 10 * DAY


def test_what_is_entered_ahead_is_not_seen_yet():
    later = kitten(
        feeds=[fed(-1, vigour="limp", stool_score=7)], sightings=[saw(-1, temperature_c=30)]
    )
    for rule in (rules.limp, rules.cold, rules.diarrhoea):
        assert rule(later, CAT, AT) is None
        assert rule(later, CAT, AT + 2 * HOUR)
