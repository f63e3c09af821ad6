"""Reading what counts costs the same whatever the database knows about its tables."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from feedings.models import ENTRY_MODELS, Feed, WeighIn
from tests.factories import feed, make_animal, weigh

pytestmark = pytest.mark.django_db


def plan_of(rows):
    sql, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
        return [step[-1] for step in cursor.fetchall()]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the plans of SQLite")
@pytest.mark.parametrize("model", ENTRY_MODELS, ids=lambda model: model.__name__)
def test_no_table_is_scanned_after_analyze(model):
    animal = make_animal()
    for number in range(60):
        at = timezone.now() - dt.timedelta(hours=number)
        feed(animal=animal, at=at)
        weigh(animal=animal, at=at, grams="212")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    steps = plan_of(model.objects.current().filter(animal=animal))
    assert steps
    assert not [step for step in steps if step.startswith("SCAN")], steps


def test_current_is_neither_voided_nor_corrected():
    animal = make_animal()
    kept, wrong, voided = (feed(animal=animal) for _ in range(3))
    right = feed(animal=animal, corrects=wrong)
    Feed.objects.filter(pk=voided.pk).update(voided_at=timezone.now())
    assert set(Feed.objects.current()) == {kept, right}


def test_a_correction_of_one_kind_leaves_the_other_kinds_alone():
    animal = make_animal()
    weighed = weigh(animal=animal, grams="212")
    feed(animal=animal, corrects=feed(animal=animal))
    assert list(WeighIn.objects.current()) == [weighed]
