"""Rules across tables hold when two people write at once, each without the other's row in sight."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from animals.models import Animal, Litter
from tests.factories import make_animal, make_litter, species

WAIT_S = 0.3  # for the rival to begin; too short only makes the test easier to pass


def outcome_of(rival, *, while_held):
    """What becomes of `rival` that begins while `while_held` is done and not yet committed."""
    problems = []

    def run():
        try:
            rival()
        except IntegrityError as problem:
            problems.append(str(problem))
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        while_held()
        thread.start()
        thread.join(WAIT_S)
    thread.join()
    return problems


@pytest.fixture
def bella():
    return make_animal(species_code="cat")


def becomes_mother(litter, animal):
    return lambda: Litter.objects.filter(pk=litter.pk).update(dam=animal)


def becomes_dog(rows):
    return lambda: rows.update(species=species("dog"))


@pytest.mark.django_db(transaction=True)
def test_a_mother_does_not_change_species_while_she_becomes_one(bella):
    litter, dog = make_litter(), becomes_dog(Animal.objects.filter(pk=bella.pk))
    assert outcome_of(dog, while_held=becomes_mother(litter, bella))
    assert Litter.objects.get(dam__species=litter.species) == litter


@pytest.mark.django_db(transaction=True)
def test_nobody_becomes_a_mother_while_her_species_changes(bella):
    litter, dog = make_litter(), becomes_dog(Animal.objects.filter(pk=bella.pk))
    assert outcome_of(becomes_mother(litter, bella), while_held=dog)
    assert Litter.objects.get().dam is None


@pytest.mark.django_db(transaction=True)
def test_nobody_joins_a_litter_while_its_species_changes(bella):
    litter = make_litter()
    joins = lambda: Animal.objects.filter(pk=bella.pk).update(litter=litter)  # noqa: E731
    assert outcome_of(joins, while_held=becomes_dog(Litter.objects.filter(pk=litter.pk)))
    assert not litter.young.exists()
