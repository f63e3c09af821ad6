"""How finely a scale was read: a weight is unsure by half of the typed step. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from animals.units import GRAMS_PER, HUNDREDTH, WeightUnit

# Decimals count as the sheet's own when this share of its weights has them: a spreadsheet drops
# the zero of 2.0, and one stray 17.25 says nothing about the other weights.
COMMON = Decimal("0.15")
FINEST = Decimal("0.001")
ENOUGH_HALVES = 4


class Steps:
    """The step of each unit in a sheet, from all numbers written in it."""

    def __init__(self, numbers: Iterable[tuple[WeightUnit, Decimal]]) -> None:
        by_unit: dict[WeightUnit, list[Decimal]] = defaultdict(list)
        for unit, number in numbers:
            by_unit[unit].append(number)
        self.common = {unit: _common_step(numbers) for unit, numbers in by_unit.items()}

    def precision_g(self, unit: WeightUnit, number: Decimal) -> Decimal:
        """Half of the step, in grams."""
        step = self.common.get(unit, Decimal(1))
        if number % step:
            step = _own_step(number)
        half = step * GRAMS_PER[unit] / 2
        return max(half.quantize(HUNDREDTH, rounding=ROUND_HALF_UP), HUNDREDTH)


def _decimals(number: Decimal) -> int:
    return max(-int(number.as_tuple().exponent), 0)


def _own_step(number: Decimal) -> Decimal:
    return max(Decimal(1).scaleb(-_decimals(number)), FINEST)


def _common_step(numbers: list[Decimal]) -> Decimal:
    decimals = sorted((_decimals(number) for number in numbers), reverse=True)
    usual = decimals[int((len(decimals) - 1) * COMMON)]
    if usual == 0:
        return Decimal(1)
    broken = [number % 1 for number in numbers if number % 1]
    for part in (Decimal("0.5"), Decimal("0.25")):
        if len(broken) >= ENOUGH_HALVES and 0 in decimals and all(not b % part for b in broken):
            return part
    return max(Decimal(1).scaleb(-usual), FINEST)
