"""What about an entry cannot be right, asked before it is stored. Pure.

Nothing here refuses: a person looks again and says "it is right". What a change may be and how a
right weight is written wrong stand in growth/plausible.py; growth/suspicion.py looks afterwards.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from animals.units import WeightUnit, format_volume, format_weight

from .growth import plausible as limits
from .growth.plausible import UNIT_FITS, possible, slips

FITS_A_MATE = Decimal("0.04")
WORTH_SWAPPING = Decimal("0.03")

# Questions about the weight itself: "it is right" then also says so to those who look afterwards.
ABOUT_WEIGHT = frozenset({"swapped", "unit", "digit", "jump"})

CLOCK_SLACK = dt.timedelta(minutes=5)
FED_AGAIN_WITHIN = dt.timedelta(hours=1)

# A page brings these along: without a signal static/js/offline/questions.js asks by them.
FIGURES = {
    "CLOCK_SLACK_S": CLOCK_SLACK.total_seconds(),
    "FED_AGAIN_WITHIN_S": FED_AGAIN_WITHIN.total_seconds(),
    "FITS_A_MATE": float(FITS_A_MATE),
    "WORTH_SWAPPING": float(WORTH_SWAPPING),
    "UNIT_FITS": float(UNIT_FITS),
    "JUMP_UP_AT_ONCE": limits.JUMP_UP_AT_ONCE,
    "JUMP_DOWN_AT_ONCE": limits.JUMP_DOWN_AT_ONCE,
    "GAIN_A_DAY_MOST": limits.GAIN_A_DAY_MOST,
    "GAIN_A_DAY_LATER": limits.GAIN_A_DAY_LATER,
    "LOSS_A_DAY_MOST": limits.LOSS_A_DAY_MOST,
    "SMALL_CHANGE_G": limits.SMALL_CHANGE_G,
    "DAYS_THAT_COUNT": limits.DAYS_THAT_COUNT,
    "MOST_DAYS": limits.MOST_DAYS,
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """One doubt about one animal's entry; `field` is where it was typed."""

    code: str
    field: str
    text: str
    swap_with: int | None = None


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of an animal before the entry; weights in grams, instants aware."""

    animal_id: int
    name: str
    last_weight_g: Decimal | None = None
    last_weighed_at: dt.datetime | None = None
    last_fed_at: dt.datetime | None = None
    last_fed_by: str = ""
    ceiling_ml: Decimal | None = None
    born_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What was typed for one animal of a round."""

    animal_id: int
    grams: Decimal | None = None
    unit: WeightUnit = "g"
    precision_g: Decimal = Decimal("0.5")
    volume_ml: Decimal | None = None
    fed: bool = False


def asks_weight(asked: Iterable[Question]) -> bool:
    return any(question.code in ABOUT_WEIGHT for question in asked)


def ask_time(*, happened_at: dt.datetime, at: dt.datetime) -> list[Question]:
    """A round that lies in the future by more than a clock's slack."""
    if happened_at > at + CLOCK_SLACK:
        return [Question(code="future", field="happened_at", text="This time has not come yet.")]
    return []


def ask(
    *,
    known: Known,
    typed: Typed,
    mates: Sequence[tuple[Known, Typed | None]],
    happened_at: dt.datetime,
    unit: WeightUnit = "g",
) -> list[Question]:
    """All doubts about one animal's entry; `mates` are the others of the box or litter.

    `happened_at` is local to the reader, whose day it is that is compared with the day of birth;
    `unit` is the unit in which the reader sees weights.
    """
    questions = [
        *ask_birth(known=known, happened_at=happened_at),
        *ask_weight(known=known, typed=typed, mates=mates, happened_at=happened_at, unit=unit),
    ]
    if typed.fed:
        questions += ask_amount(known=known, typed=typed)
        questions += ask_fed_again(known=known, happened_at=happened_at)
    return questions


def ask_birth(*, known: Known, happened_at: dt.datetime) -> list[Question]:
    if known.born_on is None or happened_at.date() >= known.born_on:
        return []
    text = f"{known.name} was born on {known.born_on:%-d %B}, after this."
    return [Question(code="before_birth", field="happened_at", text=text)]


def ask_amount(*, known: Known, typed: Typed) -> list[Question]:
    if known.ceiling_ml is None or typed.volume_ml is None or typed.volume_ml <= known.ceiling_ml:
        return []
    text = (
        f"{format_volume(typed.volume_ml)} is more than {known.name}'s stomach holds at this "
        f"weight, about {format_volume(known.ceiling_ml)}."
    )
    return [Question(code="ceiling", field="amount", text=text)]


def ask_fed_again(*, known: Known, happened_at: dt.datetime) -> list[Question]:
    if known.last_fed_at is None:
        return []
    apart = happened_at - known.last_fed_at
    if abs(apart) >= FED_AGAIN_WITHIN:
        return []
    text = f"{say_fed(known.name, before=apart, by=known.last_fed_by)} Feed again?"
    return [Question(code="fed_again", field="fed", text=text)]


def say_fed(name: str, *, before: dt.timedelta, by: str) -> str:
    """ "Kangaroo was fed 20 min before by Cleo."; after, where `before` is negative."""
    minutes = int(abs(before).total_seconds() // 60)
    when = f"{minutes} min {'before' if before > dt.timedelta() else 'after'}"
    return f"{name} was fed {when if minutes else 'at the same time'}{f' by {by}' if by else ''}."


def ask_weight(
    *,
    known: Known,
    typed: Typed,
    mates: Sequence[tuple[Known, Typed | None]],
    happened_at: dt.datetime,
    unit: WeightUnit,
) -> list[Question]:
    """At most one doubt about a weight: the most telling explanation of it."""
    if typed.grams is None:
        return []
    swapped = ask_swapped(known=known, typed=typed, mates=mates, happened_at=happened_at, unit=unit)
    if swapped:
        return swapped
    if known.last_weight_g is None or known.last_weighed_at is None:
        return []
    if plausible(known=known, grams=typed.grams, precision_g=typed.precision_g, at=happened_at):
        return []
    shown = format_weight(typed.grams, unit)
    last = format_weight(known.last_weight_g, unit)
    for slip in slips(typed.unit):
        meant = typed.grams * slip.factor
        if abs(meant - known.last_weight_g) <= UNIT_FITS * known.last_weight_g:
            meant_shown = format_weight(meant, unit)
            text = f"{shown}? {known.name} weighed {last}. {slip.text} That would be {meant_shown}."
            return [Question(code=slip.reason, field="weight_before", text=text)]
    change = typed.grams - known.last_weight_g
    more = "more" if change > 0 else "less"
    text = (
        f"{shown} is {format_weight(abs(change), unit)} {more} than {known.name}'s last weight, "
        f"{last}, {days_apart(known.last_weighed_at, happened_at)} before."
    )
    return [Question(code="jump", field="weight_before", text=text)]


def ask_swapped(
    *,
    known: Known,
    typed: Typed,
    mates: Sequence[tuple[Known, Typed | None]],
    happened_at: dt.datetime,
    unit: WeightUnit,
) -> list[Question]:
    """The weight fits another of the box better than this animal, and theirs does not gainsay."""
    if typed.grams is None or known.last_weight_g is None:
        return []
    own = off_by(typed.grams, known.last_weight_g)
    fits_own = plausible(
        known=known, grams=typed.grams, precision_g=typed.precision_g, at=happened_at
    )
    best: tuple[Decimal, Known] | None = None
    for mate, mates_typed in mates:
        if mate.animal_id == known.animal_id or mate.last_weight_g is None:
            continue
        theirs = off_by(typed.grams, mate.last_weight_g)
        if mates_typed is not None and mates_typed.grams is not None:
            as_typed = own + off_by(mates_typed.grams, mate.last_weight_g)
            crossed = theirs + off_by(mates_typed.grams, known.last_weight_g)
            rounding = 2 * typed.precision_g / known.last_weight_g
            better = crossed * 3 < as_typed and as_typed > 2 * WORTH_SWAPPING + rounding
        else:
            better = not fits_own and theirs <= FITS_A_MATE and theirs * 3 < own
        if better and (best is None or theirs < best[0]):
            best = (theirs, mate)
    if best is None:
        return []
    text = f"{format_weight(typed.grams, unit)} fits {best[1].name} better than {known.name}. Swap?"
    return [Question(code="swapped", field="weight_before", text=text, swap_with=best[1].animal_id)]


def off_by(grams: Decimal, usual_g: Decimal) -> Decimal:
    """The difference as a share of the usual weight."""
    return abs(grams - usual_g) / usual_g


def plausible(*, known: Known, grams: Decimal, precision_g: Decimal, at: dt.datetime) -> bool:
    """Whether growth, loss, a feed and rounding can explain the change since the last weight."""
    if known.last_weight_g is None or known.last_weighed_at is None:
        return True
    lowest, highest = possible(
        float(known.last_weight_g),
        days=(at - known.last_weighed_at) / dt.timedelta(days=1),
        precision_g=float(precision_g),
    )
    return lowest <= float(grams) <= highest


def days_apart(earlier: dt.datetime, later: dt.datetime) -> str:
    """The time between two weights in words."""
    hours = abs((later - earlier).total_seconds()) / 3600
    if hours < 1:
        return "less than an hour"
    if hours < 36:
        return f"{round(hours)} h"
    return f"{round(hours / 24)} days"
