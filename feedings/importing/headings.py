"""What a heading says about its column (or row): an animal, a date, a weight, or something else."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from enum import Enum, auto

from animals.units import WeightUnit

from . import words
from .cells import shown
from .dates import when
from .sheet import Cell


class Role(Enum):
    """What stands under a heading."""

    BLANK = auto()
    ANIMAL = auto()  # any word that is nothing else: the animal's own name
    DATE = auto()
    AGE = auto()
    WEEK = auto()
    DAY = auto()  # a date or an age in the heading itself
    TIME = auto()
    WEEKDAY = auto()
    NAME = auto()
    COLLAR = auto()
    ID = auto()
    SEX = auto()
    BORN = auto()
    DESCRIBED = auto()
    WEIGHT = auto()
    GROSS = auto()
    BAG = auto()
    UNIT = auto()
    NOTES = auto()
    SUMMARY = auto()
    OTHER_FIGURE = auto()
    MOTHER = auto()


# In the order in which a phrase is looked up: "day" is a date before it is an age.
PHRASES: tuple[tuple[Role, frozenset[str]], ...] = (
    (Role.DATE, words.DATE - words.AGE),
    (Role.AGE, words.AGE),
    (Role.WEEK, words.AGE_IN_WEEKS),
    (Role.TIME, words.TIME),
    (Role.WEEKDAY, words.WEEKDAY),
    (Role.WEIGHT, words.WEIGHT),
    (Role.GROSS, words.GROSS - {"total"}),
    (Role.BAG, words.BAG),
    (Role.UNIT, words.UNIT),
    (Role.NAME, words.NAME),
    (Role.COLLAR, words.COLLAR),
    (Role.ID, words.ID),
    (Role.SEX, words.SEX),
    (Role.BORN, words.BORN),
    (Role.DESCRIBED, words.DESCRIBED - words.MOTHER),
    (Role.NOTES, words.NOTES),
    (Role.SUMMARY, words.SUMMARY),
    (Role.OTHER_FIGURE, words.OTHER_FIGURES),
    (Role.MOTHER, words.MOTHER),
)
# Also names that people give: a figure only where another heading is certainly one.
SUMMARY_OR_NAME = frozenset({"max", "min", "rank", "target", "count", "range", "all", "delta"})
HALVES_OF_DAY = frozenset({"am", "pm", "morning", "evening", "morgens", "abends"})
AT_MOST_WORDS = 8


@dataclass(frozen=True)
class Heading:
    """A heading taken apart; `label` is the animal's name as written, without unit and time."""

    role: Role
    label: str = ""
    unit: WeightUnit | None = None
    time: dt.time | None = None
    sex: str = ""
    gross: bool = False  # "Pink with bag"


WITH_BAG = re.compile(
    r"\s*[(\[]?(?:\b(?:with|incl\.?|including|in|mit|inkl\.?)|\+)\s+(?:the\s+|a\s+)?"
    r"(?:\w+\s+)?(?:bag|carrier|container|box|bowl|basket|pouch|towel|tare|beutel)\b[)\]]?"
    r"|\s*[(\[]?\b(?:gross|brutto)\b[)\]]?",
    re.IGNORECASE,
)


def heading(cell: Cell) -> Heading:
    text = shown(cell).strip()
    if not text:
        return Heading(Role.BLANK)
    if (found := when(cell)) is not None and not found.weak:
        if found.age_days == 0 and words.plain(text) in words.BORN:
            return Heading(Role.BORN, text)
        return Heading(Role.DAY, text)
    phrase = words.plain(text)
    if (role := _role(phrase)) is not None:
        return Heading(role, text)
    bare = WITH_BAG.sub("", text).strip()
    if bare and bare != text:
        return replace(heading(bare), gross=True)
    if phrase in words.UNITS and text != "#":
        return Heading(Role.WEIGHT, text, words.UNITS[phrase])
    return _taken_apart(text)


def _role(phrase: str) -> Role | None:
    return next((role for role, phrases in PHRASES if phrase in phrases), None)


def _taken_apart(text: str) -> Heading:
    found = Heading(Role.ANIMAL, text)
    for inner in re.findall(r"[(\[]([^()\[\]]*)[)\]]", text):
        word = words.plain(inner).removeprefix("in ")
        if word in words.UNITS:
            found = replace(found, unit=words.UNITS[word])
        elif word in words.SEXES:
            found = replace(found, sex=words.SEXES[word])
        elif word in HALVES_OF_DAY:
            found = replace(found, time=dt.time(words.TIMES_OF_DAY[word]))
        else:
            continue
        text = re.sub(rf"\s*[(\[]{re.escape(inner)}[)\]]\s*", " ", text).strip()
    for sign in "♀♂":
        if sign in text:
            found, text = replace(found, sex=words.SEXES[sign]), text.replace(sign, "").strip()
    tokens = [
        token for token in re.split(r"[\s_]+|(?<=\w)[/,:;-]+(?=\s|$)|\s[-–/]\s", text) if token
    ]
    plain = [words.plain(token) for token in tokens]
    whole = len(tokens)
    while len(tokens) > 1 and plain[-1] in words.UNITS:
        found = replace(found, unit=words.UNITS[plain[-1]])
        tokens, plain = tokens[:-1], plain[:-1]
        if len(tokens) > 1 and plain[-1] == "in":
            tokens, plain = tokens[:-1], plain[:-1]
    while len(tokens) > 1 and plain[-1] in HALVES_OF_DAY:
        found = replace(found, time=dt.time(words.TIMES_OF_DAY[plain[-1]]))
        tokens, plain = tokens[:-1], plain[:-1]
    while len(tokens) > 1 and plain[0] in HALVES_OF_DAY:
        found = replace(found, time=dt.time(words.TIMES_OF_DAY[plain[0]]))
        tokens, plain = tokens[1:], plain[1:]
    shortened = len(tokens) < whole
    phrase = " ".join(token for token in plain if token)
    if (role := _role(phrase)) is not None:
        return replace(found, role=role, label=" ".join(tokens))
    if len(tokens) <= AT_MOST_WORDS:
        every = set(phrase.split())
        if every & (words.SUMMARY - SUMMARY_OR_NAME):
            return replace(found, role=Role.SUMMARY, label=text)
        if every & words.OTHER_FIGURES:
            return replace(found, role=Role.OTHER_FIGURE, label=text)
        if phrase.split() and phrase.split()[0] in words.NOTES - {"by", "person", "who"}:
            return replace(found, role=Role.NOTES, label=text)
    of_weight = [t for t, p in zip(tokens, plain, strict=True) if p not in words.WEIGHT]
    if len(of_weight) < len(tokens):
        rest = {word for token in of_weight for word in words.plain(token).split()}
        if rest <= {"in", "of", "the", "new", "daily"}:
            return replace(found, role=Role.WEIGHT, label=text)
        return replace(found, label=" ".join(of_weight).removesuffix("'s").removesuffix("’s"))
    return replace(found, label=" ".join(tokens) if shortened else text)
