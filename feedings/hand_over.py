"""The hand-over sheet: what whoever takes over an animal or a litter has to know, on one page."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone

from animals.exposure import in_quarantine
from animals.models import (
    Animal,
    HomeMembership,
    Litter,
    OfferedAnimal,
    Organisation,
    Person,
    Placement,
)
from animals.units import WeightUnit, format_weight

from . import ages, life
from .alert_lines import AlertLine, alerts_of, lines_of
from .alerts.evaluation import has_milk
from .growth.readings import Reading
from .growth.trend import gains_24h
from .growth.words import difference
from .growth_records import growing
from .log_lines import LogLine, log_lines
from .models import Feed, MedicineGiven, WeighIn
from .paper_log import NightPlan, night_plan
from .protocols import protocols_for
from .questions import CLOCK_SLACK
from .recording import WEAK

HOURS_AHEAD = dt.timedelta(hours=12)
ENTRIES_BACK = dt.timedelta(days=10)
WEIGHTS_BACK = dt.timedelta(days=6)
# A home that it left some days ago still knows what nobody wrote down.
HOME_LEFT = dt.timedelta(days=7)
# A weekday says which day it was up to here.
WEEKDAY_SAYS = dt.timedelta(days=6)
MOST_ENTRIES = 400
MOST_FEEDS, MOST_WEIGHTS, MOST_MEDICINES, MOST_SEEN = 4, 3, 6, 3


@dataclass(frozen=True, kw_only=True)
class Told:
    """An entry or a weight: when, what, and by whom, by name because paper changes hands."""

    when: str
    words: str
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One animal in finished words; the lists latest first. `lives`: its bonds and its friends."""

    animal: Animal
    age: str
    born: str
    left: str
    home: str
    lives: Sequence[str]
    feeds: Sequence[Told]
    weights: Sequence[Told]
    medicines: Sequence[Told]
    seen: Sequence[Told]
    plan: NightPlan
    alerts: Sequence[AlertLine]
    in_quarantine: bool


@dataclass(frozen=True, kw_only=True)
class Call:
    """Somebody to call: who that is to the animals, and the number, empty where none is known."""

    who: str
    role: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class HandOver:
    sheets: Sequence[Sheet]
    calls: Sequence[Call]
    until: dt.datetime


def hand_over(person: Person, animals: QuerySet[Animal], *, at: dt.datetime) -> HandOver:
    """The sheet of these animals as the person sees them. Nine queries, however many they are."""
    found = list(animals.for_list().annotate(has_milk=has_milk(at=at)))
    organisation = Organisation.current()
    pks = [animal.pk for animal in found]
    lines = log_lines(
        found,
        since=at - ENTRIES_BACK,
        until=at + CLOCK_SLACK,
        person=person,
        back_to="",
        most=MOST_ENTRIES,
    )
    weights = {
        one.pk: one.readings
        for one in growing(
            animals=pks,
            born_on=None,
            care_day_hour=organisation.care_day_starts_at_hour,
            zone=timezone.get_current_timezone(),
            at=at,
            since=at - WEIGHTS_BACK,
        )
    }
    alerts, chapters, protocols = alerts_of(found), life.lives(pks), protocols_for(found)

    def sheet(animal: Animal) -> Sheet:
        own = [line for line in lines if line.animal.pk == animal.pk]
        feeds = [line for line in own if isinstance(line.entry, Feed)]
        return Sheet(
            animal=animal,
            **who(animal, chapters.get(animal.pk, ()), at=at),
            feeds=told(feeds[:MOST_FEEDS], at=at),
            weights=weights_told(weights.get(animal.pk, ()), person.weight_unit, at=at),
            medicines=told(of_kind(own, MedicineGiven)[:MOST_MEDICINES], at=at),
            seen=told(others(own)[:MOST_SEEN], at=at),
            plan=night_plan(
                animal,
                protocols,
                at=at,
                until=at + HOURS_AHEAD,
                weak=bool(feeds) and feeds[0].entry.vigour in WEAK,
            ),
            alerts=lines_of(
                animal,
                alerts.get(animal.pk, ()),
                protocols.limits_of(animal.species_id),
                person,
                nursed=animal.has_milk,
                at=timezone.localtime(at),
            ),
        )

    return HandOver(
        sheets=[sheet(animal) for animal in found],
        calls=who_to_call(pks, organisation, at=at),
        until=timezone.localtime(at + HOURS_AHEAD),
    )


def who(animal: Animal, chapters: Iterable[life.Chapter], *, at: dt.datetime) -> dict:
    """How old, where, with whom; how it left, where it did."""
    today = timezone.localdate(at)
    left_on = timezone.localdate(animal.outcome_at) if animal.outcome_at else None
    now = [chapter for chapter in chapters if chapter.is_open]
    return {
        "age": "" if left_on else ages.age(animal.age_days(today)),
        "born": ages.born(animal, today=today),
        "left": ages.left(animal, left_on, today=today) if left_on else "",
        "home": next((chapter.name for chapter in now if chapter.kind == life.HOME), ""),
        "lives": [chapter.text for chapter in now if chapter.kind != life.HOME],
        "in_quarantine": in_quarantine(animal.quarantine_until, on=today),
    }


def of_kind(lines: Iterable[LogLine], kind: type) -> list[LogLine]:
    return [line for line in lines if isinstance(line.entry, kind)]


def others(lines: Iterable[LogLine]) -> list[LogLine]:
    """What was seen: neither fed, weighed nor given."""
    return [line for line in lines if not isinstance(line.entry, Feed | WeighIn | MedicineGiven)]


def told(lines: Iterable[LogLine], *, at: dt.datetime) -> list[Told]:
    return [
        Told(
            when=when(line.at, at=at, day_only=getattr(line.entry, "day_only", False)),
            words=f"{line.words}: “{line.note}”" if line.note else line.words,
            by=line.entry.by_name or "",
        )
        for line in lines
    ]


def weights_told(readings: Sequence[Reading], unit: WeightUnit, *, at: dt.datetime) -> list[Told]:
    """The last weights that count, each with its change in a day where that is known."""
    counted = [reading for reading in readings if not reading.questioned]
    rows = list(zip(counted, gains_24h(counted), strict=True))[-MOST_WEIGHTS:]
    return [
        Told(
            when=when(reading.at, at=at, day_only=reading.day_only),
            words=format_weight(Decimal(f"{reading.grams:.1f}"), unit)
            + (f", {difference(gain.grams, unit)} in a day" if gain else ""),
        )
        for reading, gain in reversed(rows)
    ]


def when(moment: dt.datetime, *, at: dt.datetime, day_only: bool) -> str:
    """ "Fri 03:10" within the week, else "Fri 13 Nov, 03:10": paper is read on another day."""
    local = timezone.localtime(moment)
    is_near = at - moment < WEEKDAY_SAYS
    day = f"{local:%a}" if is_near else f"{local:%a} {local.day} {local:%b}"
    if day_only:
        return day
    return f"{day} {local:%H:%M}" if is_near else f"{day}, {local:%H:%M}"


def who_to_call(
    animals: Sequence[int], organisation: Organisation, *, at: dt.datetime
) -> list[Call]:
    """The organisation, who placed them, and the carers of every home that has to do with them.

    Where they are, where they were until lately, and who said yes to them: a home that was only
    asked gives nobody its number. Two queries.
    """
    rows = Placement.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=at - HOME_LEFT), animal__in=animals
    ).select_related("placed_by")
    stays = sorted(rows, key=lambda row: row.started_at, reverse=True)
    agreed = OfferedAnimal.objects.filter(animal__in=animals, answer=OfferedAnimal.Answer.AGREED)
    carers = (
        HomeMembership.objects.open_at(at)
        .filter(
            Q(home__in={row.home_id for row in stays}) | Q(home__in=agreed.values("offer__home")),
        )
        .select_related("home", "person")
        .order_by("home__name", "started_at", "pk")
    )
    people = [Call(who=organisation.name, role="day and night", phone=organisation.phone)]
    placers = [row.placed_by for row in stays if row.placed_by and row.placed_by.sees_all]
    people += [Call(who=one.name, role="coordinator", phone=one.phone) for one in placers[:1]]
    people += [
        Call(who=row.person.name, role=row.home.name, phone=row.person.phone) for row in carers
    ]
    return list(dict.fromkeys(people))


@dataclass(frozen=True, kw_only=True)
class Card:
    """Who is in a box, when they were born, where they are, and whose number stands on it."""

    animals: Sequence[Animal]
    born: str
    homes: Sequence[str]
    calls: Sequence[Call]


def card_of(animals: QuerySet[Animal], of: Animal | Litter, *, at: dt.datetime) -> Card:
    """The card of one animal or of a litter. Five queries, however many they are."""
    found = list(animals.for_list())
    pks = [animal.pk for animal in found]
    placed = Placement.objects.open_at(at).filter(animal__in=pks).order_by("home__name")
    return Card(
        animals=found,
        born=ages.born(of, today=timezone.localdate(at)),
        homes=list(placed.values_list("home__name", flat=True).distinct()),
        calls=[call for call in who_to_call(pks, Organisation.current(), at=at) if call.phone],
    )
