"""A home from which nothing comes."""

import pytest

from feedings.alerts.facts import HomeFacts
from feedings.alerts.home_rules import silence

from .samples import AT, CAT, HOUR


@pytest.mark.parametrize(("hours", "expected"), [(4.9, None), (5, "silence"), (5.1, "silence")])
def test_a_home_is_silent_after_hours_without_an_entry(hours, expected):
    found = silence(HomeFacts(name="Ben's home", since=AT - hours * HOUR), CAT, at=AT)
    assert (found and found.severity) == expected


def test_silence_says_since_when_and_is_neither_good_nor_bad():
    found = silence(HomeFacts(name="Ben's home", since=AT - 6 * HOUR), CAT, at=AT)
    assert found.text == "no entry from Ben's home for 6 h"
    assert found.since == AT - 6 * HOUR
    assert found.limit.words == "5 hours, our own default"


def test_without_its_limit_no_home_is_silent():
    assert silence(HomeFacts(name="Ben's home", since=AT - 60 * HOUR), {}, at=AT) is None
