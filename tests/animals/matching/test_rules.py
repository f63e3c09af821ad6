"""Each rule just below, at and above its limit; and its sentence."""

import numpy as np
import pytest

from animals.placement_matching import (
    RULES,
    Homes,
    Kind,
    distance_km,
    ranked,
    reasons,
    reasons_everywhere,
    score,
)

from .pairs import day, home, need

MOTHER, LITTER, PAIR = (frozenset({bond}) for bond in ("mother", "litter", "pair"))
HERE = {"latitude": 52.0, "longitude": 5.0}
# Along a meridian a degree is 111.195 km of the mean sphere.
KM = 1 / 111.195


def codes(group, place):
    return {reason.code for reason in reasons(group, place)}


@pytest.mark.parametrize(
    ("code", "is_there", "group", "place"),
    [
        ("nobody_there", True, {}, {"people": 0}),
        ("nobody_there", False, {}, {"people": 1}),
        ("already_there", True, {"home_id": 1}, {}),
        ("already_there", False, {"home_id": 2}, {}),
        ("species_not_taken", True, {}, {"takes_species": frozenset({"dog"})}),
        ("species_not_taken", False, {}, {"takes_species": frozenset({"dog", "cat"})}),
        ("species_not_taken", False, {}, {"takes_species": frozenset()}),
        (
            "species_not_taken",
            True,
            {"species": frozenset({"cat", "dog"})},
            {"takes_species": frozenset({"cat"})},
        ),
        ("takes_no_bottle_babies", True, {}, {"takes": frozenset(Kind) - {Kind.BOTTLE}}),
        ("takes_no_bottle_babies", False, {"kinds": frozenset()}, {"takes": frozenset()}),
        ("not_available", True, {}, {"available_from_on": day(1)}),
        ("not_available", False, {}, {"available_from_on": day(0)}),
        ("closing", True, {"nights": 21}, {"closes_on": day(20)}),
        ("closing", False, {"nights": 21}, {"closes_on": day(21)}),
        ("away", True, {}, {"absences": ((day(-5), day(0)),)}),
        ("away", False, {}, {"absences": ((day(-5), day(-1)),)}),
        ("away", True, {}, {"absences": ((day(6), day(9)),)}),
        ("away", False, {}, {"absences": ((day(7), day(9)),)}),
        ("away", False, {"nights": 2}, {"absences": ((day(2), day(9)),)}),
        ("away", True, {}, {"absences": ((day(40), day(41)), (day(3), day(3)))}),
        ("away_later", True, {}, {"absences": ((day(7), day(9)),)}),
        ("away_later", False, {"nights": 21}, {"absences": ((day(21), day(25)),)}),
        ("away_later", False, {}, {"absences": ((day(6), day(9)),)}),
        ("on_hold", True, {}, {"hold_until": day(0)}),
        ("on_hold", False, {}, {"hold_until": day(-1)}),
        ("on_hold", False, {"susceptible": False}, {"hold_until": day(30)}),
        ("no_room", True, {}, {"rooms": 2, "rooms_used": 2}),
        ("no_room", False, {}, {"rooms": 2, "rooms_used": 1}),
        ("no_room", False, {"company": {1: LITTER}}, {"rooms": 2, "rooms_used": 2}),
        ("no_quarantine_room", True, {"in_quarantine": True}, {"rooms_used": 1}),
        ("no_quarantine_room", False, {"in_quarantine": True}, {}),
        ("no_quarantine_room", True, {"in_quarantine": True}, {"residents": (("cat", True),)}),
        (
            "no_quarantine_room",
            False,
            {"in_quarantine": True},
            {"rooms_used": 1, "quarantine_rooms": 1},
        ),
        (
            "no_quarantine_room",
            True,
            {"in_quarantine": True},
            {"rooms_used": 1, "quarantine_rooms": 1, "quarantine_rooms_used": 1},
        ),
        (
            "no_quarantine_room",
            False,
            {"in_quarantine": True, "company": {1: LITTER | {"quarantine"}}},
            {"rooms_used": 1, "quarantine_rooms": 1, "quarantine_rooms_used": 1},
        ),
        (
            "no_quarantine_room",
            True,
            {"in_quarantine": True, "company": {1: LITTER}},
            {"rooms_used": 1},
        ),
        ("no_quarantine_room", False, {}, {"rooms_used": 1}),
        ("quarantine_there", True, {}, {"rooms_used": 1, "quarantine_rooms_used": 1}),
        (
            "quarantine_there",
            False,
            {},
            {"rooms_used": 1, "quarantine_rooms": 1, "quarantine_rooms_used": 1},
        ),
        ("quarantine_there", True, {"company": {1: LITTER | {"quarantine"}}}, {}),
        ("too_many_minutes", True, {"minutes": 41}, {"minutes_used": 200}),
        ("too_many_minutes", False, {"minutes": 40}, {"minutes_used": 200}),
        ("nearly_full", True, {"minutes": 40}, {"minutes_used": 200}),
        ("nearly_full", True, {"minutes": 43}, {"minutes_used": 150}),
        ("nearly_full", False, {"minutes": 42}, {"minutes_used": 150}),
        ("nearly_full", False, {"minutes": 41}, {"minutes_used": 200}),
        ("from_held_home", True, {"from_held_home": True}, {}),
        ("from_held_home", False, {}, {}),
        ("leaves_mother", True, {"breaks": MOTHER}, {}),
        ("leaves_mother", False, {"breaks": MOTHER, "company": {1: MOTHER}}, {}),
        ("leaves_mother", True, {"breaks": MOTHER, "company": {2: MOTHER}}, {}),
        ("breaks_pair", True, {"breaks": PAIR, "company": {1: LITTER}}, {}),
        ("breaks_litter", True, {"breaks": LITTER}, {}),
        ("breaks_litter", False, {"breaks": MOTHER}, {}),
        ("unvaccinated_residents", True, {}, {"residents": (("cat", False),)}),
        ("unvaccinated_residents", False, {}, {"residents": (("cat", True),)}),
        ("unvaccinated_residents", False, {}, {"residents": (("dog", False),)}),
        ("little_experience", True, {"experience": 2}, {"experience": 1}),
        ("little_experience", False, {"experience": 1}, {"experience": 1}),
        ("away_too_long", True, {"interval_hours": 3}, {"away_hours": 4}),
        ("away_too_long", False, {"interval_hours": 3}, {"away_hours": 3}),
        ("away_too_long", False, {"interval_hours": None}, {"away_hours": 9}),
        ("away_too_long", False, {"interval_hours": 3}, {"away_hours": None}),
        ("tired", True, {}, {"bottle_days": 22}),
        ("tired", False, {}, {"bottle_days": 21}),
        ("tired", False, {"kinds": frozenset({Kind.GRUEL})}, {"bottle_days": 90}),
        ("far", True, HERE, {"latitude": 52 + 30.1 * KM, "longitude": 5.0}),
        ("far", False, HERE, {"latitude": 52 + 29.9 * KM, "longitude": 5.0}),
        ("far", False, {}, {"latitude": 10.0, "longitude": 5.0}),
        ("far", False, HERE, {}),
    ],
)
def test_a_rule_at_its_limit(code, is_there, group, place):
    assert (code in codes(need(**group), home(**place))) is is_there


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (Kind.BOTTLE, "takes_no_bottle_babies"),
        (Kind.NURSING_MOTHER, "takes_no_nursing_mothers"),
        (Kind.GRUEL, "takes_no_gruel"),
        (Kind.MEDICAL, "takes_no_medical"),
        (Kind.SINGLE, "takes_no_singles"),
    ],
)
def test_each_kind_has_its_reason(kind, code):
    group = need(kinds=frozenset({kind}))
    assert codes(group, home(takes=frozenset(Kind) - {kind})) == {code}
    assert codes(group, home(takes=frozenset({kind}))) == set()


@pytest.mark.parametrize(
    ("text", "group", "place"),
    [
        (
            "Too much: 310 minutes of care a day, and the home gives 240.",
            {"minutes": 110},
            {"minutes_used": 200},
        ),
        ("Closes on 5 May 2026, within the next 21 nights.", {}, {"closes_on": day(1)}),
        ("Away from 6 May 2026 to 9 May 2026.", {}, {"absences": ((day(2), day(5)),)}),
        ("No room is free.", {}, {"rooms_used": 3}),
        ("Its one room is taken.", {}, {"rooms": 1, "rooms_used": 1}),
        ("Nearly full: 240 of 240 minutes of care a day.", {"minutes": 40}, {"minutes_used": 200}),
        (
            "Has fostered before; they need somebody who has raised bottle babies.",
            {"experience": 2},
            {"experience": 1},
        ),
        (
            "Nobody is there for up to 9 hours; they are fed every 2.5.",
            {"interval_hours": 2.5},
            {"away_hours": 9},
        ),
        ("111 km away.", HERE, {"latitude": 53.0, "longitude": 5.0}),
    ],
)
def test_a_reason_is_a_sentence_with_its_figures(text, group, place):
    assert text in [reason.text for reason in reasons(need(**group), home(**place))]


def test_nothing_stands_between_a_usual_pair():
    assert reasons(need(), home()) == []


def test_a_great_circle_is_measured_across_the_date_line():
    group = need(latitude=0.0, longitude=179.5)
    found = distance_km(group, np.array([0.0, 0.0]), np.array([-179.5, np.nan]))
    assert found[0] == pytest.approx(111.195, abs=0.01)
    assert np.isnan(found[1])


def test_all_homes_at_once_give_the_reasons_of_each():
    homes = [
        home(1),
        home(2, people=0, absences=((day(1), day(2)), (day(9), day(9)))),
        home(3, takes_species=frozenset({"dog"}), residents=(("cat", False), ("rabbit", True))),
        home(4, rooms_used=3, minutes_used=200, closes_on=day(1), hold_until=day(3)),
    ]
    group = need(minutes=50, breaks=LITTER, company={1: LITTER})
    everywhere = reasons_everywhere(group, Homes.of(homes))
    assert everywhere == {place.id: reasons(group, place) for place in homes}


def test_no_homes_have_no_reasons():
    assert reasons_everywhere(need(), Homes.of([])) == {}
    assert ranked(need(), Homes.of([])) == []


def test_blocking_reasons_come_before_warnings():
    blocks = [rule.blocks for rule in RULES]
    assert blocks == sorted(blocks, reverse=True)


@pytest.mark.parametrize(
    ("better", "worse", "group"),
    [
        ({}, {"minutes_used": 100}, {}),
        ({}, {"bottle_days": 10}, {}),
        ({"experience": 2}, {"experience": 1}, {"experience": 2}),
        ({"experience": 0}, {"experience": 2}, {}),
        ({"latitude": 52.0, "longitude": 5.0}, {"latitude": 52.2, "longitude": 5.0}, HERE),
        ({"last_placed_days": None}, {"last_placed_days": 3}, {}),
        ({"minutes_used": 140, "rooms_used": 1}, {}, {"company": {1: LITTER}}),
    ],
)
def test_a_better_home_ranks_higher(better, worse, group):
    fits = ranked(need(**group), Homes.of([home(2, **worse), home(1, **better)]))
    assert [fit.home.id for fit in fits] == [1, 2]


def test_the_mother_outweighs_the_pair_and_the_pair_the_litter():
    homes = Homes.of([home(1), home(2), home(3)])
    points = score(need(company={1: MOTHER, 2: PAIR, 3: LITTER}), homes)
    assert points[0] > points[1] > points[2]


def test_homes_that_do_not_fit_come_last():
    fits = ranked(need(), Homes.of([home(1, people=0), home(2, minutes_used=140)]))
    assert [(fit.home.id, fit.fits) for fit in fits] == [(2, True), (1, False)]


def test_a_load_that_is_taken_back_is_gone():
    homes = Homes.of([home(1)])
    homes.put(need(in_quarantine=True), 0)
    assert homes.now(0) == home(1, minutes_used=96, rooms_used=1, quarantine_rooms_used=1)
    homes.put(need(in_quarantine=True), 0, -1)
    assert homes.now(0) == home(1)
