"""`recount` proves and repairs the latest-fact columns; it never invents one."""

import io
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from animals.models import Animal, FeedingStep, OutcomeType
from feedings import animal_rows
from tests.factories import feed, make_animal, weigh

pytestmark = pytest.mark.django_db


def run(**options):
    out = io.StringIO()
    call_command("recount", stdout=out, **options)
    return out.getvalue()


def spoil(animal, **columns):
    Animal.objects.filter(pk=animal.pk).update(**columns)


@pytest.fixture
def fed():
    animal = make_animal(name="Joey")
    feed(animal=animal)
    weigh(animal=animal, grams="212")
    return animal


def test_what_was_recorded_has_not_drifted(fed):
    assert "1 animals looked at, 0 drifted" in run(check=True)


def test_check_names_animal_and_column_and_changes_nothing(fed, capsys):
    spoil(fed, last_weight_g=Decimal("999"))
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 of 1 animals have drifted"):
        call_command("recount", check=True, stdout=out)
    assert out.getvalue() == f"Joey ({fed.pk}): last_weight_g is 999.0, entries say 212.0\n"
    fed.refresh_from_db()
    assert fed.last_weight_g == 999


def test_drift_is_put_right(fed):
    due = Animal.objects.get(pk=fed.pk).next_feed_due_at
    spoil(fed, last_weight_g=None, next_feed_due_at=None)
    assert "1 put right" in run()
    fed.refresh_from_db()
    assert (fed.last_weight_g, fed.next_feed_due_at) == (212, due)
    assert "0 drifted" in run(check=True)


def test_a_fact_without_an_entry_goes(fed):
    stray = make_animal(name="Bilby")
    spoil(stray, last_fed_at="2026-01-01T00:00Z")
    run()
    stray.refresh_from_db()
    assert stray.last_fed_at is None


def test_every_animal_is_reached_whatever_the_batch(monkeypatch):
    monkeypatch.setattr(animal_rows, "BATCH", 2)
    animals = [make_animal() for _ in range(5)]
    for animal in animals:
        weigh(animal=animal, grams="150")
    Animal.objects.update(last_weight_g=1)
    assert "5 animals looked at, 5 put right" in run()
    assert set(Animal.objects.values_list("last_weight_g", flat=True)) == {Decimal("150.0")}


def test_memory_is_that_of_one_batch(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(animal_rows, "BATCH", 3)
    for _ in range(6):
        make_animal()
    with django_assert_num_queries(3):  # two full batches and the empty one that ends it
        assert [len(ids) for ids in animal_rows.batches(Animal.objects.all())] == [3, 3]


class TestAfterAnEditInTheAdmin:
    def test_of_a_protocol_s_step(self, fed):
        before = fed_due(fed)
        for step in FeedingStep.objects.filter(species=fed.species, scheme="default"):
            step.feeds_per_day, step.interval_hours, step.interval_hours_high = 4, 6, None
            step.save()
        assert fed_due(fed) > before
        assert "0 drifted" in run(check=True)

    def test_of_a_species_scheme(self, fed):
        fed.species.feeding_scheme = "none like it"
        fed.species.save()
        assert "0 drifted" in run(check=True)

    def test_that_deletes_steps(self, fed):
        for step in FeedingStep.objects.filter(species=fed.species):
            step.delete()
        assert "0 drifted" in run(check=True)

    def test_of_the_outcome(self, fed):
        fed.refresh_from_db()
        fed.outcome_type, fed.outcome_at = OutcomeType.DIED, timezone.now()
        fed.save()
        assert fed_due(fed) is None
        assert "0 drifted" in run(check=True)


def fed_due(animal):
    return Animal.objects.get(pk=animal.pk).next_feed_due_at
