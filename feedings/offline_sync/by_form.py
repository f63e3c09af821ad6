"""A round on a plain form for an animal that was handed on meanwhile: taken in as from a phone."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.forms import Form

from animals.models import Animal, Person

from ..rounds import RoundSheet
from .apply import Delivery, Result
from .entries import arrived_by_form


@dataclass(frozen=True, kw_only=True)
class LeftAnimal:
    """What became of what was typed for one; `wrong` says in words why nothing could."""

    animal: Animal
    results: list[Result]
    wrong: str = ""


def take_in(sheet: RoundSheet, *, person: Person, at: dt.datetime) -> Iterator[LeftAnimal]:
    """Store or hold what the sheet says of animals that the person sees no more.

    Nothing is asked back: the questions would tell how the animal does in its new home.
    """
    for row in sheet.rows:
        wrong = [*errors_of(sheet.head), *errors_of(row.form)]
        if wrong:
            yield LeftAnimal(animal=row.animal, results=[], wrong=" ".join(wrong))
            continue
        ignoring = () if sheet.head.cleaned_data["happened_at"] else ("happened_at",)
        arrived = [arrived_by_form(entry) for entry in sheet.entries(row)]
        delivery = Delivery(arrived, person=person, at=at, ignoring=ignoring)
        yield LeftAnimal(animal=row.animal, results=delivery.deliver())


def errors_of(form: Form) -> Iterator[str]:
    for errors in form.errors.values():
        yield from errors
