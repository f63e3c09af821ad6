"""Weights in sentences: told in the reader's unit, never cut in two, never made from a name."""

import pytest

from feedings.alerts import home_rules, keeping, weight_rules
from feedings.alerts.facts import Buddy, HomeFacts
from feedings.alerts.findings import Finding
from feedings.alerts.sentences import in_words, plain, shortened, weight

from .samples import AT, CAT, DAY, kitten, reading


@pytest.mark.parametrize("name", ["{5 g}", "{{5 g}}", "{", "}{5.0 g}", "Joey {{", "Ann & Bo"])
def test_a_name_is_told_as_it_was_typed(name):
    assert in_words(f"{plain(name)} weighs {weight(453.6)}", "lb") == f"{name} weighs 1 lb"


def test_a_pair_s_names_and_a_home_s_are_no_weights():
    buddy = Buddy(name="{900 g}", weight_g=900, weighed_at=AT)
    facts = kitten(name="{5 g}", readings=[reading(0, 300)], buddy=buddy)
    assert in_words(weight_rules.pair_ratio(facts, CAT, AT).text, "g") == (
        "{900 g} weighs 3.0 times as much (900 g, {5 g} 300 g)"
    )
    home = HomeFacts(name="{5 g}", since=AT - DAY)
    assert in_words(home_rules.silence(home, CAT, at=AT).text, "oz") == (
        "no entry from {5 g} for 24 h"
    )


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (30, "Joey lost {10.0 g} of {90.0 g}"),
        (29, "Joey lost {10.0 g} of …"),
        (19, "Joey lost {10.0 g}…"),
        (18, "Joey lost …"),
        (5, "Joey…"),
    ],
)
def test_a_sentence_is_cut_between_weights(most, expected):
    assert shortened("Joey lost {10.0 g} of {90.0 g}", most) == expected


def test_no_brace_is_cut_from_its_twin():
    assert in_words(shortened(plain("Joey {{{{"), 8), "g") == "Joey {…"


def test_a_stored_alert_keeps_its_weights_whole():
    for length in range(keeping.LONGEST_TEXT - 12, keeping.LONGEST_TEXT + 2):
        text = f"{'x' * length}{weight(200)} and more"
        stored = keeping.columns(Finding(code="a", severity="watch", text=text, since=AT))["text"]
        assert len(stored) <= keeping.LONGEST_TEXT
        assert "{" not in in_words(stored, "g")
