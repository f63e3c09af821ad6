"""What has been understood of a sheet becomes a litter, its animals and their growth weigh-ins.

`prepare` only looks; `store` writes all or nothing, through the doors that every entry goes
through. Ids follow from animal and time, so the same sheet twice adds nothing, and a cell that was
changed since is reported and not overwritten: the stored entry may be the right one.
"""

import bisect
import datetime as dt
import uuid
import zoneinfo
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from animals import placing
from animals.models import Animal, FosterHome, GrowthPoint, IntakeType, Litter, Person, Species
from animals.units import format_weight
from feedings import recording
from feedings.models import Source, WeighIn

from .facts import Problem, Reading, SpeciesLimits, Understanding
from .layout import Labelled, label_key
from .matching import Candidate, collar_of, match, new_name, sex_of

ENTRY_IDS = uuid.UUID("0b8f2a4e-6f0e-5d0a-9f43-1c5d1b6f7a21")
LONGEST_LITTER_NAME = 60

LeftOut = Literal["left out"]
LEFT_OUT: LeftOut = "left out"
# By label key: an animal, None for a new one, or left out.
Chosen = Mapping[str, Animal | LeftOut | None]


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where a sheet's weights go, and on whose word; `by` is empty for the command."""

    species: Species
    zone: zoneinfo.ZoneInfo
    litter: Litter | None = None
    litter_name: str = ""
    born_on: dt.date | None = None
    adult_size: str = ""
    home: FosterHome | None = None
    by: Person | None = None


@dataclass(kw_only=True)
class Plan:
    """What storing would do. `differing`: stored before with another weight, and left so."""

    understanding: Understanding
    target: Target
    animals: dict[str, Animal]
    new: list[Labelled]
    to_store: list[Reading] = field(default_factory=list)
    already: list[Reading] = field(default_factory=list)
    differing: list[Problem] = field(default_factory=list)
    left_out: list[Reading] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Report:
    """What storing did."""

    litter: Litter
    stored: int
    already: int
    created: Sequence[Animal]
    differing: Sequence[Problem]


def limits_for(species: Species, adult_size: str = "") -> SpeciesLimits:
    """What is possible for the species, with the published band of all its sizes or of one."""
    points = GrowthPoint.objects.filter(species=species, low_g__isnull=False, high_g__isnull=False)
    if species.sized_by_adult and adult_size:
        points = points.filter(size_class=adult_size)
    edges: dict[int, tuple[float, float]] = {}
    for point in points:
        low, high = float(point.low_g or 0), float(point.high_g or 0)
        lowest, highest = edges.get(point.age_days, (low, high))
        edges[point.age_days] = (min(lowest, low), max(highest, high))
    ages = sorted(edges)

    def band(age: int) -> tuple[float, float] | None:
        if not ages:
            return None
        return edges[ages[min(bisect.bisect_left(ages, age), len(ages) - 1)]]

    return SpeciesLimits(
        young=species.young_name,
        lightest_g=species.lightest_g,
        heaviest_g=species.heaviest_possible_g,
        band=band,
    )


def match_animals(understanding: Understanding, target: Target) -> dict[str, Animal | None]:
    """By label: the animal of the litter that it means, or None for a new one."""
    young = {animal.pk: animal for animal in target.litter.young.all()} if target.litter else {}
    matched = match(
        understanding.animals,
        [Candidate(animal.pk, animal.name, animal.collar) for animal in young.values()],
        young=target.species.young_name,
    )
    keys = [label_key(animal.label) for animal in understanding.animals]
    return {key: young[matched[key]] if key in matched else None for key in keys}


def prepare(understanding: Understanding, target: Target, chosen: Chosen) -> Plan:
    """Sort the readings into new ones, those already stored, and those stored otherwise."""
    plan = Plan(
        understanding=understanding,
        target=target,
        animals={key: animal for key, animal in chosen.items() if isinstance(animal, Animal)},
        new=[a for a in understanding.animals if chosen.get(label_key(a.label)) is None],
    )
    stored = StoredWeights(plan.animals.values(), understanding.readings, target.zone)
    for reading in understanding.readings:
        animal = plan.animals.get(reading.key)
        if animal is not None:
            stored.sort_into(plan, reading, animal)
        elif chosen.get(reading.key) == LEFT_OUT:
            plan.left_out.append(reading)
        else:
            plan.to_store.append(reading)
    return plan


@transaction.atomic
def store(understanding: Understanding, target: Target, chosen: Chosen) -> Report:
    """Create what is missing and record what is new, all or nothing."""
    plan = prepare(understanding, target, chosen)
    litter = target.litter or Litter.objects.create(
        name=target.litter_name[:LONGEST_LITTER_NAME],
        species=target.species,
        born_on=target.born_on,
    )
    created = _create_animals(plan, litter)
    by_key = plan.animals | {
        label_key(labelled.label): animal
        for labelled, animal in zip(plan.new, created, strict=True)
    }
    recorded = recording.record([_entry(plan, by_key[r.key], r) for r in plan.to_store])
    new = sum(1 for one in recorded if one.status == recording.Status.STORED)
    _note_birth_weights(plan, by_key)
    return Report(
        litter=litter,
        stored=new,
        already=len(plan.already) + len(recorded) - new,
        created=created,
        differing=plan.differing,
    )


def _create_animals(plan: Plan, litter: Litter) -> list[Animal]:
    target = plan.target
    born_on = litter.born_on or target.born_on
    first = min((_happened_at(plan.target, r) for r in plan.to_store), default=timezone.now())
    if born_on is not None:
        birth = dt.datetime.combine(born_on, dt.time(), tzinfo=target.zone)
        first = min(first, birth.astimezone(dt.UTC))
    created = bulk_create_with_history(
        [
            Animal(
                name=new_name(labelled, target.species.young_name),
                species=target.species,
                litter=litter,
                born_on=born_on,
                born_precision=litter.born_precision,
                born_plus_minus_days=litter.born_plus_minus_days,
                sex=sex_of(labelled),
                collar=collar_of(labelled),
                adult_size=target.adult_size,
                intake_at=first,
                intake_type=IntakeType.OTHER,
                note="; ".join(labelled.described)[:2000],
            )
            for labelled in plan.new
        ],
        Animal,
        default_user=target.by,
    )
    if created and target.home is not None:
        placing.place(created, home=target.home, at=first, by=target.by)
    return created


def _entry(plan: Plan, animal: Animal, reading: Reading) -> WeighIn:
    return WeighIn(
        id=entry_id(animal, reading, plan.target.zone),
        animal=animal,
        happened_at=_happened_at(plan.target, reading),
        time_zone=plan.target.zone.key,
        recorded_by=plan.target.by,
        source=Source.IMPORT,
        grams=reading.grams,
        unit=reading.unit,
        precision_g=reading.precision_g,
        purpose=WeighIn.Purpose.GROWTH,
        day_only=reading.day_only,
    )


def entry_id(animal: Animal, reading: Reading, zone: zoneinfo.ZoneInfo) -> uuid.UUID:
    """The same weighing of the same animal has the same id in every import."""
    if reading.day_only:
        when = f"{reading.on} {reading.at:%H:%M}"  # of the sheet, whatever zone it is read in
    else:
        when = reading.moment.replace(tzinfo=reading.zone or zone).astimezone(dt.UTC).isoformat()
    return uuid.uuid5(ENTRY_IDS, f"{animal.pk} {when}")


def _happened_at(target: Target, reading: Reading) -> dt.datetime:
    at = reading.moment.replace(tzinfo=reading.zone or target.zone).astimezone(dt.UTC)
    # Eight in the morning stands in for the unknown time, and may not have come yet today.
    return min(at, timezone.now())


def _note_birth_weights(plan: Plan, by_key: dict[str, Animal]) -> None:
    """A weight of the day of birth is also the birth weight, where none is known."""
    species = plan.target.species
    found: dict[str, Reading] = {}
    for reading in plan.understanding.readings:
        animal = by_key.get(reading.key)
        if animal is None or animal.birth_weight_g is not None or reading.on != animal.born_on:
            continue
        if not species.lightest_g <= reading.grams <= species.heaviest_newborn_g:
            continue
        before = found.get(reading.key)
        if before is None or (reading.is_birth, before.moment) > (before.is_birth, reading.moment):
            found[reading.key] = reading
    changed = []
    for key, reading in found.items():
        by_key[key].birth_weight_g = reading.grams
        changed.append(by_key[key])
    if changed:
        bulk_update_with_history(changed, Animal, ["birth_weight_g"], default_user=plan.target.by)


class StoredWeights:
    """The growth weigh-ins that the sheet's animals have already, in two queries."""

    def __init__(self, animals, readings: Sequence[Reading], zone: zoneinfo.ZoneInfo) -> None:
        self.zone = zone
        self.by_id: dict[uuid.UUID, WeighIn] = {}
        self.by_day: dict[tuple[int, dt.date], list[WeighIn]] = defaultdict(list)
        self.corrections: dict[uuid.UUID, Decimal] = {}
        animals = list(animals)
        if not animals or not readings:
            return
        days = [reading.on for reading in readings]
        around = dt.timedelta(days=2)
        start = dt.datetime.combine(min(days) - around, dt.time(), tzinfo=dt.UTC)
        end = dt.datetime.combine(max(days) + around, dt.time(), tzinfo=dt.UTC)
        for entry in WeighIn.objects.of(animals).growth().between(start, end):
            self.by_id[entry.pk] = entry
            if entry.corrects_id:
                self.corrections[entry.corrects_id] = entry.grams
        for entry in self.by_id.values():
            if entry.voided_at is None and entry.pk not in self.corrections:
                day = entry.happened_at.astimezone(zone).date()
                self.by_day[entry.animal_id, day].append(entry)

    def sort_into(self, plan: Plan, reading: Reading, animal: Animal) -> None:
        same = self.by_id.get(entry_id(animal, reading, self.zone))
        if same is None:
            there = any(self._is(entry, reading) for entry in self.by_day[animal.pk, reading.on])
            (plan.already if there else plan.to_store).append(reading)
        elif reading.grams in (same.grams, self.corrections.get(same.pk)):
            plan.already.append(reading)
        else:
            unit = reading.unit
            plan.differing.append(
                Problem(
                    spot=reading.spot,
                    text=reading.text,
                    sentence=(
                        f"{animal.name} on {reading.on:%-d %B %Y} is stored as "
                        f"{format_weight(same.grams, unit)}, the sheet says "
                        f"{format_weight(reading.grams, unit)}. The stored weight stays; correct "
                        f"it on {animal.name}’s page if the sheet is right."
                    ),
                )
            )

    def _is(self, entry: WeighIn, reading: Reading) -> bool:
        """Typed by hand before, on that day or at that minute, with the same grams."""
        if entry.grams != reading.grams:
            return False
        if reading.day_only or entry.day_only:
            return True
        at = reading.moment.replace(tzinfo=reading.zone or self.zone)
        return abs(entry.happened_at - at) < dt.timedelta(minutes=1)
