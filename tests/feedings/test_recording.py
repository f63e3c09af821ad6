"""The one door for entries: stored once, corrected by pointing back, latest facts always right."""

import datetime as dt
import threading
import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from animals.models import Animal
from feedings import recording
from feedings.models import Feed, NotFedReason, WeighIn
from feedings.recording import Status
from tests.factories import feed, make_animal, make_home, make_person, weigh

NOW = dt.datetime(2026, 5, 1, 2, 14, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def kangaroo(db):
    return make_animal(name="Kangaroo", born_on=dt.date(2026, 4, 20))


def facts(animal):
    animal.refresh_from_db()
    return tuple(getattr(animal, name) for name in recording.LATEST_FACTS)


def new_feed(animal, **fields):
    return Feed(**({"animal": animal, "happened_at": NOW, "volume_ml": Decimal("6.5")} | fields))


def test_an_entry_sent_twice_is_stored_once(kangaroo):
    entry = new_feed(kangaroo)
    assert recording.record([entry])[0].status == Status.STORED
    again = new_feed(kangaroo, id=entry.pk)
    assert recording.record([again])[0].status == Status.ALREADY_STORED
    assert Feed.objects.count() == 1


def test_the_same_id_with_other_content_is_a_conflict_and_the_first_stays(kangaroo):
    entry = new_feed(kangaroo)
    recording.record([entry])
    answer = recording.record([new_feed(kangaroo, id=entry.pk, volume_ml=Decimal("9"))])[0]
    assert answer.status == Status.CONFLICT
    assert Feed.objects.get().volume_ml == Decimal("6.5")


class TestTheSameIdTwiceInOneCall:
    def test_with_the_same_content_the_second_is_already_stored(self, kangaroo):
        entry = new_feed(kangaroo)
        answers = recording.record([entry, new_feed(kangaroo, id=entry.pk)])
        assert [answer.status for answer in answers] == [Status.STORED, Status.ALREADY_STORED]
        assert [answer.entry for answer in answers] == [entry, entry]
        assert Feed.objects.count() == 1

    def test_with_other_content_the_second_is_a_conflict(self, kangaroo):
        entry = new_feed(kangaroo)
        other = new_feed(kangaroo, id=entry.pk, volume_ml=Decimal("9"))
        answers = recording.record([entry, other])
        assert [answer.status for answer in answers] == [Status.STORED, Status.CONFLICT]
        assert Feed.objects.get().volume_ml == Decimal("6.5")

    def test_that_was_stored_before_both_are_held_against_the_first(self, kangaroo):
        entry = new_feed(kangaroo)
        recording.record([entry])
        again, other = (new_feed(kangaroo, id=entry.pk, volume_ml=ml) for ml in ("6.5", "9.0"))
        answers = recording.record([again, other])
        assert [answer.status for answer in answers] == [Status.ALREADY_STORED, Status.CONFLICT]

    def test_of_a_feed_and_a_weigh_in_are_two_entries(self, kangaroo):
        entry = new_feed(kangaroo)
        weight = WeighIn(id=entry.pk, animal=kangaroo, happened_at=NOW, grams=Decimal(212))
        answers = recording.record([entry, weight])
        assert [answer.status for answer in answers] == [Status.STORED, Status.STORED]
        assert [answer.entry for answer in answers] == [entry, weight]


def test_what_does_not_make_content_can_be_named(kangaroo):
    entry = new_feed(kangaroo)
    recording.record([entry])
    later = new_feed(kangaroo, id=entry.pk, happened_at=NOW + dt.timedelta(seconds=9))
    answer = recording.record([later], ignoring=["happened_at"])[0]
    assert answer.status == Status.ALREADY_STORED


def test_all_or_none_are_stored(kangaroo):
    bad = new_feed(kangaroo, volume_ml=Decimal("-1"))
    with pytest.raises(IntegrityError):
        recording.record([new_feed(kangaroo), bad])
    assert not Feed.objects.exists()
    assert facts(kangaroo) == (None, None, None, None)


def test_a_feed_starts_the_clock_to_the_next(kangaroo):
    weigh(animal=kangaroo, grams="200", at=NOW - 3 * HOUR)
    feed(animal=kangaroo, at=NOW)
    assert facts(kangaroo) == (NOW, NOW + 3 * HOUR, Decimal("200.0"), NOW - 3 * HOUR)


def test_a_late_entry_never_moves_the_clock_back(kangaroo):
    feed(animal=kangaroo, at=NOW)
    before = facts(kangaroo)
    feed(animal=kangaroo, at=NOW - 4 * HOUR)
    assert facts(kangaroo) == before


def test_a_weak_one_is_due_sooner(kangaroo):
    Animal.objects.update(born_on=dt.date(2026, 4, 28))
    feed(animal=kangaroo, at=NOW, vigour="weak")
    assert facts(kangaroo)[1] == NOW + 2 * HOUR


@pytest.mark.parametrize(
    ("reason", "is_fed"), [(NotFedReason.REFUSED, False), (NotFedReason.NURSED, True)]
)
def test_refused_leaves_the_clock_alone_and_nursed_starts_it(kangaroo, reason, is_fed):
    feed(animal=kangaroo, at=NOW, volume_ml=None, not_fed_reason=reason)
    assert (facts(kangaroo)[0] == NOW) is is_fed


def test_the_weight_before_a_feed_is_the_last_weight(kangaroo):
    weigh(animal=kangaroo, grams="200", at=NOW - HOUR)
    feed(animal=kangaroo, at=NOW, weight_before_g=Decimal("212"), weight_after_g=Decimal("219"))
    assert facts(kangaroo)[2:] == (Decimal("212.0"), NOW)


def test_an_intake_weigh_in_is_not_the_last_weight(kangaroo):
    weigh(animal=kangaroo, grams="219", at=NOW, purpose=WeighIn.Purpose.INTAKE)
    assert facts(kangaroo)[2] is None


class TestCorrections:
    def test_the_corrected_entry_stays_and_readers_see_the_new_one(self, kangaroo):
        wrong = weigh(animal=kangaroo, grams="2120", at=NOW)
        right = weigh(animal=kangaroo, grams="212", at=NOW, corrects=wrong)
        assert list(WeighIn.objects.current()) == [right]
        assert WeighIn.objects.count() == 2
        assert facts(kangaroo)[2] == Decimal("212.0")

    def test_of_two_corrections_of_one_entry_the_second_is_told(self, kangaroo):
        wrong = weigh(animal=kangaroo, grams="2120", at=NOW)
        weigh(animal=kangaroo, grams="212", at=NOW, corrects=wrong)
        with pytest.raises(recording.AlreadyChanged):
            weigh(animal=kangaroo, grams="213", at=NOW, corrects=wrong)

    def test_a_voided_entry_stays_with_who_and_when_and_counts_no_more(self, kangaroo):
        person = make_person(name="Ben")
        entry = feed(animal=kangaroo, at=NOW)
        recording.void(entry, by=person, reason="typed twice")
        entry.refresh_from_db()
        assert (entry.voided_by, entry.void_reason) == (person, "typed twice")
        assert facts(kangaroo) == (None, None, None, None)

    def test_voiding_twice_keeps_the_first_mark(self, kangaroo):
        entry = feed(animal=kangaroo, at=NOW)
        recording.void(entry, by=make_person(name="Ben"), reason="first")
        recording.void(entry, by=make_person(name="Cleo"), reason="second")
        entry.refresh_from_db()
        assert entry.void_reason == "first"


def test_a_new_birth_date_moves_the_next_feed(kangaroo):
    weigh(animal=kangaroo, grams="480", at=NOW - HOUR)
    feed(animal=kangaroo, at=NOW)
    kangaroo.refresh_from_db()
    kangaroo.born_on = dt.date(2026, 4, 1)
    kangaroo.save()
    assert facts(kangaroo)[1] == NOW + 5 * HOUR


def test_queries_do_not_grow_with_the_round(kangaroo, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        recording.record([new_feed(kangaroo)])
    many = [make_animal() for _ in range(20)]
    entries = [new_feed(animal) for animal in many]
    entries += [WeighIn(animal=animal, happened_at=NOW, grams=Decimal(212)) for animal in many]
    with django_assert_max_num_queries(14):
        recording.record(entries)


class TestAnyOrder(TestCase):
    """Whatever is stored, corrected or voided in whatever order, a recount finds nothing."""

    acts = st.lists(
        st.tuples(
            st.sampled_from(["feed", "weigh", "void", "correct"]),
            st.integers(-48, 0),
            st.integers(80, 600),
        ),
        max_size=12,
    )

    @settings(max_examples=20)
    @given(acts=acts)
    def test_latest_facts_are_those_of_the_entries(self, acts):
        animal, person = make_animal(born_on=dt.date(2026, 4, 20)), make_person()
        stored = []
        for what, hours, number in acts:
            at = NOW + hours * HOUR
            if what == "feed":
                stored.append(feed(animal=animal, at=at, weight_before_g=Decimal(number)))
            elif what == "weigh":
                stored.append(weigh(animal=animal, at=at, grams=number))
            elif what == "void" and stored:
                recording.void(stored.pop(number % len(stored)), by=person)
            elif what == "correct" and stored:
                old = stored.pop(number % len(stored))
                make = feed if isinstance(old, Feed) else weigh
                extra = {} if make is feed else {"grams": number}
                stored.append(make(animal=animal, at=at, corrects=old, **extra))
        assert recording.drifted([animal.pk]) == []
        feeds = [entry.happened_at for entry in stored if isinstance(entry, Feed)]
        animal.refresh_from_db()
        assert animal.last_fed_at == max(feeds, default=None)


@pytest.mark.django_db(transaction=True)
def test_one_round_sent_from_many_threads_at_once_is_stored_once():
    home = make_home()
    animals = [make_animal(home=home) for _ in range(3)]
    ids = [uuid.uuid4() for _ in animals]
    answers, problems = [], []

    def send():
        try:
            feeds = [
                new_feed(animal, id=pk, happened_at=timezone.now().replace(microsecond=0))
                for animal, pk in zip(animals, ids, strict=True)
            ]
            answers.extend(recording.record(feeds, ignoring=["happened_at"]))
        except Exception as problem:  # the thread's own, to be seen by the test
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert Feed.objects.count() == 3
    assert [answer.status for answer in answers].count(Status.STORED) == 3
    assert recording.drifted(Animal.objects.values_list("pk", flat=True)) == []
