"""Stored alerts open, follow what is found, and close."""

import datetime as dt
import logging
import threading
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from animals import placing
from animals.models import Placement
from feedings import recording
from feedings.alerts import evaluation, keeping
from feedings.alerts.findings import Finding
from feedings.models import Alert, AlertAction, Observation, WeighIn
from tests.factories import feed, make_animal, make_litter, weigh

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What is stored within is committed, and what waits for that is done."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def found(monkeypatch):
    """What is found is what the test says: by animal."""
    wrong: dict[int, list[Finding]] = {}
    monkeypatch.setattr(
        evaluation, "evaluate", lambda ids, *, at: {pk: wrong.get(pk, []) for pk in ids}
    )
    return wrong


def finding(at, code="loss_24h", severity="watch", text="lost {12.0 g} in 24 h", **more):
    return Finding(code=code, severity=severity, text=text, since=at - HOUR, **more)


def open_codes(animal) -> list[str]:
    return sorted(Alert.objects.open().filter(animal=animal).values_list("code", flat=True))


def losing(animal, at):
    """Twelve per cent lost since yesterday."""
    weigh(animal=animal, grams=240, at=at - 2 * DAY)
    weigh(animal=animal, grams=250, at=at - DAY - HOUR)
    return weigh(animal=animal, grams=220, at=at - HOUR)


class TestFollowing:
    def test_a_new_finding_opens_an_alert(self, db, found, at):
        joey = make_animal()
        entry = str(uuid.uuid4())
        found[joey.pk] = [finding(at, entries=(entry,))]
        keeping.refresh([joey.pk], at=at)
        row = Alert.objects.get()
        assert (row.animal, row.code, row.severity) == (joey, "loss_24h", "watch")
        assert (row.since_at, row.raised_at, row.entries) == (at - HOUR, at, [entry])

    def test_one_that_stands_is_updated_and_not_repeated(self, db, found, at):
        joey = make_animal()
        found[joey.pk] = [finding(at)]
        keeping.refresh([joey.pk], at=at)
        found[joey.pk] = [finding(at, severity="act_now", text="lost {30.0 g} in 24 h")]
        keeping.refresh([joey.pk], at=at + HOUR)
        row = Alert.objects.get()
        assert (row.severity, row.text) == ("act_now", "lost {30.0 g} in 24 h")
        assert row.raised_at == at

    def test_one_that_is_not_found_any_more_closes_and_the_next_is_a_new_one(self, db, found, at):
        joey = make_animal()
        for hours, wrong in ((0, [finding(at)]), (1, []), (2, [finding(at)])):
            found[joey.pk] = wrong
            keeping.refresh([joey.pk], at=at + hours * HOUR)
        closed, opened = Alert.objects.order_by("raised_at")
        assert (closed.closed_at, opened.closed_at) == (at + HOUR, None)

    def test_nothing_is_written_where_nothing_changed(self, db, found, at):
        joey = make_animal()
        found[joey.pk] = [finding(at)]
        keeping.refresh([joey.pk], at=at)
        with CaptureQueriesContext(connection) as asked:
            keeping.refresh([joey.pk], at=at + HOUR)
        assert [query["sql"][:6] for query in asked] == ["SELECT"]

    def test_what_came_in_between_is_not_in_the_future_of_the_second_look(
        self, db, monkeypatch, time_machine, at
    ):
        """A weight stored while everybody is looked at keeps the alert that it raised."""
        joey, looks = make_animal(), []

        def evaluate(ids, *, at):
            looks.append(at)
            time_machine.move_to(at + HOUR, tick=False)
            return {joey.pk: [finding(at)]}

        monkeypatch.setattr(evaluation, "evaluate", evaluate)
        time_machine.move_to(at, tick=False)
        keeping.refresh_all()
        assert looks == [at, at + HOUR]

    def test_what_only_counts_on_is_not_written_each_minute(self, db, found, at):
        joey = make_animal()
        for minutes in (40, 41):
            found[joey.pk] = [finding(at, code="feed_overdue", text=f"feed {minutes} min late")]
            keeping.refresh([joey.pk], at=at)
        assert Alert.objects.get().text == "feed 40 min late"

    def test_of_two_findings_of_one_cause_the_worse_one_counts(self, db, found, at):
        joey = make_animal()
        found[joey.pk] = [finding(at, severity="act_now"), finding(at)]
        keeping.refresh([joey.pk], at=at)
        assert Alert.objects.get().severity == "act_now"

    def test_another_animal_s_alerts_stay_as_they_are(self, db, found, at):
        joey, other = make_animal(), make_animal()
        found |= {joey.pk: [finding(at)], other.pk: [finding(at)]}
        keeping.refresh([joey.pk, other.pk], at=at)
        found.clear()
        keeping.refresh([joey.pk], at=at)
        assert (open_codes(joey), open_codes(other)) == ([], ["loss_24h"])

    def test_a_long_sentence_is_cut_and_not_refused(self, db, found, at):
        joey = make_animal()
        found[joey.pk] = [finding(at, text="x" * 400)]
        for _ in range(2):
            keeping.refresh([joey.pk], at=at)
        assert Alert.objects.get().text == "x" * 299 + "…"


class TestMuting:
    @pytest.fixture
    def joey(self, ben, found, at):
        joey = make_animal()
        found[joey.pk] = [finding(at)]
        keeping.refresh([joey.pk], at=at)
        keeping.mute(Alert.objects.get(), by=ben, hours=12, at=at)
        return joey

    def test_a_muted_one_is_not_heard_until_then(self, joey, at):
        assert not Alert.objects.open().heard(at=at + 11 * HOUR).exists()
        assert Alert.objects.open().heard(at=at + 12 * HOUR).exists()

    def test_it_stays_muted_while_it_changes_without_getting_worse(self, joey, found, at):
        found[joey.pk] = [finding(at, text="lost {14.0 g} in 24 h")]
        keeping.refresh([joey.pk], at=at + HOUR)
        assert not Alert.objects.open().heard(at=at + HOUR).exists()

    def test_it_is_heard_again_when_it_gets_worse(self, joey, found, at):
        found[joey.pk] = [finding(at, severity="act_now")]
        keeping.refresh([joey.pk], at=at + HOUR)
        assert Alert.objects.open().heard(at=at + HOUR).exists()

    def test_what_people_did_is_kept(self, joey, ben, at):
        alert = Alert.objects.get()
        keeping.acknowledge(alert, by=ben, note="vet called", at=at + HOUR)
        keeping.hand_on(alert, by=ben, at=at + 2 * HOUR)
        done = [(action.kind, action.note, action.until) for action in alert.actions.all()]
        assert done == [
            ("handed_on", "", None),
            ("seen", "vet called", None),
            ("muted", "", at + 12 * HOUR),
        ]

    def test_the_same_tap_twice_is_one_action(self, joey, ben, ana, at):
        alert = Alert.objects.get()
        for seconds in (0, 5):
            keeping.acknowledge(alert, by=ben, at=at + dt.timedelta(seconds=seconds))
        keeping.acknowledge(alert, by=ana, at=at)
        keeping.acknowledge(alert, by=ben, at=at + 10 * HOUR)
        assert AlertAction.objects.filter(kind="seen").count() == 3

    def test_the_same_mute_twice_is_one_and_another_one_counts(self, joey, ben, at):
        alert = Alert.objects.get()
        for hours, seconds in ((4, 10), (4, 15), (12, 20), (12, 25), (4, 30)):
            keeping.mute(alert, by=ben, hours=hours, at=at + dt.timedelta(seconds=seconds))
        said = list(alert.actions.filter(kind="muted").values_list("until", flat=True))
        alert.refresh_from_db()
        assert [round((until - at) / HOUR) for until in said] == [4, 12, 4, 12]
        assert alert.muted_until == said[0]

    def test_what_got_worse_after_the_page_was_read_is_not_muted(self, joey, ben, found, at):
        read = Alert.objects.get()
        found[joey.pk] = [finding(at, severity="act_now")]
        keeping.refresh([joey.pk], at=at)
        assert not keeping.mute(read, by=ben, hours=24, shown="watch", at=at)
        assert Alert.objects.get().muted_until is None
        assert keeping.mute(read, by=ben, hours=24, shown="act_now", at=at)
        assert Alert.objects.get().muted_until == at + 24 * HOUR

    def test_a_mute_waits_for_who_writes_the_same_alerts(self, joey, ben, at, monkeypatch):
        held = []
        monkeypatch.setattr(keeping, "lock", lambda ids: held.append(set(ids)))
        keeping.mute(Alert.objects.get(), by=ben, hours=4, at=at)
        assert held == [{joey.pk}]


class TestWithWhatIsStored:
    def test_a_weight_that_fell_opens_one_and_one_that_recovers_closes_it(self, db, committed, at):
        joey = make_animal()
        with committed():
            losing(joey, at)
        assert open_codes(joey) == ["loss_10pct"]
        assert Alert.objects.get().severity == "act_now"
        with committed():
            weigh(animal=joey, grams=262, at=at)
        assert open_codes(joey) == []

    def test_voiding_the_wrong_weight_closes_it(self, ben, committed, at):
        joey = make_animal()
        with committed():
            wrong = losing(joey, at)
        with committed():
            recording.void(wrong, by=ben, reason="the other kitten")
        assert "loss_10pct" not in open_codes(joey)

    def test_correcting_the_wrong_weight_closes_it(self, ben, committed, at):
        joey = make_animal()
        with committed():
            wrong = losing(joey, at)
        with committed():
            weigh(animal=joey, grams=262, at=wrong.happened_at, corrects=wrong)
        assert open_codes(joey) == []

    def test_an_outcome_ends_all_at_once_with_the_save_itself(self, db, committed, at):
        joey = make_animal()
        with committed():
            losing(joey, at)
            recording.record(
                [Observation(animal=joey, happened_at=at, kind="vigour", vigour="limp")]
            )
        assert len(open_codes(joey)) == 2
        joey.outcome_at, joey.outcome_type = timezone.now(), "Died in Care"
        joey.save()
        assert open_codes(joey) == []

    def test_an_entry_of_one_that_has_left_opens_nothing(self, db, committed, at):
        joey = make_animal(outcome_at=at, outcome_type="Adoption")
        with committed():
            losing(joey, at)
        assert open_codes(joey) == []

    def test_a_littermate_s_weight_is_looked_at_too(self, db, committed, at):
        """All three fell at once: then it is the scale, and what was urgent is to be watched."""
        litter = make_litter()
        young = [make_animal(litter=litter) for _ in range(3)]
        with committed():
            for animal in young:
                weigh(animal=animal, grams=240, at=at - 2 * DAY)
                weigh(animal=animal, grams=250, at=at - DAY - HOUR)
        severities = []
        for animal in young:
            with committed():
                weigh(animal=animal, grams=220, at=at - HOUR)
            open_ones = Alert.objects.open().filter(code="loss_10pct")
            severities.append(sorted(open_ones.values_list("severity", flat=True)))
        assert severities[0] == ["act_now"]
        assert "act_now" not in severities[-1]

    def test_a_failing_look_does_not_lose_the_entry(self, db, committed, at, monkeypatch, caplog):
        joey = make_animal()

        def fail(ids, *, at):
            raise ValueError("no such rule")

        monkeypatch.setattr(evaluation, "evaluate", fail)
        with committed(), caplog.at_level(logging.ERROR):
            entry = weigh(animal=joey, grams=240, at=at)
        assert WeighIn.objects.get() == entry
        assert "no such rule" in caplog.text

    def test_many_entries_at_once_are_looked_at_once(self, db, committed, at, monkeypatch):
        animals = [make_animal() for _ in range(3)]
        looked = []
        evaluate = evaluation.evaluate
        monkeypatch.setattr(
            evaluation, "evaluate", lambda ids, *, at: looked.append(ids) or evaluate(ids, at=at)
        )
        with committed():
            recording.record(
                [
                    WeighIn(animal=animal, happened_at=at - days * DAY, grams=250 - days)
                    for animal in animals
                    for days in range(9)
                ]
            )
        assert looked == [{animal.pk for animal in animals}]


class TestSilence:
    @pytest.fixture
    def joey(self, bens_home, at):
        joey = make_animal(home=bens_home)
        feed(animal=joey, at=at - 6 * HOUR)
        return joey

    def silent(self):
        return list(
            Alert.objects.open().filter(code="silence").values_list("home__name", flat=True)
        )

    def test_a_home_without_an_entry_is_silent_until_the_next_one(self, joey, committed, at):
        keeping.refresh_homes(at=at)
        row = Alert.objects.get()
        assert (row.home.name, row.severity, row.animal) == ("Ben's home", "silence", None)
        assert row.since_at == at - 6 * HOUR
        with committed():
            feed(animal=joey, at=at)
        assert self.silent() == []

    def test_a_home_that_was_heard_of_is_not_silent(self, joey, at):
        observed = Observation(animal=joey, happened_at=at - HOUR, kind="note", note="sleeps")
        recording.record([observed])
        keeping.refresh_homes(at=at)
        assert self.silent() == []

    def test_what_happened_elsewhere_is_no_news_from_here(self, joey, cleos_home, at):
        feed(animal=make_animal(home=cleos_home), at=at)
        newcomer = make_animal()
        feed(animal=newcomer, at=at - 8 * HOUR)
        keeping.refresh_homes(at=at)
        assert self.silent() == ["Ben's home"]

    def test_a_newcomer_counts_from_its_coming(self, cleos_home, at):
        newcomer = make_animal(home=cleos_home, placed_at=at - 2 * HOUR)
        feed(animal=newcomer, at=at - 9 * HOUR)
        keeping.refresh_homes(at=at)
        assert self.silent() == []

    def test_a_home_without_bottle_babies_is_never_silent(self, bens_home, at):
        make_animal(home=bens_home, bottle_baby=False)
        keeping.refresh_homes(at=at)
        assert self.silent() == []

    def test_it_ends_when_its_animals_move_away(self, joey, cleos_home, committed, at):
        keeping.refresh_homes(at=at)
        with committed():
            placing.place([joey], home=cleos_home, by=None, at=at)
        assert self.silent() == []

    def test_it_ends_when_the_placement_is_ended_in_the_admin(self, joey, committed, at):
        keeping.refresh_homes(at=at)
        with committed():
            placement = Placement.objects.get()
            placement.ended_at = at
            placement.save()
        assert self.silent() == []


class TestAll:
    def test_everybody_and_every_home_is_looked_at(self, bens_home, at):
        joey = make_animal(home=bens_home)
        losing(joey, at)
        feed(animal=joey, at=at - 7 * HOUR)
        weighed = make_animal(home=bens_home)
        Alert.objects.create(
            animal=weighed, code="limp", severity="act_now", text="limp", since_at=at
        )
        assert keeping.refresh_all(at=at) == 0
        assert "loss_10pct" in open_codes(joey)
        assert "limp" not in open_codes(weighed)

    def test_one_that_left_by_another_way_keeps_no_alert(self, db, at):
        joey = make_animal(outcome_at=at, outcome_type="Adoption")
        Alert.objects.create(animal=joey, code="limp", severity="act_now", text="x", since_at=at)
        keeping.refresh_all(at=at)
        assert open_codes(joey) == []

    def test_one_that_cannot_be_looked_at_leaves_all_others_watched(
        self, db, at, monkeypatch, caplog
    ):
        good, bad, other = (make_animal() for _ in range(3))

        def evaluate(ids, *, at):
            if bad.pk in ids:
                raise ValueError("poisoned")
            return {pk: [finding(at)] for pk in ids}

        monkeypatch.setattr(evaluation, "evaluate", evaluate)
        assert keeping.refresh_all(at=at) == 1
        assert open_codes(good) == open_codes(other) == ["loss_24h"]
        assert f"animal {bad.pk}" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_that_look_at_the_same_time_leave_one_open_alert():
    at = timezone.now()
    joey = make_animal()
    losing(joey, at)
    Alert.objects.all().delete()
    start, problems = threading.Barrier(4), []

    def look():
        try:
            start.wait()
            keeping.refresh([joey.pk], at=at)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert open_codes(joey) == ["loss_10pct"]
    assert Alert.objects.count() == 1
