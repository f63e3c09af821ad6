"""Moving animals between homes: whole, at one instant, and with the past kept."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from animals import placing
from animals.models import PROMISED, Animal, MaternalBond, Offer, OfferedAnimal, Placement
from animals.placing import CannotPlace
from feedings.models import Feed
from tests.factories import (
    make_animal,
    make_home,
    make_litter,
    make_offer,
    make_placement,
)
from tests.feedings.offline_sync.phone import sent_feed, statuses

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


def rooms(animal):
    rows = Placement.objects.filter(animal=animal).order_by("started_at")
    return [(row.room, row.ended_at is None) for row in rows]


class TestRooms:
    def test_another_room_of_the_same_home_starts_a_new_row(self, bens_home, ana):
        bens_home.rooms = 2
        bens_home.save()
        joey = make_animal(name="Joey")
        for room in (1, 2, None):
            placing.place([joey], home=bens_home, room=room, by=ana)
        assert rooms(joey) == [(1, False), (2, True)]

    @pytest.mark.parametrize("room", [0, 2, -1, 10**9])
    def test_a_room_that_is_not_there_is_refused(self, kangaroo, cleos_home, ana, room):
        with pytest.raises(CannotPlace, match=f"Kangaroo cannot go to room {room}: .* has 1 room"):
            placing.place([kangaroo], home=cleos_home, room=room, by=ana)
        assert where(kangaroo) == [("Ben's home", True)]

    def test_overruled_warnings_are_kept_with_the_sentence(self, kangaroo, cleos_home, ana):
        said = {"reason": "only for two nights", "in_spite_of": "far, nearly_full"}
        [row] = placing.place([kangaroo], home=cleos_home, by=ana, **said)
        row.refresh_from_db()
        assert (row.reason, row.in_spite_of) == tuple(said.values())


class TestWhenItCannotBe:
    def test_before_it_came(self, cleos_home, ana):
        joey = make_animal(name="Joey", intake_at=NOW - DAY)
        with pytest.raises(CannotPlace, match="Joey came into care only on"):
            placing.place([joey], home=cleos_home, by=ana, at=NOW - DAY - HOUR)
        placing.place([joey], home=cleos_home, by=ana, at=NOW - DAY)

    def test_in_the_future(self, kangaroo, cleos_home, ana):
        with pytest.raises(CannotPlace, match=r"Kangaroo cannot move on .* future"):
            placing.place([kangaroo], home=cleos_home, by=ana, at=timezone.now() + HOUR)
        soon = timezone.now() + dt.timedelta(minutes=2)  # by a clock that is ahead
        placing.place([kangaroo], home=cleos_home, by=ana, at=soon)

    @pytest.mark.parametrize(("days", "goes"), [(-1, False), (0, False), (1, True)])
    def test_once_the_home_is_closed(self, kangaroo, ana, days, goes):
        closes_on = timezone.localdate() + days * DAY
        home = make_home(name="Dee's home", closes_on=closes_on)
        if goes:
            assert placing.place([kangaroo], home=home, by=ana)
            return
        with pytest.raises(CannotPlace, match="Kangaroo cannot move to Dee's home: it is closed"):
            placing.place([kangaroo], home=home, by=ana)

    def test_a_home_that_closed_after_the_page_was_drawn(self, kangaroo, cleos_home, ana):
        type(cleos_home).objects.update(closes_on=timezone.localdate())
        with pytest.raises(CannotPlace, match="closed"):
            placing.place([kangaroo], home=cleos_home, by=ana)

    def test_one_that_left_care_after_the_page_was_drawn(self, kangaroo, cleos_home, ana):
        Animal.objects.update(outcome_at=NOW, outcome_type="Adoption")
        with pytest.raises(CannotPlace, match="Kangaroo is no longer in care"):
            placing.place([kangaroo], home=cleos_home, by=ana)


class TestTwoCoordinators:
    def test_the_second_one_is_told(self, kangaroo, bens_home, cleos_home, ana, time_machine):
        time_machine.move_to(timezone.localtime().replace(hour=10, minute=2), tick=False)
        seen = {kangaroo.pk: bens_home.pk}
        placing.place([kangaroo], home=cleos_home, by=ana, expected=seen)
        with pytest.raises(CannotPlace) as told:
            placing.place([kangaroo], home=make_home(), by=ana, expected=seen)
        assert str(told.value) == "Kangaroo was moved to Cleo's home by Ana at 10:02. Look again."
        assert where(kangaroo) == [("Ben's home", False), ("Cleo's home", True)]

    def test_one_that_waited_and_one_that_waits_now(self, kangaroo, bens_home, cleos_home, ana):
        with pytest.raises(CannotPlace, match="was moved to Ben's home on"):
            placing.place([kangaroo], home=cleos_home, by=ana, expected={kangaroo.pk: None})
        placing.take_out([kangaroo], by=ana)
        with pytest.raises(CannotPlace, match="Kangaroo is in no home any more"):
            placing.place([kangaroo], home=cleos_home, by=ana, expected={kangaroo.pk: bens_home.pk})

    def test_one_of_them_elsewhere_keeps_all(self, kangaroo, bens_home, cleos_home, ana):
        joey = make_animal()
        seen = {kangaroo.pk: bens_home.pk, joey.pk: cleos_home.pk}
        with pytest.raises(CannotPlace):
            placing.place([kangaroo, joey], home=cleos_home, by=ana, expected=seen)
        assert where(kangaroo) == [("Ben's home", True)]


class TestPromised:
    def test_one_offered_elsewhere_stays(self, kangaroo, bens_home, cleos_home, ana):
        make_offer(kangaroo, home=cleos_home, by=ana)
        with pytest.raises(CannotPlace, match="Kangaroo is offered to Cleo's home"):
            placing.place([kangaroo], home=make_home(), by=ana)
        placing.place([kangaroo], home=bens_home, by=ana)  # where it is: nothing moves

    def test_one_agreed_elsewhere_stays(self, kangaroo, cleos_home, ana):
        offer = make_offer(kangaroo, home=cleos_home, by=ana)
        offer.offered.update(answer="agreed")
        Offer.objects.update(state="accepted", answered_at=NOW, expires_at=NOW - HOUR)
        with pytest.raises(CannotPlace, match="Kangaroo is promised to Cleo's home"):
            placing.place([kangaroo], home=make_home(), by=ana)

    def test_an_expired_offer_promises_nothing_and_is_closed(self, kangaroo, cleos_home, ana):
        make_offer(kangaroo, home=cleos_home, by=ana, expires_at=NOW - HOUR)
        placing.place([kangaroo], home=make_home(), by=ana)
        assert Offer.objects.get().state == "expired"
        assert not OfferedAnimal.objects.filter(answer__in=PROMISED).exists()

    def test_bringing_it_there_by_hand_settles_the_offer(self, kangaroo, cleos_home, ana):
        joey = make_animal()
        offer = make_offer(kangaroo, joey, home=cleos_home, by=ana)
        placing.place([kangaroo], home=cleos_home, by=ana)
        offer.refresh_from_db()
        assert (offer.state, offer.offered.get(animal=joey).answer) == ("open", "pending")
        placing.place([joey], home=cleos_home, by=ana)
        offer.refresh_from_db()
        assert (offer.state, offer.answered_by) == ("accepted", ana)
        assert set(offer.offered.values_list("answer", flat=True)) == {"moved"}
        assert offer.history.first().state == "accepted"


def test_late_entries_of_the_former_home_are_stored_up_to_the_hand_over(
    kangaroo, cleos_home, ana, ben, client
):
    handed_over = NOW - DAY
    placing.place([kangaroo], home=cleos_home, by=ana, at=handed_over)
    client.force_login(ben)
    late = sent_feed(kangaroo, at=handed_over - HOUR)
    assert statuses(client, late, sent_feed(kangaroo, at=handed_over + HOUR)) == [
        "stored",
        "parked",
    ]
    assert str(Feed.objects.get().pk) == late["id"]
    assert client.get(kangaroo.get_absolute_url()).status_code == 404


# ---- mothers and their young --------------------------------------------------------------------


def bond_of(young, mother, state="nursing"):
    return MaternalBond.objects.create(
        young=young, mother=mother, state=state, started_at=NOW - 3 * DAY
    )


def still_open(bond):
    bond.refresh_from_db()
    return bond.ended_at is None


@pytest.mark.parametrize(
    ("state", "goes_on"),
    [
        ("nursing", False),
        ("supplemented", False),
        ("reunited", False),
        ("returning", True),
        ("rejected", True),
    ],
)
def test_whom_a_move_parts_from_its_mother_nurses_no_more(
    kangaroo, bens_home, cleos_home, ana, state, goes_on
):
    bella = make_animal(name="Bella", home=bens_home)
    bond = bond_of(kangaroo, bella, state)
    placing.place([kangaroo], home=cleos_home, by=ana, at=NOW)
    assert still_open(bond) is goes_on
    assert goes_on or bond.ended_at == NOW


def test_she_nurses_on_where_both_move_and_where_one_stays_another_does_not(
    kangaroo, bens_home, cleos_home, ana
):
    bella, joey = make_animal(home=bens_home), make_animal(home=bens_home)
    with_her, left_behind = bond_of(kangaroo, bella), bond_of(joey, bella)
    placing.place([kangaroo, bella], home=cleos_home, by=ana, at=NOW)
    assert still_open(with_her)
    assert not still_open(left_behind)


def test_a_mother_taken_out_of_the_home_nurses_nobody_in_it(kangaroo, bens_home, ana):
    bella = make_animal(home=bens_home)
    bond = bond_of(kangaroo, bella)
    placing.take_out([kangaroo, bella], by=ana, at=NOW)
    assert still_open(bond)
    placing.place([kangaroo], home=bens_home, by=ana)
    assert not still_open(bond)


def test_a_move_that_is_told_late_leaves_the_past_of_bonds_as_it_was(
    kangaroo, bens_home, cleos_home, ana
):
    bella = make_animal(home=bens_home)
    ended, later = bond_of(kangaroo, bella), bond_of(make_animal(home=bens_home), bella)
    MaternalBond.objects.filter(pk=ended.pk).update(ended_at=NOW - HOUR)
    MaternalBond.objects.filter(pk=later.pk).update(started_at=NOW - HOUR)
    placing.place([kangaroo, later.young], home=cleos_home, by=ana, at=NOW - 2 * HOUR)
    for bond in (ended, later):
        bond.refresh_from_db()
        assert bond.ended_at == NOW - HOUR
