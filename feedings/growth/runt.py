"""Whether an animal is a runt: by which definition, since when, and whether it has caught up.

Pure. A runt is a standard deviation below its littermates (litter_z_runt; Schrank 2020 has it for
breeds, the litter is our adaptation) and smaller than them by a share
(small_vs_littermates_pct_low): either alone would name the smallest of every even litter. At birth
the birth weights say so, or a very low birth weight for the breed (Mugnier 2020). Later it takes
two weighings a day apart, so that one full bladder names nobody; one at which it weighs nearly as
much as they do (runt_caught_up_pct) is enough to have caught up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from feedings.growth.readings import Reading
from feedings.growth.standing import (
    MATES_LEAST,
    LitterPlace,
    birth_weight_class,
    middle_and_spread,
    places,
)

Definition = Literal["by hand", "at birth", "very low birth weight", "by growth"]
APART = timedelta(hours=20)  # two mornings, one of them early


@dataclass(frozen=True, kw_only=True)
class RuntLimits:
    """Rows of the limits: SD in the litter, and per cent of the littermates' median."""

    z: float = -1.0
    small_percent: float = 15.0
    caught_up_percent: float = 90.0


@dataclass(frozen=True, kw_only=True)
class Birth:
    """Birth weights in grams: its own, its littermates', and the limits of its breed."""

    born_on: date | None = None
    own_g: float | None = None
    littermates_g: Sequence[float] = ()
    low_below_g: float | None = None
    very_low_below_g: float | None = None


@dataclass(frozen=True, kw_only=True)
class ByHand:
    """What a person said: a runt or not, and why."""

    is_runt: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class Runt:
    """What is known about an animal being a runt.

    `since` is the day of birth or the first of the weighings that say so; `percent` its share of
    the littermates' median then. `caught_up` is the weighing from which it no longer is one.
    """

    is_runt: bool
    definition: Definition | None = None
    since: datetime | date | None = None
    percent: float | None = None
    caught_up: LitterPlace | None = None
    reason: str = ""


def runt(
    readings: Sequence[Reading],
    littermates: Sequence[Sequence[Reading]],
    *,
    birth: Birth,
    by_hand: ByHand | None = None,
    limits: RuntLimits | None = None,
    at: datetime | None = None,
) -> Runt:
    """The verdict at an instant. A person's word stands above the weights."""
    if by_hand is not None:
        return Runt(is_runt=by_hand.is_runt, definition="by hand", reason=by_hand.reason)
    limits = limits or RuntLimits()
    return by_growth(at_birth(birth, limits), places(readings, littermates, at=at), limits=limits)


def at_birth(birth: Birth, limits: RuntLimits) -> Runt:
    """By the birth weights alone."""
    if birth.own_g is None:
        return Runt(is_runt=False)
    mates = birth.littermates_g
    middle, spread = middle_and_spread(mates) if len(mates) >= MATES_LEAST else (None, None)
    percent = 100 * birth.own_g / middle if middle else None
    if middle and spread and is_small(birth.own_g, middle, spread, limits):
        return Runt(is_runt=True, definition="at birth", since=birth.born_on, percent=percent)
    weight_class = birth_weight_class(
        birth.own_g, low_below_g=birth.low_below_g, very_low_below_g=birth.very_low_below_g
    )
    if weight_class == "very low":
        return Runt(
            is_runt=True, definition="very low birth weight", since=birth.born_on, percent=percent
        )
    return Runt(is_runt=False)


def by_growth(born: Runt, weighings: Sequence[LitterPlace], *, limits: RuntLimits) -> Runt:
    """From what it was at birth through each weighing: it becomes a runt, and catches up."""
    verdict = born
    small: list[LitterPlace] = []
    for place in weighings:
        if verdict.is_runt and place.percent >= limits.caught_up_percent:
            verdict = replace(verdict, is_runt=False, caught_up=place)
        elif not verdict.is_runt:
            small = [*small, place] if is_small_at(place, limits) else []
            if held(small):
                verdict = Runt(
                    is_runt=True,
                    definition="by growth",
                    since=small[0].at,
                    percent=small[0].percent,
                )
                small = []
    return verdict


def held(weighings: Sequence[LitterPlace]) -> bool:
    return bool(weighings) and weighings[-1].at - weighings[0].at >= APART


def is_small_at(place: LitterPlace, limits: RuntLimits) -> bool:
    return place.z <= limits.z and place.percent <= 100 - limits.small_percent


def is_small(grams: float, middle: float, spread: float, limits: RuntLimits) -> bool:
    return (grams - middle) / spread <= limits.z and 100 * grams / middle <= (
        100 - limits.small_percent
    )
