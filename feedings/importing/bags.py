"""The weighing bag: sheets that note its weight, and those whose weights include it. Pure."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from animals.units import GRAMS_PER, WeightUnit, format_weight, to_tenth

from . import words
from .cells import Marks, Written, number, shown, written_weight
from .layout import Layout, Mention, Spot, address
from .sheet import Table

WORDS = frozenset(
    words.each(
        "bag tare tara tared carrier container bowl basket pouch towel beutel tasche box sack"
    )
)
_ANY = "|".join(sorted(WORDS))
AMOUNT = r"(\d+(?:[.,]\d+)?)\s*([a-zA-Z]+)?"
AFTER = re.compile(rf"\b(?:{_ANY})s?\b[^\d]{{0,30}}{AMOUNT}", re.IGNORECASE)
BEFORE = re.compile(rf"{AMOUNT}\s+(?:\w+\s+){{0,2}}(?:{_ANY})s?\b", re.IGNORECASE)
INCLUDED = re.compile(
    r"\bincl|\bgross\b|\bbrutto\b|\bwith\b|\bplus\b|\bmit\b|\bin (?:the |a )?(?:\w+ )?bag|"
    r"\b(?:to )?subtract\b|\bdeduct\b|not (?:yet )?(?:subtracted|deducted|tared|taken off)",
    re.IGNORECASE,
)
EXCLUDED = re.compile(
    r"\bwithout\b|\bexcl|\btared\b|\bsubtracted\b|\bdeducted\b|\bzeroed\b|\bnet\b|\bnetto\b|"
    r"\bohne\b|\btaken off\b|\bnot incl",
    re.IGNORECASE,
)
NEGATED = re.compile(r"not (?:yet )?(?:subtracted|deducted|tared|taken off|zeroed)", re.IGNORECASE)


@dataclass
class Bag:
    """What each weight includes besides the animal."""

    grams: Decimal = Decimal(0)
    gross_only: bool = False  # only the columns headed "with bag" include it
    said: list[str] = field(default_factory=list)

    def grams_for(self, mention: Mention, table: Table, marks: Marks, unit: WeightUnit) -> Decimal:
        if mention.bag is not None:
            written = written_weight(table.cell(*mention.bag))
            if written is not None:
                own = written.parts[0].unit or unit
                return number(written.parts[0], marks, own) * GRAMS_PER[own]
        return self.grams if mention.gross or not self.gross_only else Decimal(0)


def find(
    table: Table, layout: Layout, *, unit: WeightUnit, marks: Marks, given_g: Decimal | None
) -> Bag:
    """What to take off each weight; `given_g` is the person's word and wins."""
    if given_g is not None:
        if given_g == 0:
            return Bag()
        return Bag(given_g, said=[f"{format_weight(given_g)} taken off each weight for the bag."])
    if any(mention.bag for mention in layout.mentions):
        return Bag(gross_only=True, said=["The bag’s weight in each row taken off its weight."])
    note = _noted(table, layout, unit, marks)
    gross = [mention for mention in layout.mentions if mention.gross]
    if note is None:
        if gross:
            return Bag(
                said=[
                    "The weights include a bag, and the sheet does not say what it weighs: they "
                    "are read as they stand. Give the bag’s weight to have it taken off."
                ]
            )
        return Bag()
    spot, grams, included = note
    weight, cell = format_weight(to_tenth(grams), unit), address(spot)
    if included or gross:
        text = f"{weight} taken off each weight for the bag that they include, as {cell} says."
        return Bag(grams, gross_only=bool(gross), said=[text])
    text = (
        f"{cell} gives a bag of {weight}. Weights are read as they stand; give the bag’s weight "
        "here if they include it."
    )
    return Bag(said=[text])


def _noted(
    table: Table, layout: Layout, unit: WeightUnit, marks: Marks
) -> tuple[Spot, Decimal, bool] | None:
    """Where a bag's weight is noted, its grams, and whether the weights are said to include it."""
    included = any(
        set(words.plain(text).split()) & WORDS and _says_included(text) for _, text in layout.titles
    )
    for spot, text in layout.titles:
        if not set(words.plain(text).split()) & WORDS:
            continue
        grams = _amount_in(text, unit, marks)
        if grams is None and not any(char.isdigit() for char in text):
            beside = (spot[0], spot[1] + 1)
            written = written_weight(table.cell(*beside))
            if written is not None and shown(table.cell(*beside)):
                grams = _grams(written, unit, marks)
        if grams:
            return spot, grams, included and not _says_excluded(text)
    return None


def _says_excluded(text: str) -> bool:
    return bool(EXCLUDED.search(text)) and not NEGATED.search(text)


def _says_included(text: str) -> bool:
    return bool(INCLUDED.search(text)) and not _says_excluded(text)


def _amount_in(text: str, unit: WeightUnit, marks: Marks) -> Decimal | None:
    match = AFTER.search(text) or BEFORE.search(text)
    if match is None:
        return None
    written = written_weight(match[1])
    if written is None:
        return None
    own = words.UNITS.get((match[2] or "").lower())
    return _grams(written, own or unit, marks)


def _grams(written: Written, unit: WeightUnit, marks: Marks) -> Decimal:
    own = written.parts[0].unit or unit
    return number(written.parts[0], marks, own) * GRAMS_PER[own]
