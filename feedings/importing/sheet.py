"""A weighing sheet's bytes become a table of cells; what is no sheet is refused in words. Pure."""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import python_calamine
from clevercsv.detect import Detector

MAX_BYTES = 2_000_000
MAX_ROWS = 5_000
MAX_COLUMNS = 500
MAX_FILLED_CELLS = 100_000  # a litter of twenty weighed daily for years; keeps a preview in seconds

# Finding the delimiter looks at every candidate for every character; the start of a sheet decides.
SNIFF_CHARACTERS = 20_000
DELIMITERS = (",", ";", "\t", "|")

# A workbook unpacks into a dense rectangle, so one stray cell far out would take all memory.
MAX_UNPACKED_BYTES = 60_000_000
MAX_WORKBOOK_CELLS = 5_000_000

Cell = str | Decimal | dt.datetime | dt.date | dt.time


class SheetError(Exception):
    """The file cannot be read as a weighing sheet; the text is one sentence for the person."""


@dataclass(frozen=True)
class Table:
    """The cells as the file has them, so that row 0 and column 0 are A1 of the sheet."""

    name: str
    rows: list[list[Cell]]
    sheet: str = ""

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)

    def cell(self, row: int, column: int) -> Cell:
        cells = self.rows[row] if row < len(self.rows) else []
        return cells[column] if column < len(cells) else ""


KNOWN_STRANGERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or a recording"),
    (b"{\\rtf", "a text document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"SQLite format", "a database"),
)
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WANTED = "Save it as .csv, .xlsx, .xls or .ods and try again."


def read_table(name: str, data: bytes, sheet: str = "") -> Table:
    """The named worksheet, or the first one that holds anything; CSV files have just one."""
    tables = read_tables(name, data)
    if sheet:
        for table in tables:
            if table.sheet == sheet:
                return table
        raise SheetError(f"“{name}” has no worksheet called “{sheet}”.")
    return tables[0]


def read_tables(name: str, data: bytes) -> list[Table]:
    """Every worksheet that holds anything, in the file's order; never an empty list."""
    if len(data) > MAX_BYTES:
        raise SheetError(too_large(name))
    if not data.strip(b"\x00\xff\xfe\xef\xbb\xbf \t\r\n"):
        raise SheetError(f"“{name}” is empty.")
    for magic, what in KNOWN_STRANGERS:
        if data.startswith(magic):
            raise SheetError(f"“{name}” is {what}, not a weighing sheet. {WANTED}")
    if data.startswith((ZIP, OLE)):
        tables = _workbook_tables(name, data)
    else:
        tables = [Table(name, _text_rows(name, _decoded(name, data)))]
    tables = [_trimmed(table) for table in tables]
    tables = [table for table in tables if table.rows]
    if not tables:
        raise SheetError(f"“{name}” is empty.")
    refused: SheetError | None = None
    fitting = []
    for table in tables:
        try:
            _refuse_too_many_cells(table)
            fitting.append(table)
        except SheetError as error:
            refused = refused or error
    if not fitting and refused is not None:
        raise refused
    return fitting


def too_large(name: str) -> str:
    return f"“{name}” is larger than {MAX_BYTES // 1_000_000} MB; a weighing sheet is far smaller."


def _refuse_too_many_cells(table: Table) -> None:
    if len(table.rows) > MAX_ROWS:
        raise SheetError(
            f"“{table.name}” has {len(table.rows):,} rows; {MAX_ROWS:,} at most can be read."
        )
    if table.width > MAX_COLUMNS:
        raise SheetError(
            f"“{table.name}” has {table.width:,} columns; {MAX_COLUMNS} at most can be read."
        )
    filled = sum(1 for row in table.rows for cell in row if cell != "")
    if filled > MAX_FILLED_CELLS:
        raise SheetError(
            f"“{table.name}” has {filled:,} filled cells; {MAX_FILLED_CELLS:,} at most can be read."
        )


def _trimmed(table: Table) -> Table:
    """Empty cells after the last full one go; those before stay, so that addresses stay right."""
    rows = [_without_empty_end(row) for row in table.rows]
    while rows and not rows[-1]:
        rows.pop()
    return Table(table.name, rows, table.sheet)


def _without_empty_end(row: list[Cell]) -> list[Cell]:
    end = len(row)
    while end and row[end - 1] == "":
        end -= 1
    return row[:end]


# -- text ---------------------------------------------------------------------------------------


def _decoded(name: str, data: bytes) -> str:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return _strictly(name, data, encoding)
    if b"\x00" in data:
        # Half of the bytes of western text in UTF-16 are zero, all in the same places.
        sample = data[:2000]
        if sample[1::2].count(0) > 0.4 * len(sample) / 2 > sample[0::2].count(0) * 4:
            return _strictly(name, data, "utf-16-le")
        if sample[0::2].count(0) > 0.4 * len(sample) / 2 > sample[1::2].count(0) * 4:
            return _strictly(name, data, "utf-16-be")
        raise SheetError(f"“{name}” is not a weighing sheet: it is no text. {WANTED}")
    control = sum(
        data.count(bytes([code])) for code in range(32) if code not in (9, 10, 11, 12, 13)
    )
    if control > len(data) / 100:
        raise SheetError(f"“{name}” is not a weighing sheet: it is no text. {WANTED}")
    if data.lstrip()[:200].lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise SheetError(f"“{name}” is a web page, not a weighing sheet. {WANTED}")
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _strictly(name: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SheetError(f"“{name}” is damaged: its text cannot be read. {WANTED}") from error


def _text_rows(name: str, text: str) -> list[list[Cell]]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    lines = text.count("\n")
    if lines > 4 * MAX_ROWS:
        raise SheetError(f"“{name}” has {lines:,} rows; {MAX_ROWS:,} at most can be read.")
    announced = re.match(r'"?sep=(.)"?[^\n]*\n', text, re.IGNORECASE)
    rows: Iterable[Sequence[str]]
    if announced:
        # Excel's own hint stays as an empty row: addresses count it.
        rows = [[], *_split(text[announced.end() :], announced[1])]
    else:
        delimiter = _delimiter(text)
        rows = _split(text, delimiter) if delimiter else _split_at_spaces(text)
    return [[cell.replace("\xa0", " ").strip() for cell in row] for row in rows]


def _delimiter(text: str) -> str:
    sample = text[:SNIFF_CHARACTERS]
    if len(sample) == SNIFF_CHARACTERS:
        sample = sample[: sample.rfind("\n") + 1] or sample
    present = [mark for mark in DELIMITERS if mark in sample]
    if len(present) < 2:
        return present[0] if present else ""
    dialect = Detector().detect(sample, delimiters=present)
    if dialect is None or not dialect.delimiter:
        return max(present, key=sample.count)
    return dialect.delimiter


def _split(text: str, delimiter: str) -> list[list[str]]:
    # Of the dialect only the delimiter is used: in 1'3" the quotes are pounds and ounces.
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        rows = []
    width = text.split("\n", 1)[0].count(delimiter)
    swallowed = any(
        "\n" in cell and cell.count(delimiter) >= max(width, 1) for row in rows for cell in row
    )
    if rows and not swallowed:
        return rows
    # One lone quote mark (ditto, inches) made the lines behind it a single cell.
    lines = []
    for line in text.split("\n"):
        balanced = line.count('"') % 2 == 0
        lines.append(
            next(csv.reader([line], delimiter=delimiter), []) if balanced else line.split(delimiter)
        )
    return lines


def _split_at_spaces(text: str) -> list[list[str]]:
    wide = sum(1 for line in text.split("\n") if re.search(r"\S {2,}\S", line))
    pattern = r" {2,}" if wide > text.strip().count("\n") / 2 else r" +"
    return [re.split(pattern, line.strip()) for line in text.split("\n")]


# -- workbooks ----------------------------------------------------------------------------------


def _workbook_tables(name: str, data: bytes) -> list[Table]:
    if data.startswith(ZIP):
        _refuse_hostile_zip(name, data)
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(data))
        return [
            Table(name, _worksheet_rows(workbook, sheet.name), sheet.name)
            for sheet in workbook.sheets_metadata
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
    except python_calamine.PasswordError as error:
        raise SheetError(f"“{name}” is locked with a password. Save it without one.") from error
    except SheetError:
        raise
    except BaseException as error:
        # A damaged workbook can make the reader panic, which Python sees outside of Exception.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise SheetError(f"“{name}” is not a spreadsheet that can be read. {WANTED}") from error
        raise


def _worksheet_rows(workbook: python_calamine.CalamineWorkbook, sheet: str) -> list[list[Cell]]:
    worksheet = workbook.get_sheet_by_name(sheet)
    if worksheet.start is None:
        return []
    if worksheet.total_height > 4 * MAX_ROWS or worksheet.total_width > 4 * MAX_COLUMNS:
        raise SheetError(
            f"The worksheet “{sheet}” has {worksheet.total_height:,} rows and "
            f"{worksheet.total_width:,} columns; {MAX_ROWS:,} and "
            f"{MAX_COLUMNS} at most can be read."
        )
    return [[_cell(value) for value in row] for row in worksheet.to_python(skip_empty_area=False)]


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        # Formulas leave 0.30000000000000004; no scale shows six decimals.
        return Decimal(repr(round(value, 6))).normalize() + 0
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value
    return str(value).replace("\xa0", " ").strip()


def _refuse_hostile_zip(name: str, data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise SheetError(too_large(name))
            for info in archive.infolist():
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", info.filename):
                    _refuse_far_cells(name, archive.read(info))
                elif info.filename == "content.xml":
                    _refuse_many_repeats(name, archive.read(info))
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, NotImplementedError) as error:
        raise SheetError(f"“{name}” is damaged and cannot be opened. {WANTED}") from error


def _refuse_far_cells(name: str, xml: bytes) -> None:
    furthest_row = furthest_column = 0
    for match in re.finditer(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*[^/]>', xml):
        furthest_row = max(furthest_row, int(match[2]))
        furthest_column = max(furthest_column, _column_number(match[1]))
    if furthest_row * furthest_column > MAX_WORKBOOK_CELLS:
        raise SheetError(
            f"“{name}” has cells as far out as row {furthest_row:,}; "
            f"{MAX_ROWS:,} rows and {MAX_COLUMNS} columns at most can be read."
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _refuse_many_repeats(name: str, xml: bytes) -> None:
    """A cell with a value may stand for many in an OpenDocument sheet."""
    cells = 0
    for row in re.finditer(rb"<table:table-row\b([^>]*)>(.*?)</table:table-row>", xml, re.DOTALL):
        if b"office:value" not in row[2] and b"<text:p" not in row[2]:
            continue
        columns = sum(int(n) for n in re.findall(rb'columns-repeated="(\d{1,9})"', row[2])) + 1
        filled = re.findall(
            rb'<table:table-cell\b[^>]*columns-repeated="(\d{1,9})"[^>]*[^/]>', row[2]
        )
        repeated = re.search(rb'rows-repeated="(\d{1,9})"', row[1])
        rows = int(repeated[1]) if repeated else 1
        cells = max(cells, rows * (sum(map(int, filled)) + 1), rows if columns else 0)
    if cells > MAX_WORKBOOK_CELLS / 100:
        raise SheetError(
            f"“{name}” repeats cells {cells:,} times; "
            f"{MAX_ROWS:,} rows and {MAX_COLUMNS} columns at most can be read."
        )
