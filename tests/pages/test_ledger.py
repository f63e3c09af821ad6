"""The ledger: every id that a phone sent is counted, whatever became of its entry."""

import datetime as dt
import html
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from feedings import recording
from feedings.models import Feed, HeldEntry, Observation, Phone
from feedings.offline_sync.ledger import ledger
from tests.factories import feed, make_animal, make_person, weigh
from tests.feedings.test_held_entries import hold

DAY = dt.timedelta(days=1)
JSON = {"Accept": "application/json"}


@pytest.fixture
def noon():
    """Today at noon of UTC, whatever the time: no entry slips into another day."""
    return timezone.now().astimezone(dt.UTC).replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture
def phone(ben):
    return Phone.objects.create(device=uuid.uuid4(), person=ben)


@pytest.fixture
def kangaroo(bens_home):
    return make_animal(name="Kangaroo", home=bens_home)


def address(phone, **query):
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/devices/{phone.device}/ledger" + (f"?{asked}" if asked else "")


def told(client, reader, phone, **query):
    client.force_login(reader)
    response = client.get(address(phone, **query), headers=JSON)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    return response.json()


def sent(kangaroo, phone, at, **fields):
    return feed(animal=kangaroo, at=at, by=phone.person, device=phone.device, **fields)


def test_a_day_counts_each_id_once_whatever_became_of_it(client, kangaroo, phone, noon):
    plain = sent(kangaroo, phone, noon)
    voided = sent(kangaroo, phone, noon)
    recording.void(voided, by=phone.person)
    corrected = sent(kangaroo, phone, noon)
    feed(animal=kangaroo, at=noon, by=phone.person, corrects=corrected)  # by a form: no device
    weight = weigh(animal=kangaroo, grams=212, at=noon, by=phone.person, device=phone.device)
    parked = hold(kangaroo, person=phone.person, at=noon)
    conflict = hold(kangaroo, person=phone.person, at=noon, reason="conflict", pk=plain.pk)
    HeldEntry.objects.update(device=phone.device)
    said = told(client, phone.person, phone, day=noon.date())
    assert said["device"] == str(phone.device)
    assert said["days"] == [{"day": str(noon.date()), "stored": 5}]
    kept = {plain.pk, voided.pk, corrected.pk, weight.pk, parked.entry_id}
    assert said["ids"] == sorted(map(str, kept))
    assert conflict.entry_id in kept


def test_an_accepted_entry_is_one(client, kangaroo, phone, ana, noon):
    held = hold(kangaroo, person=phone.person, at=noon, pk=uuid.uuid4())
    HeldEntry.objects.update(device=phone.device, decision="accepted", decided_at=noon)
    sent(kangaroo, phone, noon, id=held.entry_id)
    assert told(client, phone.person, phone)["days"][0]["stored"] == 1


def test_days_are_those_of_utc_by_the_phone_s_clock_latest_first(client, kangaroo, phone, noon):
    for moment in (
        noon,
        noon - DAY,
        noon.replace(hour=0),
        noon - dt.timedelta(hours=12, seconds=1),
    ):
        sent(kangaroo, phone, moment)
    sent(kangaroo, phone, noon + DAY, clock_off_s=86_400)
    days = told(client, phone.person, phone)["days"]
    assert [(day["day"], day["stored"]) for day in days] == [
        (str(noon.date() + DAY), 1),
        (str(noon.date()), 2),
        (str(noon.date() - DAY), 2),
    ]


def test_thirty_days_are_told(client, kangaroo, phone, noon):
    for days in (29, 30):
        sent(kangaroo, phone, noon - days * DAY)
    assert [day["day"] for day in told(client, phone.person, phone)["days"]] == [
        str(noon.date() - 29 * DAY)
    ]


def test_what_came_by_others_or_other_phones_is_not_counted(client, kangaroo, phone, cleo, noon):
    feed(animal=kangaroo, at=noon, by=cleo, device=phone.device)
    feed(animal=kangaroo, at=noon, by=phone.person, device=uuid.uuid4())
    feed(animal=kangaroo, at=noon, by=phone.person)
    hold(kangaroo, person=cleo, at=noon)
    HeldEntry.objects.update(device=phone.device)
    assert told(client, phone.person, phone, day=noon.date()) == {
        "device": str(phone.device),
        "days": [],
        "ids": [],
    }


def test_a_phone_of_two_people_is_two_ledgers(client, kangaroo, phone, noon):
    dora = make_person(name="Dora")
    shared = Phone.objects.create(device=phone.device, person=dora)
    sent(kangaroo, phone, noon)
    assert told(client, dora, shared)["days"] == []


def test_a_coordinator_names_whose_it_is(client, kangaroo, phone, ana, noon):
    sent(kangaroo, phone, noon)
    assert told(client, ana, phone, person=phone.person.pk)["days"][0]["stored"] == 1
    assert client.get(address(phone), headers=JSON).status_code == 404


def test_carers_get_404_for_the_phones_of_others(client, phone, cleo):
    client.force_login(cleo)
    for query in ({}, {"person": phone.person.pk}, {"person": cleo.pk}):
        assert client.get(address(phone, **query), headers=JSON).status_code == 404


@pytest.mark.parametrize(
    "query", ["person=x", "person=-1", "person=" + "9" * 30, "day=x", "day=9999-01-01", "day="]
)
def test_an_absurd_address_is_404(client, phone, query):
    client.force_login(phone.person)
    for headers in ({}, JSON):
        assert client.get(f"{address(phone)}?{query}", headers=headers).status_code == 404


def test_people_read_it_as_a_page(client, kangaroo, phone, noon):
    sent(kangaroo, phone, noon)
    sent(kangaroo, phone, noon)
    weigh(animal=kangaroo, grams=212, at=noon, by=phone.person, device=phone.device)
    hold(kangaroo, person=phone.person, at=noon)
    left_out = hold(kangaroo, person=phone.person, at=noon)
    HeldEntry.objects.update(device=phone.device)
    HeldEntry.objects.filter(pk=left_out.pk).update(decision="refused", decided_at=noon)
    client.force_login(phone.person)
    response = client.get(address(phone))
    text = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))
    told = "2 feeds, 1 weigh-in, 1 with the coordinator, 1 left out by the coordinator"
    assert f"{noon:%a} {noon.day} {noon:%B} {noon.year} {told}" in text
    assert "Accept" in response["Vary"]


def test_one_query_reads_it_and_by_the_index(kangaroo, phone, noon):
    sent(kangaroo, phone, noon)
    with CaptureQueriesContext(connection) as captured:
        ledger(phone.person, phone.device, at=noon)
    [query] = captured
    if connection.vendor == "sqlite":  # PostgreSQL reads a table this small as a whole
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plan = " ".join(str(row) for row in cursor.fetchall())
        for name in (
            "feed_by_device",
            "weighin_by_device",
            "observation_by_device",
            "held_by_device",
        ):
            assert name in plan
        for model in (Feed, Observation, HeldEntry):
            assert f"SCAN {model._meta.db_table}" not in plan
