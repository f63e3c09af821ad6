"""No page asks the database more often because there are more animals or a longer history."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from animals import invitations
from feedings import recording
from feedings.alerts import keeping
from feedings.models import Alert, Feed, Observation, Phone, WeighIn
from tests.factories import (
    make_animal,
    make_home,
    make_litter,
    make_offer,
    make_person,
    make_placement,
)
from tests.feedings.test_held_entries import hold

MOST_QUERIES = 12
FEW, MANY = (2, 10), (20, 1000)

PAGES = {
    "today": "/today/",
    "round": "/round/",
    "round of a litter": "/round/?litter={litter}",
    "round of one": "/round/?animal={animal}",
    "alerts": "/alerts/",
    "animals": "/animals/",
    "animal": "/animals/{animal}/",
    "litter": "/litters/{litter}/",
    "hand-over of one": "/animals/{animal}/hand-over/",
    "hand-over of a litter": "/litters/{litter}/hand-over/",
    "crate card of one": "/animals/{animal}/crate-card/",
    "crate card of a litter": "/litters/{litter}/crate-card/",
    "paper log": "/round/paper/",
    "exposure": "/animals/{animal}/exposure/",
    "edit animal": "/animals/{animal}/edit/",
    "edit litter": "/litters/{litter}/edit/",
    "weigh": "/animals/{animal}/weigh/",
    "observe": "/animals/{animal}/observe/",
    "fading": "/fading/",
    "fading of one": "/animals/{animal}/fading/",
    "add animal": "/animals/add/",
    "add litter": "/litters/add/",
    "add mother": "/mothers/add/",
    "import": "/import/",
    "more": "/more/",
    "devices": "/devices/",
    "ledger": "/devices/{device}/ledger",
    "account": "/account/",
    "homes": "/homes/",
    "home": "/homes/{home}/",
    "availability of a home": "/homes/{home}/availability/",
    "edit home": "/homes/{home}/edit/",
    "add home": "/homes/add/",
    "placements": "/placements/",
}
COORDINATORS_ONLY = {"placements", "edit home", "add home"}


def populate(home, person, animals, entries):
    """A litter with so many entries between its animals, half of them of the last two days."""
    litter = make_litter()
    young = [make_animal(litter=litter, home=home) for _ in range(animals)]
    now = timezone.now()
    phone, *_ = [Phone.objects.create(device=uuid.uuid4(), person=person) for _ in range(animals)]
    made = []
    for number in range(entries):
        animal = young[number % animals]
        hours = number % 48 if number % 2 else number % 240
        frame = {
            "animal": animal,
            "happened_at": now - dt.timedelta(hours=hours, seconds=number),
            "recorded_by": person,
            "device": phone.device,
        }
        if number % 5 == 4:
            made.append(Observation(**frame, kind="note", note="sleepy"))
        elif number % 3:
            made.append(Feed(**frame, volume_ml=Decimal("6.5"), weight_before_g=Decimal(200)))
        else:
            made.append(WeighIn(**frame, grams=Decimal(200 + number % 50)))
    # At both sizes something is wrong: a page asks who has seen it only where there is an alert.
    made.append(Observation(animal=young[0], happened_at=now, kind="vigour", vigour="limp"))
    recording.record(made)
    keeping.refresh_all(at=now)
    for alert in Alert.objects.open():
        keeping.acknowledge(alert, by=person, at=now)
    for entry in made[:animals]:
        hold(entry.animal, person=person)
        hold(entry.animal, person=person, reason="conflict", pk=entry.pk)
    return litter, young[0], phone


def furnish(home, number):
    """So many of all that a home's page lists, and so many other homes with their people."""
    today = timezone.localdate()
    now = timezone.now()
    for day in range(number):
        first = today + dt.timedelta(days=3 * day)
        home.absences.create(from_on=first, to_on=first + dt.timedelta(days=1))
        home.supplies.create(what=f"pen {day}", lent_on=today)
        make_person(name="Rae", home=home)
        other = make_home()
        other.absences.create(from_on=first, to_on=first)
        gone = make_animal(home=make_person(home=other).homes.get())
        make_placement(
            animal=make_animal(),
            home=home,
            started_at=now - dt.timedelta(days=9),
            ended_at=now - dt.timedelta(days=day % 8, hours=1),
        )
        make_offer(gone, home=home)
        invite(home, f"dee{day}@example.org")


def invite(home, email):
    term = {"kind": "member", "starts_at": None, "ends_at": None}
    return invitations.invite(home, email, **term, by=None, at=timezone.now())


def count(client, address):
    client.get(address)  # what Django remembers between requests is not the page's
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200, address
    return len(captured)


@pytest.mark.parametrize("role", ["ben", "ana"])
def test_queries_are_the_same_for_few_and_for_many(client, request, role, bens_home, cleos_home):
    person = request.getfixturevalue(role)
    client.force_login(person)
    counts = {}
    for size in (FEW, MANY):
        litter, animal, phone = populate(bens_home, person, *size)
        furnish(bens_home, size[0])
        for name, address in PAGES.items():
            if name in COORDINATORS_ONLY and not person.sees_all:
                continue
            at = address.format(
                litter=litter.pk, animal=animal.pk, device=phone.device, home=bens_home.pk
            )
            counts.setdefault(name, []).append(count(client, at))
    assert counts.keys() >= {"today", "round", "animal", "litter", "animals"}
    assert {name: found for name, found in counts.items() if len(set(found)) > 1} == {}
    assert {name: found for name, found in counts.items() if max(found) > MOST_QUERIES} == {}


def test_the_comparison_sees_a_page_that_asks_per_animal(db):
    """What this file relies on: one query an animal shows as a difference."""
    few, many = [make_animal() for _ in range(2)], [make_animal() for _ in range(20)]
    with CaptureQueriesContext(connection) as for_few:
        assert [animal.placements.count() for animal in few] == [0] * 2
    with CaptureQueriesContext(connection) as for_many:
        assert [animal.placements.count() for animal in many] == [0] * 20
    assert len(for_many) > len(for_few)
