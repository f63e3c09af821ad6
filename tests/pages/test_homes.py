"""Foster homes are found, shown and edited; carers say when they can; nonsense is refused."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from animals import home_states
from animals.forms import AvailabilityForm
from animals.models import FosterHome, HomeAbsence, Offer, SupplyLent
from tests.factories import (
    join_home,
    make_animal,
    make_home,
    make_offer,
    make_person,
    make_placement,
    species,
)

from .forms import typed as as_it_stands

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
ON = dt.date(2026, 5, 1)


@pytest.fixture
def carer(client, ben):
    client.force_login(ben)
    return client


@pytest.fixture
def coordinator(client, ana):
    client.force_login(ana)
    return client


def page(home):
    return reverse("home", args=[home.pk])


def edit(home):
    return reverse("home-edit", args=[home.pk])


def availability(home):
    return reverse("home-availability", args=[home.pk])


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def offer(home, **fields):
    return make_offer(make_animal(), home=home, **fields)


# ---- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "away", "said"),
    [
        ({}, [], []),
        ({"hold_until": dt.date(2026, 5, 3)}, [], ["held until 3 May"]),
        ({"hold_until": ON}, [], ["held until 1 May"]),
        ({"hold_until": dt.date(2026, 4, 30)}, [], []),
        ({"closes_on": dt.date(2026, 6, 1)}, [], ["closes 1 June"]),
        ({"closes_on": ON}, [], ["closed since 1 May"]),
        ({"available_from_on": dt.date(2026, 5, 2)}, [], ["available from 2 May"]),
        ({"available_from_on": ON}, [], []),
        ({}, [(dt.date(2026, 12, 24), dt.date(2027, 1, 2))], ["away 24 Dec to 2 Jan"]),
        ({}, [(ON, ON)], ["away 1 May"]),
        ({}, [(dt.date(2026, 4, 1), dt.date(2026, 4, 30))], []),
        ({"closes_on": dt.date(2027, 6, 1)}, [], ["closes 1 June 2027"]),
    ],
)
def test_what_to_know_of_a_home_in_a_few_words(fields, away, said):
    home = FosterHome(name="Ben's home", **fields)
    assert home_states.states(home, away=away, is_empty=False, on=ON) == said


def test_a_home_without_people_says_so_first():
    home = FosterHome(name="Ben's home", closes_on=dt.date(2026, 6, 1))
    said = home_states.states(home, away=[], is_empty=True, on=ON)
    assert said == ["nobody belongs to it", "closes 1 June"]


@pytest.mark.parametrize(
    ("closes_on", "animals", "offers", "said"),
    [
        (None, 2, 1, ""),
        (ON + DAY, 0, 0, ""),
        (ON + DAY, 2, 1, "Fern closes on 2 May: 2 animals are there and 1 offer is open."),
        (ON, 1, 0, "Fern closed on 1 May: 1 animal is there."),
        (ON + DAY, 0, 2, "Fern closes on 2 May: 2 offers are open."),
    ],
)
def test_what_a_closing_day_leaves_to_do(closes_on, animals, offers, said):
    home = FosterHome(name="Fern", closes_on=closes_on)
    assert home_states.closing(home, animals=animals, offers=offers, on=ON) == said


# ---- the list -----------------------------------------------------------------------------------


def test_a_coordinator_finds_all_homes_with_what_they_are(coordinator, ben, bens_home, cleos_home):
    bens_home.area, bens_home.rooms, bens_home.quarantine_rooms = "Riverside", 3, 1
    bens_home.save()
    bens_home.absences.create(from_on=TODAY, to_on=TODAY)
    make_animal(home=bens_home)
    left = make_animal()
    make_placement(
        animal=left,
        home=bens_home,
        started_at=timezone.now() - 3 * DAY,
        ended_at=timezone.now() - DAY,
    )
    said = words(coordinator.get(reverse("homes")))
    day = home_states.day(TODAY, on=TODAY)
    assert "Ben's home 1 animal Ben · Riverside · 3 rooms, 1 of them for quarantine" in said
    assert f"away {day} " in said
    assert "Cleo's home no animals 1 room nobody belongs to it" in said


def test_a_carer_finds_her_own_home_only(carer, bens_home, cleos_home):
    said = words(carer.get(reverse("homes")))
    assert "Ben's home" in said
    assert "Cleo's home" not in said
    assert "Add a home" not in said


@pytest.mark.parametrize("query", ["fern", "RIVER"])
def test_homes_are_found_by_name_or_area(coordinator, cleos_home, query):
    make_home(name="Fern house", area="Riverside")
    said = words(coordinator.get(reverse("homes"), {"q": query}))
    assert "Fern house" in said
    assert "Cleo's home" not in said


def test_a_page_has_thirty_homes(coordinator):
    for number in range(31):
        make_home(name=f"Home {number:03}")
    first = coordinator.get(reverse("homes"), {"q": "home"})
    assert len(first.context["page"]) == 30
    assert "?q=home&amp;page=2" in first.content.decode()


@pytest.mark.parametrize("query", [{"q": "\0"}, {"q": "%" * 5000}, {"page": "x"}, {"page": -1}])
def test_odd_addresses_show_the_list(coordinator, bens_home, query):
    assert coordinator.get(reverse("homes"), query).status_code == 200


def test_every_empty_list_says_what_to_do(client, ana):
    client.force_login(ana)
    assert "Add the first one" in words(client.get(reverse("homes")))
    assert "No home has these words" in words(client.get(reverse("homes"), {"q": "fern"}))
    client.force_login(make_person(name="Dee"))
    assert "Your coordinator adds you to one" in words(client.get(reverse("homes")))


# ---- one home -----------------------------------------------------------------------------------


def test_a_home_shows_what_it_is_and_who_is_there(coordinator, ben, bens_home):
    bens_home.takes_species.add(species("cat"))
    bens_home.takes_medical = True
    bens_home.takes_singles = False
    bens_home.away_hours = 4
    bens_home.save()
    bens_home.residents.create(species=species("dog"), how_many=2, vaccinated=True)
    bens_home.supplies.create(what="Incubator", lent_on=TODAY)
    bens_home.supplies.create(what="Old pen", lent_on=TODAY - DAY, returned_on=TODAY)
    kangaroo = make_animal(name="Kangaroo")
    placed = make_placement(animal=kangaroo, home=bens_home)
    placed.room = 2
    placed.save()
    emu = make_animal(name="Emu")
    now = timezone.now()
    make_placement(animal=emu, home=bens_home, started_at=now - 3 * DAY, ended_at=now - DAY)
    said = words(coordinator.get(page(bens_home)))
    for part in (
        "Kangaroo room 2",
        "cats: bottle babies, a mother with her litter, young that are being weaned, ill ones",
        "Does not take a single one",
        "2 dogs, vaccinated",
        "4 h at most on a usual day",
        "Incubator since",
        "240 minutes a day",
    ):
        assert part in said, part
    assert "Old pen" not in said
    assert said.index("Kangaroo") < said.index("Who was there before") < said.index("Emu")


def test_open_offers_are_listed_and_others_are_not(carer, bens_home, cleos_home):
    made = offer(bens_home)
    for other in (
        offer(cleos_home),
        offer(bens_home, state=Offer.State.WITHDRAWN, answered_at=timezone.now()),
    ):
        assert other.get_absolute_url() not in carer.get(page(bens_home)).content.decode()
    assert made.get_absolute_url() in carer.get(page(bens_home)).content.decode()


def test_an_empty_home_says_so(coordinator, bens_home):
    said = words(coordinator.get(page(bens_home)))
    assert "Nobody is there now." in said
    assert "Nobody belongs to it yet." in said


def test_what_closing_leaves_stands_on_the_page_and_is_said_on_saving(coordinator, bens_home):
    make_animal(home=bens_home)
    make_animal(home=bens_home)
    offer(bens_home)
    typed = as_it_stands(coordinator.get(edit(bens_home)), "name")
    answer = coordinator.post(edit(bens_home), typed | {"closes_on": TODAY + DAY}, follow=True)
    left = "2 animals are there and 1 offer is open."
    assert words(answer).count(left) == 2
    assert words(coordinator.get(page(bens_home))).count(left) == 1


def test_a_carer_cannot_edit_and_relief_cannot_say_when(client, ben, bens_home, cleo):
    client.force_login(ben)
    assert client.get(edit(bens_home)).status_code == 404
    assert client.get(availability(bens_home)).status_code == 200
    join_home(person=cleo, home=bens_home, ended_at=timezone.now() + DAY, kind="relief")
    client.force_login(cleo)
    assert client.get(page(bens_home)).status_code == 200
    assert client.get(availability(bens_home)).status_code == 404
    assert "Availability" not in words(client.get(page(bens_home)))


# ---- editing ------------------------------------------------------------------------------------


def test_a_home_is_added_with_all_that_belongs_to_it(coordinator):
    typed = as_it_stands(coordinator.get(reverse("home-add")), "name")
    dog = species("dog").pk
    typed |= {
        "name": "Fern house",
        "area": "Riverside",
        "takes_species": [dog],
        "rooms": 2,
        "quarantine_rooms": 1,
        "latitude": "-48.8700049",
        "longitude": "-123.39",
        f"residents_{dog}": 2,
        f"vaccinated_{dog}": "on",
        "absences-0-from_on": TODAY + DAY,
        "absences-0-to_on": TODAY + 2 * DAY,
        "supplies-0-what": "Incubator",
        "supplies-0-lent_on": TODAY,
    }
    answer = coordinator.post(reverse("home-add"), typed)
    home = FosterHome.objects.get()
    assert answer["Location"] == page(home)
    assert (home.name, str(home.latitude), home.rooms) == ("Fern house", "-48.87000", 2)
    assert [kind.code for kind in home.takes_species.all()] == ["dog"]
    assert [(row.how_many, row.vaccinated) for row in home.residents.all()] == [(2, True)]
    assert home.absences.get().to_on == TODAY + 2 * DAY
    assert home.supplies.get().what == "Incubator"


def test_saving_a_home_as_it_stands_changes_nothing(coordinator, bens_home):
    bens_home.residents.create(species=species("dog"), how_many=2)
    bens_home.absences.create(from_on=TODAY, to_on=TODAY)
    bens_home.supplies.create(what="Incubator", lent_on=TODAY)
    before = FosterHome.objects.values().get()
    versions = bens_home.history.count()
    typed = as_it_stands(coordinator.get(edit(bens_home)), "name")
    assert coordinator.post(edit(bens_home), typed).status_code == 302
    assert FosterHome.objects.values().get() == before
    assert bens_home.history.count() == versions
    assert bens_home.residents.get().how_many == 2
    assert (HomeAbsence.objects.count(), SupplyLent.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Cleo's home"}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": "x" * 10_000}, "name"),
        ({"rooms": 0}, "rooms"),
        ({"rooms": "9" * 40}, "rooms"),
        ({"rooms": 2, "quarantine_rooms": 3}, "quarantine_rooms"),
        ({"feeding_minutes_a_day": 1441}, "feeding_minutes_a_day"),
        ({"feeding_minutes_a_day": "-1"}, "feeding_minutes_a_day"),
        ({"away_hours": 25}, "away_hours"),
        ({"latitude": "50"}, "longitude"),
        ({"longitude": "50"}, "latitude"),
        ({"latitude": "91", "longitude": "0"}, "latitude"),
        ({"latitude": "1e999999", "longitude": "0"}, "latitude"),
        ({"latitude": "NaN", "longitude": "0"}, "latitude"),
        ({"latitude": "north", "longitude": "0"}, "latitude"),
        ({"hold_reason": "parvovirus"}, "hold_until"),
        ({"available_from_on": TODAY + DAY, "closes_on": TODAY}, "closes_on"),
        ({"closes_on": "9999-01-01"}, "closes_on"),
        ({"closes_on": "soon"}, "closes_on"),
        ({"takes_species": ["9" * 40]}, "takes_species"),
        ({"takes_species": ["x"]}, "takes_species"),
        ({"takes_species": ["\0"]}, "takes_species"),
        ({"experience": "9"}, "experience"),
        ({"note": "x" * 2001}, "note"),
    ],
)
def test_what_cannot_be_is_refused_where_it_was_typed(
    coordinator, bens_home, cleos_home, typed, field
):
    before = FosterHome.objects.values().get(pk=bens_home.pk)
    stands = as_it_stands(coordinator.get(edit(bens_home)), "name")
    answer = coordinator.post(edit(bens_home), stands | typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert FosterHome.objects.values().get(pk=bens_home.pk) == before
    assert "Edit Ben's home" in words(answer)


@pytest.mark.parametrize(
    "typed",
    [
        {"absences-0-from_on": "2026-05-01", "absences-0-to_on": "2026-04-30"},
        {"absences-0-from_on": "x"},
        {"absences-0-to_on": "2026-05-01"},
        {"absences-TOTAL_FORMS": "9" * 40},
        {"absences-TOTAL_FORMS": ""},
        {"absences-INITIAL_FORMS": "1", "absences-0-id": "9" * 40},
        {"absences-INITIAL_FORMS": "1", "absences-0-id": "\0"},
        {"supplies-0-what": "pen"},
        {"supplies-0-what": "p\0n", "supplies-0-lent_on": "2026-05-01"},
        {"supplies-INITIAL_FORMS": "1", "supplies-0-id": "-1"},
    ],
)
def test_rows_that_cannot_be_store_nothing(coordinator, bens_home, typed):
    stands = as_it_stands(coordinator.get(edit(bens_home)), "name")
    answer = coordinator.post(edit(bens_home), stands | {"area": "elsewhere"} | typed)
    assert answer.status_code == 422
    assert "Nothing was stored yet" in words(answer)
    bens_home.refresh_from_db()
    assert bens_home.area == ""
    assert (HomeAbsence.objects.count(), SupplyLent.objects.count()) == (0, 0)


def test_a_supply_comes_back_and_is_not_lent_any_more(coordinator, bens_home):
    pen = bens_home.supplies.create(what="pen", lent_on=TODAY - DAY)
    typed = as_it_stands(coordinator.get(edit(bens_home)), "name")
    coordinator.post(edit(bens_home), typed | {"supplies-0-returned_on": TODAY})
    pen.refresh_from_db()
    assert pen.returned_on == TODAY


def test_a_row_of_another_home_cannot_be_taken_along(coordinator, bens_home, cleos_home):
    theirs = cleos_home.absences.create(from_on=TODAY, to_on=TODAY)
    typed = as_it_stands(coordinator.get(edit(bens_home)), "name") | {
        "absences-INITIAL_FORMS": "1",
        "absences-0-id": theirs.pk,
        "absences-0-from_on": TODAY,
        "absences-0-to_on": TODAY + DAY,
    }
    coordinator.post(edit(bens_home), typed)
    theirs.refresh_from_db()
    assert (theirs.home, theirs.to_on) == (cleos_home, TODAY)
    assert not bens_home.absences.exists()


# ---- availability -------------------------------------------------------------------------------


def test_a_carer_says_when_and_what_she_can_take(carer, bens_home):
    typed = as_it_stands(carer.get(availability(bens_home)), "away_hours") | {
        "available_from_on": TODAY + DAY,
        "feeding_minutes_a_day": 120,
        "away_hours": 3,
        "takes_medical": "on",
        "note": "Back at work from Monday.",
        "absences-0-from_on": TODAY + 5 * DAY,
        "absences-0-to_on": TODAY + 9 * DAY,
        "absences-0-note": "wedding",
    }
    del typed["takes_singles"]
    assert carer.post(availability(bens_home), typed)["Location"] == page(bens_home)
    bens_home.refresh_from_db()
    assert bens_home.feeding_minutes_a_day == 120
    assert (bens_home.takes_medical, bens_home.takes_singles) == (True, False)
    assert bens_home.absences.get().note == "wedding"
    assert bens_home.history.first().history_user.name == "Ben"


def test_a_carer_changes_nothing_else_of_the_home(carer, bens_home):
    typed = as_it_stands(carer.get(availability(bens_home)), "away_hours")
    carer.post(availability(bens_home), typed | {"name": "Mine", "closes_on": TODAY, "rooms": 9})
    bens_home.refresh_from_db()
    assert (bens_home.name, bens_home.closes_on, bens_home.rooms) == ("Ben's home", None, 1)


def test_an_absence_taken_back_stays_in_the_history(carer, ben, bens_home):
    absence = bens_home.absences.create(from_on=TODAY, to_on=TODAY + DAY)
    typed = as_it_stands(carer.get(availability(bens_home)), "away_hours")
    answer = carer.post(availability(bens_home), typed | {"absences-0-DELETE": "on"}, follow=True)
    assert "after all. The history keeps it." in words(answer)
    assert not bens_home.absences.exists()
    last = HomeAbsence.history.filter(id=absence.pk).first()
    assert (last.history_type, last.history_user) == ("-", ben)


def test_days_away_that_are_sent_twice_are_stored_once(carer, bens_home):
    typed = as_it_stands(carer.get(availability(bens_home)), "away_hours") | {
        "absences-0-from_on": TODAY,
        "absences-0-to_on": TODAY,
    }
    for _ in range(2):
        assert carer.post(availability(bens_home), typed).status_code == 302
    assert bens_home.absences.count() == 1


def test_absences_that_are_over_are_out_of_sight(carer, bens_home):
    bens_home.absences.create(from_on=TODAY - 9 * DAY, to_on=TODAY - 5 * DAY)
    answer = carer.get(availability(bens_home))
    assert "Take it back" not in words(answer)
    assert "Away no days known" in words(carer.get(page(bens_home)))


def test_a_home_cannot_be_available_only_after_it_closes(carer, bens_home):
    bens_home.closes_on = TODAY + DAY
    bens_home.save()
    typed = as_it_stands(carer.get(availability(bens_home)), "away_hours")
    answer = carer.post(availability(bens_home), typed | {"available_from_on": TODAY + 2 * DAY})
    assert answer.status_code == 422
    assert "It closes before it is available." in words(answer)


def test_a_day_that_somebody_else_closes_in_that_moment_is_a_sentence(
    carer, bens_home, monkeypatch
):
    typed = as_it_stands(carer.get(availability(bens_home)), "away_hours")
    save = AvailabilityForm.save

    def late(form):
        FosterHome.objects.update(closes_on=TODAY + DAY)
        return save(form)

    monkeypatch.setattr(AvailabilityForm, "save", late)
    answer = carer.post(availability(bens_home), typed | {"available_from_on": TODAY + 2 * DAY})
    assert answer.status_code == 422
    assert "Somebody else saved a home in this very moment. Save once more." in words(answer)
    assert not FosterHome.objects.filter(available_from_on__isnull=False).exists()
