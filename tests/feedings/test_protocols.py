"""The rows of a protocol as the schedule takes them."""

import pytest

from animals.models import FeedingStep
from feedings.protocols import protocols_for
from tests.factories import make_animal

pytestmark = pytest.mark.django_db


def last_of_first_week(animal):
    steps = FeedingStep.objects.filter(species=animal.species, scheme="default", age_days_from=0)
    return steps.order_by("weight_g_from").last()


def test_the_weight_rows_of_an_age_are_one_step():
    animal = make_animal()
    [step] = [s for s in protocols_for([animal]).steps[animal.species_id] if s.age_from == 0]
    assert (step.weight_from, step.weight_to) == (50, 150)


def test_an_open_end_of_one_row_is_that_of_the_step():
    animal = make_animal()
    heaviest = last_of_first_week(animal)
    heaviest.weight_g_to = None
    heaviest.save()
    [step] = [s for s in protocols_for([animal]).steps[animal.species_id] if s.age_from == 0]
    assert (step.weight_from, step.weight_to) == (50, None)
