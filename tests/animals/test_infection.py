"""An infection that was found: who is watched until when, what is closed, what is kept of it."""

import datetime as dt

import pytest
from django.utils import timezone

from animals import infection, infection_rules
from animals.exposure_facts import limits
from animals.infection_rules import Days, Exposed, catches, days_of, restarts
from animals.models import (
    Animal,
    BuddyPair,
    BuddyPairState,
    HealthTest,
    Limit,
    MaternalBond,
)
from tests.factories import make_animal, make_litter, make_placement, species

DAY = dt.timedelta(days=1)
TODAY = dt.date(2026, 5, 10)
CAT, DOG = 1, 2


def days(number):
    return Days(days=number, meaning="", source="")


LIMITS = {
    CAT: {"quarantine_days_default": days(14), "panleuk_incubation_days_max": days(10)},
    DOG: {"quarantine_days_default": days(14), "parvo_incubation_days_max": days(12)},
}
CODES = {CAT: "cat", DOG: "dog"}


def exposed(of=CAT, *, days_ago=0, until=None):
    last_on = TODAY - days_ago * DAY
    return Exposed(animal=7, species=of, species_code=CODES[of], last_on=last_on, until=until)


@pytest.mark.parametrize(
    ("kind", "sick", "one", "until"),
    [
        ("panleuk", CAT, exposed(), TODAY + 10 * DAY),
        ("panleuk", CAT, exposed(days_ago=3), TODAY + 7 * DAY),
        ("panleuk", CAT, exposed(days_ago=10), TODAY),
        ("panleuk", CAT, exposed(days_ago=11), None),
        ("panleuk", CAT, exposed(until=TODAY + 9 * DAY), TODAY + 10 * DAY),
        ("panleuk", CAT, exposed(until=TODAY + 10 * DAY), None),
        ("panleuk", CAT, exposed(until=TODAY + 30 * DAY), None),
        ("parvo", CAT, exposed(DOG), TODAY + 12 * DAY),
        ("parvo", DOG, exposed(CAT), TODAY + 12 * DAY),
        ("parvo", DOG, exposed(DOG), TODAY + 12 * DAY),
        ("worms", CAT, exposed(DOG), TODAY + 14 * DAY),
        ("felv", CAT, exposed(CAT), TODAY + 14 * DAY),
        ("felv", CAT, exposed(DOG), None),
        ("heartworm", DOG, exposed(DOG), None),
    ],
)
def test_a_quarantine_restarts_with_the_last_contact_and_never_ends_earlier(kind, sick, one, until):
    found = restarts(kind, sick, [one], LIMITS, on=TODAY)
    assert [restart.until for restart in found] == ([until] if until else [])


CROSSES = ["parvo", "panleuk", "bordetella", "ringworm", "worms", "giardia", "other"]


@pytest.mark.parametrize("kind", HealthTest.Kind.values)
def test_every_infection_has_its_rule_with_a_source(kind):
    rule = infection_rules.INFECTIONS[kind]
    assert rule.source
    assert catches(rule, "dog") == (kind in CROSSES)
    assert catches(rule, "cat") == (kind != "heartworm")


def test_without_any_limit_two_weeks_are_watched():
    assert days_of(infection_rules.INFECTIONS["parvo"], [CAT], {}).days == 14


@pytest.mark.django_db
def test_the_published_limits_are_read_for_each_species():
    known = limits()
    cat, dog = species("cat").pk, species("dog").pk
    ringworm, parvo = (infection_rules.INFECTIONS[kind] for kind in ("ringworm", "parvo"))
    assert "Happy Cats Haven" in days_of(parvo, [cat], known).source
    assert "Koret" in days_of(parvo, [dog], known).source
    assert days_of(ringworm, [cat], known).days == 21
    Limit.objects.filter(key="parvo_incubation_days_max").update(value=20)
    assert days_of(parvo, [cat, dog], limits()).days == 20


@pytest.fixture
def world(bens_home, cleos_home):
    """Kangaroo in Ben's home with her friend Possum, a dog; Joey left it five days ago."""
    now = timezone.now()
    born = timezone.localdate() - 40 * DAY
    more = {"intake_at": now - 40 * DAY, "born_on": born}
    found = {
        "Kangaroo": make_animal(name="Kangaroo", home=bens_home, litter=make_litter(), **more),
        "Possum": make_animal(name="Possum", home=bens_home, species_code="dog", **more),
        "Joey": make_animal(name="Joey", **more),
        "Wombat": make_animal(name="Wombat", home=cleos_home, **more),
    }
    make_placement(animal=found["Joey"], home=bens_home, ended_at=now - 5 * DAY)
    make_placement(animal=found["Joey"], home=cleos_home, started_at=now - 5 * DAY)
    return found


def found_in(world, who="Kangaroo", *, kind="parvo", ticked=("Possum", "Joey"), by, **more):
    return infection.record(
        world[who],
        kind=kind,
        result=more.pop("result", "positive"),
        tested_on=more.pop("tested_on", timezone.localdate()),
        restart_ids=[world[name].pk for name in ticked],
        by=by,
        at=timezone.now(),
    )


def quarantines(world):
    today = timezone.localdate()
    return {
        name: (until - today).days if until else None
        for name, until in Animal.objects.values_list("name", "quarantine_until")
    }


def test_one_act_stores_the_test_restarts_the_clocks_and_holds_the_home(world, ana, bens_home):
    found_in(world, by=ana)
    test = HealthTest.objects.get()
    assert (test.animal.name, test.kind, test.result) == ("Kangaroo", "parvo", "positive")
    assert test.recorded_by == ana
    assert quarantines(world) == {"Kangaroo": 14, "Possum": 14, "Joey": 9, "Wombat": None}
    bens_home.refresh_from_db()
    assert bens_home.hold_until == timezone.localdate() + 180 * DAY
    assert bens_home.hold_reason == "parvovirus: Kangaroo"


def test_history_says_who_did_it_and_why(world, ana, bens_home):
    found_in(world, by=ana)
    row = world["Possum"].history.first()
    assert (row.history_user, row.history_change_reason) == (ana, "parvovirus of Kangaroo")
    assert world["Possum"].history.count() == 2
    assert world["Wombat"].history.count() == 1
    assert bens_home.history.first().history_user == ana


def test_who_is_not_ticked_is_left_alone(world, ana):
    found_in(world, ticked=["Joey"], by=ana)
    assert quarantines(world)["Possum"] is None


def test_one_that_it_never_met_is_refused_and_nothing_is_stored(world, ana):
    with pytest.raises(infection.CannotRecord, match="did not meet Kangaroo"):
        found_in(world, ticked=["Wombat"], by=ana)
    assert not HealthTest.objects.exists()


def test_a_dog_is_no_contact_of_a_virus_of_cats(world, ana):
    with pytest.raises(infection.CannotRecord):
        found_in(world, kind="felv", ticked=["Possum"], by=ana)


def test_sent_twice_it_is_one_test_and_the_same_days(world, ana):
    found_in(world, by=ana)
    before = quarantines(world)
    assert found_in(world, by=ana).restarts == []
    assert HealthTest.objects.count() == 1
    assert quarantines(world) == before


def test_only_parvovirus_closes_the_home_and_never_for_shorter(world, ana, bens_home):
    found_in(world, kind="ringworm", by=ana)
    bens_home.refresh_from_db()
    assert bens_home.hold_until is None
    assert quarantines(world)["Kangaroo"] == 21
    bens_home.hold_until, bens_home.hold_reason = timezone.localdate() + 400 * DAY, "fire"
    bens_home.save()
    found_in(world, kind="panleuk", by=ana)
    bens_home.refresh_from_db()
    assert bens_home.hold_reason == "fire"


def test_a_negative_test_is_stored_and_sets_nothing_off(world, ana, bens_home):
    assert found_in(world, result="negative", by=ana).restarts == []
    bens_home.refresh_from_db()
    assert HealthTest.objects.get().result == "negative"
    assert bens_home.hold_until is None
    assert set(quarantines(world).values()) == {None}


def test_a_test_of_last_week_counts_from_then_and_contacts_up_to_now(world, ana):
    found_in(world, tested_on=timezone.localdate() - 7 * DAY, by=ana)
    assert quarantines(world) == {"Kangaroo": 7, "Possum": 14, "Joey": 9, "Wombat": None}


def test_friends_and_mothers_are_contacts_wherever_they_live(world, ana):
    now = timezone.now()
    kangaroo, wombat, possum = world["Kangaroo"], world["Wombat"], world["Possum"]
    first, second = sorted((kangaroo, wombat), key=lambda animal: animal.pk)
    pair = BuddyPair.objects.create(first=first, second=second)
    BuddyPairState.objects.create(pair=pair, state="bonded", started_at=now - 3 * DAY)
    found_in(world, ticked=["Wombat"], by=ana)
    assert quarantines(world)["Wombat"] == 14
    MaternalBond.objects.create(
        young=wombat, mother=possum, state="rejected", started_at=now - 3 * DAY
    )
    with pytest.raises(infection.CannotRecord):
        found_in(world, "Wombat", ticked=["Possum"], by=ana)


def test_one_that_left_care_is_not_put_in_quarantine(world, ana):
    Animal.objects.filter(name="Possum").update(outcome_at=timezone.now(), outcome_type="Adoption")
    with pytest.raises(infection.CannotRecord):
        found_in(world, ticked=["Possum"], by=ana)
