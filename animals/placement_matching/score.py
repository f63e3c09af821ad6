"""Which home is best of those that fit: points, all of them our own weights. Pure."""

import numpy as np

from .facts import Fit, Kind, Need
from .homes import MOST_IDLE_DAYS, Homes, Numbers
from .rules import KEEPS, RULES, company_of, distance_km, reasons_everywhere

NO_EXPERIENCE = 15.0  # a step that the home is short of
TOO_MUCH_EXPERIENCE = 4.0  # a step more than asked for, which another group will need
FULL = 40.0  # a home filled to the last minute; half full costs a quarter of it
BOTTLE_DAY, MOST_BOTTLE_DAYS = 0.5, 42  # for bottle babies, a day that the home has had some
KM, MOST_KM, UNKNOWN_KM = 0.3, 100.0, 15.0
WAITING_DAY, MOST_WAITING_DAYS = 2.0, 14.0
IDLE_DAY = 0.15  # a day since anything was last placed there


def score(need: Need, homes: Homes) -> Numbers:
    """Points of each home for this group, more is better, with loads as they are counted now."""
    return standing_points(need, homes) - load_points(need.minutes, homes)


def standing_points(need: Need, homes: Homes) -> Numbers:
    """The points that do not change with what else is placed."""
    points = waiting_points(need) + skill_points(need, homes) - distance_points(need, homes)
    for bond, worth in KEEPS.items():
        points = points + worth * company_of(need, homes, bond)
    for rule in RULES:
        if rule.costs:
            points = points - rule.costs * rule.applies(need, homes)
    if Kind.BOTTLE in need.kinds:
        points = points - BOTTLE_DAY * np.minimum(homes.bottle_days, MOST_BOTTLE_DAYS)
    idle: Numbers = points + IDLE_DAY * np.minimum(homes.idle_days, MOST_IDLE_DAYS)
    return idle


def load_points(minutes: float | Numbers, homes: Homes) -> Numbers:
    """What so many minutes more add to the weight of the load, the more the fuller a home is."""
    return fullness(homes.minutes_used + minutes, homes.minutes) - fullness(
        homes.minutes_used, homes.minutes
    )


def fullness(minutes_used: Numbers, minutes: Numbers) -> Numbers:
    """Convex, so that two homes half full are better than one full and one empty."""
    full: Numbers = FULL * np.square(minutes_used / np.maximum(minutes, 1))
    return full


def waiting_points(need: Need) -> float:
    return WAITING_DAY * min(max(need.waiting_hours, 0) / 24, MOST_WAITING_DAYS)


def skill_points(need: Need, homes: Homes) -> Numbers:
    steps = homes.experience - need.experience
    return np.where(steps < 0, NO_EXPERIENCE * steps, -TOO_MUCH_EXPERIENCE * steps)


def distance_points(need: Need, homes: Homes) -> Numbers:
    away = distance_km(need, homes.latitude, homes.longitude)
    return KM * np.minimum(np.where(np.isnan(away), UNKNOWN_KM, away), MOST_KM)


def ranking_key(fit: Fit) -> tuple[bool, float, str, int]:
    """Homes that fit first, the best of them first."""
    return (not fit.fits, -fit.score, fit.home.name, fit.home.id)


def ranked(need: Need, homes: Homes) -> list[Fit]:
    """Every home for this group, the best first, those that do not fit last."""
    against = reasons_everywhere(need, homes)
    points = score(need, homes)
    away = distance_km(need, homes.latitude, homes.longitude)
    fits = (
        Fit(
            home=homes.now(place),
            score=float(points[place]),
            reasons=tuple(against[home.id]),
            km=None if np.isnan(away[place]) else float(away[place]),
        )
        for place, home in enumerate(homes.facts)
    )
    return sorted(fits, key=ranking_key)
