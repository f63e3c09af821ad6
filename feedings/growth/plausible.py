"""What growth, loss, a feed and rounding can explain, and how a weight is written wrong. Pure.

Asked at entry (feedings/questions.py) and after the fact (suspicion.py) by the same figures. Limits
of change are a designer's defaults, wide enough for published growth (SACN5 Table 16-1: puppies
gain 5 to 10 % a day in week one; SACN5 Table 23-1: kittens 10 to 13 g a day) and for loss in
illness.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from animals.units import GRAMS_PER, WeightUnit

JUMP_UP_AT_ONCE = 0.12  # a feed and a full bladder weigh as much as that
JUMP_DOWN_AT_ONCE = 0.10
GAIN_A_DAY_MOST = 0.13
GAIN_A_DAY_LATER = 0.04  # nobody goes on for months as in the first weeks
LOSS_A_DAY_MOST = 0.04
SMALL_CHANGE_G = 4.0
DAYS_THAT_COUNT = 14.0  # of such gain, and of any loss
MOST_DAYS = 365.0

UNIT_FITS = Decimal("0.20")  # how near the weight that was meant has to be, as a share of the usual


@dataclass(frozen=True)
class Slip:
    """A way to write a weight wrong: the factor that puts it right, and the question in words."""

    reason: Literal["unit", "digit"]
    text: str
    factor: Decimal


def slips(unit: WeightUnit) -> Iterator[Slip]:
    """What can have happened to a weight that was typed in this unit."""
    for other, per in GRAMS_PER.items():
        if other != unit:
            yield Slip("unit", f"Was it read in {other}?", per / GRAMS_PER[unit])
    yield Slip("digit", "Is a digit missing?", Decimal(10))
    yield Slip("digit", "Is there a digit too many?", Decimal("0.1"))


def possible(last_g: float, *, days: float, precision_g: float) -> tuple[float, float]:
    """The lowest and highest weight (grams) that can be read `days` after the last one.

    A negative number of days is before it, where growth runs the other way.
    """
    passed = abs(days)
    early = min(passed, DAYS_THAT_COUNT)
    late = min(passed, MOST_DAYS) - early
    gain = (1 + GAIN_A_DAY_MOST) ** early * (1 + GAIN_A_DAY_LATER) ** late
    loss = (1 - LOSS_A_DAY_MOST) ** early
    if days < 0:
        gain, loss = 1 / loss, 1 / gain
    slack = SMALL_CHANGE_G + 2 * precision_g
    return (
        last_g * (1 - JUMP_DOWN_AT_ONCE) * loss - slack,
        last_g * (1 + JUMP_UP_AT_ONCE) * gain + slack,
    )
