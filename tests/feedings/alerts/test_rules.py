"""All rules together: the worst first, each cause once, nothing without its limit."""

import datetime as dt

import pytest

from feedings.alerts import rules
from feedings.alerts.facts import Buddy, Facts, Treatment

from .samples import AT, CAT, DAY, DOG, HOUR, daily, fed, kitten, puppy, reading, saw


def codes(facts, limits=CAT, at=AT):
    return [finding.code for finding in rules.findings(facts, limits, at=at)]


def in_every_trouble():
    return kitten(
        takes_feeds=True,
        birth_weight_g=100,
        very_low_birth_weight_g=120,
        readings=[*daily(200, 205, 200, 170), reading(-0.001, 300, questioned=True)],
        weigh_every=HOUR / 60,
        last_weighed_at=AT - 3 * HOUR,
        feeds=[fed(9, vigour="weak", stool_score=7), fed(5, vigour="limp", volume_ml=99)],
        sightings=[saw(1, temperature_c=33.0)],
        last_fed_at=AT - 5 * HOUR,
        next_feed_due_at=AT - 4 * HOUR,
        ceiling_ml=10,
        treatments=[Treatment(name="Wormer", last_given_at=AT - 30 * DAY, repeat_days=14)],
        buddy=Buddy(name="Possum", weight_g=900, weighed_at=AT),
    )


def test_act_now_comes_first_then_the_weight_of_the_rule():
    at = AT + HOUR / 12
    found = rules.findings(in_every_trouble(), CAT, at=at)
    severities = [finding.severity for finding in found]
    assert severities == sorted(severities)  # "act_now" before "watch"
    assert codes(in_every_trouble(), at=at) == [
        "limp",
        "cold",
        "feeds_missed",
        "loss_10pct",
        "diarrhoea",
        "above_ceiling",
        "weight_questioned",
        "very_low_birth_weight",
        "pair_ratio",
        "weigh_in_overdue",
        "treatment_overdue",
    ]


@pytest.mark.parametrize(
    ("grams", "expected"),
    [
        ((200, 209, 218, 227), []),
        ((200, 209, 218, 190), ["loss_10pct"]),
        ((209, 209, 218, 209), ["loss_24h"]),
        ((200, 206, 205, 204), ["no_gain_48h"]),
        ((209, 206, 205, 204), ["no_gain_48h"]),
        ((190, 200, 209, 209), ["no_gain_24h"]),
        ((200, 203, 206, 209), ["low_gain"]),
    ],
)
def test_the_course_of_its_weight_is_said_once(grams, expected):
    assert codes(kitten(readings=daily(*grams))) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({1: "weak"}, ["weak"]),
        ({4: "weak", 1: "weak"}, ["fading"]),
        ({4: "weak", 1: "limp"}, ["limp"]),
    ],
)
def test_how_it_is_is_said_once(words, expected):
    assert codes(kitten(feeds=[fed(h, vigour=word) for h, word in words.items()])) == expected


def test_missed_feeds_are_not_overdue_as_well():
    late = kitten(takes_feeds=True, last_fed_at=AT - 9 * HOUR, next_feed_due_at=AT - 6 * HOUR)
    assert codes(late) == ["feeds_missed"]


def test_a_limit_that_staff_took_out_makes_its_rule_silent():
    found = rules.findings(in_every_trouble(), {}, at=AT)
    assert {finding.code for finding in found} == {
        "limp",
        "very_low_birth_weight",
    }


@pytest.mark.parametrize("limits", [CAT, DOG, {}])
@pytest.mark.parametrize("born_on", [None, AT.date(), AT.date() + DAY, dt.date(2020, 1, 1)])
@pytest.mark.parametrize(
    "readings",
    [
        [],
        [reading(0, 200)],
        [reading(0, 200), reading(0, 180)],
        [reading(0, 200), reading(0, 200)],
        [reading(1, 200), reading(1, 190), reading(0, 180), reading(0, 240)],
        [reading(60, 200), reading(0, 180)],
        [reading(400, 200)],
        [reading(-1, 200)],
        [reading(2, 200, questioned=True), reading(1, 200, questioned=True)],
        daily(*[200] * 9),
        daily(1, 1, 1, 1, 1),
        daily(1, 2, 3, 4, 5, precision_g=0),
    ],
)
def test_every_odd_history_has_an_answer(readings, born_on, limits):
    facts = kitten(
        readings=readings, born_on=born_on, littermates=[(), readings, daily(90, 80, 70, 60)]
    )
    for at in (AT, AT - 30 * DAY, AT + 30 * DAY):
        for finding in rules.findings(facts, limits, at=at):
            assert finding.text
            assert finding.text[0].islower() or finding.text[0] in "{0123456789"
            assert not finding.text.endswith(".")
            assert finding.since <= at


def test_of_an_animal_without_facts_nothing_is_known():
    assert codes(Facts(name="Joey")) == []
    assert codes(puppy(), DOG) == []
