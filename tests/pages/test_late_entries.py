"""From the phone to the coordinator and back: held, decided, and told to the phone."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from feedings.models import Feed, HeldEntry
from tests.factories import feed, make_animal, make_placement
from tests.feedings.offline_sync.phone import DEVICE, sent_feed, statuses

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def now():
    at = timezone.now()
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


@pytest.fixture
def phone(ben):
    client = Client()
    client.force_login(ben)
    return client


@pytest.fixture
def desk(ana):
    client = Client()
    client.force_login(ana)
    return client


@pytest.fixture
def handed_over(bens_home, cleos_home, now):
    """With Ben until three hours ago, then with Cleo."""
    animal = make_animal(name="Kangaroo")
    make_placement(
        animal=animal, home=bens_home, started_at=now - 30 * HOUR, ended_at=now - 3 * HOUR
    )
    make_placement(animal=animal, home=cleos_home, started_at=now - 3 * HOUR)
    return animal


def decide(desk, decision):
    held = HeldEntry.objects.undecided().get()
    page = desk.get("/devices/").content.decode()
    assert f"/devices/held/{held.pk}/" in page
    desk.post(f"/devices/held/{held.pk}/", {"decision": decision})


def stored_today(phone):
    days = phone.get(f"/devices/{DEVICE}/ledger", headers={"Accept": "application/json"})
    return sum(day["stored"] for day in days.json()["days"])


def test_a_parked_feed_that_is_accepted_is_stored_for_the_phone_too(phone, desk, handed_over, now):
    late = sent_feed(handed_over, at=now - 2 * HOUR)
    assert statuses(phone, late) == ["parked"]
    assert stored_today(phone) == 1
    decide(desk, "accept")
    assert statuses(phone, late) == ["already_stored"]
    assert str(Feed.objects.get().pk) == late["id"]
    assert stored_today(phone) == 1


def test_one_that_is_left_out_stays_held_and_is_not_asked_about_again(
    phone, desk, handed_over, now
):
    late = sent_feed(handed_over, at=now - 2 * HOUR)
    statuses(phone, late)
    decide(desk, "leave-out")
    assert statuses(phone, late) == ["parked"]
    assert not HeldEntry.objects.undecided().exists()
    assert not Feed.objects.exists()
    assert stored_today(phone) == 1


def test_a_conflict_that_is_accepted_corrects_what_was_stored(phone, desk, ben, bens_home, now):
    kangaroo = make_animal(home=bens_home)
    sent = sent_feed(kangaroo, at=now - HOUR, volume_ml="5")
    assert statuses(phone, sent) == ["stored"]
    other = sent | {"volume_ml": "8"}
    assert statuses(phone, other) == ["conflict"]
    decide(desk, "accept")
    assert Feed.objects.current().get().volume_ml == 8
    assert statuses(phone, sent, other) == ["already_stored", "already_stored"]
    assert stored_today(phone) == 1


def test_a_late_correction_waits_for_what_it_corrects(phone, desk, handed_over, now):
    first = sent_feed(handed_over, at=now - 2 * HOUR, volume_ml="5")
    second = sent_feed(handed_over, at=now - 2 * HOUR, volume_ml="8", corrects=first["id"])
    assert statuses(phone, first, second) == ["parked", "parked"]
    for pk in (second["id"], first["id"], second["id"]):
        held = HeldEntry.objects.get(entry_id=pk)
        desk.post(f"/devices/held/{held.pk}/", {"decision": "accept"})
    assert str(Feed.objects.current().get().pk) == second["id"]
    assert Feed.objects.count() == 2


def test_all_that_was_sent_is_kept_while_it_is_held(phone, desk, handed_over, now):
    feed(animal=handed_over, at=now - 6 * HOUR)
    late = sent_feed(
        handed_over,
        at=now - 2 * HOUR,
        weight_before_g="212.5",
        weight_after_g="219",
        stool_score=4,
        weight_confirmed=True,
    )
    assert statuses(phone, late) == ["parked"]
    decide(desk, "accept")
    stored = Feed.objects.get(pk=late["id"])
    assert (stored.weight_before_g, stored.stool_score) == (212.5, 4)
    assert stored.weight_confirmed_at
