"""What came and could not simply be stored: a coordinator accepts it, or leaves it out, once."""

import datetime as dt
import threading
import uuid

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from animals.models import Person
from feedings import recording
from feedings.models import Feed, HeldEntry, Source, WeighIn
from feedings.offline_sync import held as held_entries
from tests.factories import feed, make_animal, make_person, weigh

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def kangaroo(db):
    return make_animal(name="Kangaroo")


def hold(
    animal, *, person=None, at=None, reason="parked", kind="feed", pk=None, off_s=None, **sent
):
    """A held entry as it is written when it arrives."""
    pk, happened_at = pk or uuid.uuid4(), at or timezone.now() - 2 * HOUR
    if kind == "feed":
        sent = {"volume_ml": "6.5"} | sent
    content = {
        "id": str(pk),
        "kind": kind,
        "animal": animal.pk,
        "happened_at": happened_at.isoformat(),
        **sent,
    }
    return HeldEntry.objects.create(
        reason=reason,
        entry_id=pk,
        fingerprint=uuid.uuid4().hex,
        kind=kind,
        content=content,
        person=person,
        device=uuid.uuid4(),
        animal=animal,
        happened_at=happened_at,
        clock_off_s=off_s,
    )


class TestAccepting:
    def test_it_is_stored_as_it_came(self, kangaroo, ana, ben, at):
        held = hold(kangaroo, person=ben, stool_score=4, note="slow", off_s=-3660)
        assert held_entries.accept(held, by=ana, at=at)
        entry = Feed.objects.get()
        assert (entry.pk, entry.animal, entry.recorded_by) == (held.entry_id, kangaroo, ben)
        assert (entry.device, entry.source) == (held.device, Source.SYNC)
        assert (entry.happened_at, entry.clock_off_s) == (held.happened_at, -3660)
        assert (entry.volume_ml, entry.stool_score, entry.note) == (6.5, 4, "slow")
        held.refresh_from_db()
        assert (held.decision, held.decided_by, held.decided_at) == ("accepted", ana, at)

    def test_the_latest_facts_follow(self, kangaroo, ana, ben, at):
        held = hold(kangaroo, person=ben)
        held_entries.accept(held, by=ana, at=at)
        kangaroo.refresh_from_db()
        assert kangaroo.last_fed_at == held.happened_at

    def test_what_the_database_refuses_stays_undecided(self, kangaroo, ana, ben, at, monkeypatch):
        def refuse(entries):
            raise IntegrityError

        monkeypatch.setattr(recording, "record", refuse)
        held = hold(kangaroo, person=ben)
        with pytest.raises(held_entries.NotDecided):
            held_entries.accept(held, by=ana, at=at)
        held.refresh_from_db()
        assert held.decision == ""

    def test_one_that_was_taken_out_on_the_phone_is_stored_and_does_not_count(
        self, kangaroo, ana, ben, at
    ):
        held_entries.accept(hold(kangaroo, person=ben, taken_out=True), by=ana, at=at)
        assert Feed.objects.count() == 1
        assert not Feed.objects.current().exists()

    def test_twice_stores_once(self, kangaroo, ana, at):
        held = hold(kangaroo)
        assert [held_entries.accept(held, by=ana, at=at) for _ in range(2)] == [True, False]
        assert Feed.objects.count() == 1

    def test_one_that_nobody_can_read_stays_undecided(self, kangaroo, ana, at):
        held = hold(kangaroo, volume_ml="lots")
        with pytest.raises(held_entries.NotDecided, match="not a number"):
            held_entries.accept(held, by=ana, at=at)
        assert HeldEntry.objects.undecided().get() == held


class TestAConflict:
    def test_it_becomes_a_correction_of_what_stands(self, kangaroo, ana, ben, at):
        stored = feed(animal=kangaroo, at=at - 2 * HOUR, volume_ml="5", by=ben)
        held = hold(kangaroo, person=ben, reason="conflict", pk=stored.pk, volume_ml="8")
        assert held_entries.accept(held, by=ana, at=at)
        entry = Feed.objects.current().get()
        assert (entry.corrects_id, entry.volume_ml, entry.recorded_by) == (stored.pk, 8, ben)
        assert entry.device is None  # its phone never sent this id
        assert Feed.objects.count() == 2

    def test_the_last_correction_is_what_stands(self, kangaroo, ana, at):
        stored = feed(animal=kangaroo, at=at - 2 * HOUR, volume_ml="5")
        later = feed(animal=kangaroo, at=at - 2 * HOUR, volume_ml="6", corrects=stored)
        held = hold(kangaroo, reason="conflict", pk=stored.pk, volume_ml="8")
        held_entries.accept(held, by=ana, at=at)
        assert Feed.objects.current().get().corrects_id == later.pk

    @pytest.mark.parametrize("different", ["taken out", "another kind", "another animal"])
    def test_beside_what_it_cannot_correct_it_is_stored_by_itself(
        self, kangaroo, ana, at, different
    ):
        if different == "another kind":
            stored = weigh(animal=kangaroo, grams=212, at=at - 2 * HOUR)
        elif different == "another animal":
            stored = feed(animal=make_animal(), at=at - 2 * HOUR)
        else:
            stored = feed(animal=kangaroo, at=at - 2 * HOUR)
            recording.void(stored, by=ana)
        held = hold(kangaroo, reason="conflict", pk=stored.pk, volume_ml="8")
        held_entries.accept(held, by=ana, at=at)
        entry = Feed.objects.current().get(animal=kangaroo)
        assert (entry.corrects_id, entry.volume_ml) == (None, 8)
        assert entry.pk != stored.pk

    def test_two_of_one_id_can_both_be_accepted_in_turn(self, kangaroo, ana, at):
        stored = feed(animal=kangaroo, at=at - 2 * HOUR, volume_ml="5")
        for volume_ml in ("8", "9"):
            held = hold(kangaroo, reason="conflict", pk=stored.pk, volume_ml=volume_ml)
            assert held_entries.accept(held, by=ana, at=at)
        assert Feed.objects.current().get().volume_ml == 9
        assert Feed.objects.count() == 3


class TestACorrectionOfAHeldEntry:
    @pytest.fixture
    def pair(self, kangaroo, ben):
        first = hold(kangaroo, person=ben, volume_ml="5")
        return first, hold(kangaroo, person=ben, volume_ml="8", corrects=str(first.entry_id))

    def test_the_first_is_decided_first(self, pair, ana, at):
        first, second = pair
        with pytest.raises(held_entries.NotDecided, match="Decide about that one first"):
            held_entries.accept(second, by=ana, at=at)
        assert HeldEntry.objects.undecided().count() == 2
        for held in (first, second):
            assert held_entries.accept(held, by=ana, at=at)
        entry = Feed.objects.current().get()
        assert (entry.pk, entry.corrects_id, entry.volume_ml) == (
            second.entry_id,
            first.entry_id,
            8,
        )

    def test_it_stands_by_itself_where_the_first_was_left_out(self, pair, ana, at):
        first, second = pair
        held_entries.leave_out(first, by=ana, at=at)
        assert held_entries.accept(second, by=ana, at=at)
        assert Feed.objects.get().pk == second.entry_id


class TestLeavingOut:
    def test_nothing_is_stored_and_nothing_is_gone(self, kangaroo, ana, at):
        held = hold(kangaroo)
        assert held_entries.leave_out(held, by=ana, at=at)
        assert not Feed.objects.exists()
        held.refresh_from_db()
        assert (held.decision, held.decided_by) == ("refused", ana)
        assert held.content["volume_ml"] == "6.5"

    def test_what_is_left_out_cannot_be_accepted_any_more(self, kangaroo, ana, at):
        held = hold(kangaroo)
        held_entries.leave_out(held, by=ana, at=at)
        assert not held_entries.accept(held, by=ana, at=at)
        assert not Feed.objects.exists()


@pytest.mark.parametrize(
    ("kind", "sent", "model"),
    [("weigh_in", {"grams": "212.5"}, WeighIn), ("feed", {"volume_ml": "6.5"}, Feed)],
)
def test_each_kind_is_stored_as_what_it_is(kangaroo, ana, at, kind, sent, model):
    held_entries.accept(hold(kangaroo, kind=kind, **sent), by=ana, at=at)
    assert model.objects.get().animal == kangaroo


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_at_once_one_decides():
    people = [make_person(name=name, role=Person.Role.COORDINATOR) for name in ("Ana", "Dora")]
    held = hold(make_animal())
    start, done = threading.Barrier(2), []

    def decide(person, how):
        try:
            start.wait()
            done.append(how(held, by=person, at=timezone.now()))
        finally:
            connection.close()

    ways = (held_entries.accept, held_entries.leave_out)
    threads = [
        threading.Thread(target=decide, args=pair) for pair in zip(people, ways, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, True]
    held.refresh_from_db()
    assert Feed.objects.count() == (held.decision == "accepted")
