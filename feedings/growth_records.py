"""Readings and reference rows of the database in the shape that the pure growth functions take."""

import datetime as dt
import functools
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import models
from django.db.models import F, Q, Value, Window
from django.db.models.functions import Cast, RowNumber

from animals.models import Animal, GrowthMultiple, GrowthPoint, Species

from .care_day import care_day_of
from .growth.curves import BandRow, MultipleRow, Reference, reference_for
from .growth.readings import Reading, birth_weight_g, growth_readings
from .growth.suspicion import Doubt, doubts, marked
from .models import Feed, WeighIn
from .prepared import IdText, Keys, Prepared, Slot

# Stand-ins for missing weigh-ins are a matter of the bottle, which ends before this age.
BOTTLE_DAYS = dt.timedelta(days=60)
# Where a weight was stored without its precision: half a gram, as kitchen scales read.
USUAL_PRECISION_G = 0.5
LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)


class ShiftedDay(models.Func):
    """The date of an instant in UTC, as text, moved by the minutes of the slot `shift`.

    A day with one offset all year is cheap in the database and an hour off where clocks change:
    good for thinning out rows, of which `care_day_of` then takes the right ones.
    """

    output_field = models.CharField()

    def __init__(self, instant: str):
        super().__init__(F(instant), Slot("shift", models.CharField()))

    def as_sqlite(self, compiler, connection, **context):
        return super().as_sql(compiler, connection, function="date", **context)

    def as_postgresql(self, compiler, connection, **context):
        template = "to_char(%(expressions)s::interval, 'YYYY-MM-DD')"
        return super().as_sql(compiler, connection, template=template, arg_joiner=" + ", **context)


@dataclass(frozen=True, kw_only=True)
class Growing:
    """One animal with its readings that count, oldest first; those in doubt are marked, with why.

    `littermates` has one sequence for each that was read with it.
    """

    pk: int
    name: str
    collar: str
    litter_id: int | None = None
    readings: tuple[Reading, ...]
    doubts: tuple[Doubt, ...] = ()
    littermates: tuple[tuple[Reading, ...], ...] = ()


def growing(
    *,
    animals: Iterable[int] = (),
    litters: Iterable[int] = (),
    born_on: dt.date | None,
    care_day_hour: int,
    zone: dt.tzinfo,
    at: dt.datetime,
    since: dt.datetime = LONG_AGO,
) -> list[Growing]:
    """These animals, and those of these litters, with readings up to `at`, by name. One query.

    Weights before feeds stand in, where weigh-ins are missing, for the first 60 days of those born
    then, or the last 60. A littermate that is not asked for cannot tell that a weight is in doubt.
    """
    who: dict[int, tuple[str, str, int | None]] = {}
    read = {"growth": defaultdict(list), "before_feed": defaultdict(list)}
    bottle_ends = (
        dt.datetime.combine(born_on, dt.time(), tzinfo=dt.UTC) + BOTTLE_DAYS if born_on else at
    )
    shift = at.astimezone(zone).utcoffset() - dt.timedelta(hours=care_day_hour)
    for (
        pk,
        name,
        collar,
        litter_id,
        entry_id,
        happened_at,
        grams,
        precision_g,
        confirmed,
        day_only,
        kind,
    ) in weights(
        animals=animals,
        litters=litters,
        since=since,
        at=at,
        bottle_begins=bottle_ends - BOTTLE_DAYS - dt.timedelta(days=1),
        bottle_ends=bottle_ends,
        shift=f"{round(shift.total_seconds() / 60):+d} minutes",
    ):
        who[pk] = name, collar, litter_id
        read[kind][pk].append(
            Reading(
                at=happened_at,
                grams=round(grams, 1),
                precision_g=USUAL_PRECISION_G if precision_g is None else round(precision_g, 2),
                kind=kind,
                entry_id=entry_id,
                day_only=bool(day_only),
                confirmed=bool(confirmed),
            )
        )
    care_day = care_days(care_day_hour, zone)
    found = [
        Growing(
            pk=pk,
            name=name,
            collar=collar,
            litter_id=litter_id,
            readings=growth_readings(
                weigh_ins=read["growth"][pk],
                before_feeds=read["before_feed"][pk],
                care_day=care_day,
            ),
        )
        for pk, (name, collar, litter_id) in who.items()
    ]
    return sorted(
        (one for litter in by_litter(found) for one in doubted(litter)),
        key=lambda one: (one.name, one.collar, one.pk),
    )


def growing_litters(
    animals: Iterable[Animal],
    *,
    at: dt.datetime,
    since: dt.datetime = LONG_AGO,
    care_day_hour: int,
    zone: dt.tzinfo,
) -> dict[int, Growing]:
    """By key: these animals and all of their litters that have readings. One query."""
    asked = list(animals)
    found = growing(
        animals=[animal.pk for animal in asked],
        litters={animal.litter_id for animal in asked if animal.litter_id},
        born_on=None,
        care_day_hour=care_day_hour,
        zone=zone,
        at=at,
        since=since,
    )
    return {
        one.pk: replace(
            one, littermates=tuple(mate.readings for mate in litter if mate.pk != one.pk)
        )
        for litter in by_litter(found)
        for one in litter
    }


def by_litter(found: Iterable[Growing]) -> Collection[list[Growing]]:
    """Those of one litter together, an animal without a litter by itself."""
    litters: dict[tuple[bool, int], list[Growing]] = defaultdict(list)
    for one in found:
        litters[one.litter_id is None, one.litter_id or one.pk].append(one)
    return litters.values()


def doubted(litter: Sequence[Growing]) -> list[Growing]:
    """The animals of one litter with their readings in doubt marked."""
    found = doubts(
        {one.pk: one.readings for one in litter}, names={one.pk: one.name for one in litter}
    )
    return [
        replace(one, readings=marked(one.readings, found[one.pk]), doubts=found[one.pk])
        if one.pk in found
        else one
        for one in litter
    ]


def care_days(care_day_hour: int, zone: dt.tzinfo) -> Callable[[dt.datetime], dt.date]:
    """`care_day_of` for many instants: those of one quarter of an hour share the answer."""
    known: dict[tuple[dt.date, int, int], dt.date] = {}

    def care_day(moment: dt.datetime) -> dt.date:
        key = moment.date(), moment.hour, moment.minute // 15
        if key not in known:
            known[key] = care_day_of(moment, care_day_hour, zone)
        return known[key]

    return care_day


@Prepared
def weights() -> models.QuerySet:
    """Growth weigh-ins, of each day the first weight before a feed, and the latest: one query.

    A bottle baby is weighed at eight feeds a day; the database leaves out what cannot count.
    """
    # No OR: it would read all animals there are.
    keys = Animal.objects.order_by().values("pk")
    whose = keys.filter(pk__in=Keys("animals")).union(keys.filter(litter__in=Keys("litters")))
    columns = (
        "animal_id",
        "animal__name",
        "animal__collar",
        "animal__litter_id",
        "entry_id",
        "happened_at",
        "weight",
        "known_to",
        "confirmed",
        "day_only",
        "kind",
    )
    weigh_ins = (
        WeighIn.objects.current()
        .growth()
        .filter(animal__in=whose, happened_at__gte=Slot("since"), happened_at__lte=Slot("at"))
    )
    stand_ins = (
        Feed.objects.current()
        .filter(
            animal__in=whose,
            weight_before_g__isnull=False,
            happened_at__gt=Slot("bottle_begins"),
            happened_at__lt=Slot("bottle_ends"),
            happened_at__gte=Slot("since"),
            happened_at__lte=Slot("at"),
        )
        .annotate(
            of_day=Window(
                RowNumber(),
                partition_by=[F("animal_id"), ShiftedDay("happened_at")],
                order_by="happened_at",
            ),
            from_the_end=Window(RowNumber(), partition_by=F("animal_id"), order_by="-happened_at"),
        )
        .filter(Q(of_day=1) | Q(from_the_end=1))
    )
    return (
        weigh_ins.order_by()
        .annotate(kind=Value("growth"), **weighed("grams", "precision_g"))
        .values_list(*columns)
        .union(
            stand_ins.order_by()
            .annotate(
                kind=Value("before_feed"),
                day_only=Value(False),
                **weighed("weight_before_g", "weight_precision_g"),
            )
            .values_list(*columns),
            all=True,
        )
    )


def weighed(grams: str, precision_g: str) -> dict:
    """A weight as floats, which a litter's hundreds of rows are read from in half the time."""
    return {
        "entry_id": IdText("pk"),
        "weight": Cast(grams, models.FloatField()),
        "known_to": Cast(precision_g, models.FloatField()),
        "confirmed": models.ExpressionWrapper(
            Q(weight_confirmed_at__isnull=False), output_field=models.BooleanField()
        ),
    }


def reference(
    species: Species,
    *,
    adult_size: str,
    birth_weight: float | None,
    whose_birth_weight: str = "its",
) -> Reference:
    """The band that applies: grams of the class, else multiples. One query where it was edited."""
    by_multiples = species.sized_by_adult and not adult_size
    kept = species.pk, species.protocol_version
    size = adult_size if species.sized_by_adult else ""
    return reference_for(
        young_name=species.young_name,
        sized_by_adult=species.sized_by_adult,
        adult_size=adult_size,
        rows=[] if by_multiples else band_rows(*kept, size),
        multiples=multiple_rows(*kept) if by_multiples else [],
        birth_weight_g=birth_weight,
        whose_birth_weight=whose_birth_weight,
    )


@functools.lru_cache(maxsize=64)
def band_rows(species_id: int, version: uuid.UUID, adult_size: str) -> list[BandRow]:
    """The working rows of a species (of one adult size, where given), kept until one is edited."""
    points = GrowthPoint.objects.filter(species=species_id).exclude(size_class__contains=":")
    if adult_size:
        points = points.filter(size_class=adult_size)
    return [
        BandRow(
            age_days=age_days,
            low_g=None if low is None else float(low),
            typical_g=None if typical is None else float(typical),
            high_g=None if high is None else float(high),
            size_class=size_class,
            basis=certainty,
            source=source,
        )
        for age_days, low, typical, high, size_class, certainty, source in points.values_list(
            "age_days", "low_g", "typical_g", "high_g", "size_class", "certainty", "source"
        )
    ]


@functools.lru_cache(maxsize=16)
def multiple_rows(species_id: int, version: uuid.UUID) -> list[MultipleRow]:
    """The multiples of birth weight of a species, kept until one of them is edited."""
    return [
        MultipleRow(
            model=model,
            age_days=age_days,
            multiple=float(multiple),
            basis=certainty,
            source=source,
        )
        for model, age_days, multiple, certainty, source in GrowthMultiple.objects.filter(
            species=species_id
        ).values_list("model", "age_days", "multiple", "certainty", "source")
    ]


def birth_weight_of(
    readings: Sequence[Reading], *, recorded_g, born_on: dt.date | None, zone: dt.tzinfo
) -> float | None:
    """Grams at birth, recorded or weighed on the day, in the reader's zone."""
    return birth_weight_g(
        readings,
        recorded_g=None if recorded_g is None else float(recorded_g),
        born_on=born_on,
        local_day=lambda moment: moment.astimezone(zone).date(),
    )
