"""What cannot be right about one entry: the round's questions, asked on the entry's own page."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from animals.models import Animal
from animals.units import WeightUnit

from . import questions
from .models import Feed, Observation, WeighIn
from .protocols import protocols_for


@dataclass
class SecondLook:
    """Doubts about an entry as typed, and what "it is right" confirms: these, and no others."""

    doubts: list[questions.Question]
    signature: str
    keeps_weight: bool = False  # it stands as it was stored


def second_look(
    entry: Feed | WeighIn | Observation, *, unit: WeightUnit, kept: Collection[str] = ()
) -> SecondLook:
    """`kept` names the fields that stand as they were stored: those are not doubted once more."""
    typed = what_was_typed(entry)
    known = what_is_known(entry, weight_g=typed.grams)
    doubts: list[questions.Question] = []
    if "happened_at" not in kept:
        doubts += questions.ask_birth(known=known, happened_at=entry.happened_at)
    keeps_weight = bool({"grams", "weight_before_g"} & set(kept))
    if not keeps_weight:
        doubts += questions.ask_weight(
            known=known, typed=typed, mates=(), happened_at=entry.happened_at, unit=unit
        )
    if "volume_ml" not in kept:
        doubts += questions.ask_amount(known=known, typed=typed)
    codes = [question.code for question in doubts]
    day = entry.happened_at.date()
    return SecondLook(
        doubts=doubts,
        signature="|".join(map(str, [*codes, typed.grams, typed.volume_ml, day])),
        keeps_weight=keeps_weight,
    )


def what_was_typed(entry: Feed | WeighIn | Observation) -> questions.Typed:
    match entry:
        case WeighIn():
            return questions.Typed(
                animal_id=entry.animal_id,
                grams=entry.grams,
                unit=entry.unit,
                precision_g=entry.precision_g,
            )
        case Feed():
            return questions.Typed(
                animal_id=entry.animal_id,
                grams=entry.weight_before_g,
                unit=entry.weight_unit,
                precision_g=entry.weight_precision_g or Decimal(0),
                volume_ml=entry.volume_ml,
            )
    return questions.Typed(animal_id=entry.animal_id)


def what_is_known(
    entry: Feed | WeighIn | Observation, *, weight_g: Decimal | None
) -> questions.Known:
    animal = entry.animal
    weighed_at, last_g = last_weight(animal, entry) or (None, None)
    ceiling_ml = None
    if isinstance(entry, Feed):
        protocols = protocols_for([animal])
        ceiling_ml = protocols.plan(animal, weight_g=weight_g or last_g).ceiling_ml
    return questions.Known(
        animal_id=animal.pk,
        name=animal.name,
        last_weight_g=last_g,
        last_weighed_at=weighed_at,
        ceiling_ml=ceiling_ml,
        born_on=animal.born_on,
    )


def last_weight(
    animal: Animal, entry: Feed | WeighIn | Observation
) -> tuple[dt.datetime, Decimal] | None:
    """The weight before this entry's time; what the entry itself said does not count."""
    found = [
        entries.filter(happened_at__lte=entry.happened_at)
        .exclude(pk=entry.pk)
        .order_by("-happened_at")
        .values_list("happened_at", grams)
        .first()
        for entries, grams in (
            (WeighIn.objects.current().of([animal]), "grams"),
            (
                Feed.objects.current().of([animal]).filter(weight_before_g__isnull=False),
                "weight_before_g",
            ),
        )
    ]
    return max((weighing for weighing in found if weighing), default=None)
