"""The published tables in animals/reference/ as rows: what is missing is filled in."""

import csv
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.db import connections, models, transaction

from .models import (
    BreedBirthWeight,
    CareTask,
    FeedingStep,
    Formula,
    GrowthMultiple,
    GrowthPoint,
    Limit,
    Species,
)

REFERENCE = Path(__file__).parent / "reference"

# Plausible weights are designer's defaults: outside the published growth bands by a wide margin,
# so that only slips of unit, digit or animal pass them.
SPECIES = (
    {
        "code": "cat",
        "name": "Cat",
        "young_name": "kitten",
        "mother_name": "queen",
        "reporting_group": "Feline",
        "lightest_g": 30,
        "heaviest_newborn_g": 250,
        "heaviest_adult_g": 12_000,
        "sized_by_adult": False,
    },
    {
        "code": "dog",
        "name": "Dog",
        "young_name": "puppy",
        "mother_name": "mother dog",
        "reporting_group": "Canine",
        "lightest_g": 40,
        "heaviest_newborn_g": 1_200,
        "heaviest_adult_g": 95_000,
        "sized_by_adult": True,
    },
)

FORMULAS = (
    {
        "species": "cat",
        "name": "Milk replacer, thin mix",
        "kcal_per_ml": "0.74",
        "source": "thresholds.csv formula_kcal_per_ml_low: mixed commercial replacer, "
        "US products (feeding chart footnote)",
        "certainty": "seen",
    },
    {
        "species": "dog",
        "name": "Milk replacer, standard mix",
        "kcal_per_ml": "1.00",
        "source": "thresholds.csv formula_kcal_per_ml_high: SACN5 about 1 kcal/ml",
        "certainty": "seen",
    },
)


@dataclass(frozen=True, kw_only=True)
class Table:
    """One published file: its model, the columns that name a row, and renamed columns."""

    file: str
    model: type[models.Model]
    key: tuple[str, ...]
    species: str = ""  # for a file that has no species column
    renamed: tuple[tuple[str, str], ...] = ()


TABLES = (
    Table(file="thresholds.csv", model=Limit, key=("key", "species_id")),
    # Where nothing published was found: our own, each marked as such.
    Table(file="own_limits.csv", model=Limit, key=("key", "species_id")),
    Table(
        file="feeding_kitten.csv",
        model=FeedingStep,
        key=("species_id", "scheme", "age_days_from", "weight_g_from"),
        species="cat",
    ),
    Table(
        file="feeding_puppy.csv",
        model=FeedingStep,
        key=("species_id", "scheme", "age_days_from", "weight_g_from"),
        species="dog",
    ),
    Table(
        file="growth_kitten.csv",
        model=GrowthPoint,
        key=("species_id", "size_class", "age_days"),
        species="cat",
        renamed=(("basis", "certainty"),),
    ),
    Table(
        file="growth_puppy.csv",
        model=GrowthPoint,
        key=("species_id", "size_class", "age_days"),
        species="dog",
        renamed=(("basis", "certainty"),),
    ),
    Table(
        file="growth_multiples.csv",
        model=GrowthMultiple,
        key=("species_id", "model", "age_days"),
        renamed=(("basis", "certainty"), ("multiple_of_birth_weight", "multiple")),
    ),
    Table(file="birthweight_breeds.csv", model=BreedBirthWeight, key=("species_id", "breed")),
    Table(file="care_schedule.csv", model=CareTask, key=("species_id", "task")),
)


# What pages go by so often that they keep it; Species.protocol_version tells when it is old.
KEPT_IN_MEMORY = (CareTask, FeedingStep, GrowthMultiple, GrowthPoint, Limit)


def rows_of(table: Table, species: dict[str, Species]) -> list[models.Model]:
    """The file's rows as unsaved objects; an empty cell is None, or "" in a text column."""
    renamed = dict(table.renamed)
    found = []
    with (REFERENCE / table.file).open(newline="", encoding="utf-8") as file:
        for line in csv.DictReader(file):
            values = {renamed.get(name, name): cell for name, cell in line.items()}
            code = values.pop("species", "") or table.species
            fields = {name: cell_value(table.model, name, cell) for name, cell in values.items()}
            found.append(table.model(species=species.get(code), **fields))
    return found


def cell_value(model: type[models.Model], name: str, cell: str):
    field = model._meta.get_field(name)
    if cell == "" and field.null:
        return None
    return field.to_python(cell)


def key_of(table: Table, row: models.Model) -> tuple:
    return tuple(getattr(row, name) for name in table.key)


@transaction.atomic
def fill_in_missing(*, using: str = "default", **_signal) -> None:
    """Add published rows that the database does not have; rows that staff edited stay."""
    if Species._meta.db_table not in connections[using].introspection.table_names():
        return  # migrated back to before these tables
    species = {}
    for facts in SPECIES:
        species[facts["code"]], _ = Species.objects.using(using).get_or_create(
            code=facts["code"], defaults=facts
        )
    for facts in FORMULAS:
        values = {name: value for name, value in facts.items() if name != "species"}
        formula, created = Formula.objects.using(using).get_or_create(
            name=facts["name"], defaults=values
        )
        owner = species[facts["species"]]
        if created and owner.default_formula_id is None:
            owner.default_formula = formula
            owner.save(update_fields=["default_formula"])
    for table in TABLES:
        rows = table.model.objects.using(using)
        present = set(rows.values_list(*table.key))
        missing = [row for row in rows_of(table, species) if key_of(table, row) not in present]
        if rows.bulk_create(missing):
            mark_edited(None, using=using)


def mark_edited(species_id: int | None, *, using: str = "default") -> None:
    """Rows of a species (None: of all) are not what they were: nobody goes by a kept copy."""
    edited = Species.objects.using(using)
    if species_id is not None:
        edited = edited.filter(pk=species_id)
    edited.update(protocol_version=uuid.uuid4())


def follow_edited_row(instance, using: str, **_signal) -> None:
    """A row of a species that was edited, added or deleted."""
    mark_edited(instance.species_id, using=using)
