"""`import_weights`: one line in, one report out, and one clear line when it cannot."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from animals.models import Animal, CollarColour, Litter
from animals.units import GRAMS_PER, to_tenth
from feedings import recording
from feedings.models import WeighIn

pytestmark = pytest.mark.django_db
SHEET = "date,Pink,Blue\n2019-03-19,90,92\n2019-03-20,98,abc\n2019-03-21,101,103\n"
ANSWERS = {"species": "cat", "born": "2019-03-19", "unit": "g"}


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "harbour_litter.csv"
    path.write_text(SHEET)
    return path


def run(path, **answers) -> str:
    out = io.StringIO()
    file = [str(path)] if path else []
    call_command("import_weights", *file, stdout=out, **(ANSWERS | answers))
    return out.getvalue()


def test_it_stores_and_reports(sheet):
    said = run(sheet)
    assert "C3: “abc” is not a weight: not read." in said
    assert (
        "harbour litter: 5 weights stored, 0 there already, 2 animals created, 1 problem." in said
    )
    litter = Litter.objects.get()
    assert (litter.name, litter.born_on) == ("harbour litter", dt.date(2019, 3, 19))
    entry = WeighIn.objects.get(animal__name="Pink", grams=101)
    assert (entry.source, entry.recorded_by, entry.purpose) == ("import", None, "growth")
    assert (entry.unit, entry.precision_g, entry.day_only) == ("g", Decimal("0.50"), True)
    assert entry.happened_at == dt.datetime(2019, 3, 21, 8, tzinfo=dt.UTC)
    pink = Animal.objects.get(name="Pink")
    assert (pink.collar, pink.birth_weight_g) == (CollarColour.PINK, 90)
    assert pink.last_weight_g == 101
    assert not recording.drifted(Animal.objects.values_list("pk", flat=True))


def test_twice_adds_nothing(sheet):
    run(sheet)
    said = run(sheet)
    assert "0 weights stored, 5 there already, 0 animals created" in said
    assert WeighIn.objects.count() == 5


def test_a_dry_run_stores_nothing(sheet):
    said = run(sheet, dry_run=True)
    assert "nothing stored: 5 weights would be" in said
    assert not Litter.objects.exists()
    assert not WeighIn.objects.exists()


def test_a_changed_cell_is_reported_and_the_stored_one_stays(sheet):
    run(sheet)
    sheet.write_text(SHEET.replace(",98,", ",97,"))
    said = run(sheet)
    assert "B3: Pink on 20 March 2019 is stored as 98 g, the sheet says 97 g." in said
    assert "0 weights stored, 4 there already" in said
    assert not WeighIn.objects.filter(grams=97).exists()


def test_a_weight_that_was_taken_out_does_not_come_back(sheet, ana):
    run(sheet)
    recording.void(WeighIn.objects.get(animal__name="Pink", grams=98), by=ana)
    assert "0 weights stored, 5 there already" in run(sheet)
    assert WeighIn.objects.current().count() == 4


def test_a_weight_corrected_here_to_what_the_sheet_now_says_is_there_already(sheet, ana):
    run(sheet)
    old = WeighIn.objects.get(animal__name="Pink", grams=98)
    recording.record(
        [WeighIn(animal=old.animal, happened_at=old.happened_at, grams=97, corrects=old)]
    )
    sheet.write_text(SHEET.replace(",98,", ",97,"))
    assert "5 there already" in run(sheet)


def test_a_longer_sheet_adds_only_what_is_new(sheet):
    run(sheet)
    sheet.write_text(SHEET + "2019-03-22,105,107\n")
    assert "2 weights stored, 5 there already" in run(sheet)


def test_the_adult_size_goes_to_the_animals(tmp_path):
    path = tmp_path / "dogs.csv"
    path.write_text("date,Rex\n2019-03-20,17\n")
    run(path, species="dog", unit="oz", adult_size="large", litter="Shepherds")
    assert Animal.objects.get().adult_size == "large"


def test_a_second_litter_of_that_name_needs_its_own_day(sheet):
    run(sheet, litter="Harbour")
    with pytest.raises(CommandError, match="There is a litter “Harbour” born on 2019-03-19"):
        run(sheet, litter="harbour", born="2019-03-18")


def test_a_bag_can_be_taken_off(sheet):
    run(sheet, bag="35")
    assert WeighIn.objects.filter(animal__name="Pink").earliest("happened_at").grams == 55


REFUSED = [
    ({"species": "ferret"}, "There is no species “ferret” here: choose cat or dog."),
    ({"species": None}, "Say --species"),
    ({"born": None}, "Say --born"),
    ({"unit": None}, "Say --unit"),
    ({"unit": "stone"}, "“stone” is no unit"),
    ({"born": "19.3.2019"}, "“19.3.2019” is not a day: write it as 2019-03-19."),
    ({"born": "2019-02-30"}, "is not a day"),
    ({"born": "2999-01-01"}, "lies in the future"),
    ({"born": "1019-03-19"}, "too long ago"),
    ({"adult_size": "huge"}, "“huge” is no adult size: choose one of toy"),
    ({"adult_size": "large"}, "A kitten has no adult size class"),
    ({"litter": "x" * 61}, "longer than 60 characters"),
    ({"litter": "  "}, "needs a name"),
    ({"bag": "heavy"}, "is not a bag's weight"),
    ({"bag": "-1"}, "A bag weighs from 0"),
    ({"bag": "nan"}, "A bag weighs from 0"),
    ({"sheet": "Spring"}, "no worksheet “Spring”"),
]


@pytest.mark.parametrize(("answers", "sentence"), REFUSED)
def test_a_wrong_answer_ends_in_one_clear_line(sheet, answers, sentence):
    with pytest.raises(CommandError) as refusal:
        run(sheet, **answers)
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert not Litter.objects.exists()


FILES = {
    "nothing given": (None, "Say the FILE"),
    "missing": ("missing.csv", "There is no file"),
    "folder": (".", "is a folder, not a weighing sheet"),
    "too large": (b"1,2\n" * 13_000_000, "is larger than 2 MB"),
    "PDF": (b"%PDF-1.4", "is a PDF"),
    "binary": (bytes(range(256)) * 9, "it is no text"),
    "empty": (b"", "is empty"),
    "no dates": (b"a,b\n1,2\n", "has no dates or ages"),
    "nothing readable": (b"date,Pink\n2019-03-20,0\n", "No weight in “file.csv” could be read"),
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_cannot_be_read_ends_in_one_clear_line(tmp_path, what):
    content, sentence = FILES[what]
    path = None
    if content is not None:
        path = tmp_path / (content if isinstance(content, str) else "file.csv")
        if isinstance(content, bytes):
            path.write_bytes(content)
    with pytest.raises(CommandError) as refusal:
        run(path)
    assert sentence in str(refusal.value)
    assert not WeighIn.objects.exists()


def test_the_real_sheet_is_stored_exactly_and_twice_adds_nothing(real_sheets):
    path = real_sheets / "shepherd_litter_2019_oz.csv"
    with path.open(newline="") as file:
        head, *rows = list(csv.reader(file))
    expected = {
        (name.capitalize(), day): to_tenth(int(cell) * GRAMS_PER["oz"])
        for day, *cells in rows
        for name, cell in zip(head[1:], cells, strict=True)
        if cell.isdigit()
    }
    answers = {"species": "dog", "unit": "oz", "litter": "Shepherds", "adult_size": "large"}
    run(path, **answers)
    stored = {
        (entry.animal.name, f"{entry.happened_at:%Y-%m-%d}"): entry.grams
        for entry in WeighIn.objects.select_related("animal")
    }
    assert len(expected) > 250
    assert stored == expected
    assert {entry.precision_g for entry in WeighIn.objects.all()} == {Decimal("14.17")}
    assert set(Litter.objects.get(name="Shepherds").young.values_list("collar", flat=True)) == {
        *("pink", "emerald", "orange", "purple", "yellow", "blue")
    }
    assert "0 weights stored" in run(path, **answers)
    assert WeighIn.objects.count() == len(expected)
