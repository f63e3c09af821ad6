"""Offers: made, answered in whole or in part, withdrawn, expired; nothing moves until then."""

import datetime as dt

import pytest
from django.utils import timezone

from animals import offers, placing
from animals.models import (
    Animal,
    BuddyPair,
    BuddyPairState,
    FosterHome,
    MaternalBond,
    Offer,
    OfferedAnimal,
    Organisation,
    Placement,
)
from animals.offers import CannotAnswer, CannotOffer
from tests.factories import make_animal, make_home, make_offer, make_person

NOW = timezone.now()
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def kangaroo(bens_home):
    return make_animal(name="Kangaroo", home=bens_home, placed_at=NOW - 5 * DAY)


@pytest.fixture
def joey(db):
    return make_animal(name="Joey")


@pytest.fixture
def offer(kangaroo, joey, cleos_home, cleo, ana):
    return offers.make([kangaroo, joey], home=cleos_home, by=ana)


def home_of(animal):
    row = Placement.objects.filter(animal=animal, ended_at=None).select_related("home").first()
    return row.home.name if row else None


def said(offer):
    """The state, and what was said of each animal by name."""
    offer.refresh_from_db()
    return offer.state, dict(offer.offered.values_list("animal__name", "answer"))


class TestMaking:
    def test_nothing_moves(self, offer, kangaroo, joey, ana):
        assert (home_of(kangaroo), home_of(joey)) == ("Ben's home", None)
        assert said(offer) == ("open", {"Kangaroo": "pending", "Joey": "pending"})
        assert (offer.made_by, offer.history.get().history_user) == (ana, ana)

    def test_it_expires_after_the_hours_of_the_organisation(self, joey, cleos_home, cleo, ana):
        Organisation.objects.create(pk=1, offers_last_hours=6)
        offer = offers.make([joey], home=cleos_home, by=ana, at=NOW)
        assert offer.expires_at == NOW + 6 * HOUR

    def test_what_it_says_is_kept(self, joey, cleos_home, cleo, ana):
        words = {"note": "Loves warmth.", "reason": "only near one", "in_spite_of": "far"}
        made = offers.make([joey], home=cleos_home, by=ana, starts_at=NOW + DAY, room=1, **words)
        made.refresh_from_db()
        assert {name: getattr(made, name) for name in words} == words
        assert (made.starts_at, made.room) == (NOW + DAY, 1)

    def refused(self, *animals, home, by, **more):
        with pytest.raises(CannotOffer) as why:
            offers.make(animals, home=home, by=by, **more)
        return str(why.value)

    def test_none_at_all(self, cleos_home, cleo, ana):
        assert self.refused(home=cleos_home, by=ana) == "Choose at least one animal."

    def test_to_a_home_without_people(self, joey, ana):
        closed = make_person(name="Dee", home=make_home(name="Dee's home"), is_active=False)
        home = closed.homes.get()
        assert self.refused(joey, home=home, by=ana) == (
            "Nobody lives in Dee's home, so nobody could answer."
        )

    @pytest.mark.parametrize("starts_in", [None, 3 * DAY])
    def test_to_a_home_that_closes_before(self, joey, cleos_home, cleo, ana, starts_in):
        days = 0 if starts_in is None else 2
        FosterHome.objects.update(closes_on=timezone.localdate() + days * DAY)
        starts_at = NOW + starts_in if starts_in else None
        why = self.refused(joey, home=cleos_home, by=ana, starts_at=starts_at)
        assert why.startswith("Joey cannot move to Cleo's home: it is closed")

    def test_what_is_offered_already(self, offer, joey, cleos_home, bens_home, ben, ana):
        for home in (bens_home, cleos_home):
            why = self.refused(joey, home=home, by=ana)
            assert why == "Joey is offered to Cleo's home already."
        assert Offer.objects.count() == 1

    def test_what_is_there_already(self, kangaroo, bens_home, ben, ana):
        assert self.refused(kangaroo, home=bens_home, by=ana) == (
            "Kangaroo is in Ben's home already."
        )

    def test_what_is_not_in_care(self, joey, cleos_home, cleo, ana):
        gone = make_animal(name="Roo", outcome_at=NOW, outcome_type="Died in Care")
        assert self.refused(joey, gone, home=cleos_home, by=ana) == "Roo is no longer in care."
        assert not OfferedAnimal.objects.exists()

    def test_what_moved_after_the_page_was_drawn(self, kangaroo, cleos_home, cleo, ana):
        why = self.refused(kangaroo, home=cleos_home, by=ana, expected={kangaroo.pk: None})
        assert why.startswith("Kangaroo was moved to Ben's home")

    def test_one_that_expires_while_another_waits_for_the_lock(
        self, joey, cleos_home, cleo, ana, time_machine, monkeypatch
    ):
        before = make_offer(joey, home=make_home(name="Home"), expires_at=NOW + HOUR)
        time_machine.move_to(NOW + HOUR - dt.timedelta(seconds=1))
        lock = placing.lock

        def late(animals):
            time_machine.move_to(NOW + HOUR + dt.timedelta(seconds=1))
            return lock(animals)

        monkeypatch.setattr(placing, "lock", late)
        assert self.refused(joey, home=cleos_home, by=ana) == "Joey is offered to Home already."
        monkeypatch.undo()
        offers.make([joey], home=cleos_home, by=ana)
        assert said(before)[0] == "expired"

    def test_an_expired_one_gives_them_free_and_is_closed(self, joey, cleos_home, cleo, ana):
        before = make_offer(joey, home=make_home(), expires_at=NOW - HOUR)
        elsewhere = make_offer(make_animal(), home=make_home(), expires_at=NOW - HOUR)
        offers.make([joey], home=cleos_home, by=ana)
        assert said(before) == ("expired", {"Joey": "refused"})
        assert said(elsewhere)[0] == "expired"


class TestYes:
    def test_all_of_them_move_at_once(self, offer, kangaroo, joey, cleo):
        done = offers.answer(offer, by=cleo, accepted_ids={kangaroo.pk, joey.pk}, at=None)
        assert (home_of(kangaroo), home_of(joey)) == ("Cleo's home", "Cleo's home")
        assert said(offer) == ("accepted", {"Kangaroo": "moved", "Joey": "moved"})
        assert {animal.name for animal in done.taken} == {"Kangaroo", "Joey"}
        assert (offer.answered_by, done.lost, done.apart) == (cleo, [], [])

    def test_the_move_keeps_why_it_was_thought_right(self, joey, cleos_home, cleo, ana):
        why = {"reason": "only near one", "in_spite_of": "far"}
        made = offers.make([joey], home=cleos_home, by=ana, room=1, **why)
        offers.answer(made, by=cleo, accepted_ids={joey.pk})
        row = Placement.objects.get(animal=joey)
        assert (row.reason, row.in_spite_of, row.room) == ("only near one", "far", 1)
        assert row.placed_by == cleo

    def test_a_part_and_the_rest_waits_again(self, offer, kangaroo, joey, cleo, ben, ana):
        offers.answer(offer, by=cleo, accepted_ids={joey.pk}, why="one is enough")
        assert (home_of(kangaroo), home_of(joey)) == ("Ben's home", "Cleo's home")
        assert said(offer) == ("accepted", {"Kangaroo": "refused", "Joey": "moved"})
        assert offer.answer == "one is enough"
        offers.make([kangaroo], home=make_person(home=make_home()).homes.get(), by=ana)

    def test_strangers_among_the_accepted_are_passed_over(self, offer, kangaroo, cleo):
        other = make_animal()
        offers.answer(offer, by=cleo, accepted_ids={kangaroo.pk, other.pk, 10**30})
        assert (home_of(kangaroo), home_of(other)) == ("Cleo's home", None)

    def test_from_a_later_day_on_they_are_agreed_until_they_are_there(
        self, kangaroo, joey, cleos_home, cleo, ana, time_machine
    ):
        both = {kangaroo.pk, joey.pk}
        made = offers.make([kangaroo, joey], home=cleos_home, by=ana, starts_at=NOW + 2 * DAY)
        offers.answer(made, by=cleo, accepted_ids=both)
        assert said(made) == ("accepted", {"Kangaroo": "agreed", "Joey": "agreed"})
        assert home_of(kangaroo) == "Ben's home"
        there_at = NOW + 2 * DAY + HOUR
        time_machine.move_to(there_at, tick=False)
        for _ in range(2):  # a double tap
            offers.arrive(made, by=cleo)
        assert said(made) == ("accepted", {"Kangaroo": "moved", "Joey": "moved"})
        assert Placement.objects.get(animal=kangaroo, ended_at=None).started_at == there_at
        assert Placement.objects.filter(animal=kangaroo).count() == 2

    def test_a_start_that_has_passed_is_at_once(self, joey, cleos_home, cleo, ana, time_machine):
        made = offers.make([joey], home=cleos_home, by=ana, starts_at=NOW + HOUR)
        time_machine.move_to(NOW + 2 * HOUR)
        offers.answer(made, by=cleo, accepted_ids={joey.pk})
        assert home_of(joey) == "Cleo's home"

    def test_the_same_tap_twice_is_one_answer(self, offer, kangaroo, joey, cleo):
        for _ in range(2):
            offers.answer(offer, by=cleo, accepted_ids={kangaroo.pk, joey.pk})
        assert Placement.objects.filter(animal=kangaroo).count() == 2

    def test_one_that_died_meanwhile_keeps_nobody_from_coming(self, offer, kangaroo, joey, cleo):
        Animal.objects.filter(pk=joey.pk).update(outcome_at=NOW, outcome_type="Died in Care")
        done = offers.answer(offer, by=cleo, accepted_ids={kangaroo.pk, joey.pk})
        assert done.lost == ["Joey has died."]
        assert said(offer) == ("accepted", {"Kangaroo": "moved", "Joey": "refused"})

    def test_one_that_found_a_home_meanwhile_stays_there(self, offer, kangaroo, joey, cleo):
        joey.placements.create(home=make_home(), started_at=timezone.now())  # by the admin
        done = offers.answer(offer, by=cleo, accepted_ids={kangaroo.pk, joey.pk})
        assert done.lost == ["Joey has found another home meanwhile."]
        assert home_of(joey) != "Cleo's home"

    def test_where_all_of_them_are_gone_nobody_declined(self, offer, kangaroo, joey, cleo):
        Animal.objects.update(outcome_at=NOW, outcome_type="Adoption")
        done = offers.answer(offer, by=cleo, accepted_ids={kangaroo.pk, joey.pk})
        assert said(offer)[0] == "withdrawn"
        assert done.lost == ["Joey is no longer in care.", "Kangaroo is no longer in care."]

    def test_one_that_died_before_the_hand_over(self, kangaroo, joey, cleos_home, cleo, ana):
        made = offers.make([kangaroo, joey], home=cleos_home, by=ana, starts_at=NOW + DAY)
        offers.answer(made, by=cleo, accepted_ids={kangaroo.pk, joey.pk})
        Animal.objects.filter(pk=joey.pk).update(outcome_at=NOW, outcome_type="Died in Care")
        assert offers.arrive(made, by=cleo).lost == ["Joey has died."]
        assert said(made) == ("accepted", {"Kangaroo": "moved", "Joey": "refused"})

    def test_where_nobody_is_left_at_the_hand_over_it_is_over(self, joey, cleos_home, cleo, ana):
        made = offers.make([joey], home=cleos_home, by=ana, starts_at=NOW + DAY)
        offers.answer(made, by=cleo, accepted_ids={joey.pk})
        Animal.objects.update(outcome_at=NOW, outcome_type="Died in Care")
        assert offers.arrive(made, by=cleo).lost == ["Joey has died."]
        assert said(made) == ("withdrawn", {"Joey": "refused"})

    def test_a_room_that_the_home_has_no_more_is_left_out(self, joey, cleos_home, cleo, ana):
        FosterHome.objects.update(rooms=2)
        made = offers.make([joey], home=cleos_home, by=ana, room=2)
        FosterHome.objects.update(rooms=1)
        offers.answer(made, by=cleo, accepted_ids={joey.pk})
        assert Placement.objects.get(animal=joey).room is None


class TestWhoBelongsTogether:
    def test_a_pair_of_which_one_is_taken(self, offer, kangaroo, joey, cleo):
        pair = BuddyPair.objects.create(first=kangaroo, second=joey)
        BuddyPairState.objects.create(pair=pair, state="bonded", started_at=NOW - DAY)
        done = offers.answer(offer, by=cleo, accepted_ids={joey.pk})
        assert done.apart == ["Kangaroo and Joey are a pair."]

    def test_a_nursing_young_without_its_mother(self, offer, kangaroo, joey, cleo):
        MaternalBond.objects.create(young=joey, mother=kangaroo, state="nursing")
        done = offers.answer(offer, by=cleo, accepted_ids={joey.pk})
        assert done.apart == ["Kangaroo and Joey belong together, as mother and young."]

    @pytest.mark.parametrize("takes", ["both", "none"])
    def test_both_or_none_parts_nobody(self, offer, kangaroo, joey, cleo, takes):
        pair = BuddyPair.objects.create(first=kangaroo, second=joey)
        BuddyPairState.objects.create(pair=pair, state="introduced", started_at=NOW - DAY)
        ids = {kangaroo.pk, joey.pk} if takes == "both" else set()
        assert not offers.answer(offer, by=cleo, accepted_ids=ids).apart


class TestNo:
    def test_a_decline_keeps_all_where_they_are(self, offer, kangaroo, cleo):
        for _ in range(2):
            offers.answer(offer, by=cleo, accepted_ids=(), why="We are ill")
        assert said(offer) == ("declined", {"Kangaroo": "refused", "Joey": "refused"})
        assert (offer.answer, home_of(kangaroo)) == ("We are ill", "Ben's home")
        assert offer.history.first().history_user == cleo

    def refused(self, offer, *, by, at=None, ids=None):
        ids = ids or set(offer.offered.values_list("animal", flat=True))
        with pytest.raises(CannotAnswer) as why:
            offers.answer(offer, by=by, accepted_ids=ids, at=at)
        assert home_of(Animal.objects.get(name="Kangaroo")) == "Ben's home"
        return str(why.value)

    def test_an_expired_one(self, offer, cleo):
        why = self.refused(offer, by=cleo, at=offer.expires_at)
        assert why.startswith("This offer could be answered until")
        assert why.endswith("Ask Ana.")

    def test_a_withdrawn_one(self, offer, cleo, ana):
        offers.withdraw(offer, by=ana)
        assert self.refused(offer, by=cleo).startswith("This offer was withdrawn by Ana on")

    def test_one_that_another_of_the_home_answered(self, offer, cleo, cleos_home):
        dee = make_person(name="Dee", home=cleos_home)
        offers.answer(offer, by=dee, accepted_ids=(), why="no room")
        assert self.refused(offer, by=cleo).startswith("This offer was declined by Dee on")

    def test_another_answer_than_her_own_before(self, offer, cleo):
        offers.answer(offer, by=cleo, accepted_ids=(), why="no room")
        assert self.refused(offer, by=cleo).startswith("This offer was declined by Cleo on")

    def test_a_home_that_closed_meanwhile(self, offer, cleo):
        FosterHome.objects.update(closes_on=timezone.localdate())
        assert "it is closed from" in self.refused(offer, by=cleo)
        assert said(offer)[0] == "open"

    def test_a_home_that_will_be_closed_by_then(self, kangaroo, cleos_home, cleo, ana):
        made = offers.make([kangaroo], home=cleos_home, by=ana, starts_at=NOW + 3 * DAY)
        FosterHome.objects.update(closes_on=timezone.localdate() + DAY)
        assert "it is closed from" in self.refused(made, by=cleo)
        assert said(made) == ("open", {"Kangaroo": "pending"})


class TestWithdrawing:
    def test_it_gives_them_free(self, offer, joey, bens_home, ben, ana):
        for _ in range(2):
            offers.withdraw(offer, by=ana)
        assert said(offer) == ("withdrawn", {"Kangaroo": "refused", "Joey": "refused"})
        placing.place([joey], home=bens_home, by=ana)

    def test_what_was_agreed_is_taken_back_too(self, joey, cleos_home, cleo, ana):
        made = offers.make([joey], home=cleos_home, by=ana, starts_at=NOW + DAY)
        offers.answer(made, by=cleo, accepted_ids={joey.pk})
        offers.withdraw(made, by=ana)
        assert said(made) == ("withdrawn", {"Joey": "refused"})
        with pytest.raises(CannotAnswer, match="withdrawn by Ana"):
            offers.arrive(made, by=cleo)

    def test_who_has_come_stays(self, offer, joey, cleos_home, ana):
        placing.place([joey], home=cleos_home, by=ana)
        offers.withdraw(offer, by=ana)
        assert said(offer) == ("accepted", {"Kangaroo": "refused", "Joey": "moved"})

    def test_what_is_over_cannot_be_withdrawn(self, offer, cleo, ana):
        offers.answer(offer, by=cleo, accepted_ids=(), why="no room")
        with pytest.raises(CannotAnswer, match="declined by Cleo"):
            offers.withdraw(offer, by=ana)


def test_nobody_arrives_before_a_yes(offer, cleo):
    with pytest.raises(CannotAnswer, match="not answered yet"):
        offers.arrive(offer, by=cleo)


def test_whoever_offers_next_says_of_expired_ones_that_they_are(offer, cleos_home, ana):
    offers.make([make_animal()], home=cleos_home, by=ana)
    assert said(offer)[0] == "open"
    Offer.objects.filter(pk=offer.pk).update(made_at=NOW - 2 * DAY, expires_at=NOW - DAY)
    offers.make([make_animal()], home=cleos_home, by=ana)
    assert said(offer) == ("expired", {"Kangaroo": "refused", "Joey": "refused"})


def test_live_ones_are_open_or_agreed(offer, joey, cleos_home, cleo, ana):
    roo, possum = make_animal(), make_animal()
    agreed = offers.make([roo], home=cleos_home, by=ana, starts_at=NOW + DAY)
    offers.answer(agreed, by=cleo, accepted_ids={roo.pk})
    over = offers.make([possum], home=cleos_home, by=ana)
    offers.answer(over, by=cleo, accepted_ids={possum.pk})
    assert set(Offer.objects.live(timezone.now())) == {offer, agreed}
    assert set(Offer.objects.live(offer.expires_at)) == {agreed}
    assert set(Offer.objects.for_homes(cleo.homes.all())) == {offer, agreed, over}
