"""Files of all kinds: encodings, workbooks, and what is no sheet at all."""

import contextlib
import datetime as dt
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedings.importing import sheet
from feedings.importing.sheet import SheetError, read_table, read_tables

from .reading import BORN, read, weights

PLAIN = "date;Kätzchen;Blue\n20.3.2019;98,5;99\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "utf-32"],
)
def test_text_is_read_in_every_encoding(encoding):
    table = read_table("kittens.csv", PLAIN.encode(encoding))
    assert table.rows == [["date", "Kätzchen", "Blue"], ["20.3.2019", "98,5", "99"]]


def workbook(*sheets, **properties) -> bytes:
    """Sheets as (name, rows); cells as openpyxl takes them."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


DAYS = [dt.date(2019, 3, 20), dt.date(2019, 3, 21)]


def test_an_excel_workbook_with_real_dates():
    rows = [["date", "Pink", "Blue"], [DAYS[0], 98, 99.5], [DAYS[1], 101, None]]
    found = read(workbook(("Weights", rows)), name="kittens.xlsx")
    assert weights(found) == [("Pink", "20", "98"), ("Blue", "20", "99.5"), ("Pink", "21", "101")]


def test_an_excel_workbook_with_dates_across_and_times():
    rows = [
        ["name", *(dt.datetime.combine(day, dt.time(7, 30)) for day in DAYS)],
        ["Pink", 98, 101],
    ]
    found = read(workbook(("Weights", rows)), name="kittens.xlsx")
    assert [reading.at for reading in found.readings] == [dt.time(7, 30)] * 2


def test_a_time_column_of_excel():
    rows = [["date", "time", "Pink"], [DAYS[0], dt.time(7, 30), 98], [DAYS[0], dt.time(19), 101]]
    found = read(workbook(("Weights", rows)), name="kittens.xlsx")
    assert [reading.at for reading in found.readings] == [dt.time(7, 30), dt.time(19)]


def test_serial_numbers_of_unformatted_dates():
    rows = [["date", "Pink"], [43544, 98], [43545, 101]]
    assert weights(read(workbook(("Weights", rows)), name="kittens.xlsx"))[0] == (
        "Pink",
        "20",
        "98",
    )


def test_ages_in_numbers_of_excel():
    rows = [["Day", "Pink", "Blue"], [0, 90, 91], [1, 98, 99], [2, 101.5, 103]]
    found = read(workbook(("Weights", rows)), name="kittens.xlsx")
    assert found.readings[0].on == BORN
    assert len(found.readings) == 6


def test_the_first_worksheet_with_weights_is_read_or_the_one_that_is_named():
    content = workbook(
        ("Read me", [["Weights of the spring litters"]]),
        ("One", [["date", "Pink"], [DAYS[0], 98]]),
        ("Two", [["date", "Blue"], [DAYS[0], 99]]),
    )
    assert weights(read(content, name="kittens.xlsx")) == [("Pink", "20", "98")]
    assert weights(read(content, name="kittens.xlsx", sheet="Two")) == [("Blue", "20", "99")]
    with pytest.raises(SheetError, match="no worksheet “Three”"):
        read(content, name="kittens.xlsx", sheet="Three")
    with pytest.raises(SheetError, match="The worksheet “Read me” has no dates"):
        read(content, name="kittens.xlsx", sheet="Read me")


def test_a_weight_that_excel_made_a_date_of_is_a_problem():
    slipped, after = dt.date(2019, 1, 3), dt.date(2019, 3, 22)
    rows = [["date", "Pink"], [DAYS[0], 98], [DAYS[1], slipped], [after, 104]]
    found = read(workbook(("Weights", rows)), name="kittens.xlsx")
    assert [problem.cell for problem in found.problems] == ["B3"]
    assert "a date, not a weight" in found.problems[0].sentence


def test_a_formula_is_read_by_its_value_and_an_error_is_a_gap():
    book = openpyxl.Workbook()
    page = book.active
    for row in (["date", "Pink"], [DAYS[0], 98], [DAYS[1], "=NA()"]):
        page.append(row)
    file = io.BytesIO()
    book.save(file)
    assert len(read(file.getvalue(), name="kittens.xlsx").readings) == 1


def open_document(rows_xml: str) -> bytes:
    """The smallest OpenDocument sheet that readers accept."""
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="Weights">{rows_xml}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            "<manifest:manifest "
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
            "</manifest:manifest>",
        )
    return file.getvalue()


def text_cell(text):
    return (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )


def number_cell(number):
    return f'<table:table-cell office:value-type="float" office:value="{number}"/>'


def date_cell(day):
    return f'<table:table-cell office:value-type="date" office:date-value="{day}"/>'


def row_of(*cells, repeated=1):
    attribute = f'table:number-rows-repeated="{repeated}"'
    return f"<table:table-row {attribute}>{''.join(cells)}</table:table-row>"


def test_an_open_document_sheet():
    content = open_document(
        row_of(text_cell("date"), text_cell("Pink"))
        + row_of(date_cell("2019-03-20"), number_cell("98.5"))
        + row_of("<table:table-cell/>", repeated=1_048_000)
    )
    assert weights(read(content, name="kittens.ods")) == [("Pink", "20", "98.5")]


def damaged_workbook() -> bytes:
    whole = workbook(("Weights", [["date", "Pink"], [DAYS[0], 98]]))
    return whole[: len(whole) // 2]


def far_cell() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = "date"
    book.active["XFD1048576"] = 1
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def zip_of(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


REFUSED = {
    "empty": (b"", "is empty"),
    "only spaces": (b" \n\t\n", "is empty"),
    "PDF": (b"%PDF-1.4\n%\xe2\xe3", "is a PDF"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "is a picture"),
    "photo": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "is a picture"),
    "binary junk": (bytes(range(256)) * 50, "it is no text"),
    "control characters": (b"a,b\x01\x02\x03\x04\n" * 20, "it is no text"),
    "zip of something else": (zip_of("letter.txt", b"hello"), "not a spreadsheet that can be read"),
    "half a workbook": (damaged_workbook(), "is damaged"),
    "nonsense zip": (b"PK\x03\x04nonsense", "is damaged"),
    "nonsense xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000, "not a spreadsheet"),
    "zip bomb": (zip_of("xl/worksheets/sheet1.xml", b" " * 80_000_000), "larger than 2 MB"),
    "far cell": (far_cell(), "as far out as row 1,048,576"),
    "repeated cells": (
        open_document(row_of(number_cell(1), repeated=1_000_000)),
        "repeats cells 1,000,000 times",
    ),
    "web page": (b"<!DOCTYPE html><html><body>", "is a web page"),
    "broken utf-16": (b"\xff\xfea", "is damaged"),
    "too large": (b"1,2\n" * 600_000, "larger than 2 MB"),
    "too many rows": (b"1,2\n" * 5_001, "has 5,001 rows; 5,000 at most"),
    "far too many rows": (b"1\n" * 900_000, "rows; 5,000 at most"),
    "too many columns": (b"1," * 500 + b"1\n", "has 501 columns; 500 at most"),
    "too many cells": ((b"1," * 399 + b"1\n") * 300, "120,000 filled cells; 100,000 at most"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_sheet_is_refused_with_one_sentence(what):
    content, sentence = REFUSED[what]
    with pytest.raises(SheetError) as refusal:
        read_tables("file.csv", content)
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_workbook_with_a_password_is_refused(monkeypatch):
    def locked(*args):
        raise sheet.python_calamine.PasswordError("locked")

    monkeypatch.setattr(sheet.python_calamine, "load_workbook", locked)
    with pytest.raises(SheetError, match="locked with a password"):
        read_tables("kittens.xls", sheet.OLE + b"1" * 600)


def test_a_reader_that_panics_is_a_refusal(monkeypatch):
    class PanicException(BaseException):
        pass

    def panic(*args):
        raise PanicException

    monkeypatch.setattr(sheet.python_calamine, "load_workbook", panic)
    with pytest.raises(SheetError, match="not a spreadsheet"):
        read_tables("kittens.xls", sheet.OLE + b"1" * 600)


def test_empty_rows_keep_their_places_in_addresses():
    table = read_table("kittens.csv", b"\n\ndate,Pink\n\n2019-03-20,98,,\n,,\n")
    assert [len(row) for row in table.rows] == [0, 0, 2, 0, 2]
    assert table.width == 2
    assert table.cell(99, 99) == ""


def test_a_lone_quote_mark_swallows_nothing():
    found = read('date,Pink,Blue\n3/20,98,99\n3/21,",103\n3/22,105,107\n')
    assert len(found.readings) == 5


def test_numbers_of_formulas_have_no_noise():
    rows = [["date", "Pink"], [DAYS[0], 0.1 + 0.2]]
    table = read_table("kittens.xlsx", workbook(("Weights", rows)))
    assert table.rows[1][1] == Decimal("0.3")


@given(st.binary(max_size=400))
def test_no_bytes_at_all_make_it_stumble(content):
    with contextlib.suppress(SheetError):
        read(content)


@given(st.text(alphabet="0123456789,;/.-\n\"' dateKPoz", max_size=200))
def test_no_text_at_all_makes_it_stumble(text):
    with contextlib.suppress(SheetError):
        read("date,Pink\n2019-03-20,98\n" + text)


CELLS = [
    *("", "date", "Pink", "Blue", "3/20", "3/21", "98", "1 lb 3 oz", "Day 3", "17,5", "AM", "g"),
    *("07:30", "Weight", "Average", "-3", "NA", "2019-03-20", "name", "1", "2", "Birth", "oz"),
    *("Bag 35 g", "43544", "Week 2", "pink (g)", '"', "sex", "f", "notes", "20.3.", "0", "time"),
]


@given(
    st.lists(
        st.lists(
            st.sampled_from(CELLS),
            max_size=6,
        ),
        max_size=7,
    )
)
def test_no_table_of_known_words_makes_it_stumble(rows):
    try:
        found = read("\n".join(",".join(row) for row in rows) + "\n")
    except SheetError:
        return
    spots = [reading.spot for reading in found.readings]
    assert len(spots) == len(set(spots))
    assert all(reading.grams > 0 for reading in found.readings)
