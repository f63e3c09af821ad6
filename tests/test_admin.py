"""The admin: everything is found and fixed there, cheaply, and nothing is lost by it."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from animals.models import (
    Animal,
    BreedBirthWeight,
    BuddyPair,
    BuddyPairState,
    CareTask,
    Dam,
    FeedingStep,
    Formula,
    FosterHome,
    GrowthMultiple,
    GrowthPoint,
    HealthTest,
    HomeAbsence,
    HomeInvitation,
    HomeMembership,
    Limit,
    Litter,
    MaternalBond,
    Offer,
    OfferedAnimal,
    Organisation,
    Person,
    Placement,
    ResidentAnimals,
    Species,
    SupplyLent,
)
from feedings import recording
from feedings.models import (
    Alert,
    AlertAction,
    Feed,
    HeldEntry,
    ImportDraft,
    MedicineGiven,
    Observation,
    Phone,
    ReturnAttempt,
    WeighIn,
)
from tests.factories import (
    feed,
    join_home,
    make_animal,
    make_home,
    make_litter,
    make_offer,
    make_person,
    make_placement,
    numbers,
    species,
    weigh,
)
from tests.feedings.test_held_entries import hold

TODAY = dt.date(2026, 5, 1)
NOW = timezone.now()


def a_formula():
    return Formula.objects.create(name=f"Formula {next(numbers)}", kcal_per_ml=1)


def a_species():
    code = f"s{next(numbers)}"
    words = dict.fromkeys(("name", "young_name", "mother_name", "reporting_group"), code)
    weights = {"lightest_g": 1, "heaviest_newborn_g": 2, "heaviest_adult_g": 3}
    return Species.objects.create(code=code, default_formula=a_formula(), **words, **weights)


def a_pair():
    return BuddyPair.objects.create(first=make_animal(), second=make_animal())


def an_entry(model, **fields):
    entry = model(
        animal=make_animal(litter=make_litter()),
        happened_at=NOW,
        recorded_by=make_person(),
        **fields,
    )
    return recording.record([entry])[0].entry


def an_invitation():
    return HomeInvitation.objects.create(
        home=make_home(),
        email=f"dee{next(numbers)}@example.org",
        digest=f"digest {next(numbers)}",
        made_by=make_person(),
        made_at=NOW,
        expires_at=NOW + dt.timedelta(days=7),
    )


def an_alert():
    alert = Alert.objects.create(
        animal=make_animal(home=make_home()),
        code="loss_24h",
        severity="watch",
        text="lost {12.0 g} in 24 h",
        since_at=NOW,
    )
    AlertAction.objects.create(alert=alert, kind="seen", person=make_person(), note="vet called")
    return alert


# One row of each model, with other rows on the far end of each of its references.
ROWS = {
    Animal: lambda: make_animal(litter=make_litter(), home=make_home()),
    BreedBirthWeight: lambda: BreedBirthWeight.objects.create(
        species=a_species(), breed=f"Breed {next(numbers)}"
    ),
    BuddyPair: a_pair,
    BuddyPairState: lambda: BuddyPairState.objects.create(
        pair=a_pair(), state="bonded", decided_by=make_person()
    ),
    CareTask: lambda: CareTask.objects.create(
        species=a_species(), task=f"t{next(numbers)}", from_age_days=1
    ),
    Dam: lambda: Dam.objects.create(animal=make_animal()),
    FeedingStep: lambda: FeedingStep.objects.create(
        species=a_species(), scheme="x", age_days_from=next(numbers)
    ),
    Formula: a_formula,
    FosterHome: lambda: join_home(person=make_person(), home=make_home()).home,
    GrowthMultiple: lambda: GrowthMultiple.objects.create(
        species=a_species(), model="x", age_days=1, multiple=2
    ),
    GrowthPoint: lambda: GrowthPoint.objects.create(
        species=a_species(), size_class="x", age_days=1
    ),
    HealthTest: lambda: HealthTest.objects.create(
        animal=make_animal(), kind="felv", result="negative", tested_on=TODAY
    ),
    HomeAbsence: lambda: HomeAbsence.objects.create(home=make_home(), from_on=TODAY, to_on=TODAY),
    HomeInvitation: an_invitation,
    HomeMembership: lambda: join_home(person=make_person(), home=make_home()),
    Limit: lambda: Limit.objects.create(
        key=f"k{next(numbers)}", species=a_species(), value=1, unit="g", meaning="x"
    ),
    Litter: lambda: make_litter(dam=make_animal()),
    MaternalBond: lambda: MaternalBond.objects.create(
        young=make_animal(), mother=make_animal(), state="nursing"
    ),
    Offer: lambda: make_offer(make_animal(), home=make_home(), by=make_person()),
    OfferedAnimal: lambda: make_offer(make_animal(), home=make_home()).offered.get(),
    Organisation: lambda: Organisation.objects.get_or_create(pk=1)[0],
    Person: make_person,
    ResidentAnimals: lambda: ResidentAnimals.objects.create(home=make_home(), species=a_species()),
    SupplyLent: lambda: SupplyLent.objects.create(home=make_home(), what="pen", lent_on=TODAY),
    Placement: lambda: make_placement(animal=make_animal(), home=make_home()),
    Species: a_species,
    Alert: an_alert,
    AlertAction: lambda: an_alert().actions.get(),
    Feed: lambda: an_entry(Feed, volume_ml=Decimal("6.5"), formula=a_formula()),
    WeighIn: lambda: an_entry(WeighIn, grams=Decimal(212)),
    Observation: lambda: an_entry(Observation, kind="note", note="sneezes"),
    MedicineGiven: lambda: an_entry(MedicineGiven, medicine="drops", dose="one"),
    ReturnAttempt: lambda: an_entry(ReturnAttempt, mother=make_animal(), result="stayed"),
    Phone: lambda: Phone.objects.create(device=uuid.uuid4(), person=make_person()),
    HeldEntry: lambda: hold(make_animal(), person=make_person()),
    ImportDraft: lambda: ImportDraft.objects.create(
        person=make_person(), filename="sheet.csv", content=b"x"
    ),
}
EVERY_MODEL = pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
ENTRIES = [Feed, WeighIn, Observation, MedicineGiven, ReturnAttempt]
READ_ONLY = {
    *ENTRIES,
    Alert,
    AlertAction,
    HeldEntry,
    HomeInvitation,
    ImportDraft,
    Offer,
    OfferedAnimal,
    Phone,
}


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def office(client, sam):
    client.force_login(sam)
    return client


@pytest.fixture
def root(db):
    return Person.objects.create_superuser("root@example.org", "a long pass phrase", name="Root")


def form_of(response):
    """What a browser would send back of a change page as it stands."""
    form = response.context["adminform"].form
    sent = {}
    for part in [form, *(f for s in response.context["inline_admin_formsets"] for f in s.formset)]:
        for field in part:
            value = field.value()
            if isinstance(value, dt.datetime):
                value = timezone.localtime(value)
                sent[f"{field.html_name}_0"] = f"{value:%Y-%m-%d}"
                sent[f"{field.html_name}_1"] = f"{value:%H:%M:%S}"
            elif value is not None and value is not False:
                sent[field.html_name] = value
    for inline in response.context["inline_admin_formsets"]:
        for field in inline.formset.management_form:
            sent[field.html_name] = field.value()
    return sent


def test_every_model_is_registered_and_has_a_row_here():
    models = {
        model
        for app in ("animals", "feedings")
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.startswith("Historical")
    }
    assert models == {model for model in admin.site._registry if model in models}
    assert models == set(ROWS)


@EVERY_MODEL
def test_a_list_costs_the_same_for_3_and_30_rows(office, model):
    def queries(rows):
        for _ in range(rows):
            ROWS[model]()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answer = office.get(address(model, "changelist"))
        assert answer.status_code == 200
        return len(captured)

    office.get(address(model, "changelist"))
    assert queries(3) == queries(27)


@EVERY_MODEL
def test_every_row_opens_and_every_list_is_searched(office, model):
    row = ROWS[model]()
    assert office.get(address(model, "change", row.pk)).status_code == 200
    assert office.get(address(model, "changelist"), {"q": "x\0y"}).status_code in {200, 302}
    answer = office.get(address(model, "changelist"), {"q": "x y"})
    assert answer.status_code == 200
    assert bool(answer.context["cl"].search_fields) == (model is not Organisation)


@EVERY_MODEL
def test_records_are_added_and_entries_are_not(office, model):
    wanted = 403 if model in READ_ONLY else 200
    assert office.get(address(model, "add")).status_code == wanted


@EVERY_MODEL
def test_saving_a_row_as_it_is_changes_nothing(office, model):
    row = ROWS[model]()
    page = office.get(address(model, "change", row.pk))
    if model in READ_ONLY:
        assert office.post(address(model, "change", row.pk), {}).status_code == 403
        return
    before = model.objects.values().get(pk=row.pk)
    answer = office.post(address(model, "change", row.pk), form_of(page))
    assert answer.status_code == 302, answer.context["errors"]
    after = model.objects.values().get(pk=row.pk)
    assert {name for name in before if same(before[name]) != same(after[name])} == set()


def same(value):
    return value.replace(microsecond=0) if isinstance(value, dt.datetime) else value


@pytest.mark.parametrize(
    "model", [model for model in ROWS if hasattr(model, "history") and model not in READ_ONLY]
)
def test_an_edit_says_who_made_it(office, sam, model):
    row = ROWS[model]()
    page = office.get(address(model, "change", row.pk))
    office.post(address(model, "change", row.pk), form_of(page))
    assert row.history.first().history_user == sam
    assert office.get(address(model, "history", row.pk)).status_code == 200
    version = row.history.last().pk
    assert office.get(address(model, "simple_history", row.pk, version)).status_code == 200


@pytest.mark.parametrize("name", ["ana", "ben"])
def test_only_staff_find_an_admin_here(client, request, name):
    client.force_login(request.getfixturevalue(name))
    for page in (reverse("admin:index"), address(Animal, "changelist")):
        assert client.get(page, follow=True).status_code == 404


def test_the_database_refuses_in_a_sentence_and_what_was_typed_stays(office, bens_home):
    joey = make_animal(name="Joey", home=bens_home)
    other = make_home(name="Other home")
    typed = {
        "animal": joey.pk,
        "home": other.pk,
        "started_at_0": f"{joey.intake_at:%Y-%m-%d}",
        "started_at_1": "00:00:00",
        "ended_at_0": f"{timezone.now():%Y-%m-%d}",
        "ended_at_1": "00:00:00",
        "reason": "a backdated stay",
    }
    answer = office.post(address(Placement, "add"), typed)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "two homes at once" in page
    assert "a backdated stay" in page
    assert Placement.objects.filter(animal=joey).count() == 1


def test_going_back_to_a_version_that_cannot_be_is_refused_too(office):
    litter = make_litter(species_code="cat")
    litter.species = species("dog")
    litter.save()
    make_animal(litter=litter)
    version = litter.history.last().pk
    page = office.get(address(Litter, "simple_history", litter.pk, version))
    form = page.context["adminform"].form
    typed = {field.html_name: field.value() for field in form if field.value() is not None}
    answer = office.post(address(Litter, "simple_history", litter.pk, version), typed)
    assert answer.status_code == 200
    assert "one species" in answer.content.decode()
    litter.refresh_from_db()
    assert litter.species.code == "dog"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: feed(animal=make_animal()).animal, "feeds"),
        (lambda: make_animal(home=make_home()).species, "animals"),
        (lambda: make_placement(animal=make_animal(), home=make_home()).home, "placements"),
        (lambda: make_animal(litter=make_litter()).litter, "animals"),
        (lambda: Formula.objects.first(), "species"),
    ],
    ids=["an animal with feeds", "a species", "a home", "a litter", "a formula"],
)
def test_what_others_stand_on_is_not_deleted(office, make, says):
    row = make()
    answer = office.post(address(type(row), "delete", row.pk), {"post": "yes"}, follow=True)
    assert answer.status_code == 200
    assert f"{says} refer to it" in answer.content.decode()
    assert type(row).objects.filter(pk=row.pk).exists()


def test_what_nothing_stands_on_is_deleted(office):
    home = make_home()
    office.post(address(FosterHome, "delete", home.pk), {"post": "yes"})
    assert not FosterHome.objects.filter(pk=home.pk).exists()


def test_nothing_is_deleted_by_the_page(office):
    make_animal()
    actions = office.get(address(Animal, "changelist")).context["action_form"]
    assert actions is None or "delete_selected" not in dict(actions.fields["action"].choices)


@pytest.mark.parametrize("model", ENTRIES)
def test_entries_are_neither_changed_nor_deleted(office, model):
    row = ROWS[model]()
    assert office.post(address(model, "change", row.pk), {"note": "x"}).status_code == 403
    assert office.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", ENTRIES)
def test_an_entry_is_voided_with_a_reason(office, sam, model):
    row, other = ROWS[model](), ROWS[model]()
    typed = {"action": "void_chosen", "_selected_action": [str(row.pk)]}
    asked = office.post(address(model, "changelist"), typed)
    assert "Void entries" in asked.content.decode()
    refused = office.post(address(model, "changelist"), typed | {"reason": " "})
    assert "Say why" in refused.content.decode()
    office.post(address(model, "changelist"), typed | {"reason": "the other kitten"})
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.voided_by, row.void_reason) == (sam, "the other kitten")
    assert other.voided_at is None
    again = office.post(address(model, "changelist"), typed | {"reason": "again"}, follow=True)
    assert "voided or corrected already" in again.content.decode()


def test_voiding_goes_through_the_recording_door(office):
    animal = make_animal()
    weigh(animal=animal, grams=200, at=NOW - dt.timedelta(days=1))
    wrong = weigh(animal=animal, grams=900, at=NOW)
    typed = {"action": "void_chosen", "_selected_action": [str(wrong.pk)], "reason": "digit"}
    office.post(address(WeighIn, "changelist"), typed)
    animal.refresh_from_db()
    assert animal.last_weight_g == 200


def test_too_many_at_once_are_not_voided(office, monkeypatch):
    monkeypatch.setattr("feedings.admin.MOST_AT_ONCE", 1)
    rows = [ROWS[Feed](), ROWS[Feed]()]
    typed = {"action": "void_chosen", "_selected_action": [str(row.pk) for row in rows]}
    answer = office.post(address(Feed, "changelist"), typed | {"reason": "x"}, follow=True)
    assert "at most 1 entries" in answer.content.decode()
    assert Feed.objects.current().count() == 2


NEW_PERSON = {
    "email": "Dora@Example.ORG",
    "name": "Dora",
    "role": "carer",
    "password1": "a long pass phrase",
    "password2": "a long pass phrase",
}


def test_filters_speak_of_animals_and_not_of_fields(office):
    make_animal(name="Here")
    make_animal(name="Gone", outcome_at=NOW, outcome_type="Adoption")
    page = office.get(address(Animal, "changelist"), {"outcome_at__isempty": "1"})
    assert [animal.name for animal in page.context["cl"].result_list] == ["Here"]
    assert "has left" in page.content.decode()


def test_staff_add_a_person_who_can_then_sign_in(office, client):
    office.post(address(Person, "add"), NEW_PERSON)
    dora = Person.objects.get(email="dora@example.org")
    client.logout()
    client.post(reverse("sign-in"), {"username": dora.email, "password": "a long pass phrase"})
    assert get_user(client) == dora


def test_an_address_is_used_once(office, ben):
    answer = office.post(address(Person, "add"), NEW_PERSON | {"email": ben.email.upper()})
    assert "Somebody already signs in" in answer.content.decode()


def test_staff_set_a_new_password(office, ben):
    new = {"password1": "quite another phrase", "password2": "quite another phrase"}
    office.post(f"/admin/animals/person/{ben.pk}/password/", new)
    ben.refresh_from_db()
    assert ben.check_password("quite another phrase")


def test_staff_give_nobody_all_rights(office, ben, sam):
    for person in (ben, sam):
        page = office.get(address(Person, "change", person.pk))
        assert "is_superuser" not in form_of(page)
        rights = {"is_superuser": "on", "groups": [], "user_permissions": []}
        office.post(address(Person, "change", person.pk), form_of(page) | rights)
        person.refresh_from_db()
        assert not person.is_superuser


def test_staff_leave_superusers_alone(office, root):
    taken = {"name": "Root", "email": "mine@example.org", "role": "staff", "is_active": "on"}
    pages = [
        address(Person, "change", root.pk),
        f"/admin/animals/person/{root.pk}/password/",
        address(Person, "simple_history", root.pk, root.history.last().pk),
    ]
    new = {"password1": "quite another phrase", "password2": "quite another phrase"}
    for page in pages:
        assert office.post(page, taken | new).status_code == 403
    root.refresh_from_db()
    assert root.email == "root@example.org"
    assert root.check_password("a long pass phrase")


def test_an_old_version_is_no_way_around_it(office, ben):
    version = ben.history.last().pk
    ben.is_superuser = True
    ben.save()
    page = address(Person, "simple_history", ben.pk, version)
    taken = {"name": "Ben", "email": "mine@example.org", "role": "carer", "is_active": "on"}
    office.post(page, taken)
    ben.refresh_from_db()
    assert ben.email != "mine@example.org"


def test_superusers_give_and_take_all_rights(client, root, ben):
    client.force_login(root)
    page = client.get(address(Person, "change", ben.pk))
    client.post(address(Person, "change", ben.pk), form_of(page) | {"is_superuser": "on"})
    ben.refresh_from_db()
    assert ben.is_superuser


def test_people_are_closed_and_not_deleted(office, ben):
    assert office.post(address(Person, "delete", ben.pk), {"post": "yes"}).status_code == 403


def test_a_pair_may_be_entered_either_way(office):
    first, second = make_animal(), make_animal()
    states = {"states-TOTAL_FORMS": 0, "states-INITIAL_FORMS": 0}
    office.post(address(BuddyPair, "add"), {"first": second.pk, "second": first.pk, **states})
    assert BuddyPair.objects.filter(first=first, second=second).exists()


def test_there_is_one_organisation(office):
    typed = {
        "name": "Paws",
        "phone": "",
        "care_day_starts_at_hour": 6,
        "offers_last_hours": 24,
    }
    office.post(address(Organisation, "add"), typed)
    assert Organisation.current().name == "Paws"
    assert office.get(address(Organisation, "add")).status_code == 403
    page = address(Organisation, "delete", 1)
    assert office.post(page, {"post": "yes"}).status_code == 403


def test_the_sheet_of_a_draft_is_not_loaded_for_the_list(office):
    ROWS[ImportDraft]()
    with CaptureQueriesContext(connection) as captured:
        office.get(address(ImportDraft, "changelist"))
    assert not any('"content"' in query["sql"] for query in captured.captured_queries)


def test_a_home_shows_its_invitations_and_never_their_digest(office):
    row = an_invitation()
    for page in (
        address(FosterHome, "change", row.home_id),
        address(HomeInvitation, "change", row.pk),
        address(HomeInvitation, "changelist"),
    ):
        said = office.get(page).content.decode()
        assert row.email in said
        assert row.digest not in said
