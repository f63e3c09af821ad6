"""What is wrong with many animals at once: facts from the database, findings from the rules.

All facts come in bulk, so that a thousand animals cost as many queries as one. Days and ages go by
the organisation's zone, whoever reads: two readers in two zones must not make an alert flicker.
"""

import datetime as dt
import functools
import operator
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import (
    DecimalField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    Window,
)
from django.db.models.functions import RowNumber
from django.utils import timezone

from animals.kept import Kept
from animals.models import (
    PAIRED_STATES,
    AdultSize,
    Animal,
    BreedBirthWeight,
    BuddyPairState,
    CareTask,
    FosterHome,
    Litter,
    MaternalBond,
    Organisation,
    Placement,
    Species,
)
from feedings.growth.readings import Reading
from feedings.growth_records import Growing, birth_weight_of, growing_litters
from feedings.models import (
    ENTRY_MODELS,
    Entry,
    Feed,
    MedicineGiven,
    NotFedReason,
    Observation,
    Route,
    Source,
)
from feedings.prepared import IdText, Keys, Prepared, Slot
from feedings.protocols import Protocols, limits_for_all, limits_from, protocols_for
from feedings.schedule import FeedPlan

from . import home_rules, rules
from .facts import Buddy, Facts, FeedFact, HomeFacts, Sighting, Treatment
from .findings import Finding
from .weight_rules import READ_BACK

RECENT = dt.timedelta(days=3)  # feeds and sightings
# A word of vigour or a temperature is looked for so far back where there is none of late.
LAST_WORDS = dt.timedelta(days=14)
DAY = dt.timedelta(days=1)

HAS_MILK = (
    MaternalBond.State.NURSING,
    MaternalBond.State.SUPPLEMENTED,
    MaternalBond.State.REUNITED,
)
LOOKED = (Observation.Kind.TEMPERATURE, Observation.Kind.VIGOUR)
TAKEN = (NotFedReason.FED, NotFedReason.NURSED)
# The care schedule's rows for weighing; the mothers' row counts from the birth of their litter.
WEIGH_IN, DAM_WEIGH_IN = "weigh_in_", "weigh_in_queen"
# The middle of each class of AdultSize; of the open one at the top a usual weight.
ADULT_KG = {
    AdultSize.TOY: 2.5,
    AdultSize.SMALL: 7.5,
    AdultSize.MEDIUM: 17.5,
    AdultSize.LARGE: 35.0,
    AdultSize.GIANT: 55.0,
}


def evaluate(animal_ids: Collection[int], *, at: dt.datetime) -> dict[int, list[Finding]]:
    """The findings of each of these animals that is in care then, the worst first.

    What lies after `at` is not seen; how it is fed and whose milk it has is as it is now.
    """
    at = at.astimezone(timezone.get_default_timezone())
    rows = with_single_facts(animals=animal_ids, at=at, recently=at - RECENT)
    if not rows:
        return {}
    protocols = protocols_for(rows)
    limits = {pk: protocols.limits_of(pk) for pk in {animal.species_id for animal in rows}}
    known = Known.of(rows, at=at)
    return {
        animal.pk: rules.findings(
            facts_of(animal, known, protocols, at=at), limits[animal.species_id], at=at
        )
        for animal in rows
    }


@Prepared
def with_single_facts() -> QuerySet[Animal]:
    """Those in care then, with the facts that are one value each: look-ups in small tables."""
    breed = BreedBirthWeight.objects.filter(
        species=OuterRef("species"), breed__iexact=OuterRef("breed")
    )
    young = Litter.objects.filter(dam=OuterRef("pk")).order_by(F("born_on").desc(nulls_last=True))
    return (
        Animal.objects.in_care(at=Slot("at"))
        .filter(pk__in=Keys("animals"))
        .for_list()
        .annotate(
            has_milk=milk_between("pk", start=Slot("recently"), end=Slot("at")),
            written_of=written_of(at=Slot("at")),
            very_low_g=Subquery(breed.values("vlbw_below_g")[:1]),
            young_born_on=Subquery(young.values("born_on")[:1]),
        )
        .order_by("pk")
    )


def has_milk(animal: str = "pk", *, at: dt.datetime) -> Q:
    """Whether the animal of this column has a mother's milk, wholly or beside the bottle.

    A bond says so, or a nursing that was seen of late; every page goes by the same.
    """
    return milk_between(animal, start=at - RECENT, end=at)


def milk_between(animal: str, *, start: dt.datetime | Slot, end: dt.datetime | Slot) -> Q:
    """The same, by a nursing that was seen from `start` to `end`."""
    bonds = MaternalBond.objects.filter(
        young=OuterRef(animal), state__in=HAS_MILK, ended_at__isnull=True
    )
    nursed = Q(not_fed_reason=NotFedReason.NURSED) | Q(
        route=Route.NURSING, not_fed_reason=NotFedReason.FED
    )
    seen = Feed.objects.current().filter(
        nursed, animal=OuterRef(animal), happened_at__gte=start, happened_at__lte=end
    )
    return Q(Exists(bonds)) | Q(Exists(seen))


def written_of(*, at: Slot) -> Q:
    """Whether anything was entered of an animal since it came; a sheet's weights do not count."""
    entries = [
        model.objects.current()
        .filter(animal=OuterRef("pk"), happened_at__gte=OuterRef("intake_at"), happened_at__lte=at)
        .exclude(source=Source.IMPORT)
        for model in ENTRY_MODELS
    ]
    return functools.reduce(operator.or_, (Q(Exists(found)) for found in entries))


@dataclass(frozen=True, kw_only=True)
class Known:
    """What many animals' facts are taken from, by the key of the animal."""

    growing: dict[int, Growing]
    feeds: dict[int, list[FeedFact]]
    sightings: dict[int, list[Sighting]]
    last_words: dict[int, list[Sighting]]
    treatments: dict[int, list[Treatment]]
    buddies: dict[int, Buddy]
    weigh_ins: dict[int, list[CareTask]]  # by species

    @classmethod
    def of(cls, rows: Sequence[Animal], *, at: dt.datetime) -> "Known":
        ids = [animal.pk for animal in rows]
        return cls(
            growing=readings(rows, at=at),
            feeds=feeds(ids, at=at),
            sightings=sightings(ids, at=at),
            last_words=last_words(ids, before=at - RECENT),
            treatments=treatments(rows, at=at),
            buddies=buddies(ids),
            weigh_ins=weigh_ins.of(animal.species for animal in rows),
        )


def facts_of(animal: Animal, known: Known, protocols: Protocols, *, at: dt.datetime) -> Facts:
    grown, fed = known.growing.get(animal.pk), known.feeds.get(animal.pk, ())
    own = grown.readings if grown else ()
    weighed_at, weight_g = last_weight(animal, own, at=at)
    plan = protocols.plan(animal, on=at.date(), weight_g=weight_g) if animal.takes_feeds else None
    fed_at, due_at = last_fed(animal, fed, plan, at=at)
    return Facts(
        name=animal.name,
        species=animal.species.code,
        born_on=animal.born_on,
        in_care_since=animal.intake_at,
        takes_feeds=animal.takes_feeds,
        nursed=animal.has_milk,
        adult_weight_kg=ADULT_KG.get(animal.adult_size),
        birth_weight_g=birth_weight_of(
            own, recorded_g=animal.birth_weight_g, born_on=animal.born_on, zone=at.tzinfo
        ),
        very_low_birth_weight_g=number(animal.very_low_g),
        readings=own,
        littermates=grown.littermates if grown else (),
        feeds=fed,
        sightings=[
            *known.last_words.get(animal.pk, ()),
            *known.sightings.get(animal.pk, ()),
        ],
        last_fed_at=fed_at,
        next_feed_due_at=due_at,
        feed_every=plan.interval if plan else None,
        written_of=animal.written_of,
        last_weighed_at=weighed_at,
        weigh_every=weigh_every(animal, known.weigh_ins[animal.species_id], on=at.date()),
        day_low_ml=number(plan.day_low_ml) if plan else None,
        day_high_ml=number(plan.day_high_ml) if plan else None,
        ceiling_ml=number(plan.ceiling_ml) if plan else None,
        treatments=known.treatments.get(animal.pk, ()),
        buddy=known.buddies.get(animal.pk),
    )


def last_weight(
    animal: Animal, own: Sequence[Reading], *, at: dt.datetime
) -> tuple[dt.datetime | None, Decimal | None]:
    """The latest fact of the animal, or its last reading where that fact lies after `at`."""
    if animal.last_weighed_at is None or animal.last_weighed_at <= at:
        return animal.last_weighed_at, animal.last_weight_g
    return (own[-1].at, Decimal(f"{own[-1].grams:.1f}")) if own else (None, None)


def last_fed(
    animal: Animal, fed: Sequence[FeedFact], plan: FeedPlan | None, *, at: dt.datetime
) -> tuple[dt.datetime | None, dt.datetime | None]:
    """When it was last fed and when the next is due, likewise."""
    if animal.last_fed_at is None or animal.last_fed_at <= at:
        return animal.last_fed_at, animal.next_feed_due_at
    last = max((feed.at for feed in fed if feed.given), default=None)
    return last, plan.next_due(after=last) if plan and last else None


def readings(rows: Sequence[Animal], *, at: dt.datetime) -> dict[int, Growing]:
    """The last weeks' readings of these animals and of their littermates."""
    return growing_litters(
        rows,
        at=at,
        since=at - READ_BACK,
        care_day_hour=Organisation.current().care_day_starts_at_hour,
        zone=at.tzinfo,
    )


@Prepared
def feeds_between() -> QuerySet:
    return entries_between(Feed).values_list(
        "animal_id",
        IdText("pk"),
        "happened_at",
        "not_fed_reason",
        "route",
        "volume_ml",
        "pooped",
        "stool_score",
        "vigour",
        "recorded_by_id",
        "recorded_by__name",
        "device",
    )


@Prepared
def observations_between() -> QuerySet:
    return entries_between(Observation).values_list(
        "animal_id",
        IdText("pk"),
        "happened_at",
        "kind",
        "temperature_c",
        "stool_score",
        "vigour",
    )


def entries_between(model: type[Entry]) -> QuerySet:
    """Of these animals from `start` to `end`, oldest first."""
    return (
        model.objects.current()
        .filter(
            animal__in=Keys("animals"),
            happened_at__gte=Slot("start"),
            happened_at__lte=Slot("end"),
        )
        .order_by("happened_at", "pk")
    )


def feeds(ids: Collection[int], *, at: dt.datetime) -> dict[int, list[FeedFact]]:
    """The last days' feeds, oldest first. Seen to have nursed enough is a feed by nursing."""
    found = defaultdict(list)
    for (
        animal_id,
        pk,
        moment,
        why_not,
        route,
        volume_ml,
        pooped,
        score,
        vigour,
        *sender,
    ) in feeds_between(animals=ids, start=at - RECENT, end=at):
        by_id, by, device = sender
        found[animal_id].append(
            FeedFact(
                at=moment,
                entry_id=pk,
                given=why_not in TAKEN,
                route=Route.NURSING.value if why_not == NotFedReason.NURSED else route,
                volume_ml=number(volume_ml),
                pooped=pooped,
                stool_score=score,
                vigour=vigour,
                by_id=by_id,
                by=by or "",
                device=str(device) if device else "",
            )
        )
    return found


def sightings(ids: Collection[int], *, at: dt.datetime) -> dict[int, list[Sighting]]:
    """The last days' observations, oldest first."""
    found = defaultdict(list)
    for animal_id, pk, moment, kind, temperature_c, score, vigour in observations_between(
        animals=ids, start=at - RECENT, end=at
    ):
        found[animal_id].append(
            Sighting(
                at=moment,
                entry_id=pk,
                kind=kind,
                temperature_c=number(temperature_c),
                stool_score=score,
                vigour=vigour,
            )
        )
    return found


@Prepared
def words_at_feeds() -> QuerySet:
    said = Feed.objects.current().exclude(vigour="")
    return last_of_each(said.annotate(told=Value("vigour"), celsius=Value(None, DecimalField())))


@Prepared
def words_beside_feeds() -> QuerySet:
    looked = Observation.objects.current().filter(kind__in=LOOKED)
    return last_of_each(looked.annotate(told=F("kind"), celsius=F("temperature_c")))


def last_of_each(entries: QuerySet) -> QuerySet:
    """The last entry of each kind that these animals have from `start` to before `end`."""
    latest_first = Window(
        RowNumber(),
        partition_by=[F("animal_id"), F("told")],
        order_by=["-happened_at", "-pk"],
    )
    return (
        entries.filter(
            animal__in=Keys("animals"), happened_at__gte=Slot("start"), happened_at__lt=Slot("end")
        )
        .annotate(back=latest_first)
        .filter(back=1)
        .values_list("animal_id", "pk", "happened_at", "told", "celsius", "vigour")
    )


def last_words(ids: Collection[int], *, before: dt.datetime) -> dict[int, list[Sighting]]:
    """Of each the last word of vigour and the last temperature from before the recent days.

    So that what was seen stands until somebody looked again. Two queries.
    """
    asked = {"animals": ids, "start": before - LAST_WORDS, "end": before}
    found = defaultdict(list)
    for animal_id, pk, moment, kind, celsius, vigour in (
        *words_at_feeds(**asked),
        *words_beside_feeds(**asked),
    ):
        found[animal_id].append(
            Sighting(
                at=moment,
                entry_id=str(pk),
                kind=kind,
                temperature_c=number(celsius),
                vigour=vigour,
            )
        )
    return found


@Prepared
def repeated_doses() -> QuerySet:
    return (
        MedicineGiven.objects.current()
        .filter(
            animal__in=Keys("animals"),
            task__repeat_days__isnull=False,
            happened_at__lte=Slot("at"),
        )
        .order_by("happened_at", "pk")
        .values_list(
            "animal_id",
            "task_id",
            "pk",
            "medicine",
            "happened_at",
            "task__repeat_days",
            "task__until_age_days",
        )
    )


def treatments(rows: Sequence[Animal], *, at: dt.datetime) -> dict[int, list[Treatment]]:
    """Those begun that are to be repeated: the last dose of each, while the next is still due."""
    by_pk = {animal.pk: animal for animal in rows}
    last: dict[tuple[int, int], tuple] = {}
    for animal_id, task_id, *given in repeated_doses(animals=by_pk, at=at):
        last[animal_id, task_id] = tuple(given)
    found = defaultdict(list)
    for (animal_id, _), (pk, medicine, moment, repeat_days, until_age_days) in last.items():
        next_on = (moment + float(repeat_days) * DAY).astimezone(at.tzinfo).date()
        age_then = by_pk[animal_id].age_days(next_on)
        if until_age_days is None or age_then is None or age_then <= until_age_days:
            found[animal_id].append(
                Treatment(
                    name=medicine,
                    last_given_at=moment,
                    repeat_days=float(repeat_days),
                    entry_id=str(pk),
                )
            )
    return found


@Prepared
def pairs() -> QuerySet:
    sides = ("pair__first", "pair__second")
    columns = [
        f"{side}{field}"
        for side in sides
        for field in ("_id", "__name", "__last_weight_g", "__last_weighed_at")
    ]
    return BuddyPairState.objects.filter(
        Q(pair__first__in=Keys("animals")) | Q(pair__second__in=Keys("animals")),
        state__in=PAIRED_STATES,
        ended_at__isnull=True,
    ).values_list(*columns)


def buddies(ids: Collection[int]) -> dict[int, Buddy]:
    """The other of each introduced or bonded pair."""
    found = {}
    for row in pairs(animals=ids):
        first, second = row[:4], row[4:]
        for (pk, *_), (_, name, grams, weighed_at) in ((first, second), (second, first)):
            found[pk] = Buddy(name=name, weight_g=number(grams), weighed_at=weighed_at)
    return found


def read_weigh_ins(all_species: Iterable[Species]) -> dict[int, list[CareTask]]:
    """The weighing rows of the care schedule, by species, in one query."""
    found: dict[int, list[CareTask]] = {species.pk: [] for species in all_species}
    tasks = CareTask.objects.filter(species__in=list(found), repeat_days__isnull=False)
    for task in tasks.filter(task__startswith=WEIGH_IN):
        found[task.species_id].append(task)
    return found


weigh_ins = Kept(read_weigh_ins)


def weigh_every(animal: Animal, tasks: Sequence[CareTask], *, on: dt.date) -> dt.timedelta | None:
    """The schedule's interval at this age; None where the age is not known or the rows end."""
    is_dam = animal.young_born_on is not None
    age_days = (on - animal.young_born_on).days if is_dam else animal.age_days(on)
    if age_days is None:
        return None
    at_age = [
        task
        for task in tasks
        if (task.task == DAM_WEIGH_IN) == is_dam
        and task.from_age_days <= age_days
        and (task.until_age_days is None or age_days < task.until_age_days)
    ]
    if not at_age:
        return None
    return float(max(at_age, key=lambda task: task.from_age_days).repeat_days) * DAY


@dataclass(frozen=True, kw_only=True)
class HomeNews:
    """What is known of a home with animals: since when, and when anything came from there last."""

    name: str
    placed_at: dt.datetime  # the first placement that still stands
    last_entry_at: dt.datetime | None
    takes_feeds: bool  # one of its animals does

    @property
    def since(self) -> dt.datetime:
        return max(self.placed_at, self.last_entry_at or self.placed_at)


def evaluate_homes(
    homes: QuerySet[FosterHome] | Collection[int] | None = None, *, at: dt.datetime
) -> dict[int, Finding]:
    """The silence of each home with animals that take feeds, where it is silent. Two queries."""
    limits = limits_from(limits_for_all())
    found = {}
    for pk, home in news_from(homes, at=at).items():
        facts = HomeFacts(name=home.name, since=home.since)
        if home.takes_feeds and (finding := home_rules.silence(facts, limits, at=at)):
            found[pk] = finding
    return found


def news_from(
    homes: QuerySet[FosterHome] | Collection[int] | None, *, at: dt.datetime
) -> dict[int, HomeNews]:
    """The homes that animals are in, with the last entry of each: look-ups by index.

    An entry counts for a home if it happened while its animal was there.
    """
    placements = Placement.objects.open_at(at).filter(animal__in=Animal.objects.in_care())
    if homes is not None:
        placements = placements.filter(home__in=homes)
    last = {
        f"last_{model._meta.model_name}": Subquery(
            model.objects.current()
            .filter(animal=OuterRef("animal_id"), happened_at__lte=at)
            .order_by("-happened_at")
            .values("happened_at")[:1]
        )
        for model in ENTRY_MODELS
    }
    takes_feeds = Exists(Animal.objects.taking_feeds().filter(pk=OuterRef("animal_id")))
    names, hungry = {}, set()
    placed, heard = defaultdict(list), defaultdict(list)
    for pk, name, takes, placed_at, *moments in placements.annotate(
        takes_feeds=takes_feeds, **last
    ).values_list("home_id", "home__name", "takes_feeds", "started_at", *last):
        names[pk] = name
        placed[pk].append(placed_at)
        heard[pk] += [moment for moment in moments if moment and moment >= placed_at]
        if takes:
            hungry.add(pk)
    return {
        pk: HomeNews(
            name=name,
            placed_at=min(placed[pk]),
            last_entry_at=max(heard[pk], default=None),
            takes_feeds=pk in hungry,
        )
        for pk, name in names.items()
    }


def number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
