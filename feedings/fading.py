"""The fading screen: what to do now and by which figures, the sugar given so far, whom to call."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from animals.access import animals_for
from animals.models import Animal, Limit, Organisation, Person

from .alerts import findings
from .models import Alert, Observation, Severity
from .protocols import limits_from, protocols_for

SUGAR = "Sugar given (fading protocol)"
# The sugar of an earlier time says nothing about now.
LOOK_BACK = dt.timedelta(hours=2)
MOST_ANIMALS = 12

REWARM_TO, REWARM_HOURS = "rewarm_target_low", ("rewarm_hours_low", "rewarm_hours_high")
NO_FEED_BELOW = "temp_no_feed_below"
SUGAR_EVERY = "fading_sugar_interval_min"
BETTER_WITHIN = "fading_improve_min"
KEYS = (REWARM_TO, *REWARM_HOURS, NO_FEED_BELOW, SUGAR_EVERY, BETTER_WITHIN)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do, and where each of its figures is from."""

    title: str
    text: str
    sources: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Sugar:
    """The sugar given, the earliest first, and how often it is to be."""

    given: Sequence[Observation]
    every: dt.timedelta | None
    better_within: dt.timedelta | None
    note = SUGAR  # what an entry of it says

    @property
    def next_at(self) -> dt.datetime | None:
        return self.given[-1].happened_at + self.every if self.given and self.every else None

    @property
    def better_by(self) -> dt.datetime | None:
        """When it is better, if sugar was the cause."""
        if not self.given or self.better_within is None:
            return None
        return self.given[0].happened_at + self.better_within


@dataclass(frozen=True, kw_only=True)
class Fading:
    """The screen in finished values. `own_steps` are the organisation's, which replace ours."""

    steps: Sequence[Step]
    own_steps: Sequence[str]
    sugar: Sugar
    temperature: Observation | None
    too_cold: bool
    phone: str
    phone_digits: str


def fading(animal: Animal | None, *, at: dt.datetime) -> Fading:
    """The screen of one animal, or of any. Three queries at most."""
    limits = protocols_for([animal]).limits_of(animal.species_id) if animal else any_limits()
    seen = list(recent(animal, at=at)) if animal else []
    taken = [one for one in seen if one.kind == Observation.Kind.TEMPERATURE]
    temperature = taken[-1] if taken else None
    organisation = Organisation.current()
    return Fading(
        steps=steps(limits),
        own_steps=[line.strip() for line in organisation.fading_text.splitlines() if line.strip()],
        sugar=Sugar(
            given=[one for one in seen if one.note == SUGAR],
            every=minutes(limits.get(SUGAR_EVERY)),
            better_within=minutes(limits.get(BETTER_WITHIN)),
        ),
        temperature=temperature,
        too_cold=bool(
            temperature
            and NO_FEED_BELOW in limits
            and temperature.temperature_c < limits[NO_FEED_BELOW].value
        ),
        phone=organisation.phone,
        phone_digits=re.sub(r"[^\d+]", "", organisation.phone),
    )


def recent(animal: Animal, *, at: dt.datetime) -> QuerySet[Observation]:
    """The sugar given and the temperatures taken of late, oldest first."""
    return (
        Observation.objects.current()
        .filter(animal=animal, happened_at__gt=at - LOOK_BACK, happened_at__lte=at)
        .filter(Q(kind=Observation.Kind.TEMPERATURE) | Q(kind=Observation.Kind.NOTE, note=SUGAR))
        .order_by("happened_at", "pk")
    )


def any_limits() -> findings.Limits:
    """The figures where no animal was chosen: those for all, else the first species' own."""
    rows = (
        Limit.objects.filter(key__in=KEYS)
        .order_by(F("species").desc(nulls_last=True))
        .values_list("key", "value", "unit", "source", "certainty")
    )
    return limits_from({key: tuple(row) for key, *row in rows})


def minutes(limit: findings.Limit | None) -> dt.timedelta | None:
    return dt.timedelta(minutes=limit.value) if limit else None


def steps(limits: findings.Limits) -> list[Step]:
    """What the sources of the limits say, without doses; figures taken out are left out."""
    to = figure(limits, "{:g} °C", REWARM_TO)
    hours = figure(limits, "{:g} to {:g} hours", *REWARM_HOURS)
    cold = figure(limits, "{:g} °C", NO_FEED_BELOW)
    every = figure(limits, "{:g} minutes", SUGAR_EVERY)
    within = figure(limits, "{:g} minutes", BETTER_WITHIN)
    return [
        Step(
            title="Warm it first",
            text=f"Wrap it, and warm it slowly{told(' to', to)}{told(' over', hours)}."
            f"{told(' Give no feed below', cold)}{'.' if cold else ''}",
            sources=sources(
                limits, (to, REWARM_TO), (hours, REWARM_HOURS[0]), (cold, NO_FEED_BELOW)
            ),
        ),
        Step(
            title="Sugar, drop by drop",
            text=f"Sugar drops into its mouth{told(' every', every)}, while it is wrapped and "
            "warming.",
            sources=sources(limits, (every, SUGAR_EVERY)),
        ),
        Step(
            title="Look at it",
            text=f"If sugar was the cause, it is better{told(' within', within)}: it moves, it "
            "cries, it wants to suck. If not, or if it gasps or goes limp again, call.",
            sources=sources(limits, (within, BETTER_WITHIN)),
        ),
    ]


def figure(limits: findings.Limits, words: str, *keys: str) -> str:
    """The figure in words; empty where a row of it is missing."""
    return words.format(*(limits[k].value for k in keys)) if set(keys) <= limits.keys() else ""


def told(before: str, words: str) -> str:
    return f"{before} {words}" if words else ""


def sources(limits: findings.Limits, *figures: tuple[str, str]) -> list[str]:
    """ "36.1 °C, 1 to 3 hours: dvm360 ..."; how sure it is where it was not read."""
    said: dict[str, list[str]] = {}
    for words, key in figures:
        if words:
            sure = limits[key].sure
            source = limits[key].source + (f" ({sure})" if sure else "")
            said.setdefault(source, []).append(words)
    return [f"{', '.join(words)}: {source}" for source, words in said.items()]


def to_choose_from(person: Person) -> QuerySet[Animal]:
    """One's animals, those in trouble first; for who sees all, only those."""
    trouble = Alert.objects.open().filter(animal=OuterRef("pk"), severity=Severity.ACT_NOW)
    animals = animals_for(person).in_care().annotate(in_trouble=Exists(trouble))
    if person.sees_all:
        animals = animals.filter(in_trouble=True)
    return animals.order_by("-in_trouble", "name", "pk")[:MOST_ANIMALS]
