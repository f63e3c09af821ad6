"""The demo tells the story of product.md."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count, Max

from animals.access import animals_for
from animals.models import (
    Animal,
    BuddyPairState,
    FosterHome,
    Litter,
    MaternalBond,
    Offer,
    OutcomeType,
    Person,
)
from animals.network import Network
from animals.suggestion import suggest
from animals.waiting import waiting
from feedings.models import (
    Feed,
    HeldEntry,
    MedicineGiven,
    NotFedReason,
    Observation,
    Phone,
    ReturnAttempt,
    Source,
    Vigour,
    WeighIn,
)
from feedings.offline_sync import held as held_entries
from feedings.protocols import protocols_for
from fosterapp.demo import story

pytestmark = pytest.mark.django_db

TOLD_AT = dt.datetime(2026, 5, 20, 15, 30, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def told_once(django_db_setup, django_db_blocker):
    """Told once for all tests of this module, and taken back after the last."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        story.tell(at=TOLD_AT)
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def told(told_once, db):
    pass


def animal(name):
    return Animal.objects.for_list().get(name=name)


def person(email):
    return Person.objects.get(email=email)


def seen_by(email):
    return animals_for(person(email), at=TOLD_AT)


def names_of(animals):
    return set(animals.values_list("name", flat=True))


def growth_of(name):
    return list(
        animal(name)
        .weighins.current()
        .growth()
        .order_by("happened_at")
        .values_list("happened_at", "grams")
    )


def test_the_carer_has_both_runts():
    assert {"Kangaroo", "Possum"} <= names_of(seen_by("carer@example.org"))


def test_the_other_home_has_matilda_with_seven_of_her_eight():
    there = seen_by("foster@example.org")
    assert there.filter(litter__dam__name="Matilda").count() == 7
    assert there.filter(name="Matilda").exists()
    assert animal("Possum").litter.dam == animal("Matilda")
    assert animal("Possum").litter.size_at_birth == 8


def test_each_family_of_the_two_trapped_queens_has_a_home():
    assert "Wattle" in names_of(seen_by("carer@example.org"))
    assert "Banksia" in names_of(seen_by("foster@example.org"))


def test_everybody_signs_in_with_the_demo_password():
    for role in ("carer", "foster", "coordinator", "staff"):
        assert person(f"{role}@example.org").check_password("pouch-demo")
    assert person("staff@example.org").is_staff


def test_five_of_the_box_take_feeds_at_two_to_three_weeks():
    box = seen_by("carer@example.org").taking_feeds()
    assert {(a.name, a.collar) for a in box} == {
        ("Kangaroo", "red"),
        ("Possum", "blue"),
        ("Joey", "green"),
        ("Bilby", "yellow"),
        ("Quokka", "purple"),
    }
    assert all(14 <= a.age_days(TOLD_AT.date()) <= 21 for a in box)


def test_a_round_of_five_is_the_natural_next_act():
    box = list(seen_by("carer@example.org").taking_feeds().by_hunger())
    minutes = [(a.next_feed_due_at - TOLD_AT).total_seconds() / 60 for a in box]
    assert minutes == [-12, 0, 10, 25, 45]
    for each in box:
        interval = each.next_feed_due_at - each.last_fed_at
        assert TOLD_AT - each.last_fed_at > interval / 2, each


def test_kangaroo_stands_on_today_as_drawn():
    kangaroo = animal("Kangaroo")
    plan = protocols_for([kangaroo]).plan(kangaroo, on=TOLD_AT.date())
    yesterday, today = growth_of("Kangaroo")[-2:]
    assert (today[1], today[1] - yesterday[1]) == (212, 9)
    assert plan.suggested_ml == 6.5
    assert kangaroo.feeds.latest("happened_at").volume_ml == 6.5
    assert kangaroo.last_weight_g == 212


def test_possum_weighed_a_third_and_gains_steadily():
    mates = Animal.objects.filter(litter=animal("Possum").litter).exclude(name="Possum")
    usual = sum(mate.birth_weight_g for mate in mates) / mates.count()
    assert animal("Possum").birth_weight_g < usual * 2 / 5
    lately = [grams for _, grams in growth_of("Possum")[-8:]]
    assert lately == sorted(lately)


def test_one_of_the_box_has_not_gained_for_two_days():
    *_, two_days_ago, yesterday, today = (grams for _, grams in growth_of("Quokka"))
    assert today < yesterday < two_days_ago
    assert animal("Quokka").feeds.current().latest("happened_at").vigour == Vigour.WEAK


def test_the_runts_were_proposed_introduced_and_bonded():
    states = BuddyPairState.objects.order_by("started_at")
    assert [state.state for state in states] == ["proposed", "introduced", "bonded"]
    assert [state.ended_at is None for state in states] == [False, False, True]
    pair = states[0].pair
    assert {pair.first.name, pair.second.name} == {"Kangaroo", "Possum"}
    assert pair.end_plan


def test_kangaroo_was_nursed_then_rejected_and_a_return_was_tried():
    bonds = MaternalBond.objects.filter(young=animal("Kangaroo")).order_by("started_at")
    assert [(bond.state, bond.mother.name) for bond in bonds] == [
        ("nursing", "Wattle"),
        ("rejected", "Wattle"),
    ]
    attempt = ReturnAttempt.objects.get()
    assert (attempt.animal, attempt.result) == (animal("Kangaroo"), "taken_back")
    assert "back to Wattle" in animal("Kangaroo").note


def test_some_nurse_with_a_bottle_beside_it():
    bonds = MaternalBond.objects.open_at(TOLD_AT).filter(state="supplemented")
    assert {bond.young.name for bond in bonds} == {"Joey", "Potoroo"}


def test_one_died_and_her_record_stays():
    pademelon = animal("Pademelon")
    assert pademelon.outcome_type == OutcomeType.DIED
    assert pademelon.weighins.count() > 0
    assert not pademelon.placements.open_at(TOLD_AT).exists()
    assert not MaternalBond.objects.open_at(TOLD_AT).filter(young=pademelon).exists()


def test_one_was_adopted():
    assert animal("Emu").outcome_type == OutcomeType.ADOPTION


def test_one_home_has_gone_quiet():
    there = Animal.objects.in_homes(FosterHome.objects.filter(name="Alex's home"), at=TOLD_AT)
    last_fed = there.aggregate(last=Max("last_fed_at"))["last"]
    last_weighed = there.aggregate(last=Max("last_weighed_at"))["last"]
    assert there.taking_feeds().exists()
    assert max(last_fed, last_weighed) < TOLD_AT - dt.timedelta(hours=12)


def test_one_litter_came_in_with_the_sample_sheet():
    litter = Litter.objects.get(name="Clover's litter")
    readings = WeighIn.objects.filter(animal__litter=litter, source=Source.IMPORT)
    assert litter.young.count() == 5
    assert readings.count() == sum(animal.weighins.count() for animal in litter.young.all()) > 90
    last = readings.latest("happened_at").happened_at
    assert TOLD_AT - 3 * DAY < last < TOLD_AT - DAY
    assert set(litter.young.values_list("collar", flat=True)) == {
        "red",
        "blue",
        "green",
        "yellow",
        "purple",
    }
    assert "Clover" in names_of(seen_by("alex@example.org"))


def test_the_box_has_its_whole_history():
    fed = (
        seen_by("carer@example.org")
        .taking_feeds()
        .annotate(times=Count("feeds"), since=Count("feeds__happened_at__date", distinct=True))
    )
    for each in fed:
        assert each.since >= 9, each
        assert 5.5 <= each.times / each.since <= 9, each


def test_the_young_are_weighed_every_morning():
    for each in Animal.objects.in_care().filter(litter__dam__isnull=False):
        mornings = {at.date() for at, _ in growth_of(each.name)}
        days = (TOLD_AT.date() - each.intake_at.date()).days
        assert len(mornings) >= days - 1, each


def test_each_was_recorded_by_somebody_of_its_home():
    for entry in Feed.objects.select_related("recorded_by", "animal"):
        homes = entry.recorded_by.memberships.open_at(entry.happened_at).values("home")
        placed = entry.animal.placements.open_at(entry.happened_at).filter(home__in=homes)
        assert placed.exists(), entry


def test_nothing_happened_before_intake_after_an_outcome_or_in_the_future():
    for model in (Feed, WeighIn, Observation, MedicineGiven, ReturnAttempt):
        for entry in model.objects.select_related("animal"):
            end = entry.animal.outcome_at or TOLD_AT
            assert entry.animal.intake_at < entry.happened_at <= end, (entry, entry.animal)
            if entry.source != Source.IMPORT:  # stored when the import ran, as any sheet
                assert entry.stored_at <= TOLD_AT + dt.timedelta(minutes=5)


def test_no_feed_but_the_corrected_slip_is_above_the_ceiling():
    feeds = Feed.objects.given().select_related("animal__species__default_formula")
    over = [feed for feed in feeds if feed.volume_ml > feed.animal.last_weight_g / 100 * 5]
    assert all(feed.corrected_by.note for feed in over)
    assert len(over) == 1


def test_there_is_one_of_each_kind_of_change():
    assert Feed.objects.filter(corrects__isnull=False).count() == 1
    assert Feed.objects.filter(voided_at__isnull=False).count() == 1
    assert Feed.objects.filter(not_fed_reason=NotFedReason.ASLEEP).count() == 1
    assert MedicineGiven.objects.get().animal == animal("Bilby")
    assert Observation.objects.filter(kind="temperature").count() >= 2


def test_each_carer_has_a_phone_that_all_of_the_own_entries_came_from():
    carers = Person.objects.filter(
        role=Person.Role.CARER, pk__in=Feed.objects.values("recorded_by")
    )
    assert {carer.name for carer in carers} == {"Alex", "Noor", "Robin"}
    for carer in carers:
        phone = Phone.objects.get(person=carer)
        sent = Feed.objects.filter(recorded_by=carer, source=Source.DEMO)
        assert set(sent.values_list("device", flat=True)) == {phone.device}
        assert phone.last_seen_at <= TOLD_AT
    assert Phone.objects.get(waiting__gt=0).person.name == "Alex"


def test_one_late_entry_waits_for_the_coordinator_and_can_be_accepted():
    held = HeldEntry.objects.undecided().get()
    assert not animals_for(held.person, at=held.happened_at).filter(pk=held.animal_id).exists()
    with transaction.atomic():
        assert held_entries.accept(held, by=person("coordinator@example.org"), at=TOLD_AT)
        assert Feed.objects.filter(pk=held.entry_id).exists()
        transaction.set_rollback(True)


def test_the_latest_facts_are_those_of_the_entries():
    call_command("recount", check=True, verbosity=0)


def test_a_family_waits_for_a_home_and_a_pup_is_offered_to_one():
    network = Network(at=TOLD_AT)
    groups = [{one.name for one in each.group.animals} for each in waiting(network)]
    assert {"Waratah", "Corella", "Galah", "Brolga"} in groups
    offer = Offer.objects.open_at(TOLD_AT).get()
    assert offer.home.name == "Noor's home"
    assert [row.animal.name for row in offer.offered.all()] == ["Dunnart"]
    plan = suggest(network)
    assert "Jo's home" in {ghost.home.name for ghost in plan.ghosts}
    assert not plan.plan.broken_rules
