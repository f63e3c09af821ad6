"""Who was with one animal, as each reader sees it, and recording what passes on."""

import datetime as dt
import html
import re

import pytest
from django.utils import timezone

from animals import infection
from animals.models import Animal, HealthTest, Limit, Placement
from tests.factories import make_animal, make_placement

from .forms import typed

DAY = dt.timedelta(days=1)
TODAY = timezone.localdate()


@pytest.fixture
def kangaroo(bens_home, cleos_home):
    """With Possum in room 1 of Ben's home; Joey was there too and is in Cleo's home now."""
    now = timezone.now()
    intake = {"intake_at": now - 30 * DAY, "born_on": TODAY - 40 * DAY}
    kangaroo = make_animal(name="Kangaroo", home=bens_home, **intake)
    possum = make_animal(name="Possum", home=bens_home, **intake)
    for animal in (kangaroo, possum):
        animal.placements.update(room=1)
    joey = make_animal(name="Joey", **intake)
    make_placement(animal=joey, home=bens_home, ended_at=now - 5 * DAY)
    make_placement(animal=joey, home=cleos_home, started_at=now - 5 * DAY)
    make_animal(name="Wombat", home=cleos_home, **intake)
    return kangaroo


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def page(client, animal, query=""):
    return client.get(f"/animals/{animal.pk}/exposure/{query}")


def test_a_coordinator_reads_all_the_closest_first(client, ana, kangaroo):
    client.force_login(ana)
    said = words(page(client, kangaroo))
    assert "same room: all of these days" in said
    assert re.search(r"same home, same hands: up to \d+ \w+, \d\d:\d\d", said)
    assert said.index("Possum") < said.index("Joey")
    assert "Wombat" not in said
    assert "in other homes" not in said


def test_a_carer_reads_of_her_own_and_how_many_more(client, ben, kangaroo):
    client.force_login(ben)
    said = words(page(client, kangaroo))
    assert "Possum" in said
    assert "Joey" not in said
    assert "and 1 more in other homes" in said
    assert "Something that passes on" not in said


def test_a_carer_who_posts_gets_404(client, ben, kangaroo):
    client.force_login(ben)
    assert client.post(f"/animals/{kangaroo.pk}/exposure/", {"kind": "parvo"}).status_code == 404
    assert not HealthTest.objects.exists()


def test_the_days_are_the_limit_with_its_source_until_others_are_asked_for(client, ana, kangaroo):
    client.force_login(ana)
    said = words(page(client, kangaroo))
    assert "14 days: working upper limit" in said
    assert "Source: Happy Cats Haven" in said
    assert "Joey" not in words(page(client, kangaroo, "?days=4"))
    assert "Source" not in words(page(client, kangaroo, "?days=4"))
    Limit.objects.filter(key="panleuk_incubation_days_max").update(value=3)
    assert "Joey" not in words(page(client, kangaroo))


@pytest.mark.parametrize("days", ["x", "0", "-3", "9" * 40, "1.5", "%00", "366", "🦘"])
def test_days_that_are_no_days_are_refused_where_they_stand(client, ana, kangaroo, days):
    client.force_login(ana)
    answer = page(client, kangaroo, f"?days={days}")
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()


def record(client, animal, **changed):
    """Open the page, say what was found, read what it does, and agree."""
    address = f"/animals/{animal.pk}/exposure/"
    form = typed(client.get(address), "kind") | {"kind": "parvo"} | changed
    asked = client.post(address, form)
    return asked, client.post(address, typed(asked, "agreed"), follow=True)


def test_the_page_says_exactly_what_happens_before_it_does(client, ana, kangaroo, bens_home):
    client.force_login(ana)
    asked, done = record(client, kangaroo)
    told = [f"{day.day} {day:%B}" for day in (TODAY + 14 * DAY, TODAY + 9 * DAY)]
    closed = TODAY + 180 * DAY
    year = "" if closed.year == TODAY.year else f" {closed.year}"
    for sentence in (
        f"Kangaroo is in quarantine until {told[0]}",
        f"Quarantine of 1 restarts until {told[0]}",
        f"Quarantine of 1 restarts until {told[1]}",
        f"Ben's home takes no young until {closed.day} {closed:%B}{year}.",
    ):
        assert sentence in words(asked)
        assert sentence in words(done)
    assert asked.status_code == 200
    assert HealthTest.objects.get().recorded_by == ana
    bens_home.refresh_from_db()
    assert bens_home.hold_until == closed
    assert Animal.objects.get(name="Joey").quarantine_until == TODAY + 9 * DAY
    assert Animal.objects.get(name="Wombat").quarantine_until is None


def test_what_was_found_before_stands_on_the_page(client, ana, kangaroo):
    client.force_login(ana)
    for kind, result in (("parvo", "positive"), ("giardia", "negative")):
        kangaroo.tests.create(kind=kind, result=result, tested_on=dt.date(2026, 5, 1))
    page = words(client.get(f"/animals/{kangaroo.pk}/exposure/"))
    assert "Found before: parvovirus on 1 May 2026." in page


def test_nothing_is_stored_before_somebody_agreed(client, ana, kangaroo):
    client.force_login(ana)
    address = f"/animals/{kangaroo.pk}/exposure/"
    client.post(address, typed(client.get(address), "kind") | {"kind": "parvo"})
    assert not HealthTest.objects.exists()


def test_who_is_unticked_is_left_out_of_what_is_said_and_done(client, ana, kangaroo):
    client.force_login(ana)
    possum = Animal.objects.get(name="Possum")
    asked, _ = record(client, kangaroo, restart=[str(possum.pk)])
    assert "(Joey)" not in words(asked)
    assert Animal.objects.get(name="Possum").quarantine_until == TODAY + 14 * DAY
    assert Animal.objects.get(name="Joey").quarantine_until is None


def test_what_was_agreed_to_and_is_not_so_any_more_is_asked_again(client, ana, kangaroo):
    client.force_login(ana)
    address = f"/animals/{kangaroo.pk}/exposure/"
    asked = client.post(address, typed(client.get(address), "kind") | {"kind": "parvo"})
    Animal.objects.filter(name="Possum").update(quarantine_until=TODAY + 40 * DAY)
    again = client.post(address, typed(asked, "agreed"))
    assert again.status_code == 200
    assert "Possum" not in re.search("This is what happens(.*)Parvovirus:", words(again))[1]
    assert not HealthTest.objects.exists()


def test_what_changes_in_that_moment_is_a_sentence(client, ana, kangaroo, monkeypatch):
    lock = infection.lock

    def late(animals):
        Placement.objects.filter(animal__name="Joey").delete()
        return lock(animals)

    monkeypatch.setattr(infection, "lock", late)
    client.force_login(ana)
    _, done = record(client, kangaroo)
    assert done.status_code == 422
    assert "One of them did not meet Kangaroo in these days. Look again." in words(done)
    assert not HealthTest.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", ""),
        ("kind", "rabies\0"),
        ("kind", "x" * 5000),
        ("tested_on", ""),
        ("tested_on", "yesterday"),
        ("tested_on", "9999-12-31"),
        ("tested_on", "0001-01-01"),
        ("tested_on", "2026-02-30\0"),
    ],
)
def test_nonsense_is_refused_where_it_was_typed_and_stores_nothing(
    client, ana, kangaroo, field, value
):
    client.force_login(ana)
    address = f"/animals/{kangaroo.pk}/exposure/"
    form = typed(client.get(address), "kind") | {"kind": "parvo"} | {field: value}
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert "is-invalid" in answer.content.decode()
    assert not HealthTest.objects.exists()


@pytest.mark.parametrize("pk", ["0", "-1", "9" * 40, "x", "\0", "🦘"])
def test_ticks_that_no_page_had_change_nothing(client, ana, kangaroo, pk):
    client.force_login(ana)
    _, done = record(client, kangaroo, restart=[pk])
    assert done.status_code == 200
    assert set(Animal.objects.exclude(name="Kangaroo").values_list("quarantine_until")) == {(None,)}


def test_nobody_met_says_so(client, ana):
    client.force_login(ana)
    alone = make_animal(name="Numbat")
    assert "Nobody shared a home" in words(page(client, alone))


def test_two_of_two_species_go_by_the_later_clock(client, ana, kangaroo, bens_home):
    make_animal(name="Rex", home=bens_home, species_code="dog", intake_at=timezone.now() - 30 * DAY)
    Limit.objects.filter(key="parvo_incubation_days_max").update(value=20)
    client.force_login(ana)
    record(client, kangaroo)
    assert Animal.objects.get(name="Rex").quarantine_until == TODAY + 20 * DAY
    assert Animal.objects.get(name="Possum").quarantine_until == TODAY + 14 * DAY
