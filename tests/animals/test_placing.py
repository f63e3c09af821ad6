"""Moving animals between homes: whole, at one instant, and with the past kept."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from animals import placing
from animals.models import Animal, Placement
from animals.placing import CannotPlace
from tests.factories import make_animal, make_home, make_litter, make_placement

NOW = timezone.now()
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def where(animal):
    """The homes of an animal, oldest first, each with whether it is still there."""
    rows = Placement.objects.filter(animal=animal).order_by("started_at")
    return [(row.home.name, row.ended_at is None) for row in rows]


@pytest.fixture
def kangaroo(bens_home):
    return make_animal(name="Kangaroo", home=bens_home, placed_at=NOW - 5 * DAY)


def test_a_waiting_animal_gets_a_home(bens_home, ana):
    joey = make_animal(name="Joey")
    [row] = placing.place([joey], home=bens_home, by=ana, reason="near by")
    assert (row.animal, row.home, row.placed_by, row.reason) == (joey, bens_home, ana, "near by")
    assert where(joey) == [("Ben's home", True)]


def test_a_move_ends_one_stay_and_starts_the_next_at_the_same_instant(kangaroo, cleos_home, ana):
    placing.place([kangaroo], home=cleos_home, by=ana, at=NOW)
    assert where(kangaroo) == [("Ben's home", False), ("Cleo's home", True)]
    assert Placement.objects.filter(ended_at=NOW, started_at__lt=NOW).count() == 1
    assert Placement.objects.filter(started_at=NOW).count() == 1


def test_the_history_says_who_moved_it(kangaroo, cleos_home, ana):
    placing.place([kangaroo], home=cleos_home, by=ana)
    for row in Placement.objects.filter(animal=kangaroo):
        assert row.history.first().history_user == ana


def test_who_is_there_already_stays_as_it_was(kangaroo, bens_home, ana):
    assert placing.place([kangaroo], home=bens_home, by=ana) == []
    assert where(kangaroo) == [("Ben's home", True)]


def test_one_that_cannot_go_keeps_all_where_they_are(kangaroo, cleos_home, ana):
    gone = make_animal(outcome_at=NOW, outcome_type="Adoption")
    with pytest.raises(CannotPlace, match="no longer in care"):
        placing.place([kangaroo, gone], home=cleos_home, by=ana)
    assert where(kangaroo) == [("Ben's home", True)]


def test_nobody_moves_before_they_came(kangaroo, cleos_home, ana):
    with pytest.raises(CannotPlace, match="Kangaroo is in Ben's home since"):
        placing.place([kangaroo], home=cleos_home, by=ana, at=NOW - 6 * DAY)


def test_a_late_entry_does_not_overlap_the_past(bens_home, cleos_home, ana):
    joey = make_animal(name="Joey")
    make_placement(animal=joey, home=bens_home, started_at=NOW - 5 * DAY, ended_at=NOW - DAY)
    with pytest.raises(CannotPlace, match="Joey was in Ben's home until"):
        placing.place([joey], home=cleos_home, by=ana, at=NOW - 2 * DAY)
    placing.place([joey], home=cleos_home, by=ana, at=NOW - DAY)
    assert where(joey) == [("Ben's home", False), ("Cleo's home", True)]


def test_taking_out_ends_the_stay_and_nothing_else(kangaroo, ana):
    placing.take_out([kangaroo], by=ana, at=NOW)
    assert where(kangaroo) == [("Ben's home", False)]
    assert kangaroo in Animal.objects.waiting_for_home()
    placing.take_out([kangaroo], by=ana)
    assert where(kangaroo) == [("Ben's home", False)]


def test_nobody_is_taken_out_before_they_came(kangaroo, ana):
    with pytest.raises(CannotPlace, match="since"):
        placing.take_out([kangaroo], by=ana, at=NOW - 6 * DAY)
    assert where(kangaroo) == [("Ben's home", True)]


def test_a_split_litter_stays_one_litter(bens_home, cleos_home, ana):
    litter = make_litter(name="Shepherds")
    young = [make_animal(litter=litter, home=bens_home) for _ in range(3)]
    placing.place(young[:1], home=cleos_home, by=ana)
    assert set(litter.young.all()) == set(young)


def test_moving_many_costs_the_same_as_moving_few(
    bens_home, cleos_home, ana, django_assert_max_num_queries
):
    def queries(count):
        animals = [make_animal(home=bens_home, placed_at=NOW - DAY) for _ in range(count)]
        with django_assert_max_num_queries(20) as captured:
            placing.place(animals, home=cleos_home, by=ana)
        return len(captured)

    assert queries(2) == queries(20)


@pytest.mark.django_db(transaction=True)
def test_the_database_keeps_a_race_from_putting_one_in_two_homes():
    joey = make_animal()
    first, second = make_home(), make_home()
    make_placement(animal=joey, home=first)
    with pytest.raises(IntegrityError), transaction.atomic(using=connection.alias):
        make_placement(animal=joey, home=second)
