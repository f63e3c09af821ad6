"""A prepared query answers as the same query built anew, whatever it was asked before."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext

from animals.models import Animal
from feedings.models import Alert, Feed
from feedings.prepared import IdText, Keys, Prepared, Slot, write_columns
from tests.factories import feed, make_animal

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 5, 1, 2, 14, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@Prepared
def feeds_since():
    return Feed.objects.filter(animal__in=Keys("animals"), happened_at__gte=Slot("start"))


@Prepared
def names():
    animals = Animal.objects.filter(name__in=Keys("names", models.CharField()))
    return animals.order_by("name").values_list("name", flat=True)


@Prepared
def with_species():
    return Animal.objects.filter(pk__in=Keys("animals")).select_related("species")


@Prepared
def by_id():
    return Feed.objects.filter(pk__in=Keys("ids", models.UUIDField())).values_list(
        "pk", "volume_ml"
    )


@Prepared
def both_ways():
    columns = ("name", "told")
    kittens = Animal.objects.filter(species__code="cat").annotate(told=models.Value("cat"))
    named = (
        Animal.objects.order_by()
        .filter(pk__in=Keys("animals"))
        .annotate(told=models.Value("named"))
    )
    return kittens.order_by().values_list(*columns).union(named.values_list(*columns), all=True)


def test_each_call_has_its_own_values():
    joey, other = make_animal(), make_animal()
    early, late = feed(animal=joey, at=NOW - HOUR), feed(animal=joey, at=NOW)
    elsewhere = feed(animal=other, at=NOW)
    assert feeds_since(animals=[joey.pk], start=NOW) == [late]
    assert set(feeds_since(animals=[joey.pk], start=NOW - HOUR)) == {early, late}
    assert set(feeds_since(animals={joey.pk, other.pk}, start=NOW)) == {late, elsewhere}
    assert feeds_since(animals=[], start=NOW) == []


def test_it_is_built_once_and_asked_each_time(monkeypatch):
    names(names=["Joey"])
    monkeypatch.setattr(names, "build", None)
    make_animal(name="Joey")
    with CaptureQueriesContext(connection) as asked:
        assert names(names=["Joey"]) == ["Joey"]
    assert len(asked) == 1


def test_a_name_is_never_part_of_the_statement():
    make_animal(name="O'Joey\"; --")
    assert names(names=["O'Joey\"; --", "%s"]) == ["O'Joey\"; --"]


def test_objects_come_with_what_is_read_beside_them(django_assert_num_queries):
    animals = [make_animal() for _ in range(3)]
    with django_assert_num_queries(1):
        found = with_species(animals=[animal.pk for animal in animals])
        assert {animal.species.code for animal in found} == {"cat"}
    assert set(found) == set(animals)


def test_uuids_are_found_by_either_database():
    stored = feed(animal=make_animal(), volume_ml="6.5")
    [(pk, volume_ml)] = by_id(ids=[stored.pk, uuid.uuid4()])
    assert (pk, str(volume_ml)) == (stored.pk, "6.5")


def test_two_queries_may_be_one():
    joey = make_animal(name="Joey")
    assert sorted(both_ways(animals=[joey.pk])) == [("Joey", "cat"), ("Joey", "named")]
    assert both_ways(animals=[]) == [("Joey", "cat")]


def test_a_value_that_was_forgotten_is_an_error():
    with pytest.raises(KeyError, match="start"):
        feeds_since(animals=[1])


class TestWriteColumns:
    def test_each_row_has_its_own_values_and_other_columns_stay(self, django_assert_num_queries):
        animals = [make_animal(name=name) for name in ("Joey", "Bilby")]
        bystander = make_animal()
        for number, animal in enumerate(animals):
            animal.last_weight_g, animal.last_fed_at = Decimal(200 + number), NOW
            animal.name = "not written"
        with django_assert_num_queries(1):
            write_columns(animals, ["last_weight_g", "last_fed_at"])
        written = Animal.objects.order_by("pk").values_list("name", "last_weight_g", "last_fed_at")
        assert list(written) == [
            ("Joey", Decimal("200.0"), NOW),
            ("Bilby", Decimal("201.0"), NOW),
            (bystander.name, None, None),
        ]

    def test_nothing_is_written_too(self):
        animal = make_animal(last_fed_at=NOW)
        animal.last_fed_at = None
        write_columns([animal], ["last_fed_at"])
        animal.refresh_from_db()
        assert animal.last_fed_at is None

    def test_a_list_is_written_as_the_field_keeps_it(self):
        alert = Alert.objects.create(
            animal=make_animal(), code="low_gain", severity="watch", text="slow", since_at=NOW
        )
        alert.entries, alert.severity = ["a", "b's"], "act_now"
        write_columns([alert], ["entries", "severity"])
        alert.refresh_from_db()
        assert (alert.entries, alert.severity) == (["a", "b's"], "act_now")

    def test_of_no_rows_nothing_is_asked(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            write_columns([], ["last_fed_at"])


@Prepared
def held_for_writing():
    return Animal.objects.select_for_update().filter(pk__in=Keys("animals"))


@pytest.mark.django_db(transaction=True)
def test_rows_are_held_in_a_transaction_only():
    held_for_writing.built.clear()
    with transaction.atomic():
        held_for_writing(animals=[1])
    with pytest.raises(transaction.TransactionManagementError):
        held_for_writing(animals=[1])


@Prepared
def ids_as_text():
    return Feed.objects.order_by().values_list("pk", IdText("pk"))


def test_an_id_as_text_is_what_python_says():
    for first in ("0" * 8, "1234abcd", "f" * 8):
        feed(animal=make_animal(), id=uuid.UUID(f"{first}-0001-4abc-8def-0123456789ab"))
    found = ids_as_text()
    assert len(found) == 3
    assert [text for _, text in found] == [str(pk) for pk, _ in found]
