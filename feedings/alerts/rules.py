"""All that is wrong with one animal, the worst first. Pure: facts in, findings out.

`at` is local: its zone says which day of life a weight belongs to. A limit whose row is missing
makes its rule silent. Limits and their sources are the rows of thresholds.csv and own_limits.csv.
"""

import datetime as dt
from collections.abc import Callable

from .facts import Facts
from .feed_rules import (
    above_ceiling,
    fed_twice,
    feed_overdue,
    feeds_missed,
    intake_high,
    intake_low,
    never_fed,
)
from .findings import Finding, Limits
from .health_rules import (
    cold,
    diarrhoea,
    fading,
    limp,
    no_stool,
    treatment_overdue,
    weak,
)
from .weight_rules import (
    falling_away,
    loss_10pct,
    loss_24h,
    loss_first_48h,
    low_gain,
    no_gain_24h,
    no_gain_48h,
    pair_ratio,
    very_low_birth_weight,
    weigh_in_overdue,
    weight_questioned,
)

Rule = Callable[[Facts, Limits, dt.datetime], Finding | None]

# In order of weight: of two findings of one severity the earlier is the one to say.
RULES: tuple[Rule, ...] = (
    limp,
    fading,
    cold,
    feeds_missed,
    never_fed,
    loss_10pct,
    no_gain_48h,
    diarrhoea,
    loss_first_48h,
    loss_24h,
    weak,
    no_gain_24h,
    feed_overdue,
    falling_away,
    low_gain,
    no_stool,
    fed_twice,
    above_ceiling,
    intake_low,
    weight_questioned,
    intake_high,
    very_low_birth_weight,
    pair_ratio,
    weigh_in_overdue,
    treatment_overdue,
)

# One cause is said once: of each of these only the worst that was found.
SAME_CAUSE: tuple[frozenset[str], ...] = (
    frozenset({"limp", "fading", "weak"}),
    frozenset({"feeds_missed", "feed_overdue"}),
    frozenset(
        {
            "loss_10pct",
            "no_gain_48h",
            "loss_first_48h",
            "loss_24h",
            "no_gain_24h",
            "falling_away",
            "low_gain",
        }
    ),
)


def findings(facts: Facts, limits: Limits, *, at: dt.datetime) -> list[Finding]:
    """What is wrong now: act now before watch, then by weight of the rule, each cause once."""
    found = [finding for rule in RULES if (finding := rule(facts, limits, at))]
    found.sort(key=lambda finding: finding.severity != "act_now")
    said: list[Finding] = []
    for finding in found:
        codes = {other.code for other in said}
        if not any(finding.code in cause and cause & codes for cause in SAME_CAUSE):
            said.append(finding)
    return said
