"""How old an animal is, as far as a limit asks. Pure.

`at` is local: its zone says which day of life an instant belongs to.
"""

import datetime as dt

from .facts import Facts
from .findings import Limits

NEONATE_KEY = "neonate_days"
GROWN_KEY = "growth_alert_days"
# Of unknown age, fed by nobody and without littermates: a mother rather than young above this.
# The lightest grown cats and toy dogs weigh more, most young that are not yet weaned less.
YOUNG_BELOW_G = 1500


def days_old(facts: Facts, moment: dt.datetime, *, zone: dt.tzinfo | None) -> int | None:
    """Whole days from the day of birth to that of `moment`; negative before, None if not known."""
    if facts.born_on is None:
        return None
    return (moment.astimezone(zone).date() - facts.born_on).days


def after_birth_day(facts: Facts, moment: dt.datetime, *, zone: dt.tzinfo | None) -> bool:
    """Later than the calendar day of birth; so is every instant where that is not known.

    Slight loss in the first 24 hours can be normal (University of Minnesota notes), and the hour
    of the birth is not known.
    """
    days = days_old(facts, moment, zone=zone)
    return days is None or days > 0


def is_neonate(facts: Facts, limits: Limits, *, at: dt.datetime) -> bool:
    """In the first weeks of life, of unknown age, or fed by hand: a stall is a case for the vet."""
    days = days_old(facts, at, zone=at.tzinfo)
    if facts.takes_feeds or days is None:
        return True
    return NEONATE_KEY in limits and days < limits[NEONATE_KEY].value


def is_growing(facts: Facts, limits: Limits, *, at: dt.datetime) -> bool:
    """Young enough for each day's weight to say something. A mother in care is not."""
    days = days_old(facts, at, zone=at.tzinfo)
    if days is not None:
        return GROWN_KEY not in limits or days < limits[GROWN_KEY].value
    if facts.takes_feeds or facts.littermates or not facts.readings:
        return True
    return max(facts.readings, key=lambda reading: reading.at).grams < YOUNG_BELOW_G
