"""What comes, in words: the next weight that matters, and the week ahead."""

import datetime as dt

import pytest

from feedings.growth.outlook import outlook, outlook_words

from .samples import BORN, BORN_ON, daily, kitten_reference

NOW = BORN + dt.timedelta(days=10, hours=2)
TARGETS = {"first goal": 250.0, "weaning": 400.0, "spaying": 907.0}
STEADY = daily(*range(140, 250, 10))


def told(readings, *, unit="g", targets=TARGETS, at=NOW):
    found = outlook(
        readings,
        littermates=(),
        reference=kitten_reference().band,
        born_on=BORN_ON,
        targets=targets,
        at=at,
    )
    return outlook_words(found, unit=unit, today=at.date())


def test_the_next_weights_have_a_day_and_the_days_around_it():
    words = told(STEADY)
    assert words[0].startswith("First goal (250 g): about 12 March, from 1")
    assert words[1].startswith("Weaning (400 g): about ")
    assert words[-1].startswith("In a week about ")
    assert "eight times of ten from " in words[-1]


def test_what_is_reached_already_is_not_said():
    assert not any("100 g" in line for line in told(STEADY, targets={"start": 100.0}))


def test_a_reader_in_ounces_has_ounces():
    assert "(8.8 oz)" in told(STEADY, unit="oz")[0]


@pytest.mark.parametrize(
    ("readings", "why_not"),
    [
        ([], "too few weights"),
        (daily(140), "too few weights"),
        (daily(140, 138, 136, 134, first_day=6), "not gaining"),
    ],
)
def test_where_nothing_can_be_said_one_line_says_why(readings, why_not):
    [line] = told(readings)
    assert why_not in line
