"""How old an animal is, when it was born, and how it left, in words. Pure."""

import datetime as dt

from django.utils import timezone

from animals.models import Animal, Litter
from animals.models.animal import BornPrecision, OutcomeType
from animals.templatetags.pouch import days_of_life, since
from animals.words import day_words

LONG_AGO = dt.timedelta(days=30)

LEFT = {
    OutcomeType.ADOPTION: "was adopted",
    OutcomeType.RETURNED_TO_OWNER: "went back to the owner",
    OutcomeType.TRANSFERRED: "went to another agency",
    OutcomeType.RETURNED_TO_FIELD: "was returned to the field",
    OutcomeType.OTHER_LIVE: "left care",
    OutcomeType.DIED: "died",
    OutcomeType.LOST: "was lost",
    OutcomeType.EUTHANASIA: "was put to sleep",
    OutcomeType.OWNER_EUTHANASIA: "was put to sleep at the owner's wish",
}


def age(days: int | None) -> str:
    """ "12 days", "5 weeks"; empty where it is not known or not born yet."""
    return "" if days is None or days < 0 else days_of_life(days)


def born(who: Animal | Litter, *, today: dt.date) -> str:
    """ "born 12 May, known" or "born about 12 May, ± 2 days"."""
    if who.born_on is None:
        return "birth date not known"
    day = day_words(who.born_on, today=today)
    if who.born_precision == BornPrecision.KNOWN:
        return f"born {day}, known"
    if not who.born_plus_minus_days:
        return f"born about {day}"
    return f"born about {day}, ± {days_of_life(who.born_plus_minus_days)}"


def left(animal: Animal, on: dt.date, *, today: dt.date) -> str:
    """ "Wombat died on 30 October, 3 days old." for an animal that is no longer in care."""
    how = LEFT[OutcomeType(animal.outcome_type)]
    old = age(animal.age_days(on))
    return f"{animal.name} {how} on {day_words(on, today=today)}{f', {old} old' if old else ''}."


def ago(moment: dt.datetime, *, at: dt.datetime) -> str:
    """ "2 h 10 min ago"; "on 13 May 2019" where the days are too many to count."""
    if at - moment < LONG_AGO:
        return since(moment, at)
    return f"on {day_words(timezone.localdate(moment), today=timezone.localdate(at))}"
