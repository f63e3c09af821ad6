"""A litter's page: all of them on one chart, and where each is now."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from animals.access import animals_for
from animals.models import Animal, Litter, Organisation, Person, Placement

from . import ages
from .growth.chart import Chart, Series, growth_chart
from .growth.curves import Reference
from .growth.readings import Reading
from .growth.trend import trend
from .growth.words import TrendWords, trend_words
from .growth_records import Growing, birth_weight_of, growing, reference


@dataclass(frozen=True, kw_only=True)
class LitterRow:
    """One of the litter: how it does, where it is, and whether the reader may open its page."""

    animal: Animal
    last: Reading | None
    weighed: str
    words: TrendWords
    where: str
    may_open: bool


@dataclass(frozen=True, kw_only=True)
class LitterPage:
    age: str
    born: str
    rows: Sequence[LitterRow]
    chart: Chart | None
    reference: Reference
    may_open_dam: bool
    feeds_here: int  # how many of those that the reader sees take feeds


def litter_page(person: Person, litter: Litter, *, at: dt.datetime) -> LitterPage:
    """The litter as the person reads it. Four queries, whatever its size and history."""
    zone = timezone.get_current_timezone()
    today = timezone.localdate(at)
    young = young_of(litter, person, at=at)
    found = growing(
        Q(animal__litter=litter),
        born_on=litter.born_on,
        care_day_hour=Organisation.current().care_day_starts_at_hour,
        zone=zone,
        at=at,
    )
    readings = {one.pk: one.readings for one in found}
    rows = [row(animal, readings, person, at=at) for animal in young if animal.is_young]
    band = litter_reference(litter, [row.animal for row in rows], readings, zone=zone)
    return LitterPage(
        age=ages.age((today - litter.born_on).days) if litter.born_on else "",
        born=ages.born(litter, today=today),
        rows=rows,
        chart=chart_of(litter, found, band, person, at=at, zone=zone),
        reference=band,
        may_open_dam=any(animal.may_open for animal in young if animal.pk == litter.dam_id),
        feeds_here=sum(row.animal.takes_feeds and row.may_open for row in rows),
    )


def young_of(litter: Litter, person: Person, *, at: dt.datetime) -> list[Animal]:
    """The litter's young and its mother, with the home each is in and what the person may open."""
    placed = Placement.objects.open_at(at).filter(animal=OuterRef("pk"))
    return list(
        Animal.objects.filter(Q(litter=litter) | Q(pk=litter.dam_id))
        .annotate(
            home_name=Subquery(placed.values("home__name")[:1]),
            may_open=Exists(animals_for(person, at=at).filter(pk=OuterRef("pk"))),
            is_young=Q(litter=litter),
        )
        .order_by("name", "pk")
    )


def row(
    animal: Animal,
    readings: dict[int, tuple[Reading, ...]],
    person: Person,
    *,
    at: dt.datetime,
) -> LitterRow:
    others = [own for pk, own in readings.items() if pk != animal.pk]
    grown = trend(readings.get(animal.pk, ()), littermates=others, at=at)
    return LitterRow(
        animal=animal,
        last=grown.last,
        weighed=ages.ago(grown.last.at, at=at) if grown.last else "",
        words=trend_words(grown, person.weight_unit),
        where=where(animal, today=timezone.localdate(at)),
        may_open=animal.may_open,
    )


def where(animal: Animal, *, today: dt.date) -> str:
    """The home it is in, or how it left."""
    if animal.outcome_at is None:
        return animal.home_name or "waiting for a home"
    left_on = timezone.localdate(animal.outcome_at)
    return ages.left(animal, left_on, today=today).removeprefix(f"{animal.name} ").removesuffix(".")


def litter_reference(
    litter: Litter,
    young: Sequence[Animal],
    readings: dict[int, tuple[Reading, ...]],
    *,
    zone: dt.tzinfo,
) -> Reference:
    """The band of the size that most of them will have, or of their median birth weight."""
    sizes = Counter(animal.adult_size for animal in young if animal.adult_size)
    weights = [
        birth_weight_of(
            readings.get(animal.pk, ()),
            recorded_g=animal.birth_weight_g,
            born_on=litter.born_on,
            zone=zone,
        )
        for animal in young
    ]
    known = [grams for grams in weights if grams]
    return reference(
        litter.species,
        adult_size=max(sizes, key=lambda size: sizes[size]) if sizes else "",
        birth_weight=median(known) if known else None,
        whose_birth_weight="the litter's median",
    )


def chart_of(
    litter: Litter,
    found: Sequence[Growing],
    band: Reference,
    person: Person,
    *,
    at: dt.datetime,
    zone: dt.tzinfo,
) -> Chart | None:
    return growth_chart(
        title=f"Weights of the litter {litter.name}",
        series=[Series(name=one.name, collar=one.collar, readings=one.readings) for one in found],
        born_on=litter.born_on,
        unit=person.weight_unit,
        zone=zone,
        at=at,
        band=band.band,
        table="litter",
    )
