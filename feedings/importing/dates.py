"""What one cell can mean as a day: dates as people write them, ages, times of day.

Pure. 03/04 alone is the third of April or the fourth of March: sheet_calendar decides that from all
dates of the sheet.
"""

import datetime as dt
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from dateutil import parser as dateutil_parser

from . import words
from .sheet import Cell

DateOrder = Literal["ymd", "mdy", "dmy"]
EXCEL_EPOCH = dt.date(1899, 12, 30)
SERIALS = range(30_000, 60_000)  # 1982 to 2064


@dataclass(frozen=True)
class When:
    """A day as one cell has it, before the order of day and month is known.

    Exactly one of `day`, `numbers` and `age_days` is set; `numbers` are two or three, as written.
    `weak` is one that would be a weight elsewhere, such as 20.3 or 43544.
    """

    day: dt.date | None = None
    numbers: tuple[int, ...] = ()
    age_days: int | None = None
    time: dt.time | None = None
    zone: dt.tzinfo | None = None
    weak: bool = False
    mark: str = ""


# Leap years, so that 29 Feb passes; what differs between the two was not written.
NAMELESS_YEARS = tuple(dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (2000, 2004))


class SheetWords(dateutil_parser.parserinfo):
    """Month and weekday names of the sheets' languages for dateutil."""

    JUMP = [*dateutil_parser.parserinfo.JUMP, "de", "den", "der", "of", "le", "el", "dem", "'"]
    # Longer than the pairs that dateutil's annotations know; its code takes any length.
    MONTHS: list[Any] = list(words.MONTHS)
    WEEKDAYS: list[Any] = list(words.WEEKDAYS)


SHEET_WORDS = SheetWords()
MONTH_NAMES = frozenset(name for names in words.MONTHS for name in names)
AGE_WORDS = r"days?|d|dol|tage?|lebenstag|jours?|dias?|dag(?:en)?"
WEEK_WORDS = r"weeks?|wks?|w|wochen?|semaines?|semanas?|weken"
AGE_FIRST = re.compile(rf"^(?:age |at )?(?:{AGE_WORDS})\s*#?\s*(\d{{1,3}})$")
WEEK_FIRST = re.compile(rf"^(?:age |at )?(?:{WEEK_WORDS})\s*#?\s*(\d{{1,2}}(?:\.5)?)$")
WEEK_AND_DAY = re.compile(rf"^(?:{WEEK_WORDS})\s*(\d{{1,2}})\s*(?:{AGE_WORDS})\s*(\d)$")
AGE_LAST = re.compile(rf"^(\d{{1,3}})(?: ?st| ?nd| ?rd| ?th)?\s*(?:{AGE_WORDS})(?: old| of age)?$")
WEEK_LAST = re.compile(
    rf"^(\d{{1,2}})(?: ?st| ?nd| ?rd| ?th)?\s*(?:{WEEK_WORDS})(?: old| of age)?"
    rf"(?:\s*(\d)\s*(?:{AGE_WORDS})?(?: old)?)?$"
)
BIRTH = frozenset(
    {
        *words.each("birth geburt naissance nacimiento newborn geboorte bw birthweight"),
        *words.each("geburtsgewicht bwt"),
        *("at birth", "day of birth", "birth weight", "weight at birth", "birth wt", "b w"),
        *("birth day weight", "born", "poids de naissance", "bei geburt"),
    }
)
BIRTH_AND_ZERO = re.compile(r"^(?:(?:day )?0 (?:at )?birth|birth (?:day )?0)$")
CLOCK = re.compile(
    r"(?<![\d.])(\d{1,2})[:.h](\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap])?\.?(?:m\b\.?)?\s*(?:uhr|h)?"
    r"(Z|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
HOUR = re.compile(r"(?<![\d./-])(\d{1,2})\s*([ap])\.?m\.?$", re.IGNORECASE)
HOUR_WORD = re.compile(r"(?<![\d./-])(\d{1,2})\s*(?:uhr|h|o'?clock)$", re.IGNORECASE)


def when(cell: Cell) -> When | None:
    """The day that the cell names, or None."""
    if isinstance(cell, dt.datetime):
        time = cell.time().replace(tzinfo=None)
        return When(day=cell.date(), time=None if time == dt.time() else time)
    if isinstance(cell, dt.date):
        return When(day=cell)
    if isinstance(cell, Decimal):
        if cell == cell.to_integral_value() and int(cell) in SERIALS:
            return When(day=EXCEL_EPOCH + dt.timedelta(days=int(cell)), weak=True)
        if int(cell) in SERIALS:
            minutes = round(float(cell % 1) * 1440)
            day = EXCEL_EPOCH + dt.timedelta(days=int(cell))
            return When(day=day, time=dt.time(*divmod(min(minutes, 1439), 60)), weak=True)
        return None
    if not isinstance(cell, str) or not cell or len(cell) > 60:
        return None
    return _when_text(cell)


@functools.lru_cache(maxsize=20_000)
def _when_text(text: str) -> When | None:
    text = re.sub(r"\s+", " ", text.replace("\u202f", " ")).strip()
    age = _age(text)
    if age is not None:
        return When(age_days=age)
    if not any(char.isdigit() for char in text):
        return None
    for day_text, time, zone in _without_time(text):
        age = _age(day_text) if time is not None else None
        found = When(age_days=age) if age is not None else None
        found = found or _numeric(day_text) or _named_month(day_text) or _inside(day_text)
        if found is not None:
            return replace(found, time=time, zone=zone, weak=False) if time else found
    return None


def _age(text: str) -> int | None:
    plain = words.plain(text)
    if plain in BIRTH or BIRTH_AND_ZERO.match(plain):
        return 0
    plain = re.sub(r"[.,]", " ", plain)
    for pattern, days in ((AGE_FIRST, 1), (AGE_LAST, 1)):
        match = pattern.match(plain)
        if match:
            return int(match[1]) * days
    match = WEEK_AND_DAY.match(plain)
    if match:
        # "Week 1 Day 1" counts weeks from one, "1 week 1 day" is an age.
        return max(int(match[1]) - 1, 0) * 7 + int(match[2])
    match = WEEK_FIRST.match(text.strip().lower()) or WEEK_FIRST.match(plain)
    if match:
        return int(float(match[1]) * 7)
    match = WEEK_LAST.match(plain)
    if match:
        return int(match[1]) * 7 + int(match[2] or 0)
    return None


def _numeric(text: str) -> When | None:
    text = _without_weekday(text).strip().rstrip(",")
    match = re.match(r"^(\d{4})([-./ ])(\d{1,2})\2(\d{1,2})\.?$", text)
    if match:
        year, month, day = int(match[1]), int(match[3]), int(match[4])
        made = real_date(year, month, day)
        if made is None and real_date(year, day, month):
            made = real_date(year, day, month)
        return When(day=made) if made else When(numbers=(year, month, day))
    match = re.match(r"^(19|20)(\d{2})(\d{2})(\d{2})$", text)
    if match:
        made = real_date(int(match[1] + match[2]), int(match[3]), int(match[4]))
        return When(day=made) if made else None
    match = re.match(r"^(\d{1,2})\s?([-./ ])\s?(\d{1,2})\s?\2\s?['’]?(\d{4}|\d{2})\.?$", text)
    if match:
        return When(numbers=(int(match[1]), int(match[3]), int(match[4])), mark=match[2])
    match = re.match(r"^(\d{1,2})([-/])(\d{1,2})$", text) or re.match(
        r"^(\d{1,2})(\.)\s?(\d{1,2})\.$", text
    )
    if match:
        return When(numbers=(int(match[1]), int(match[3])), mark=match[2])
    match = re.match(r"^(\d{1,2})\.(\d{1,2})$", text)
    if match:
        return When(numbers=(int(match[1]), int(match[2])), mark=".", weak=True)
    if re.fullmatch(r"\d{5}", text) and int(text) in SERIALS:
        return When(day=EXCEL_EPOCH + dt.timedelta(days=int(text)), weak=True)
    return None


def _named_month(text: str) -> When | None:
    if re.search(r"\d\s*/\s*\d", text):
        return None
    tokens = re.findall(r"[a-z]+|\d+", words.plain(text))
    names = [token for token in tokens if token in MONTH_NAMES]
    numbers = [token for token in tokens if token.isdigit()]
    known = SHEET_WORDS.JUMP
    others = [
        t
        for t in tokens
        if not t.isdigit() and t not in names and t not in words.WEEKDAY_NAMES and t not in known
    ]
    if len(names) != 1 or others or not 1 <= len(numbers) <= 2:
        return None
    plain = " ".join(token for token in tokens if token not in known or token in names)
    try:
        made, other = (
            dateutil_parser.parse(plain, parserinfo=SHEET_WORDS, dayfirst=True, default=default)
            for default in NAMELESS_YEARS
        )
    except (ValueError, OverflowError, TypeError):
        return None
    if len(numbers) == 1:
        if int(numbers[0]) > 31 or other.year != 2004:
            return None
        return When(numbers=(made.month, made.day), mark="name")
    if made.year != other.year:
        return None
    return When(day=made.date())


def _inside(text: str) -> When | None:
    """A date and an age in one cell: "Day 3 (3/22)", "3/22 - day 3", "Birth 3/19"."""
    match = re.match(r"^(.*?)[\s(–-]+([^()]+?)\)?$", text)
    pieces = [piece for piece in re.split(r"[()]|\s[-–]\s|, |: |\s(?=day|week)", text) if piece]
    if match is None or len(pieces) < 2:
        pieces = text.split(" ", 1)
        if len(pieces) < 2 or words.plain(pieces[0]) not in BIRTH:
            return None
    found = [(_age(p.strip()), _numeric(p.strip()) or _named_month(p.strip())) for p in pieces]
    dates = [date for age, date in found if date is not None and age is None]
    ages = [age for age, date in found if age is not None]
    if len(dates) == 1 and len(ages) == len(pieces) - 1 and not dates[0].weak:
        return dates[0]
    return None


def _without_weekday(text: str) -> str:
    match = re.match(r"^([^\W\d]+)\.?,? +(?=\d)", text)
    if match and words.plain(match[1]) in words.WEEKDAY_NAMES:
        return text[match.end() :]
    match = re.search(r"(?<=\d),? +\(?([^\W\d]+)\.?\)?$", text)
    if match and words.plain(match[1]) in words.WEEKDAY_NAMES:
        return text[: match.start()]
    return text


def real_date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


# -- times of day -------------------------------------------------------------------------------


def time_of_day(cell: Cell) -> dt.time | None:
    """The time that the cell names on its own: 07:30, 7:30 pm, 7am, AM, evening."""
    if isinstance(cell, dt.datetime):
        return cell.time() if cell.date() <= dt.date(1900, 1, 1) else None
    if isinstance(cell, dt.time):
        return cell
    if isinstance(cell, Decimal):
        if 0 < cell < 1:
            return dt.time(*divmod(min(round(float(cell) * 1440), 1439), 60))
        return None
    return _time_text(cell) if isinstance(cell, str) and 0 < len(cell) < 30 else None


@functools.lru_cache(maxsize=20_000)
def _time_text(text: str) -> dt.time | None:
    word = words.plain(text).replace(" ", "")
    if word in words.TIMES_OF_DAY:
        return dt.time(words.TIMES_OF_DAY[word])
    return next((time for rest, time, _ in _without_time(text.strip()) if not rest), None)


Split = tuple[str, dt.time | None, dt.tzinfo | None]


def _without_time(text: str) -> Iterator[Split]:
    """What stands before a time of day, the time, and its offset: every way to see one.

    "Mar 8 AM" is the morning of a day and not eight on an unknown one, so the last way is none.
    """
    match = CLOCK.search(text)
    if match and (
        match[0][len(match[1])] == ":" or match[4] or re.search("uhr|h", match[0].lower())
    ):
        time = _time(int(match[1]), int(match[2]), match[4])
        before = text[: match.start()].rstrip(" T,@-").removesuffix(" at").rstrip(" ,")
        if time is not None and (before != "" or match.start() == 0):
            yield before, time, _offset(match[5])
    match = HOUR.search(text)
    if match and (time := _time(int(match[1]), 0, match[2])) is not None:
        yield text[: match.start()].rstrip(" ,@-"), time, None
    match = HOUR_WORD.search(text)
    if match and (time := _time(int(match[1]), 0, None)) is not None:
        yield text[: match.start()].rstrip(" ,@-"), time, None
    head, space, tail = text.rpartition(" ")
    word = words.plain(tail).replace(" ", "")
    if space and word in words.TIMES_OF_DAY:
        yield head.rstrip(" ,-("), dt.time(words.TIMES_OF_DAY[word]), None
    yield text, None, None


def _time(hour: int, minute: int, half: str | None) -> dt.time | None:
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def _offset(text: str | None) -> dt.tzinfo | None:
    if not text:
        return None
    if text.upper() == "Z":
        return dt.UTC
    sign = -1 if text[0] == "-" else 1
    hours, minutes = int(text[1:3]), int(text[-2:])
    return dt.timezone(sign * dt.timedelta(hours=hours, minutes=minutes))
