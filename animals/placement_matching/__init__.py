"""How a group of animals and a foster home fit: facts in, reasons and a ranking out. Pure.

A rule is written once, for a column of homes: the reasons of one pair are the rules asked of a
column of one, and a plan for hundreds asks them of all homes at once. docs/placements.md has the
table of rules, and the points.
"""

from .facts import Fit, HomeFacts, Kind, Need, Reason, shares_room
from .homes import Homes, Mask, Numbers
from .rules import (
    BLOCKING,
    BY_LOAD,
    RULES,
    WHATEVER_THE_LOAD,
    blocked,
    distance_km,
    reasons,
    reasons_everywhere,
)
from .score import fullness, load_points, ranked, score, standing_points

__all__ = [
    "BLOCKING",
    "BY_LOAD",
    "RULES",
    "WHATEVER_THE_LOAD",
    "Fit",
    "HomeFacts",
    "Homes",
    "Kind",
    "Mask",
    "Need",
    "Numbers",
    "Reason",
    "blocked",
    "distance_km",
    "fullness",
    "load_points",
    "ranked",
    "reasons",
    "reasons_everywhere",
    "score",
    "shares_room",
    "standing_points",
]
