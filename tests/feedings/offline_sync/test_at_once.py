"""Several tabs, a service worker and a retry send the same entries in the same moment."""

import threading
from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from feedings import recording
from feedings.models import Feed, HeldEntry, Phone, WeighIn
from tests.factories import make_animal, make_home, make_person

from .phone import call_of, post, sent_feed, sent_weight

SENDERS = 6


@pytest.mark.django_db(transaction=True)
def test_entries_sent_from_many_tabs_at_once_are_stored_once():
    home = make_home()
    person = make_person(home=home)
    animals = [make_animal(home=home) for _ in range(3)]
    at = timezone.now().replace(microsecond=0)
    left = make_animal()
    home_before = make_home()
    left.placements.create(home=home_before, started_at=left.intake_at, ended_at=at)
    home_before.memberships.create(person=person, started_at=left.intake_at)
    entries = [make(animal, at=at) for animal in animals for make in (sent_feed, sent_weight)]
    entries.append(sent_feed(left, at=at))
    clients = [Client() for _ in range(SENDERS)]
    for client in clients:
        client.force_login(person)
    answers = []

    def send(client):
        try:
            answers.append(post(client, call_of(entries)))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [200] * SENDERS
    told = Counter(result["status"] for answer in answers for result in answer.json()["results"])
    assert told == {
        "stored": 6,
        "already_stored": 6 * (SENDERS - 1),
        "parked": SENDERS,
    }
    assert (Feed.objects.count(), WeighIn.objects.count()) == (3, 3)
    assert (HeldEntry.objects.count(), Phone.objects.count()) == (1, 1)
    assert recording.drifted([left.pk, *(animal.pk for animal in animals)]) == []
