"""Animals, litters and mothers are found, added and edited; nonsense is refused where it stands."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from animals import placing
from animals.models import (
    Animal,
    Dam,
    FosterHome,
    HealthTest,
    Litter,
    OutcomeType,
    Placement,
)
from tests.factories import (
    feed,
    join_home,
    make_animal,
    make_home,
    make_litter,
    make_person,
    species,
    weigh,
)

from .forms import typed as as_it_stands

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture
def carer(client, ben):
    client.force_login(ben)
    return client


@pytest.fixture
def coordinator(client, ana):
    client.force_login(ana)
    return client


@pytest.fixture
def kangaroo(bens_home):
    return make_animal(name="Kangaroo", collar="red", home=bens_home)


@pytest.fixture
def closing_meanwhile(monkeypatch):
    """All homes close after the form was checked and before it is stored; what is said then."""
    lock = placing.lock

    def late(animals):
        FosterHome.objects.update(closes_on=TODAY)
        return lock(animals)

    monkeypatch.setattr(placing, "lock", late)
    return f"Joey cannot move to Ben's home: it is closed from {TODAY:%-d %B %Y} on."


def typed(**more):
    """The least that an animal needs."""
    return {"name": "Joey", "species": species().pk, **more}


def errors(response):
    assert response.status_code == 422
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def row_names(response):
    return [animal.name for animal in response.context["page"]]


# ---- the list -----------------------------------------------------------------------------------


def test_a_carer_finds_the_animals_of_her_home_only(carer, kangaroo, cleos_home):
    make_animal(name="Wombat", home=cleos_home)
    make_animal(name="Waiting")
    assert row_names(carer.get(reverse("animals"))) == ["Kangaroo"]


def test_a_coordinator_finds_all_with_their_homes(coordinator, kangaroo):
    make_animal(name="Waiting")
    answer = coordinator.get(reverse("animals"))
    assert row_names(answer) == ["Kangaroo", "Waiting"]
    assert "in Ben&#x27;s home" in answer.content.decode()
    assert row_names(coordinator.get(reverse("animals"), {"show": "waiting"})) == ["Waiting"]


@pytest.mark.parametrize(
    "words", ["kang", "RED", "notch ear", "shep", "985112345678900", "kangaroo red"]
)
def test_words_find_by_name_collar_mark_chip_or_litter(carer, bens_home, words):
    make_animal(
        name="Kangaroo",
        collar="red",
        mark="notch in left ear",
        chip="985112345678900",
        litter=make_litter(name="Shepherds"),
        home=bens_home,
    )
    make_animal(name="Possum", home=bens_home)
    assert row_names(carer.get(reverse("animals"), {"q": words})) == ["Kangaroo"]


def test_litters_are_found_too_and_those_of_others_are_not(carer, bens_home, cleos_home):
    make_animal(litter=make_litter(name="Shepherds"), home=bens_home)
    make_animal(litter=make_litter(name="Shepherdesses"), home=cleos_home)
    answer = carer.get(reverse("animals"), {"q": "shepherd"})
    assert [litter.name for litter in answer.context["litters"]] == ["Shepherds"]


def test_links_narrow_by_species_and_show_those_that_left(coordinator, kangaroo):
    make_animal(name="Pup", species_code="dog")
    make_animal(name="Adopted", outcome_at=timezone.now(), outcome_type="Adoption")
    found = coordinator.get(reverse("animals"), {"species": "dog"})
    assert row_names(found) == ["Pup"]
    found = coordinator.get(reverse("animals"), {"show": "all", "species": "cat"})
    assert row_names(found) == ["Adopted", "Kangaroo"]
    assert "adopted," in found.content.decode()


def test_a_page_has_thirty_animals_and_the_search_goes_on_with_it(coordinator):
    for _ in range(31):
        make_animal(mark="white tip")
    first = coordinator.get(reverse("animals"), {"q": "white tip"})
    assert len(first.context["page"]) == 30
    assert "?q=white+tip&amp;page=2" in first.content.decode()
    assert len(coordinator.get(reverse("animals"), {"page": 2}).context["page"]) == 1


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\0"},
        {"q": "%" * 5000},
        {"page": "x"},
        {"page": 10**30},
        {"page": -1},
        {"species": "unicorn"},
        {"show": "; drop table"},
    ],
)
def test_odd_addresses_show_the_list(carer, kangaroo, query):
    assert carer.get(reverse("animals"), query).status_code == 200


def test_every_empty_list_says_so(carer, coordinator):
    for query in ({}, {"q": "nobody"}, {"show": "waiting"}):
        assert 'class="empty"' in coordinator.get(reverse("animals"), query).content.decode()


@pytest.mark.parametrize("name", ["ana", "ben"])
def test_lists_and_forms_cost_the_same_with_2_animals_and_20(client, request, bens_home, name):
    client.force_login(request.getfixturevalue(name))
    pages = [
        *(reverse(page) for page in ("animals", "animal-add", "litter-add", "mother-add")),
        reverse("animals") + "?q=animal",
        *([reverse("placements")] if name == "ana" else []),
    ]

    def grow(count):
        for _ in range(count):
            animal = make_animal(litter=make_litter(), home=bens_home, collar="red")
            Dam.objects.create(animal=make_animal(home=make_home()))
            feed(animal=animal)
            make_animal(litter=make_litter())

    def cost():
        return [queries_of(client, page) for page in pages]

    grow(2)
    cost()  # the first visit fills what is kept for the process
    few = cost()
    grow(18)
    assert cost() == few
    assert max(few) <= 12


def queries_of(client, page):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


def test_editing_costs_the_same_with_few_and_many_entries(carer, kangaroo):
    page = reverse("animal-edit", args=[kangaroo.pk])
    feed(animal=kangaroo)
    few = queries_of(carer, page)
    for hour in range(20):
        feed(animal=kangaroo, at=timezone.now() - dt.timedelta(hours=hour))
    assert queries_of(carer, page) == few <= 12


# ---- adding an animal ---------------------------------------------------------------------------


def test_a_name_and_a_species_are_enough(carer, ben, bens_home):
    answer = carer.post(reverse("animal-add"), typed(bottle_baby="on"))
    joey = Animal.objects.get()
    assert answer["Location"] == joey.get_absolute_url()
    [stay] = joey.placements.all()
    assert (stay.home, stay.started_at, stay.placed_by) == (bens_home, joey.intake_at, ben)
    assert (joey.sex, joey.weaning_stage, joey.bottle_baby) == ("unknown", "bottle", True)
    assert joey.history.first().history_user == ben


def test_everything_typed_is_stored(coordinator, bens_home):
    litter = make_litter(name="Shepherds", species_code="dog")
    everything = {
        "name": "Possum",
        "species": species("dog").pk,
        "sex": "female",
        "collar": "blue",
        "mark": "white tip",
        "born_on": str(TODAY - 3 * DAY),
        "born_plus_minus_days": "2",
        "bottle_baby": "on",
        "litter": "shepherds",
        "birth_weight_g": "7.5 oz",
        "adult_size": "large",
        "breed": "shepherd mix",
        "coat": "sable",
        "chip": "985112345678900",
        "intake_type": "Transferred In from Agency",
        "intake_subtype": "In State",
        "intake_at": f"{TODAY - DAY}T14:30",
        "intake_from": "County shelter",
        "weaning_stage": "nursing",
        "formula": species("dog").default_formula_id,
        "quarantine_until": str(TODAY + 10 * DAY),
        "note": "cries between bottles",
        "home": "ben's home",
    }
    coordinator.post(reverse("animal-add"), everything)
    possum = Animal.objects.get(name="Possum")
    assert possum.litter == litter
    assert possum.birth_weight_g == Decimal("212.6")
    assert possum.born_precision == "estimated"
    assert f"{timezone.localtime(possum.intake_at):%Y-%m-%dT%H:%M}" == everything["intake_at"]
    assert possum.placements.get().home == bens_home
    assert possum.placements.get().started_at == possum.intake_at
    plain = set(everything) - {"home", "litter", "birth_weight_g", "intake_at", "species"}
    for name in plain - {"bottle_baby", "formula"}:
        assert str(getattr(possum, name)) == everything[name], name


def test_a_bare_number_is_in_the_persons_unit(carer, ben):
    ben.weight_unit = "oz"
    ben.save()
    page = carer.get(reverse("animal-add")).content.decode()
    assert "Birth weight, oz" in page
    carer.post(reverse("animal-add"), typed(birth_weight_g="3,5"))
    assert Animal.objects.get().birth_weight_g == Decimal("99.2")


def test_without_a_home_it_waits(coordinator):
    coordinator.post(reverse("animal-add"), typed())
    assert list(Animal.objects.waiting_for_home()) == [Animal.objects.get()]


def test_a_carer_of_two_homes_says_which(carer, ben, bens_home):
    second = make_home(name="Night home")
    join_home(person=ben, home=second)
    carer.post(reverse("animal-add"), typed(home=second.pk))
    assert Placement.objects.get().home == second


def test_a_home_of_others_is_no_choice(carer, ben, cleos_home):
    join_home(person=ben, home=make_home())
    answer = carer.post(reverse("animal-add"), typed(home=cleos_home.pk))
    assert list(errors(answer)) == ["home"]
    assert not Animal.objects.exists()


def test_one_that_comes_anew_does_not_go_to_a_closed_home(coordinator, client, ben, bens_home):
    bens_home.closes_on = TODAY
    bens_home.save()
    said = f"Joey cannot move to Ben's home: it is closed from {TODAY:%-d %B %Y} on."
    answer = coordinator.post(reverse("animal-add"), typed(home="Ben's home"))
    assert errors(answer) == {"home": [said]}
    client.force_login(ben)
    assert errors(client.post(reverse("animal-add"), typed())) == {"__all__": [said]}
    assert not Animal.objects.exists()


@pytest.mark.parametrize("name", ["animal-add", "litter-add", "mother-add"])
def test_a_home_that_closes_in_that_moment_is_a_sentence(
    coordinator, bens_home, closing_meanwhile, name
):
    sent = {
        "animal-add": typed(),
        "litter-add": litter_typed(("Joey",)),
        "mother-add": mother_typed(name="Joey"),
    }
    answer = coordinator.post(reverse(name), sent[name] | {"home": "Ben's home"})
    assert errors(answer) == {"home": [closing_meanwhile]}
    assert not Animal.objects.exists()
    assert not Litter.objects.exists()


def test_an_edit_that_somebody_was_quicker_than_is_a_sentence(
    coordinator, kangaroo, cleos_home, closing_meanwhile
):
    answer = edit(coordinator, kangaroo, name="Joey", home="Cleo's home")
    assert errors(answer) == {"home": [closing_meanwhile.replace("Ben", "Cleo")]}
    kangaroo.refresh_from_db()
    assert (kangaroo.name, kangaroo.placements.get().home.name) == ("Kangaroo", "Ben's home")


def test_a_carer_without_a_home_is_told_what_to_do(client, ben, bens_home):
    bens_home.memberships.all().delete()
    client.force_login(ben)
    for page in ("animal-add", "litter-add", "mother-add"):
        answer = client.post(reverse(page), typed())
        assert "Your coordinator adds you to one" in answer.content.decode()
    assert not Animal.objects.exists()


def test_the_litter_gives_the_birth_day(carer, bens_home):
    litter = make_litter(
        name="Shepherds",
        born_on=TODAY - 4 * DAY,
        born_precision="estimated",
        born_plus_minus_days=2,
    )
    make_animal(litter=litter, home=bens_home)
    page = carer.get(reverse("animal-add"), {"litter": litter.pk}).content.decode()
    assert 'value="Shepherds"' in page
    carer.post(reverse("animal-add"), typed(litter="Shepherds"))
    joey = Animal.objects.get(name="Joey")
    assert (joey.born_on, joey.born_plus_minus_days) == (litter.born_on, 2)


@pytest.mark.parametrize("pk", ["0", "999999999", "9" * 40, "x", "-1", ""])
def test_an_unknown_litter_in_the_address_is_no_matter(carer, pk):
    assert carer.get(reverse("animal-add"), {"litter": pk}).status_code == 200


def test_a_litter_of_others_is_not_known_here(carer, cleos_home):
    make_animal(litter=make_litter(name="Secrets"), home=cleos_home)
    answer = carer.post(reverse("animal-add"), typed(litter="Secrets"))
    assert errors(answer) == {"litter": ["No litter is called “Secrets”."]}
    page = carer.get(reverse("animal-add"), {"litter": Litter.objects.get().pk})
    assert "Secrets" not in page.content.decode()


def test_a_name_worn_twice_is_told_apart_by_number(coordinator):
    first, second = make_litter(name="Twins"), make_litter(name="twins")
    answer = coordinator.post(reverse("animal-add"), typed(litter="Twins"))
    [sentence] = errors(answer)["litter"]
    assert f"#{first.pk}" in sentence
    assert f"#{second.pk}" in sentence
    coordinator.post(reverse("animal-add"), typed(litter=f"Twins #{second.pk}"))
    assert Animal.objects.get().litter == second


def test_half_a_name_is_a_question_and_not_a_guess(coordinator):
    make_litter(name="Shepherds")
    answer = coordinator.post(reverse("animal-add"), typed(litter="Shep"))
    assert "Did you mean Shepherds?" in errors(answer)["litter"][0]


def test_a_slip_of_the_finger_is_guessed_at_and_not_taken(coordinator, bens_home):
    answer = coordinator.post(reverse("animal-add"), typed(home="Bens hoem"))
    assert errors(answer)["home"] == [
        "No home is called “Bens hoem”. Did you mean Ben's home?",
    ]


def test_the_litters_offered_stay_few(coordinator):
    for _ in range(40):
        make_litter()
    assert (
        coordinator.get(reverse("animal-add")).content.decode().count('<option value="Litter') == 30
    )


def test_two_with_one_collar_in_a_litter_are_pointed_out(carer, bens_home):
    litter = make_litter(name="Shepherds")
    make_animal(name="Roo", litter=litter, collar="red", home=bens_home)
    answer = carer.post(reverse("animal-add"), typed(litter="Shepherds", collar="red"), follow=True)
    assert "Roo of the same litter wears red too" in answer.content.decode()


LONG = "x" * 10_000
NONSENSE = [
    ("name", ""),
    ("name", "   "),
    ("name", LONG),
    ("name", "a\0b"),
    ("species", ""),
    ("species", "unicorn"),
    ("species", "999999999"),
    ("species", "9" * 60),
    ("sex", "both"),
    ("collar", "plaid"),
    ("collar", LONG),
    ("mark", LONG),
    ("mark", "\0"),
    ("born_on", str(TODAY + DAY)),
    ("born_on", "0001-01-01"),
    ("born_on", "9999-12-31"),
    ("born_on", "2026-02-30"),
    ("born_on", "yesterday"),
    ("born_plus_minus_days", "-1"),
    ("born_plus_minus_days", "10000"),
    ("born_plus_minus_days", "9" * 60),
    ("birth_weight_g", "-3"),
    ("birth_weight_g", "0"),
    ("birth_weight_g", "40 kg"),
    ("birth_weight_g", "2"),
    ("birth_weight_g", "1e9"),
    ("birth_weight_g", "NaN"),
    ("birth_weight_g", LONG),
    ("adult_size", "huge"),
    ("breed", LONG),
    ("coat", "\0"),
    ("chip", LONG),
    ("litter", "Nobody's"),
    ("litter", "Pups"),
    ("litter", "#"),
    ("litter", f"Pups #{'9' * 18}"),
    ("litter", LONG),
    ("litter", "\0"),
    ("intake_type", "Found"),
    ("intake_subtype", "In State"),
    ("intake_subtype", "Moon"),
    ("intake_at", "0001-01-01T00:00"),
    ("intake_at", "9999-12-31T23:59"),
    ("intake_at", f"{TODAY + DAY}T12:00"),
    ("intake_at", "soon"),
    ("intake_from", LONG),
    ("weaning_stage", "steak"),
    ("formula", "0"),
    ("formula", "x"),
    ("quarantine_until", "9999-12-31"),
    ("quarantine_until", "0001-01-01"),
    ("note", "\0"),
    ("home", "Nowhere"),
    ("home", LONG),
]


@pytest.mark.parametrize(("name", "value"), NONSENSE, ids=lambda text: text[:20])
def test_nonsense_is_one_sentence_at_its_field_and_nothing_is_stored(coordinator, name, value):
    make_litter(name="Pups", species_code="dog")
    answer = coordinator.post(reverse("animal-add"), typed() | {name: value})
    found = errors(answer)
    assert list(found) == [name]
    assert len(found[name]) == 1
    assert len(found[name][0]) < 200
    page = answer.content.decode()
    assert page.count('role="alert"') == 1
    if name != "name" and len(value) < 100:
        assert 'value="Joey"' in page  # what else was typed is still there
    assert not Animal.objects.exists()
    assert not Placement.objects.exists()


@pytest.mark.parametrize(("name", "value"), NONSENSE, ids=lambda text: text[:20])
def test_an_edit_refuses_the_same_nonsense(coordinator, kangaroo, name, value):
    make_litter(name="Pups", species_code="dog")
    before = Animal.objects.values().get()
    page = reverse("animal-edit", args=[kangaroo.pk])
    answer = coordinator.post(page, typed(home="Ben's home") | {name: value})
    assert list(errors(answer)) == [name]
    assert Animal.objects.values().get() == before


@pytest.mark.parametrize("page", ["animal-add", "litter-add"])
def test_days_of_doubt_need_a_day(coordinator, page):
    answer = coordinator.post(
        reverse(page), litter_typed() | typed(born_plus_minus_days="3", born_on="")
    )
    assert list(errors(answer)) == ["born_on"]


def test_taken_in_before_birth_is_questioned(carer):
    answer = carer.post(
        reverse("animal-add"),
        typed(born_on=str(TODAY), intake_at=f"{TODAY - 5 * DAY}T10:00"),
    )
    assert "before it was born" in errors(answer)["intake_at"][0]


@pytest.mark.parametrize("hour", ["2026-03-29T02:30", "2025-10-26T02:30"])
def test_both_nights_of_the_clock_change_are_times(carer, ben, hour):
    ben.time_zone = "Europe/Berlin"
    ben.save()
    carer.post(reverse("animal-add"), typed(intake_at=hour))
    assert Animal.objects.count() == 1


# ---- editing an animal --------------------------------------------------------------------------


def edit(client, animal, **changes):
    """Send the edit page back with some changes, as a browser would."""
    address = reverse("animal-edit", args=[animal.pk])
    return client.post(address, as_it_stands(client.get(address), has="weaning_stage") | changes)


@pytest.mark.parametrize("name", ["ana", "ben"])
def test_saving_the_page_as_it_is_changes_nothing(client, request, bens_home, name):
    person = request.getfixturevalue(name)
    person.weight_unit = "oz"
    person.save()
    animal = make_animal(
        name="Kangaroo",
        home=bens_home,
        litter=make_litter(name="Twins"),
        birth_weight_g=Decimal("213.0"),
        born_precision="estimated",
        quarantine_until=TODAY,
        collar="red",
    )
    make_litter(name="Twins")
    weigh(animal=animal, grams=300)
    animal.refresh_from_db()
    client.force_login(person)
    before = Animal.objects.values().get(pk=animal.pk)
    assert edit(client, animal).status_code == 302
    assert Animal.objects.values().get(pk=animal.pk) == before
    assert animal.placements.count() == 1


def test_an_edit_shows_on_the_next_page(carer, kangaroo):
    answer = edit(carer, kangaroo, name="Roo", mark="white tip")
    assert answer["Location"] == kangaroo.get_absolute_url()
    kangaroo.refresh_from_db()
    assert (kangaroo.name, kangaroo.mark) == ("Roo", "white tip")


def test_a_refused_edit_keeps_the_old_name_above_and_the_new_below(carer, kangaroo):
    page = edit(carer, kangaroo, name="Roo", born_on="9999-01-01").content.decode()
    assert "Edit Kangaroo" in page
    assert 'value="Roo"' in page


def test_a_carer_of_one_home_moves_nobody(carer, kangaroo, cleos_home):
    edit(carer, kangaroo, home=cleos_home.pk)
    assert kangaroo.placements.get().home.name == "Ben's home"


def test_a_coordinator_moves_by_the_name_of_the_home(coordinator, kangaroo, cleos_home):
    edit(coordinator, kangaroo, home="Cleo's home")
    assert list(Animal.objects.in_homes([cleos_home])) == [kangaroo]
    edit(coordinator, kangaroo, home="")
    assert list(Animal.objects.waiting_for_home()) == [kangaroo]


def test_a_carer_says_nothing_of_outcomes(carer, kangaroo):
    assert (
        "outcome_type"
        not in carer.get(reverse("animal-edit", args=[kangaroo.pk])).context["form"].fields
    )
    edit(carer, kangaroo, outcome_type="Adoption", outcome_at=f"{TODAY}T00:00")
    kangaroo.refresh_from_db()
    assert kangaroo.is_in_care


def test_an_outcome_ends_the_stay_in_one_act(coordinator, kangaroo):
    at = timezone.now() - dt.timedelta(hours=3)
    edit(
        coordinator,
        kangaroo,
        outcome_type=OutcomeType.DIED,
        outcome_at=f"{timezone.localtime(at):%Y-%m-%dT%H:%M}",
        outcome_note="in her sleep",
    )
    kangaroo.refresh_from_db()
    stay = kangaroo.placements.get()
    assert kangaroo.has_died
    assert stay.ended_at == kangaroo.outcome_at
    assert (kangaroo.outcome_note, stay.history.first().history_user.name) == (
        "in her sleep",
        "Ana",
    )
    assert not Animal.objects.taking_feeds().exists()


def test_an_outcome_can_be_taken_back(coordinator, kangaroo):
    edit(coordinator, kangaroo, outcome_type="Adoption", outcome_at=f"{TODAY}T00:00")
    edit(coordinator, kangaroo, outcome_type="", outcome_at="")
    assert list(Animal.objects.waiting_for_home()) == [kangaroo]


@pytest.mark.parametrize(
    ("outcome", "field"),
    [
        ({"outcome_type": "Adoption"}, "outcome_at"),
        ({"outcome_at": f"{TODAY}T00:00"}, "outcome_type"),
        ({"outcome_type": "Adoption", "outcome_at": f"{TODAY + DAY}T12:00"}, "outcome_at"),
        ({"outcome_type": "Adoption", "outcome_at": "2001-01-01T12:00"}, "outcome_at"),
        ({"outcome_type": "Eaten", "outcome_at": f"{TODAY}T00:00"}, "outcome_type"),
        (
            {
                "outcome_type": "Adoption",
                "outcome_at": f"{TODAY}T00:00",
                "outcome_subtype": "In State",
            },
            "outcome_subtype",
        ),
        ({"outcome_subtype": "In State"}, "outcome_subtype"),
        ({"outcome_type": "Adoption", "outcome_at": f"{TODAY - 3 * DAY}T12:00"}, "outcome_at"),
    ],
)
def test_half_an_outcome_is_refused(coordinator, bens_home, outcome, field):
    animal = make_animal(home=bens_home, placed_at=timezone.now() - DAY)
    assert list(errors(edit(coordinator, animal, **outcome))) == [field]
    animal.refresh_from_db()
    assert animal.is_in_care
    assert animal.placements.get().ended_at is None


def test_the_office_says_who_is_a_runt_with_the_reason(coordinator, carer, kangaroo):
    assert "runt_by_hand" not in carer.get(f"/animals/{kangaroo.pk}/edit/").context["form"].fields
    coordinator.force_login(make_person(name="Ana", role="coordinator"))
    edit(coordinator, kangaroo, runt_by_hand="runt", runt_reason="a third of what she should be")
    kangaroo.refresh_from_db()
    assert (kangaroo.runt_by_hand, kangaroo.runt_reason) == (
        "runt",
        "a third of what she should be",
    )


@pytest.mark.parametrize(
    ("said", "field"),
    [({"runt_by_hand": "runt"}, "runt_reason"), ({"runt_reason": "small"}, "runt_by_hand")],
)
def test_half_a_word_about_a_runt_is_refused(coordinator, kangaroo, said, field):
    assert list(errors(edit(coordinator, kangaroo, **said))) == [field]


def test_who_bears_a_litter_keeps_its_species_and_is_not_its_own_young(coordinator):
    bella = make_animal(name="Bella", species_code="dog", sex="female")
    make_litter(name="Shepherds", species_code="dog", dam=bella)
    answer = edit(coordinator, bella, species=species("cat").pk)
    assert "mother of Shepherds" in errors(answer)["species"][0]
    answer = edit(coordinator, bella, litter="Shepherds")
    assert "mother of Shepherds" in errors(answer)["litter"][0]


# ---- litters ------------------------------------------------------------------------------------


def litter_typed(*young, **more):
    """A litter with rows (name, collar, birth weight) for its young."""
    sheet = {"young-TOTAL_FORMS": "15", "young-INITIAL_FORMS": "0"}
    for number, row in enumerate(young):
        for name, value in zip(("name", "collar", "birth_weight_g"), row, strict=False):
            sheet[f"young-{number}-{name}"] = value
    return {"name": "Pouch litter", "species": species().pk, **sheet, **more}


def test_a_litter_comes_with_its_young_in_one_save(carer, ben, bens_home):
    born = str(TODAY - 2 * DAY)
    answer = carer.post(
        reverse("litter-add"),
        litter_typed(
            ("Roo", "red", "92"),
            ("", "blue", ""),
            born_on=born,
            born_plus_minus_days="1",
            came_from="a barn",
            size_at_birth="3",
            stillborn="1",
            bottle_baby="on",
        ),
    )
    litter = Litter.objects.get()
    assert answer["Location"] == litter.get_absolute_url()
    assert (litter.size_at_birth, litter.stillborn, litter.came_from) == (3, 1, "a barn")
    roo, blue = litter.young.order_by("-name")
    assert (roo.name, roo.collar, roo.birth_weight_g) == ("Roo", "red", Decimal("92.0"))
    assert (blue.name, blue.collar, blue.birth_weight_g) == ("Blue", "blue", None)
    for young in (roo, blue):
        assert (str(young.born_on), young.born_precision) == (born, "estimated")
        assert (young.bottle_baby, young.weaning_stage, young.intake_from) == (
            True,
            "bottle",
            "a barn",
        )
        assert young.placements.get().home == bens_home
        assert young.history.get().history_user == ben


def test_fifteen_young_cost_as_much_as_two(carer):
    def cost(count):
        rows = [(f"Young {number}", "", "") for number in range(count)]
        with CaptureQueriesContext(connection) as captured:
            assert carer.post(reverse("litter-add"), litter_typed(*rows)).status_code == 302
        return len(captured)

    cost(2)
    assert cost(2) == cost(15)


def test_a_litter_without_young_is_for_those_who_would_still_see_it(carer, kangaroo):
    answer = carer.post(reverse("litter-add"), litter_typed())
    assert "Name one of the young" in errors(answer)["__all__"][0]
    kangaroo.sex = "female"
    kangaroo.save()
    answer = carer.post(reverse("litter-add"), litter_typed(dam="Kangaroo"))
    assert Litter.objects.get().dam == kangaroo
    assert answer.status_code == 302


def test_a_coordinator_adds_a_litter_that_waits(coordinator):
    coordinator.post(reverse("litter-add"), litter_typed(("Roo",)))
    assert Animal.objects.waiting_for_home().count() == 1


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (("", "", "92"), "name"),
        ((LONG, "", ""), "name"),
        (("\0", "", ""), "name"),
        (("Roo", "plaid", ""), "collar"),
        (("Roo", "", "-3"), "birth_weight_g"),
        (("Roo", "", "40000"), "birth_weight_g"),
        (("Roo", "", "0.1"), "birth_weight_g"),
        (("Roo", "", LONG), "birth_weight_g"),
        (("JOEY", "", ""), "name"),
    ],
)
def test_a_wrong_row_keeps_the_whole_sheet_unstored(carer, row, field):
    answer = carer.post(reverse("litter-add"), litter_typed(("Joey", "red", "90"), row))
    assert answer.status_code == 422
    assert list(answer.context["sheet"].errors[1]) == [field]
    page = answer.content.decode()
    assert 'value="Joey"' in page
    assert "Nothing was stored yet" in page
    assert not Litter.objects.exists()
    assert not Animal.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""),
        ("name", LONG),
        ("species", "0"),
        ("dam", "Nobody"),
        ("dam", "Tom"),
        ("dam", "Rex"),
        ("born_on", str(TODAY + DAY)),
        ("born_on", "0001-01-01"),
        ("born_plus_minus_days", "-1"),
        ("size_at_birth", "31"),
        ("size_at_birth", "-1"),
        ("size_at_birth", "0"),
        ("stillborn", "31"),
        ("stillborn", "x"),
        ("came_from", LONG),
        ("note", "\0"),
        ("intake_type", "Found"),
        ("intake_subtype", "In State"),
        ("intake_at", "9999-12-31T23:59"),
        ("home", "Nowhere"),
    ],
    ids=lambda text: text[:20],
)
def test_a_litter_that_cannot_be_is_refused(coordinator, name, value):
    make_animal(name="Tom", sex="male")
    make_animal(name="Rex", species_code="dog")
    answer = coordinator.post(reverse("litter-add"), litter_typed(("Joey",)) | {name: value})
    assert list(errors(answer)) == [name]
    assert not Litter.objects.exists()


@pytest.mark.parametrize(
    "management",
    [
        {"young-TOTAL_FORMS": ""},
        {"young-TOTAL_FORMS": "x"},
        {"young-TOTAL_FORMS": "100000"},
        {"young-TOTAL_FORMS": "-5"},
        {"young-INITIAL_FORMS": "7"},
    ],
)
def test_a_sheet_that_was_tampered_with_is_no_error_of_ours(coordinator, management):
    answer = coordinator.post(reverse("litter-add"), litter_typed(("Joey",)) | management)
    assert answer.status_code in {302, 422}


def test_a_litter_is_edited(carer, bens_home):
    litter = make_litter(name="Shepherds", came_from="a barn")
    make_animal(litter=litter, home=bens_home)
    address = reverse("litter-edit", args=[litter.pk])
    sent = as_it_stands(carer.get(address), has="stillborn")
    answer = carer.post(address, sent | {"came_from": "a shed"})
    assert answer["Location"] == litter.get_absolute_url()
    litter.refresh_from_db()
    assert (litter.name, litter.came_from) == ("Shepherds", "a shed")


def test_a_mother_that_the_carer_does_not_see_stays(carer, bens_home, cleos_home):
    bella = make_animal(name="Bella", home=cleos_home)
    litter = make_litter(name="Shepherds", dam=bella)
    make_animal(litter=litter, home=bens_home)
    address = reverse("litter-edit", args=[litter.pk])
    carer.post(address, as_it_stands(carer.get(address), has="stillborn"))
    litter.refresh_from_db()
    assert litter.dam == bella


@pytest.mark.parametrize(
    ("change", "field"),
    [({"species": "dog"}, "species"), ({"dam": "Roo"}, "dam"), ({"name": " "}, "name")],
)
def test_a_litter_does_not_become_what_it_cannot_be(coordinator, change, field):
    litter = make_litter(name="Cats")
    make_animal(name="Roo", litter=litter)
    if "species" in change:
        change = {"species": species("dog").pk}
    address = reverse("litter-edit", args=[litter.pk])
    sent = as_it_stands(coordinator.get(address), has="stillborn")
    assert list(errors(coordinator.post(address, sent | change))) == [field]


# ---- mothers ------------------------------------------------------------------------------------


def mother_typed(**more):
    return {
        "name": "Bella",
        "species": species("dog").pk,
        "dam-state": "pregnant",
        "tests-TOTAL_FORMS": "3",
        "tests-INITIAL_FORMS": "0",
        **more,
    }


def test_a_pregnant_mother_comes_with_her_due_day_and_tests(carer, bens_home):
    due = TODAY + 20 * DAY
    answer = carer.post(
        reverse("mother-add"),
        mother_typed(
            **{
                "dam-due_on": str(due),
                "dam-due_plus_minus_days": "4",
                "dam-temper": "shy",
                "tests-0-kind": "parvo",
                "tests-0-result": "negative",
            }
        ),
    )
    bella = Animal.objects.get()
    assert answer["Location"] == bella.get_absolute_url()
    assert (bella.sex, bella.bottle_baby, bella.weaning_stage) == ("female", False, "solid")
    assert (bella.as_dam.due_on, bella.as_dam.due_plus_minus_days) == (due, 4)
    test = HealthTest.objects.get()
    assert (test.animal, test.kind, test.tested_on) == (bella, "parvo", TODAY)
    assert bella.placements.get().home == bens_home


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"name": ""}, "form"),
        ({"dam-state": ""}, "dam"),
        ({"dam-state": "married"}, "dam"),
        ({"dam-due_on": "9999-01-01"}, "dam"),
        ({"dam-due_plus_minus_days": "3"}, "dam"),
        ({"dam-due_plus_minus_days": "-3"}, "dam"),
        ({"dam-state": "nursing", "dam-due_on": str(TODAY)}, "dam"),
        ({"dam-milk": LONG}, "dam"),
    ],
)
def test_a_mother_who_cannot_be_is_refused(coordinator, change, part):
    answer = coordinator.post(reverse("mother-add"), mother_typed(**change))
    assert answer.status_code == 422
    assert answer.context[part].errors
    assert "Nothing was stored yet" in answer.content.decode()
    assert not Animal.objects.exists()


@pytest.mark.parametrize(
    "row",
    [
        {"tests-0-kind": "parvo"},
        {"tests-0-kind": "luck", "tests-0-result": "negative"},
        {"tests-0-kind": "parvo", "tests-0-result": "negative", "tests-0-tested_on": "x"},
    ],
)
def test_half_a_test_is_refused(coordinator, row):
    answer = coordinator.post(reverse("mother-add"), mother_typed(**row))
    assert answer.context["tests"].total_error_count() == 1
    assert not Animal.objects.exists()


def test_how_she_stands_is_edited_with_her(carer, bens_home):
    bella = make_animal(name="Bella", species_code="dog", home=bens_home, bottle_baby=False)
    Dam.objects.create(animal=bella, due_on=TODAY)
    edit(carer, bella, **{"dam-state": "nursing", "dam-due_on": ""})
    assert Dam.objects.get().state == "nursing"
    answer = edit(carer, bella, **{"dam-state": "nursing", "dam-due_on": str(TODAY), "name": "B"})
    assert answer.context["dam"].errors
    bella.refresh_from_db()
    assert bella.name == "Bella"
