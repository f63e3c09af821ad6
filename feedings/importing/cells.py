"""What one cell can mean as a weight: gaps, numbers in the marks of many lands, units beside them.

Pure. A cell on its own cannot say whether 1,250 is a thousand grams or a kilo and a quarter, so a
weight is taken apart here and becomes grams once the whole sheet has been looked at.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from animals.units import WeightUnit

from . import words
from .sheet import Cell


def _number(name: str) -> str:
    """A number with its fraction: 1,250 and 1.250,5 and 1'250, or plain digits, .5, 3 1/2, 17½."""
    return (
        rf"(?P<{name}>\d{{1,3}}(?P<{name}_mark>[.,'’ \u2009\u202f])\d{{3}}"
        rf"(?:(?P={name}_mark)\d{{3}})*(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?|[.,]\d+)"
        rf"(?:\s*(?P<{name}_vulgar>[¼½¾])|\s+(?P<{name}_over>\d{{1,2}}/(?:2|3|4|8|16))(?!\d))?"
    )


UNIT_WORD = r"(?:[a-zA-Z]+|#)"
WEIGHT = re.compile(
    r"^(?P<about>~|≈|ca\.?|c\.|approx\.?|about|circa|<|>)?\s*(?P<minus>[-−–])?\s*"
    rf"{_number('first')}\s*(?P<unit>{UNIT_WORD})?\.?"
    r"(?P<rest>.*)$",
    re.DOTALL,
)
SECOND = re.compile(
    rf"^\s*(?:[,&+;-]|and|und|et|y)?\s*{_number('second')}"
    rf"\s*(?P<unit>{UNIT_WORD})?\.?(?P<rest>.*)$",
    re.DOTALL,
)
AGAIN = re.compile(
    rf"^\s*[/=(\[]\s*{_number('again')}\s*(?P<unit>{UNIT_WORD})\.?\s*[)\]]?\s*$", re.DOTALL
)
LONE_FRACTION = re.compile(
    rf"^(?P<over>[¼½¾]|\d{{1,2}}/(?:2|3|4|8|16)(?=\s*[a-zA-Z#]))\s*(?P<unit>{UNIT_WORD})?\.?$"
)
FEET_STYLE = re.compile(r"^(\d{1,3})\s*['’′]\s*(\d{1,2}(?:[.,]\d{1,2})?)\s*(?:\"|”|″|''|’’)?$")
LONGEST_WEIGHT = 80  # more text than that is a note, whatever it begins with
DITTO = frozenset({'"', "''", "”", "“", "„", "〃"})
VULGAR = {"¼": Decimal("0.25"), "½": Decimal("0.5"), "¾": Decimal("0.75")}


@dataclass(frozen=True)
class Part:
    """One number as written, its marks not yet decided, and the unit beside it."""

    digits: str | Decimal
    unit: WeightUnit | None = None
    fraction: Decimal = Decimal(0)


@dataclass(frozen=True)
class Written:
    """A weight as written: one part, or two as in 1 lb 3 oz."""

    parts: tuple[Part, ...]
    negative: bool = False
    about: bool = False
    remark: str = ""
    also: Part | None = None  # the same weight again in another unit: 3.2 oz / 91 g


@dataclass(frozen=True)
class Marks:
    """What point and comma do in this sheet: True for decimals, False for thousands."""

    point: bool | None = None
    comma: bool | None = None


def is_missing(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return False
    word = words.plain(cell)
    if word == "":
        return cell.strip() not in DITTO
    return word in words.MISSING


def shown(cell: Cell) -> str:
    """The cell as a person would read it in the sheet."""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, dt.datetime):
        return cell.strftime("%Y-%m-%d %H:%M") if cell.time() != dt.time() else f"{cell:%Y-%m-%d}"
    if isinstance(cell, dt.time):
        return cell.strftime("%H:%M")
    return str(cell)


def written_weight(cell: Cell) -> Written | None:
    """The weight that the cell holds, or None where it holds something else."""
    if isinstance(cell, Decimal):
        return Written((Part(abs(cell)),), negative=cell < 0)
    if not isinstance(cell, str) or not cell or len(cell) > LONGEST_WEIGHT:
        return None
    return _written_text(cell.strip())


@lru_cache(maxsize=20_000)
def _written_text(text: str) -> Written | None:
    if text.isdigit() and text.isascii():
        return Written((Part(text),))
    feet = FEET_STYLE.match(text)
    if feet and not re.fullmatch(r"\d{1,3}['’]\d{3}", text):
        return Written((Part(feet[1], "lb"), Part(feet[2], "oz")))
    lone = LONE_FRACTION.match(text)
    if lone:
        unit = words.UNITS.get(lone["unit"].lower()) if lone["unit"] else None
        if lone["unit"] and unit is None:
            return None
        return Written((Part("0", unit, _fraction(lone["over"], None)),))
    match = WEIGHT.match(text)
    if not match:
        return None
    unit, rest = _unit_and_rest(match["unit"], match["rest"])
    first = Part(match["first"], unit, _fraction(match["first_vulgar"], match["first_over"]))
    parts: tuple[Part, ...] = (first,)
    if unit in ("lb", "kg"):
        more = SECOND.match(rest)
        if more:
            smaller, rest_after = _unit_and_rest(more["unit"], more["rest"])
            expected: WeightUnit = "oz" if unit == "lb" else "g"
            if smaller in (None, expected):
                fraction = _fraction(more["second_vulgar"], more["second_over"])
                parts = (first, Part(more["second"], expected, fraction))
                rest = rest_after
    again = AGAIN.match(rest)
    if again and (other := words.UNITS.get(again["unit"].lower())) and other != unit:
        also = Part(again["again"], other, _fraction(again["again_vulgar"], again["again_over"]))
        return Written(parts, bool(match["minus"]), bool(match["about"]), also=also)
    change_aside = re.sub(r"\([^)]*\)|(?:\s[+±-]|^\+)\s?\d+(?:[.,]\d+)?", "", rest)
    if re.search(r"\d", change_aside):
        return None  # two weights in one cell, a date, a time: not ours to choose
    remark = rest.strip().strip("*!.\"”″'").strip()
    if unit is None and re.match(r"[/:]|\s*(?:ml|cc|%|°|c\b|f\b|cm|kcal|x\b)", remark.lower()):
        return None
    return Written(parts, negative=bool(match["minus"]), about=bool(match["about"]), remark=remark)


def _unit_and_rest(word: str | None, rest: str) -> tuple[WeightUnit | None, str]:
    """A word that is no unit belongs to what follows the number."""
    if not word:
        return None, rest
    unit = words.UNITS.get(word.lower())
    if unit is None:
        return None, f"{word}{rest}"
    return unit, rest


def _fraction(vulgar: str | None, over: str | None) -> Decimal:
    text = vulgar or over
    if not text:
        return Decimal(0)
    if text in VULGAR:
        return VULGAR[text]
    top, bottom = text.split("/")
    return (Decimal(int(top)) / Decimal(int(bottom))).quantize(Decimal("0.0001"))


def marks_of(weights: Iterable[Written]) -> Marks:
    """Decide from all weights of a sheet what its points and commas do."""
    votes: dict[str, set[bool]] = {".": set(), ",": set()}
    for weight in weights:
        for part in weight.parts:
            if isinstance(part.digits, str):
                for mark, decimal in _votes(part.digits):
                    votes[mark].add(decimal)
    point, comma = (True if True in votes[m] else False if votes[m] else None for m in ".,")
    if point is None and comma is False:
        point = True
    return Marks(point=point, comma=comma)


def _votes(digits: str) -> list[tuple[str, bool]]:
    marks = [char for char in digits if char in ".,"]
    if not marks:
        return []
    if len(set(marks)) == 2:
        return [(marks[-1], True), (marks[0], False)]
    if len(marks) > 1:
        return [(marks[0], False)]
    before, after = digits.split(marks[0])
    if len(after) != 3 or before in ("", "0"):
        return [(marks[0], True)]
    return []


def number(part: Part, marks: Marks, unit: WeightUnit) -> Decimal:
    """The part as a number, its decimals kept as written."""
    if isinstance(part.digits, Decimal):
        return part.digits
    digits = re.sub(r"['’ \u2009\u202f]", "", part.digits)
    for mark, decimal in ((".", marks.point), (",", marks.comma)):
        if mark not in digits:
            continue
        if decimal is None:
            # Three digits behind the only mark: kilos and pounds have decimals, grams thousands.
            decimal = unit in ("kg", "lb")
        if digits.count(mark) > 1 or (not decimal and len(digits.split(mark)[-1][:4]) >= 3):
            decimal = False
        elif not decimal:
            decimal = True
        digits = digits.replace(mark, "." if decimal else "")
    value = Decimal(digits if not digits.startswith(".") else "0" + digits)
    return value + part.fraction if part.fraction else value
