"""What becomes of what a phone sends: each entry stored once, or held, or refused in words."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from animals.models import Animal, HomeMembership, OutcomeType, Placement
from feedings import recording
from feedings.models import Alert, Feed, HeldEntry, Observation, Phone, WeighIn
from feedings.offline_sync.payload import LARGEST_COUNT
from tests.factories import feed, make_animal, make_litter, make_placement, weigh

from .phone import (
    DEVICE,
    call_of,
    post,
    send,
    sent_feed,
    sent_observation,
    sent_weight,
    stamp,
    statuses,
)

HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def now():
    """To the millisecond, as phones have it."""
    at = timezone.now()
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


@pytest.fixture
def kangaroo(bens_home):
    return make_animal(name="Kangaroo", home=bens_home)


@pytest.fixture
def signed_in(client, ben):
    client.force_login(ben)
    return client


@pytest.fixture
def client_of():
    def sign_in(person):
        client = Client()
        client.force_login(person)
        return client

    return sign_in


class TestStored:
    def test_a_feed_is_stored_as_it_was_sent(self, signed_in, kangaroo, ben, now):
        sitting = str(uuid.uuid4())
        sent = sent_feed(
            kangaroo,
            at=now,
            weight_before_g="212.0",
            suggested_ml="7",
            peed=True,
            pooped=False,
            vigour="weak",
            note=" slow today ",
            round=sitting,
            time_zone="Europe/Paris",
        )
        assert statuses(signed_in, sent) == ["stored"]
        stored = Feed.objects.get()
        assert str(stored.pk) == sent["id"]
        assert (stored.happened_at, stored.volume_ml, stored.route) == (
            now,
            Decimal("6.5"),
            "bottle",
        )
        assert (stored.weight_before_g, stored.weight_precision_g) == (
            Decimal(212),
            Decimal("0.05"),
        )
        assert (stored.peed, stored.pooped, stored.stool_score) == (True, False, None)
        assert (stored.note, stored.vigour, stored.suggested_ml) == ("slow today", "weak", 7)
        assert (stored.recorded_by, str(stored.device), stored.source) == (ben, DEVICE, "sync")
        assert (str(stored.round), stored.time_zone) == (sitting, "Europe/Paris")
        assert (stored.clock_off_s, stored.weight_confirmed_at) == (None, None)
        kangaroo.refresh_from_db()
        assert (kangaroo.last_fed_at, kangaroo.last_weight_g) == (now, Decimal(212))

    def test_a_weight_knows_how_finely_it_was_read(self, signed_in, kangaroo):
        fine = sent_weight(kangaroo, grams="481.9", unit="oz", precision_g="14.17")
        assert statuses(signed_in, sent_weight(kangaroo), fine) == ["stored", "stored"]
        assert set(WeighIn.objects.values_list("unit", "precision_g", "purpose")) == {
            ("g", Decimal("0.50"), "growth"),
            ("oz", Decimal("14.17"), "growth"),
        }

    def test_numbers_may_be_numbers(self, signed_in, kangaroo):
        assert statuses(signed_in, sent_feed(kangaroo, volume_ml=6.5, stool_score=3)) == ["stored"]
        stored = Feed.objects.get()
        assert (stored.volume_ml, stored.stool_score, stored.pooped) == (Decimal("6.5"), 3, True)

    @pytest.mark.parametrize(
        ("observed", "value"),
        [
            ("temperature", {"temperature_c": "37.1"}),
            ("stool", {"stool_score": 7}),
            ("vigour", {"vigour": "limp"}),
            ("crying", {}),
            ("note", {"note": "sneezes"}),
        ],
    )
    def test_an_observation_of_each_kind_is_stored(self, signed_in, kangaroo, observed, value):
        sent = sent_observation(kangaroo, observed=observed, **value)
        assert statuses(signed_in, sent) == ["stored"]
        stored = Observation.objects.get()
        assert stored.kind == observed
        assert stored.stool_scale == ("purina_7" if observed == "stool" else "")

    def test_weights_before_and_after_give_the_amount(self, signed_in, kangaroo):
        sent = sent_feed(kangaroo, volume_ml=None, weight_before_g="212", weight_after_g="218.4")
        assert statuses(signed_in, sent) == ["stored"]
        stored = Feed.objects.get()
        assert (stored.volume_ml, stored.volume_is_computed) == (Decimal("6.4"), True)

    def test_a_confirmed_weight_is_not_doubted_again(self, signed_in, kangaroo, ben):
        send(signed_in, sent_weight(kangaroo, weight_confirmed=True))
        assert WeighIn.objects.get().weight_confirmed_by == ben

    def test_a_zone_that_nobody_knows_is_the_readers(self, signed_in, kangaroo, ben):
        ben.time_zone = "Asia/Tokyo"
        ben.save()
        assert statuses(signed_in, sent_feed(kangaroo, time_zone="Mars/Base")) == ["stored"]
        assert Feed.objects.get().time_zone == "Asia/Tokyo"

    def test_alerts_follow(self, signed_in, kangaroo, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            send(signed_in, sent_observation(kangaroo, observed="vigour", vigour="limp"))
        assert Alert.objects.open().filter(animal=kangaroo, code="limp").exists()

    def test_a_sign_of_life_needs_no_entries(self, signed_in):
        assert send(signed_in) == []
        assert Phone.objects.count() == 1


class TestStoredOnce:
    def test_sent_again_it_is_stored_already(self, signed_in, kangaroo):
        entries = [sent_feed(kangaroo), sent_weight(kangaroo), sent_observation(kangaroo)]
        assert statuses(signed_in, *entries) == ["stored"] * 3
        assert statuses(signed_in, *entries) == ["already_stored"] * 3
        assert Feed.objects.count() == WeighIn.objects.count() == Observation.objects.count() == 1

    def test_twice_in_one_call_it_is_stored_once(self, signed_in, kangaroo):
        sent = sent_feed(kangaroo)
        other = sent | {"volume_ml": "9"}
        weight = sent_weight(kangaroo) | {"id": sent["id"]}
        assert statuses(signed_in, sent, sent, other, weight) == [
            "stored",
            "already_stored",
            "conflict",
            "conflict",
        ]
        assert Feed.objects.get().volume_ml == Decimal("6.5")
        assert not WeighIn.objects.exists()
        assert HeldEntry.objects.count() == 2

    def test_what_a_form_stored_is_stored_already(self, signed_in, kangaroo, ben, now):
        sent = sent_feed(kangaroo, at=now)
        feed(animal=kangaroo, at=now, by=ben, id=uuid.UUID(sent["id"]), weight_unit="oz")
        assert statuses(signed_in, sent) == ["already_stored"]

    def test_another_content_under_the_id_keeps_both(self, signed_in, kangaroo, ben):
        sent = sent_feed(kangaroo)
        send(signed_in, sent)
        other = sent | {"volume_ml": "9"}
        assert statuses(signed_in, other) == ["conflict"]
        assert statuses(signed_in, other) == ["conflict"]
        assert Feed.objects.get().volume_ml == Decimal("6.5")
        held = HeldEntry.objects.get()
        assert (held.reason, str(held.entry_id), held.person) == ("conflict", sent["id"], ben)
        assert (held.content["volume_ml"], held.kind) == ("9", "feed")
        assert statuses(signed_in, other | {"volume_ml": "8"}) == ["conflict"]
        assert HeldEntry.objects.count() == 2

    def test_another_kind_or_animal_under_the_id_is_a_conflict(
        self, signed_in, kangaroo, bens_home
    ):
        sent = sent_feed(kangaroo)
        send(signed_in, sent)
        joey = make_animal(home=bens_home)
        assert statuses(signed_in, sent_weight(kangaroo) | {"id": sent["id"]}) == ["conflict"]
        assert statuses(signed_in, sent | {"animal": joey.pk}) == ["conflict"]
        assert (Feed.objects.count(), WeighIn.objects.count()) == (1, 0)

    def test_a_conflict_that_was_accepted_is_stored(self, signed_in, kangaroo, ana):
        sent = sent_feed(kangaroo)
        send(signed_in, sent, sent | {"volume_ml": "9"})
        decide("accepted", by=ana)
        assert statuses(signed_in, sent | {"volume_ml": "9"}) == ["already_stored"]


def decide(decision, *, by):
    HeldEntry.objects.update(decision=decision, decided_by=by, decided_at=timezone.now())


class TestNoneHoldsUpTheOthers:
    def test_one_invalid_among_fifty(self, signed_in, kangaroo):
        entries = [sent_feed(kangaroo) for _ in range(50)]
        entries[20]["volume_ml"] = "a lot"
        results = send(signed_in, *entries)
        assert [r["status"] for r in results] == ["stored"] * 20 + ["invalid"] + ["stored"] * 29
        assert "not a number" in results[20]["errors"]["volume_ml"][0]
        assert Feed.objects.count() == 49

    def test_one_that_the_database_refuses(self, signed_in, kangaroo, monkeypatch):
        """No rule here lets one through that the database has; so one is let through by force."""
        entries = [sent_feed(kangaroo) for _ in range(9)]
        poison = uuid.UUID(entries[4]["id"])
        make = recording.record

        def with_poison(batch, **more):
            for each in batch:
                if each.pk == poison:
                    each.route = "straw"
            return make(batch, **more)

        monkeypatch.setattr(recording, "record", with_poison)
        results = send(signed_in, *entries)
        assert [r["status"] for r in results] == ["stored"] * 4 + ["invalid"] + ["stored"] * 4
        assert results[4]["errors"] == {"entry": ["This could not be stored. Look at its values."]}
        assert Feed.objects.count() == 8

    def test_what_corrects_a_refused_one_is_refused_with_it(self, signed_in, kangaroo, monkeypatch):
        first = sent_feed(kangaroo)
        second = sent_feed(kangaroo, corrects=first["id"])
        make = recording.record

        def refuse_first(batch, **more):
            if any(str(each.pk) == first["id"] for each in batch):
                raise IntegrityError
            return make(batch, **more)

        monkeypatch.setattr(recording, "record", refuse_first)
        assert statuses(signed_in, first, second, sent_feed(kangaroo)) == [
            "invalid",
            "invalid",
            "stored",
        ]


class TestCorrections:
    def test_a_new_entry_takes_the_place_of_the_old(self, signed_in, kangaroo):
        wrong = sent_weight(kangaroo, grams="2120")
        right = sent_weight(kangaroo, grams="212", corrects=wrong["id"])
        assert statuses(signed_in, wrong, right) == ["stored", "stored"]
        assert str(WeighIn.objects.current().get().pk) == right["id"]
        assert statuses(signed_in, wrong, right) == ["already_stored", "already_stored"]

    def test_a_correction_that_came_too_late_is_held(self, signed_in, kangaroo):
        wrong = weigh(animal=kangaroo, grams="2120")
        weigh(animal=kangaroo, grams="212", corrects=wrong)
        late = sent_weight(kangaroo, grams="213", corrects=str(wrong.pk))
        other = sent_weight(kangaroo)
        assert statuses(signed_in, other, late) == ["stored", "conflict"]
        assert statuses(signed_in, late) == ["conflict"]
        assert HeldEntry.objects.get().reason == "conflict"

    @pytest.mark.parametrize("what", ["nothing", "another animal", "another kind", "itself"])
    def test_only_an_entry_of_the_same_kind_and_animal_is_corrected(
        self, signed_in, kangaroo, bens_home, what
    ):
        sent = sent_weight(kangaroo)
        target = {
            "nothing": lambda: uuid.uuid4(),
            "another animal": lambda: weigh(animal=make_animal(home=bens_home), grams=9).pk,
            "another kind": lambda: feed(animal=kangaroo).pk,
            "itself": lambda: sent["id"],
        }[what]()
        [result] = send(signed_in, sent | {"corrects": str(target)})
        assert (result["status"], list(result["errors"])) == ("invalid", ["corrects"])

    def test_what_corrects_a_held_one_is_held_with_it(self, signed_in, moved, now):
        late = sent_feed(moved, at=now - HOUR)
        early = sent_feed(moved, at=now - 3 * HOUR, corrects=late["id"])
        assert statuses(signed_in, late, early) == ["parked", "parked"]
        assert statuses(signed_in, early) == ["parked"]

    def test_taken_out_before_it_was_sent_it_is_stored_and_counts_no_more(
        self, signed_in, kangaroo, ben
    ):
        sent = sent_feed(kangaroo, taken_out=True)
        assert statuses(signed_in, sent, sent) == ["stored", "already_stored"]
        assert Feed.objects.get().voided_by == ben
        kangaroo.refresh_from_db()
        assert kangaroo.last_fed_at is None

    def test_taken_out_after_it_was_sent_it_counts_no_more(self, signed_in, kangaroo, ben):
        sent = sent_feed(kangaroo)
        send(signed_in, sent)
        out = sent | {"taken_out": True}
        assert statuses(signed_in, out) == ["already_stored"]
        voided_at = Feed.objects.get().voided_at
        assert statuses(signed_in, out, sent) == ["already_stored"] * 2
        assert (Feed.objects.get().voided_at, Feed.objects.get().voided_by) == (voided_at, ben)


@pytest.fixture
def moved(kangaroo, cleos_home, now):
    """Kangaroo, which left Ben's home for Cleo's two hours ago."""
    Placement.objects.filter(animal=kangaroo).update(ended_at=now - 2 * HOUR)
    make_placement(animal=kangaroo, home=cleos_home, started_at=now - 2 * HOUR)
    return kangaroo


class TestLateTruth:
    def test_up_to_the_hand_over_it_is_stored_and_after_it_parked(self, signed_in, moved, now):
        entries = [sent_feed(moved, at=now - hours * HOUR) for hours in (3, 2, 1)]
        results = send(signed_in, *entries)
        assert [r["status"] for r in results] == ["stored", "parked", "parked"]
        assert results[1]["said"] == ["Kangaroo had left by then. This waits for the coordinator."]
        assert Feed.objects.count() == 1
        assert set(HeldEntry.objects.values_list("reason", "animal")) == {("parked", moved.pk)}

    def test_parked_twice_is_parked_once(self, signed_in, moved, ben, now):
        late = sent_feed(moved, at=now)
        assert statuses(signed_in, late) == statuses(signed_in, late, late)[:1] == ["parked"]
        held = HeldEntry.objects.get()
        assert (held.person, str(held.device), held.happened_at) == (ben, DEVICE, now)

    def test_who_has_it_now_writes_of_any_time(self, client_of, moved, cleo, now):
        assert statuses(client_of(cleo), sent_feed(moved, at=now - 30 * HOUR)) == ["stored"]

    def test_before_she_had_it_is_parked_once_it_left(self, client_of, signed_in, moved, now):
        assert statuses(signed_in, sent_feed(moved, at=now - 90 * 24 * HOUR)) == ["parked"]

    def test_who_left_the_home_has_had_its_animals(self, signed_in, kangaroo, ben, now):
        HomeMembership.objects.update(ended_at=now - 2 * HOUR)
        entries = [sent_feed(kangaroo, at=now - 3 * HOUR), sent_feed(kangaroo, at=now)]
        assert statuses(signed_in, *entries) == ["stored", "parked"]

    @pytest.mark.parametrize("whose", ["Cleo's", "nobody's", "came after Ben left", "none"])
    def test_an_animal_never_had_is_none_of_hers(
        self, signed_in, cleos_home, bens_home, now, whose
    ):
        animal = make_animal(home=cleos_home if whose == "Cleo's" else None)
        if whose == "came after Ben left":
            HomeMembership.objects.filter(home=bens_home).update(ended_at=now - 2 * HOUR)
            make_placement(animal=animal, home=bens_home, started_at=now - HOUR)
        pk = 999_999 if whose == "none" else animal.pk
        [result] = send(signed_in, sent_feed(pk))
        assert result["status"] == "invalid"
        assert result["errors"] == {"animal": ["This is not one of your animals."]}
        assert not HeldEntry.objects.exists()

    def test_nobody_learns_whether_an_id_is_taken(self, signed_in, cleos_home):
        entry = feed(animal=make_animal(home=cleos_home))
        sent = sent_feed(entry.animal, at=entry.happened_at) | {"id": str(entry.pk)}
        assert statuses(signed_in, sent) == ["invalid"]

    def test_from_its_outcome_on_it_is_parked_whoever_sends(
        self, client_of, kangaroo, ben, ana, now
    ):
        Animal.objects.update(outcome_at=now - HOUR, outcome_type=OutcomeType.ADOPTION)
        for person in (ben, ana):
            phone = client_of(person)
            early = sent_feed(kangaroo, at=now - HOUR - MINUTE)
            late = sent_feed(kangaroo, at=now - HOUR)
            assert statuses(phone, early, late) == ["stored", "parked"]

    def test_a_coordinator_writes_for_all(self, client_of, moved, ana, now):
        assert statuses(client_of(ana), sent_feed(moved, at=now - 90 * HOUR)) == ["stored"]

    def test_stored_once_it_stays_stored_when_the_animal_has_left(self, signed_in, kangaroo, now):
        sent = sent_feed(kangaroo, at=now)
        send(signed_in, sent)
        Placement.objects.update(ended_at=now - HOUR)
        assert statuses(signed_in, sent) == ["already_stored"]
        assert not HeldEntry.objects.exists()

    def test_what_was_decided_is_told(self, signed_in, moved, ana, now):
        late = sent_feed(moved, at=now)
        send(signed_in, late)
        decide("refused", by=ana)
        [result] = send(signed_in, late)
        assert (result["status"], result["said"]) == ("parked", ["The coordinator left it out."])
        decide("accepted", by=ana)
        assert statuses(signed_in, late) == ["already_stored"]
        assert HeldEntry.objects.count() == 1

    def test_what_was_left_out_stays_out_when_the_animal_is_back(
        self, signed_in, moved, bens_home, ana, now
    ):
        late = sent_feed(moved, at=now)
        send(signed_in, late)
        decide("refused", by=ana)
        Placement.objects.filter(ended_at=None).update(home=bens_home)
        assert statuses(signed_in, late) == ["parked"]
        assert not Feed.objects.exists()


class TestClock:
    @pytest.mark.parametrize("minutes", [61, -61, 11, -11])
    def test_a_wrong_clock_keeps_both_times(self, signed_in, kangaroo, now, minutes):
        theirs = now + minutes * MINUTE
        with time_machine.travel(now, tick=False):
            answer = post(signed_in, call_of([sent_feed(kangaroo, at=theirs)], at=theirs))
        assert answer.json()["clock_off_s"] == minutes * 60
        assert answer.json()["results"][0]["status"] == "stored"
        stored = Feed.objects.get()
        assert (stored.happened_at, stored.proposed_at) == (theirs, now)
        assert Phone.objects.get().clock_off_s == minutes * 60

    @pytest.mark.parametrize("minutes", [0, 9, -9, 10, -10])
    def test_ten_minutes_are_no_wrong_clock(self, signed_in, kangaroo, now, minutes):
        theirs = now + minutes * MINUTE
        with time_machine.travel(now, tick=False):
            assert statuses(signed_in, sent_feed(kangaroo, at=theirs), at=theirs) == ["stored"]
        assert Feed.objects.get().clock_off_s is None
        assert Phone.objects.get().clock_off_s is None

    def test_whose_animal_it_was_goes_by_our_clock(self, signed_in, moved, now):
        """Fed an hour before the hand-over, by a phone two hours ahead."""
        with time_machine.travel(now, tick=False):
            ahead = now + 2 * HOUR
            entries = [sent_feed(moved, at=now - HOUR), sent_feed(moved, at=now + HOUR)]
            assert statuses(signed_in, *entries, at=ahead) == ["stored", "parked"]
        assert HeldEntry.objects.get().clock_off_s == 7200

    @pytest.mark.parametrize(
        ("happened", "sent", "status"),
        [
            (dt.timedelta(minutes=4), dt.timedelta(), "stored"),
            (dt.timedelta(minutes=6), dt.timedelta(), "invalid"),
            (dt.timedelta(hours=2), dt.timedelta(hours=1), "invalid"),
            (dt.timedelta(days=360), dt.timedelta(days=360), "stored"),
            (dt.timedelta(days=400), dt.timedelta(days=400), "invalid"),
            (dt.timedelta(hours=-1), dt.timedelta(days=-2000), "stored"),
        ],
    )
    def test_nothing_happened_after_it_was_sent(
        self, signed_in, kangaroo, now, happened, sent, status
    ):
        with time_machine.travel(now, tick=False):
            entry = sent_feed(kangaroo, at=now + happened)
            [result] = send(signed_in, entry, at=now + sent)
        assert result["status"] == status
        if status == "invalid":
            assert result["errors"] == {"happened_at": ["This time lies in the future."]}

    def test_an_entry_from_before_the_clock_went_wrong_has_no_other_time(
        self, signed_in, kangaroo, now
    ):
        """The battery was out: the clock begins anew in 2020, the entry is of an hour ago."""
        send(
            signed_in, sent_feed(kangaroo, at=now - HOUR), at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        )
        assert Feed.objects.get().clock_off_s is None

    @pytest.mark.parametrize("year", [1, 1970, 9999])
    def test_an_absurd_clock_is_stored_as_far_as_it_goes(self, signed_in, year):
        send(signed_in, at=dt.datetime(year, 6, 1, tzinfo=dt.UTC))
        assert abs(Phone.objects.get().clock_off_s) > 600


class TestFedTwice:
    def test_another_persons_feed_is_told_of(self, client_of, kangaroo, ben, cleo, bens_home, now):
        feed(animal=kangaroo, at=now - 20 * MINUTE, by=cleo)
        sent = sent_feed(kangaroo, at=now)
        for status in ("stored", "already_stored"):
            [result] = send(client_of(ben), sent)
            assert result["status"] == status
            assert result["said"] == ["Kangaroo was fed 20 min before by Cleo."]

    def test_the_same_person_on_another_phone_is_told(self, signed_in, kangaroo, now):
        other = str(uuid.uuid4())
        send(signed_in, sent_feed(kangaroo, at=now - 20 * MINUTE), device=other)
        [result] = send(signed_in, sent_feed(kangaroo, at=now - 30 * MINUTE))
        assert result["said"] == ["Kangaroo was fed 10 min after by you."]

    def test_how_it_is_fed_in_its_new_home_is_not_told(self, client_of, moved, ben, cleo, ana, now):
        feed(animal=moved, at=now - 2 * HOUR + 5 * MINUTE, by=cleo)
        sent = sent_feed(moved, at=now - 2 * HOUR - 5 * MINUTE)
        [result] = send(client_of(ben), sent)
        assert result == {"id": sent["id"], "status": "stored"}
        [result] = send(client_of(ana), sent)
        assert result["said"] == ["Kangaroo was fed 10 min after by Cleo."]

    @pytest.mark.parametrize(
        "other",
        [
            {"minutes": 60},
            {"minutes": 20, "not_fed_reason": "asleep", "volume_ml": None},
            {"minutes": 20, "route": "nursing", "volume_ml": None},
            {"minutes": 20, "voided": True},
            {"minutes": 20, "own": True},
        ],
    )
    def test_what_is_no_second_feed_is_not_told_of(
        self, signed_in, kangaroo, ben, cleo, now, other
    ):
        minutes, voided = other.pop("minutes"), other.pop("voided", False)
        by = ben if other.pop("own", False) else cleo
        entry = feed(animal=kangaroo, at=now - minutes * MINUTE, by=by, **other)
        if voided:
            recording.void(entry, by=ben)
        assert "said" not in send(signed_in, sent_feed(kangaroo, at=now))[0]


class TestPhone:
    def test_the_phone_is_known_as_it_last_said(self, signed_in, ben, now):
        oldest = stamp(now - HOUR)
        send(signed_in, waiting=3, oldest_waiting_at=oldest, need_you=1)
        send(signed_in, waiting=2, oldest_waiting_at=oldest)
        row = Phone.objects.get()
        assert (row.person, str(row.device)) == (ben, DEVICE)
        assert (row.waiting, row.need_you, row.oldest_waiting_at) == (2, 0, now - HOUR)

    def test_what_was_answered_waits_no_more_and_may_need_a_person(self, signed_in, kangaroo, now):
        """A phone that sent all and was laid aside is not one on which entries wait."""
        oldest = stamp(now - HOUR)
        entries = [sent_feed(kangaroo, at=now), sent_feed(kangaroo, at=now, volume_ml="much")]
        send(signed_in, *entries, waiting=3, oldest_waiting_at=oldest)
        row = Phone.objects.get()
        assert (row.waiting, row.need_you, row.oldest_waiting_at) == (1, 1, now - HOUR)
        send(
            signed_in, sent_feed(kangaroo, at=now), waiting=1, oldest_waiting_at=oldest, need_you=1
        )
        row = Phone.objects.get()
        assert (row.waiting, row.need_you, row.oldest_waiting_at) == (0, 1, None)

    def test_the_largest_counts_of_a_phone_are_kept(self, signed_in, kangaroo):
        send(signed_in, sent_feed(kangaroo, volume_ml="much"), waiting=10**30, need_you=10**30)
        assert Phone.objects.get().need_you == LARGEST_COUNT

    def test_one_phone_of_two_people_is_two(self, client_of, ben, cleo):
        send(client_of(ben))
        send(client_of(cleo))
        assert set(Phone.objects.values_list("person__name", flat=True)) == {"Ben", "Cleo"}

    @pytest.mark.parametrize("nonsense", [-1, "x", 10**30, 1.5, True, None, [], {}, "9" * 9])
    def test_nonsense_about_the_queue_is_no_error(self, signed_in, nonsense):
        send(signed_in, waiting=nonsense, need_you=nonsense, oldest_waiting_at=nonsense)
        assert Phone.objects.get().oldest_waiting_at is None

    def test_a_long_user_agent_is_cut(self, signed_in):
        post(signed_in, call_of([]), headers={"User-Agent": "x" * 999})
        assert Phone.objects.get().user_agent == "x" * 200


def test_what_was_stored_by_another_call_a_moment_ago_is_found(signed_in, kangaroo, monkeypatch):
    """Two tabs send the same: the second looked before the first had stored."""
    sent, other = sent_feed(kangaroo), sent_feed(kangaroo)
    send(signed_in, sent, other)
    monkeypatch.setattr("feedings.offline_sync.apply.taken_ids", lambda ids: {})
    assert statuses(signed_in, sent, other | {"volume_ml": "9"}) == ["already_stored", "conflict"]
    assert (Feed.objects.count(), HeldEntry.objects.count()) == (2, 1)


class TestQueries:
    @pytest.mark.parametrize("animals", [1, 20])
    def test_they_do_not_grow(self, signed_in, bens_home, animals):
        litter = make_litter()
        young = [make_animal(home=bens_home, litter=litter) for _ in range(animals)]
        send(signed_in, sent_feed(young[0]))  # what is kept between calls is read once
        counts = {}
        for number in (5, 200):
            entries = [
                make(young[n % animals]) for n in range(number) for make in (sent_feed, sent_weight)
            ]
            with CaptureQueriesContext(connection) as stored:
                assert set(statuses(signed_in, *entries)) == {"stored"}
            with CaptureQueriesContext(connection) as again:
                assert set(statuses(signed_in, *entries)) == {"already_stored"}
            counts[number] = len(inserted_once(stored)), len(again)
        assert counts[200] == counts[5]
        assert counts[5][0] <= 22
        assert counts[5][1] <= 12

    def test_held_ones_cost_no_more(self, signed_in, moved, now):
        counts = {}
        for number in (2, 100):
            entries = [sent_feed(moved, at=now) for _ in range(number)]
            with CaptureQueriesContext(connection) as captured:
                assert set(statuses(signed_in, *entries)) == {"parked"}
            counts[number] = len(inserted_once(captured))
        assert counts[100] == counts[2] <= 14


def inserted_once(captured) -> list[str]:
    """The statements; of an insert that SQLite takes in portions, the first."""
    found = []
    for query in captured:
        words = query["sql"][:40]
        if not (words.startswith("INSERT") and found and found[-1].startswith(words)):
            found.append(query["sql"])
    return found
