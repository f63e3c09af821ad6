"""The rows of a protocol as the schedule takes them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from animals.kept import MOST_KEPT
from animals.models import Animal, FeedingStep, Limit, Species
from animals.published import mark_edited
from feedings.protocols import kept_rows, protocols_for
from tests.factories import make_animal, species

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
    animal = Animal.objects.get(pk=animal.pk)  # who was read before goes by what stood then
    [step] = [s for s in protocols_for([animal]).steps[animal.species_id] if s.age_from == 0]
    assert (step.weight_from, step.weight_to) == (50, None)


def test_rows_are_read_once_and_again_after_an_edit(django_assert_num_queries):
    make_animal()
    first = Animal.objects.for_list().get()
    protocols_for([first])
    with django_assert_num_queries(0):
        assert protocols_for([first]).limit("no_gain_hours_vet", first.species_id) == 48
    limit = Limit.objects.get(key="no_gain_hours_vet")
    limit.value = 36
    limit.save()
    again = Animal.objects.for_list().get()
    assert protocols_for([again]).limit("no_gain_hours_vet", again.species_id) == 36
    limit.delete()
    again = Animal.objects.for_list().get()
    assert protocols_for([again]).limit("no_gain_hours_vet", again.species_id) is None


def test_the_limit_of_a_species_stands_before_the_one_for_all():
    Limit.objects.create(
        key="no_gain_hours_vet", species=species("cat"), value=30, unit="hours", meaning="ours"
    )
    cat, dog = make_animal(), make_animal(species_code="dog")
    protocols = protocols_for([cat, dog])
    assert protocols.limit("no_gain_hours_vet", cat.species_id) == 30
    assert protocols.limit("no_gain_hours_vet", dog.species_id) == 48


def test_the_rows_of_all_species_are_read_together(django_assert_num_queries):
    make_animal()
    make_animal(species_code="dog")
    for each in Species.objects.all():
        mark_edited(each.pk)
    animals = list(Animal.objects.for_list())
    with django_assert_num_queries(2):
        protocols = protocols_for(animals)
    assert all(protocols.steps[animal.species_id] for animal in animals)
    with django_assert_num_queries(0):
        protocols_for(animals)


def test_what_is_kept_does_not_grow_for_ever():
    make_animal()
    for _ in range(MOST_KEPT + 3):
        mark_edited(None)
        protocols_for(Animal.objects.for_list())
    assert len(kept_rows.rows) <= MOST_KEPT + 1


@pytest.mark.parametrize(
    ("value", "is_possible"),
    [("99999", True), ("99999.01", False), ("-99999", True), ("-99999.01", False)],
)
def test_a_limit_beyond_all_reason_is_refused_where_it_is_edited(value, is_possible):
    limit = Limit.objects.first()
    limit.value = Decimal(value)
    if is_possible:
        limit.full_clean()
    else:
        with pytest.raises(ValidationError, match="99,999"):
            limit.full_clean()
