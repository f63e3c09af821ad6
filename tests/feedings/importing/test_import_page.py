"""The import page: upload, preview, store; nothing is stored before that."""

import datetime as dt
import uuid
import zoneinfo
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from animals import placing
from animals.models import Animal, CollarColour, FosterHome, Litter, Placement
from feedings.models import ImportDraft, WeighIn
from tests.factories import make_animal, make_litter, make_person, species, weigh

SHEET = """date,Pink,Blue,note
2025-04-02,98,NA,first
2025-04-03,101,99,
2025-04-04,x,104,
"""
pytestmark = pytest.mark.django_db


@pytest.fixture
def as_ben(client, ben):
    client.force_login(ben)
    return client


def uploaded(text=SHEET, name="kittens.csv"):
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def answers(**changes):
    typed = {
        "species": species("cat").pk,
        "litter": "Harbour litter",
        "born_on": "2025-04-02",
        "unit": "g",
        "file": uploaded(),
    }
    return typed | changes


def start(client, **changes):
    response = client.post(reverse("import"), answers(**changes))
    assert response.status_code == 302, response.content.decode()
    return response.url


def again(client, url, button, **changes):
    typed = {name: value for name, value in answers(**changes).items() if name != "file"}
    return client.post(url, typed | {button: "1"})


def test_nothing_is_stored_before_the_preview_is_confirmed(as_ben, ben):
    url = start(as_ben)
    page = as_ben.get(url)
    assert page.status_code == 200
    assert not Litter.objects.exists()
    assert not Animal.objects.exists()
    assert not WeighIn.objects.exists()
    assert ImportDraft.objects.get().person == ben
    assert "Store 4 weights" in page.content.decode()


def test_storing_makes_litter_animals_and_weights_in_the_carers_home(as_ben, ben, bens_home):
    url = start(as_ben)
    response = again(as_ben, url, "store")
    litter = Litter.objects.get(name="Harbour litter")
    assert response.url == litter.get_absolute_url()
    assert {animal.name for animal in litter.young.all()} == {"Pink", "Blue"}
    assert litter.young.get(name="Pink").collar == CollarColour.PINK
    stored = WeighIn.objects.order_by("happened_at", "animal__name")
    assert [(w.animal.name, w.grams) for w in stored] == [
        ("Pink", Decimal("98.0")),
        ("Blue", Decimal("99.0")),
        ("Pink", Decimal("101.0")),
        ("Blue", Decimal("104.0")),
    ]
    assert all(w.recorded_by == ben and w.source == "import" and w.day_only for w in stored)
    assert Placement.objects.filter(home=bens_home, animal__litter=litter).count() == 2
    pink = litter.young.get(name="Pink")
    assert pink.birth_weight_g == Decimal("98.0")
    assert pink.last_weight_g == Decimal("101.0")


def test_the_message_counts_what_was_stored(as_ben):
    response = as_ben.get(again(as_ben, start(as_ben), "store").url)
    assert "4 weights stored, 2 animals created." in response.content.decode()


def test_the_same_sheet_twice_adds_nothing(as_ben):
    again(as_ben, start(as_ben), "store")
    url = start(as_ben)
    page = as_ben.get(url).content.decode()
    assert "all 4 weights are there already" in page
    again(as_ben, url, "store")
    assert WeighIn.objects.count() == 4
    assert Animal.objects.count() == 2
    assert Litter.objects.count() == 1


def test_storing_twice_by_a_double_tap_stores_once(as_ben):
    url = start(as_ben)
    again(as_ben, url, "store")
    response = again(as_ben, url, "store")
    assert response.url == Litter.objects.get().get_absolute_url()
    assert WeighIn.objects.count() == 4


def test_a_corrected_cell_is_shown_and_the_stored_weight_stays(as_ben):
    again(as_ben, start(as_ben), "store")
    changed = SHEET.replace("04-03,101,99", "04-03,102,99")
    url = start(as_ben, file=uploaded(changed))
    page = as_ben.get(url).content.decode()
    assert "Pink on 3 April 2025 is stored as 101 g, the sheet says 102 g" in page
    again(as_ben, url, "store")
    assert WeighIn.objects.count() == 4
    assert WeighIn.objects.filter(grams=Decimal("101.0")).exists()


def test_a_weight_typed_by_hand_before_is_not_doubled(as_ben, bens_home):
    litter = make_litter(name="Harbour litter", born_on=dt.date(2025, 4, 2))
    pink = make_animal(
        name="Rosie",
        collar=CollarColour.PINK,
        litter=litter,
        home=bens_home,
        intake_at=dt.datetime(2025, 4, 2, tzinfo=dt.UTC),
    )
    weigh(animal=pink, grams="101", at=dt.datetime(2025, 4, 3, 21, tzinfo=dt.UTC))
    again(as_ben, start(as_ben), "store")
    assert sorted(pink.weighins.values_list("grams", flat=True)) == [Decimal(98), Decimal(101)]
    assert {animal.name for animal in litter.young.all()} == {"Rosie", "Blue"}


def test_another_animal_can_be_chosen_and_one_left_out(as_ben, bens_home):
    litter = make_litter(name="Harbour litter", born_on=dt.date(2025, 4, 2))
    other = make_animal(
        name="Thistle",
        litter=litter,
        home=bens_home,
        intake_at=dt.datetime(2025, 4, 2, tzinfo=dt.UTC),
    )
    url = start(as_ben)
    picked = {"animal-0": str(other.pk), "animal-1": "out"}
    again(as_ben, url, "store", **picked)
    assert sorted(other.weighins.values_list("grams", flat=True)) == [Decimal(98), Decimal(101)]
    assert WeighIn.objects.count() == 2
    assert litter.young.count() == 1


def test_new_answers_are_read_again_without_another_upload(as_ben):
    url = start(as_ben, unit="")
    response = again(as_ben, url, "again", unit="oz", born_on="2025-04-01")
    assert response.status_code == 302
    page = as_ben.get(url).content.decode()
    assert "Weights in ounces" in page


def test_storing_with_answers_that_were_not_previewed_shows_them_first(as_ben):
    url = start(as_ben)
    response = again(as_ben, url, "store", born_on="2025-04-01")
    assert response.url == url
    assert not WeighIn.objects.exists()


def test_a_draft_is_only_its_owners(as_ben, client, cleo, ana):
    url = start(as_ben)
    for stranger in (cleo, ana):
        client.force_login(stranger)
        assert client.get(url).status_code == 404
        assert again(client, url, "store").status_code == 404
    assert client.get(reverse("import-preview", args=[uuid.uuid4()])).status_code == 404


def test_a_litter_of_another_home_is_another_litter(client, ben, cleo):
    client.force_login(ben)
    again(client, start(client), "store")
    client.force_login(cleo)
    again(client, start(client), "store")
    assert Litter.objects.filter(name="Harbour litter").count() == 2


def test_a_coordinators_animals_wait_for_a_home_or_go_to_the_one_she_names(client, ana, bens_home):
    client.force_login(ana)
    again(client, start(client), "store")
    assert not Placement.objects.exists()
    url = start(client, litter="Second litter", home=bens_home.name)
    page = client.get(url).content.decode()
    assert bens_home.name.replace("'", "&#x27;") in page
    again(client, url, "store", litter="Second litter", home=bens_home.name)
    assert Placement.objects.filter(home=bens_home).count() == 2


def test_a_home_that_closes_in_that_moment_is_a_sentence(as_ben, bens_home, monkeypatch):
    url, lock = start(as_ben), placing.lock

    def late(animals):
        FosterHome.objects.update(closes_on=dt.date(2025, 1, 1))
        return lock(animals)

    monkeypatch.setattr(placing, "lock", late)
    answer = again(as_ben, url, "store")
    assert answer.status_code == 422
    assert "it is closed from 1 January 2025 on." in answer.content.decode()
    assert not Animal.objects.exists()
    assert not Litter.objects.exists()


def test_old_drafts_go_when_a_new_one_comes(as_ben):
    start(as_ben)
    ImportDraft.objects.update(created_at=timezone.now() - dt.timedelta(days=2))
    start(as_ben)
    assert ImportDraft.objects.count() == 1


def test_the_sample_sheet_can_be_tried(as_ben):
    response = as_ben.post(reverse("import"), {"sample": "1"})
    page = as_ben.get(response.url).content.decode()
    assert "Store 103 weights" in page
    assert "Are the two swapped?" in page


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7 and so on", "is a PDF, not a weighing sheet"),
        (b"", "This file is empty."),
        (bytes(range(256)) * 20, "it is no text"),
        (b"a,b,c\n1,2,3\n", "has no dates or ages"),
        (b"date,pink\n2025-04-02,\n", "has no weights beside its dates"),
        (b"x," * 600 + b"\n", "columns; 500 at most"),
        (b"1,2\n" * 5100, "5,100 rows; 5,000 at most"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_where_it_was_chosen(as_ben, content, sentence):
    response = as_ben.post(reverse("import"), answers(file=uploaded(content)))
    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page
    assert 'value="Harbour litter"' in page  # what was typed is kept
    assert not ImportDraft.objects.exists()


def test_fifty_megabytes_are_refused_with_one_sentence(as_ben):
    big = SimpleUploadedFile("big.csv", BytesIO(b"2025-04-02,1\n" * 4_000_000).getvalue())
    response = as_ben.post(reverse("import"), answers(file=big))
    assert response.status_code == 422
    assert "is larger than 2 MB" in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"litter": ""}, "Say which litter it is"),
        ({"litter": "x" * 61}, "60 characters at most"),
        ({"born_on": "yesterday"}, "This is not a day"),
        ({"born_on": "2999-01-01"}, "lies in the future"),
        ({"species": ""}, "Say which species it is"),
        ({"unit": "stone"}, "Select a valid choice"),
        ({"bag_g": "-3"}, "greater than or equal to 0"),
    ],
)
def test_a_wrong_answer_is_said_where_it_was_typed(as_ben, changes, sentence):
    response = as_ben.post(reverse("import"), answers(**changes))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not ImportDraft.objects.exists()


def test_a_carer_without_a_home_is_told_so(client, ben):
    ben.memberships.all().delete()
    client.force_login(ben)
    assert client.get(reverse("import")).status_code == 200
    assert b'type="file"' not in client.get(reverse("import")).content


def test_the_preview_costs_the_same_queries_for_any_sheet(
    as_ben, django_assert_max_num_queries, ben
):
    url = start(as_ben)
    with django_assert_max_num_queries(12):
        as_ben.get(url)
    rows = "".join(
        f"{dt.date(2025, 4, 2) + dt.timedelta(days)},{','.join(['100'] * 12)}\n"
        for days in range(100)
    )
    names = ",".join(f"pup{n}" for n in range(12))
    url = start(as_ben, file=uploaded(f"date,{names}\n{rows}"), litter="Many")
    with django_assert_max_num_queries(12):
        page = as_ben.get(url).content.decode()
    assert "Shown are the first 60 rows" in page


def two_worksheets() -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "One"
    book.create_sheet("Two")
    for name, label in (("One", "Pink"), ("Two", "Blue")):
        for row in (["date", label], [dt.date(2025, 4, 3), 101]):
            book[name].append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_another_worksheet_can_be_chosen(as_ben):
    url = start(as_ben, file=uploaded(two_worksheets(), "kittens.xlsx"))
    assert "1 animal: Pink." in as_ben.get(url).content.decode()
    again(as_ben, url, "again", sheet="Two")
    assert "1 animal: Blue." in as_ben.get(url).content.decode()
    again(as_ben, url, "store", sheet="Two")
    assert Animal.objects.get().name == "Blue"


def test_answers_that_leave_nothing_to_read_are_refused_in_place(as_ben):
    rows = [["date", "Pink"], [dt.date(2025, 4, 3), 101]]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.create_sheet("Notes").append(["fed every two hours"])
    file = BytesIO()
    book.save(file)
    url = start(as_ben, file=uploaded(file.getvalue(), "kittens.xlsx"))
    response = again(as_ben, url, "again", sheet="Notes")
    assert response.status_code == 422
    assert "The worksheet “Notes” has no dates or ages" in response.content.decode()


def test_a_litter_of_another_species_or_day_is_refused(as_ben, bens_home):
    litter = make_litter(name="Harbour litter", species_code="dog", born_on=dt.date(2025, 4, 2))
    make_animal(litter=litter, home=bens_home)
    page = as_ben.post(reverse("import"), answers()).content.decode()
    assert "Harbour litter is a litter of another species." in page
    litter.delete()
    litter = make_litter(name="Harbour litter", born_on=dt.date(2025, 3, 28))
    make_animal(litter=litter, home=bens_home)
    page = as_ben.post(reverse("import"), answers()).content.decode()
    assert "Harbour litter was born on 28 March 2025." in page


def test_the_birth_of_a_known_litter_need_not_be_typed(as_ben, bens_home):
    litter = make_litter(name="Harbour litter", born_on=dt.date(2025, 4, 1))
    make_animal(name="Pink", litter=litter, home=bens_home)
    sheet = uploaded("day,Pink\n1,98\n2,101\n")
    url = start(as_ben, born_on="", file=sheet)
    assert "2 April 2025 to 3 April 2025" in as_ben.get(url).content.decode()


def test_of_two_litters_with_one_name_the_number_says_which(as_ben, bens_home):
    for born_on in (dt.date(2025, 4, 2), dt.date(2025, 4, 3)):
        litter = make_litter(name="Harbour litter", born_on=born_on)
        make_animal(litter=litter, home=bens_home)
    page = as_ben.post(reverse("import"), answers()).content.decode()
    assert "Several have this name." in page
    chosen = f"Harbour litter #{litter.pk}"
    url = start(as_ben, litter=chosen, born_on="")
    assert f'value="{chosen}"' in as_ben.get(url).content.decode()
    again(as_ben, url, "store", litter=chosen, born_on="2025-04-03")
    assert set(WeighIn.objects.values_list("animal__litter", flat=True)) == {litter.pk}


def test_adult_size_is_only_asked_of_dogs(as_ben):
    again(as_ben, start(as_ben, adult_size="large"), "store", adult_size="large")
    assert set(Animal.objects.values_list("adult_size", flat=True)) == {""}


def test_ounces_are_shown_to_who_reads_ounces(as_ben, ben):
    ben.weight_unit = "oz"
    ben.save()
    assert "101 g, 3.6 oz" in as_ben.get(start(as_ben)).content.decode()


def test_today_of_a_person_far_east_is_no_future(client, bens_home):
    zoe = make_person(name="Zoe", home=bens_home, time_zone="Pacific/Kiritimati")
    client.force_login(zoe)
    today = timezone.localdate(timezone=zoneinfo.ZoneInfo(zoe.time_zone))
    url = start(client, file=uploaded(f"date,Pink\n{today},98\n"), born_on=str(today))
    again(client, url, "store", born_on=str(today))
    assert WeighIn.objects.get().happened_at <= timezone.now()


def test_without_a_zone_of_their_own_the_sheet_is_read_in_the_phone_s(as_ben):
    as_ben.cookies["zone"] = "Pacific/Honolulu"
    again(as_ben, start(as_ben), "store")
    stored = WeighIn.objects.all()
    assert {entry.time_zone for entry in stored} == {"Pacific/Honolulu"}
    assert {entry.happened_at.hour for entry in stored} == {18}  # eight in the morning there
