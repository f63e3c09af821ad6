"""The protocol rows of the database in the shape that the pure schedule takes, fetched in bulk."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from animals.feeding_steps import Step, by_species
from animals.kept import Kept
from animals.models import Animal, FeedingStep, Limit, Litter, Species
from animals.models.protocol import MOST_LIMIT

from . import schedule
from .alerts import findings
from .models import Vigour

BIRTH_WEIGHT_DAYS = 2
# Value, unit, source and how sure it is.
LimitRow = tuple[Decimal, str, str, str]
WEAK = (Vigour.WEAK, Vigour.LIMP)


def limits_from(rows: dict[str, LimitRow]) -> findings.Limits:
    """Rows of the limits as the rules take them; one that no form let through is cut to bounds."""
    return {
        key: findings.Limit(
            value=max(-MOST_LIMIT, min(float(value), MOST_LIMIT)),
            unit=unit,
            source=source,
            certainty=certainty,
        )
        for key, (value, unit, source, certainty) in rows.items()
    }


@dataclass
class Protocols:
    """Feeding steps and limits by species, for a page that shows many animals."""

    steps: dict[int, list[Step]] = field(default_factory=lambda: defaultdict(list))
    limits: dict[int, dict[str, LimitRow]] = field(default_factory=lambda: defaultdict(dict))
    for_rules: dict[int, findings.Limits] = field(default_factory=lambda: defaultdict(dict))

    def limit(self, key: str, species_id: int) -> Decimal | None:
        """The species' own limit, else the one for all, else None."""
        row = self.limits[species_id].get(key)
        return row[0] if row else None

    def limits_of(self, species_id: int) -> findings.Limits:
        """All limits that hold for a species, by key, each with its source."""
        return self.for_rules[species_id]

    def plan(
        self, animal: Animal, *, on=None, weight_g: Decimal | None = None, weak: bool = False
    ) -> schedule.FeedPlan:
        """The plan of one animal on a day, by its last weight unless another is given.

        In the first days of life the birth weight stands in where there is none yet.
        """
        formula = animal.formula_in_use
        age_days = animal.age_days(on or timezone.localdate())
        if weight_g is None:
            weight_g = animal.last_weight_g
        if weight_g is None and age_days is not None and age_days <= BIRTH_WEIGHT_DAYS:
            weight_g = animal.birth_weight_g
        found = {key: self.limit(key, animal.species_id) for key in schedule.LIMIT_KEYS}
        return schedule.plan(
            steps=self.steps[animal.species_id],
            limits={key: value for key, value in found.items() if value is not None},
            age_days=age_days,
            weight_g=weight_g,
            kcal_per_ml=formula.kcal_per_ml if formula else None,
            weak=weak,
        )


def protocols_for(animals: Iterable[Animal | Litter]) -> Protocols:
    """Steps and limits of all species among them, which are loaded with their species.

    No query, but two in all where a row of any of the species was edited since the last time.
    """
    protocols = Protocols()
    kept = kept_rows.of(each.species for each in animals)
    for species_id, (steps, limits, for_rules) in kept.items():
        protocols.steps[species_id] = steps
        protocols.limits[species_id] = limits
        protocols.for_rules[species_id] = for_rules
    return protocols


def read_rows(
    all_species: Iterable[Species],
) -> dict[int, tuple[list[Step], dict[str, LimitRow], findings.Limits]]:
    """Steps and limits by species, the latter also as the rules take them, in two queries."""
    ids = [species.pk for species in all_species]
    steps = by_species(FeedingStep.objects.in_use(ids), of=ids)
    rows = list(limits_among(ids))
    limits = {pk: limits_of_species(rows, pk) for pk in ids}
    return {pk: (steps[pk], limits[pk], limits_from(limits[pk])) for pk in ids}


kept_rows = Kept(read_rows)


def limits_for_all() -> dict[str, LimitRow]:
    """The limits that hold for every species, by key."""
    return limits_of_species(limits_among([]), None)


def limits_among(species_ids: Iterable[int]) -> models.QuerySet:
    """The limits of these species and those for all, the latter first."""
    return (
        Limit.objects.filter(Q(species__in=species_ids) | Q(species__isnull=True))
        .order_by(F("species").asc(nulls_first=True))
        .values_list("species_id", "key", "value", "unit", "source", "certainty")
    )


def limits_of_species(rows: Iterable[tuple], species_id: int | None) -> dict[str, LimitRow]:
    """By key, its own before those for all."""
    return {key: tuple(row) for owner, key, *row in rows if owner in (None, species_id)}
