"""Who is a runt: by which definition, since when, and who has caught up."""

import pytest

from feedings.growth.runt import Birth, ByHand, RuntLimits, runt

from .samples import BORN_ON, daily

EVEN = [daily(*range(first, first + 150, 10)) for first in (98, 100, 102, 104)]


@pytest.mark.parametrize(
    ("own_g", "mates_g", "is_runt"),
    [
        (85, (100, 100, 100), True),  # 15 % less, 3 spreads
        (86, (100, 100, 100), False),  # 14 % less
        (85, (70, 100, 130), False),  # 15 % less, inside the spread of 44 g
        (55, (70, 100, 130), True),
        (85, (100,), False),  # with one littermate nobody can say which is the odd one
        (None, (100, 100, 100), False),
    ],
)
def test_at_birth_it_takes_both_the_spread_and_the_share(own_g, mates_g, is_runt):
    birth = Birth(born_on=BORN_ON, own_g=own_g, littermates_g=mates_g)
    verdict = runt([], [], birth=birth)
    assert verdict.is_runt is is_runt
    assert verdict.definition == ("at birth" if is_runt else None)


@pytest.mark.parametrize(("own_g", "is_runt"), [(115, True), (115.5, False)])
def test_a_very_low_birth_weight_for_the_breed_is_a_runt(own_g, is_runt):
    birth = Birth(born_on=BORN_ON, own_g=own_g, low_below_g=163, very_low_below_g=115.5)
    verdict = runt([], [], birth=birth)
    assert verdict.is_runt is is_runt
    assert not is_runt or (verdict.definition, verdict.since) == ("very low birth weight", BORN_ON)


def test_one_small_weighing_makes_nobody_a_runt():
    assert not runt(daily(100, 110, 95), EVEN, birth=Birth()).is_runt


def test_by_growth_it_is_dated_at_the_first_of_the_weighings_that_say_so():
    own = daily(100, 103, 100, 98, 99)
    verdict = runt(own, EVEN, birth=Birth())
    assert (verdict.is_runt, verdict.definition) == (True, "by growth")
    assert verdict.since == own[2].at
    assert round(verdict.percent) == 83


def test_a_runt_that_catches_up_is_said_to_have_caught_up():
    own = daily(80, 85, 95, 110, 125, 140, 152)
    birth = Birth(born_on=BORN_ON, own_g=80, littermates_g=(98, 100, 102, 104))
    verdict = runt(own, EVEN, birth=birth)
    assert not verdict.is_runt
    assert verdict.definition == "at birth"
    assert verdict.caught_up.at == own[5].at
    assert runt(own, EVEN, birth=birth, at=own[4].at).is_runt


def test_the_last_weighing_of_all_is_enough_to_have_caught_up():
    own = daily(80, 85, 95, 110, 125, 140)
    birth = Birth(born_on=BORN_ON, own_g=80, littermates_g=(98, 100, 102, 104))
    verdict = runt(own, EVEN, birth=birth)
    assert (verdict.is_runt, verdict.caught_up.at) == (False, own[5].at)


def test_it_can_fall_behind_again():
    own = daily(80, 85, 110, 130, 140, 120, 118, 119)
    birth = Birth(born_on=BORN_ON, own_g=80, littermates_g=(98, 100, 102, 104))
    verdict = runt(own, EVEN, birth=birth)
    assert (verdict.is_runt, verdict.definition) == (True, "by growth")
    assert verdict.since == own[5].at


@pytest.mark.parametrize("is_runt", [True, False])
def test_a_persons_word_stands_above_the_weights(is_runt):
    said = ByHand(is_runt=is_runt, reason="the vet said so")
    verdict = runt(daily(50, 55, 60), EVEN, birth=Birth(), by_hand=said)
    assert (verdict.is_runt, verdict.definition) == (is_runt, "by hand")


def test_the_limits_are_the_organisations():
    birth = Birth(own_g=86, littermates_g=(100, 100, 100))
    assert not runt([], [], birth=birth).is_runt
    assert runt([], [], birth=birth, limits=RuntLimits(small_percent=14)).is_runt


@pytest.mark.parametrize("readings", [[], daily(100)])
def test_without_littermates_nobody_is_called_a_runt(readings):
    assert not runt(readings, [], birth=Birth()).is_runt
