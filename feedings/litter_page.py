"""A litter's page: all of them on one chart, and where each is now."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from animals.access import animals_for
from animals.models import Animal, Litter, Organisation, Person, Placement

from . import ages, growth_summary
from .growth.chart import Chart, Series, growth_chart
from .growth.curves import Reference
from .growth.readings import Reading
from .growth.summary import Summary, sentences
from .growth.words import TrendWords, trend_words
from .growth_records import Growing, growing, reference
from .protocols import protocols_for


@dataclass(frozen=True, kw_only=True)
class LitterRow:
    """One of the litter: how it does, where it is, and whether the reader may open its page."""

    animal: Animal
    last: Reading | None
    weighed: str
    words: TrendWords
    saying: str  # the most telling of what its weights say
    is_runt: bool
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
    """The litter as the person reads it. Seven queries, whatever its size and history."""
    zone = timezone.get_current_timezone()
    today = timezone.localdate(at)
    everybody = young_of(litter, person, at=at)
    young = [animal for animal in everybody if animal.is_young]
    found = growing(
        litters=[litter.pk],
        born_on=litter.born_on,
        care_day_hour=Organisation.current().care_day_starts_at_hour,
        zone=zone,
        at=at,
    )
    grown = growth_summary.litter_growth(
        young, found, protocols=protocols_for([litter]), at=at, zone=zone
    )
    band = litter_reference(litter, young, grown.births_g.values())
    rows = [row(animal, grown.summary(animal, band=band), person, at=at) for animal in young]
    return LitterPage(
        age=ages.age((today - litter.born_on).days) if litter.born_on else "",
        born=ages.born(litter, today=today),
        rows=rows,
        chart=chart_of(
            litter,
            found,
            band,
            person,
            may_open={animal.pk for animal in young if animal.may_open},
            at=at,
            zone=zone,
        ),
        reference=band,
        may_open_dam=any(animal.may_open for animal in everybody if animal.pk == litter.dam_id),
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


def row(animal: Animal, summary: Summary, person: Person, *, at: dt.datetime) -> LitterRow:
    last = summary.trend.last
    told = sentences(summary, unit=person.weight_unit, zone=timezone.get_current_timezone(), at=at)
    return LitterRow(
        animal=animal,
        last=last,
        weighed=ages.ago(last.at, at=at) if last else "",
        words=trend_words(summary.trend, person.weight_unit),
        saying=told[0] if last else "",
        is_runt=summary.runt.is_runt,
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
    litter: Litter, young: Iterable[Animal], births_g: Iterable[float]
) -> Reference:
    """The band of the size that most of them will have, or of their median birth weight."""
    sizes = Counter(animal.adult_size for animal in young if animal.adult_size)
    known = list(births_g)
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
    may_open: Collection[int],
    at: dt.datetime,
    zone: dt.tzinfo,
) -> Chart | None:
    return growth_chart(
        title=f"Weights of the litter {litter.name}",
        series=[
            Series(
                name=one.name,
                collar=one.collar,
                readings=one.readings,
                doubts=one.doubts,
                may_open=one.pk in may_open,
            )
            for one in found
        ],
        born_on=litter.born_on,
        unit=person.weight_unit,
        zone=zone,
        at=at,
        band=band.band,
        table="litter",
    )
