"""Where alerts show, who sees them, and what people do about them."""

import datetime as dt
import re
from html import unescape

import pytest
from django.utils import timezone

from animals.models import Limit
from feedings.alerts import keeping
from feedings.models import Alert, AlertAction
from tests.factories import feed, make_animal, make_home, weigh

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def kangaroo(bens_home):
    return make_animal(name="Kangaroo", collar="red", home=bens_home)


def words(response) -> str:
    html = re.sub(r"<(script|style|title).*?</\1>", " ", response.content.decode(), flags=re.S)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)))


def read(client, person, address="/alerts/") -> str:
    client.force_login(person)
    return words(client.get(address))


def alert_of(animal=None, *, home=None, code="loss_24h", severity="watch", text="lost", **more):
    more = {"since_at": timezone.now() - HOUR} | more
    return Alert.objects.create(
        animal=animal, home=home, code=code, severity=severity, text=text, **more
    )


def in_order(text: str, *parts: str) -> bool:
    places = [text.find(part) for part in parts]
    assert -1 not in places, dict(zip(parts, places, strict=True))
    return places == sorted(places)


class TestTheList:
    def test_act_now_comes_first_then_silent_homes_then_watch_then_muted(
        self, client, ana, kangaroo, bens_home, at
    ):
        muted = make_animal(name="Muted", home=bens_home)
        alert_of(kangaroo, text="lost 4 g in 24 h", since_at=at - 9 * DAY)
        alert_of(home=bens_home, code="silence", severity="silence", text="x", since_at=at - DAY)
        alert_of(make_animal(name="Possum"), code="limp", severity="act_now", text="limp")
        alert_of(muted, severity="act_now", text="limp", muted_until=at + HOUR)
        assert in_order(
            read(client, ana),
            "Act now P Possum",
            "No news Ben's home",
            "no entry from Ben's home for 24 h.",
            "Watch K Kangaroo",
            "red in Ben's home",
            "Watch: lost 4 g in 24 h.",
            "Muted for now M Muted",
        )

    def test_all_of_one_animal_stand_together_the_worst_first(self, client, ana, kangaroo, at):
        alert_of(kangaroo, code="intake_low", text="drank 40 ml", since_at=at - DAY)
        alert_of(kangaroo, code="no_gain_48h", severity="act_now", text="no gain for 3 days")
        alert_of(kangaroo, code="feed_of_old", severity="act_now", text="a cause that is gone")
        text = read(client, ana)
        assert text.count("Kangaroo red") == 1
        assert in_order(text, "no gain for 3 days", "a cause that is gone", "drank 40 ml")

    def test_a_carer_sees_the_own_animals_and_the_own_home(
        self, client, ben, cleo, kangaroo, bens_home
    ):
        alert_of(kangaroo, text="lost 4 g")
        alert_of(home=bens_home, code="silence", severity="silence", text="silent")
        assert in_order(read(client, ben), "no entry from Ben's home", "lost 4 g")
        assert "lost 4 g" not in read(client, cleo)
        assert "Ben's home" not in read(client, cleo)

    def test_a_closed_one_is_not_shown(self, client, ana, kangaroo, at):
        alert_of(kangaroo, text="lost 4 g", closed_at=timezone.now() + HOUR)
        assert "lost 4 g" not in read(client, ana)

    def test_weights_are_in_the_reader_s_unit(self, client, ana, kangaroo):
        alert_of(kangaroo, text="lost {28.3 g} in 24 h")
        ana.weight_unit = "oz"
        ana.save()
        assert "lost 1 oz in 24 h" in read(client, ana)

    def test_the_limit_stands_with_its_source(self, client, ana, kangaroo):
        alert_of(kangaroo, limit="10 %, recalled", source="common rescue rule")
        assert "Limit: 10 %, recalled. Source: common rescue rule" in read(client, ana)

    def test_what_only_time_drives_is_said_as_of_now(self, client, ana, kangaroo, at):
        feed(animal=kangaroo, at=at - 7 * HOUR)
        alert_of(kangaroo, code="feed_overdue", text="feed 40 min late")
        assert "feed 4 h late" in read(client, ana)

    def test_late_feeds_of_a_silent_home_are_one_thing(self, client, ana, kangaroo, bens_home, at):
        feed(animal=kangaroo, at=at - 9 * HOUR)
        alert_of(kangaroo, code="limp", severity="act_now", text="limp: warm it first")
        assert "no feed for 9 h" in read(client, ana)
        alert_of(home=bens_home, code="silence", severity="silence", text="silent")
        text = read(client, ana)
        assert "no feed for 9 h" not in text
        assert in_order(text, "limp: warm it first", "no entry from Ben's home")

    def test_a_muted_silence_hides_no_feed_that_was_missed(
        self, client, ana, kangaroo, bens_home, at
    ):
        feed(animal=kangaroo, at=at - 9 * HOUR)
        silence = alert_of(home=bens_home, code="silence", severity="silence", text="silent")
        keeping.mute(silence, by=ana, hours=24, at=at)
        assert in_order(read(client, ana), "no feed for 9 h", "Muted for now")

    def test_a_box_that_was_not_weighed_is_one_matter(self, client, ana, bens_home, at):
        box = [make_animal(name=f"Roo {number}", home=bens_home) for number in range(3)]
        for animal in [*box, make_animal(name="Far")]:
            alert_of(animal, code="weigh_in_overdue", text="not weighed for 2 days")
        alert_of(box[0], code="no_stool", text="no stool for 3 days")
        text = read(client, ana)
        assert text.count("Watch: not weighed for 2 days.") == 3
        assert re.search(r"Roo 1 Roo 2 in Ben's home Watch: not weighed", text)

    def test_many_are_paged(self, client, ana, monkeypatch):
        monkeypatch.setattr("feedings.alerts_page.ON_PAGE", 2)
        for number in range(3):
            alert_of(make_animal(name=f"Roo {number}"))
        assert "1 of 2" in read(client, ana)
        text = read(client, ana, "/alerts/?page=2")
        assert "Roo 2" in text
        assert "Roo 0" not in text

    @pytest.mark.parametrize("page", ["0", "x", "-1", "999999999999"])
    def test_a_page_that_is_none_is_one_that_is(self, client, ana, page):
        client.force_login(ana)
        assert client.get("/alerts/", {"page": page}).status_code == 200


class TestWithoutAWatcher:
    """Late feeds are read from the latest facts as the page opens."""

    def test_a_late_feed_is_on_the_page(self, client, ben, cleo, kangaroo, at):
        feed(animal=kangaroo, at=at - 12 * HOUR)
        text = read(client, ben)
        assert in_order(text, "Act now K Kangaroo", "in Ben's home", "Act now: no feed for 12 h.")
        assert "Nothing is wrong" not in text
        assert "Kangaroo" not in read(client, cleo)
        assert not Alert.objects.exists()

    def test_it_says_that_nobody_watches(self, client, ana, ben, kangaroo, at):
        said = "Pouch does not watch between visits to this page"
        assert said not in read(client, ana)
        feed(animal=kangaroo, at=at - 12 * HOUR)
        assert said in read(client, ana)
        keeping.refresh_all(at=at)
        assert said not in read(client, ana)

    def test_what_became_late_a_moment_ago_is_no_sign_of_that(self, client, ana, kangaroo, at):
        feed(animal=kangaroo, at=at - 4.55 * HOUR)
        text = read(client, ana)
        assert "Watch: feed" in text
        assert "Pouch does not watch" not in text

    def test_a_late_feed_that_became_a_missed_one_is_said_once(self, client, ana, kangaroo, at):
        feed(animal=kangaroo, at=at - 12 * HOUR)
        alert_of(kangaroo, code="feed_overdue", text="feed 90 min late")
        text = read(client, ana)
        assert "Act now: no feed for 12 h." in text
        assert "min late" not in text

    def test_a_fed_one_is_no_longer_late_whatever_is_stored(self, client, ana, kangaroo, at):
        alert_of(kangaroo, code="feeds_missed", severity="act_now", text="no feed for 12 h")
        feed(animal=kangaroo, at=at)
        assert "no feed for 12 h" not in read(client, ana)

    def test_pages_hold_stored_and_late_ones_in_one_order(
        self, client, ana, bens_home, at, monkeypatch
    ):
        monkeypatch.setattr("feedings.alerts_page.ON_PAGE", 2)
        for number, hours in ((1, 20), (3, 10)):
            feed(animal=make_animal(name=f"Late {number}", home=bens_home), at=at - hours * HOUR)
        for number, hours in ((2, 15), (4, 5)):
            alert_of(
                make_animal(name=f"Roo {number}"),
                code="limp",
                severity="act_now",
                since_at=at - hours * HOUR,
            )
        assert in_order(read(client, ana), "Late 1", "Roo 2", "1 of 2")
        assert in_order(read(client, ana, "/alerts/?page=2"), "Late 3", "Roo 4", "2 of 2")

    def test_a_worse_one_found_now_stands_where_it_belongs(self, client, ana, kangaroo, at):
        """Its stored row still says watch; no section begins twice."""
        feed(animal=kangaroo, at=at - 12 * HOUR)
        alert_of(kangaroo, code="feeds_missed", severity="watch", since_at=at - 12 * HOUR)
        alert_of(make_animal(), code="limp", severity="act_now", text="limp", since_at=at)
        alert_of(make_animal(), code="no_stool", text="no stool", since_at=at - 20 * HOUR)
        text = read(client, ana)
        assert in_order(text, "no feed for 12 h", "limp", "no stool")
        assert text.count("Act now K") == 1


class TestNothing:
    def test_without_any_home_it_says_so(self, client, ana):
        assert "Nothing is wrong that Pouch can see. No animal is in a home yet." in read(
            client, ana
        )

    def test_it_says_how_old_the_news_are(self, client, ana, ben, kangaroo, cleos_home, at):
        make_animal(home=cleos_home)
        said = "Nothing is wrong that Pouch can see."
        assert f"{said} 2 homes, no entry yet." in read(client, ana)
        feed(animal=kangaroo, at=at - 12 * HOUR / 60)
        assert f"{said} 2 homes, last entry 12 min ago." in read(client, ana)
        assert f"{said} 1 home, last entry 12 min ago." in read(client, ben)


class TestActions:
    @pytest.fixture
    def alert(self, kangaroo):
        return alert_of(kangaroo, code="no_gain_48h", severity="act_now", text="no gain for 48 h")

    def act(self, client, person, alert, **sent):
        client.force_login(person)
        return client.post(f"/alerts/{alert.pk}/actions/", sent, follow=True)

    def test_seen_with_a_note_is_shown_to_others(self, client, ana, ben, alert):
        assert "nobody has marked it as seen" in read(client, ana)
        response = self.act(client, ben, alert, act="seen", note="vet called")
        assert "Kangaroo: marked as seen." in words(response)
        assert "Seen by you just now: “vet called”" in words(response)
        assert "Seen by Ben just now: “vet called”" in read(client, ana)
        assert "nobody has marked it as seen" not in read(client, ana)

    def test_muting_takes_it_off_today_until_then(self, client, ben, ana, alert, time_machine, at):
        assert "no gain for 48 h" in read(client, ben, "/today/")
        response = self.act(client, ben, alert, act="mute-4")
        assert "Kangaroo: muted for 4 h, unless it gets worse." in words(response)
        assert "no gain for 48 h" not in read(client, ben, "/today/")
        assert "Muted for now K Kangaroo" in read(client, ana)
        assert "muted until" in read(client, ben, alert.animal.get_absolute_url())
        time_machine.move_to(at + 4 * HOUR + dt.timedelta(minutes=1), tick=False)
        assert "no gain for 48 h" in read(client, ben, "/today/")

    def test_a_carer_hands_it_on_and_a_coordinator_has_no_button_for_it(
        self, client, ana, ben, alert
    ):
        assert "Hand to the coordinator" in read(client, ben)
        response = self.act(client, ben, alert, act="hand-on", note="I am away")
        assert "Kangaroo: handed to the coordinator." in words(response)
        assert "Handed to the coordinator by Ben just now: “I am away”" in read(client, ana)
        assert "Hand to the coordinator" not in read(client, ana).replace(
            "Handed to the coordinator", ""
        )

    def test_a_mute_is_taken_back_by_one_tap(self, client, ben, alert):
        assert "Hear it again" not in read(client, ben)
        self.act(client, ben, alert, act="mute-24")
        response = self.act(client, ben, alert, act="unmute")
        assert "Kangaroo: heard again." in words(response)
        assert "Muted for now" not in words(response)
        assert "no gain for 48 h" in read(client, ben, "/today/")

    def test_one_that_may_be_dying_is_muted_for_four_hours_at_most(self, client, ben, kangaroo, at):
        limp = alert_of(kangaroo, code="limp", severity="act_now", text="limp")
        assert "Mute 4 h 12 h" not in read(client, ben)
        self.act(client, ben, limp, act="mute-24")
        limp.refresh_from_db()
        assert limp.muted_until < at + 4.1 * HOUR

    def test_what_was_handed_on_leads_the_coordinators_page(self, client, ana, ben, alert):
        handed = alert_of(make_animal(name="Possum", home=alert.animal.placements.get().home))
        self.act(client, ben, handed, act="hand-on")
        self.act(client, ben, handed, act="mute-4")
        title = "Handed to the coordinator P Possum"
        assert in_order(read(client, ana), title, "Act now K Kangaroo")
        assert title not in read(client, ben)

    def test_twice_by_a_retry_is_once(self, client, ben, alert):
        for _ in range(2):
            self.act(client, ben, alert, act="mute-12")
        assert AlertAction.objects.count() == 1

    def test_a_box_shown_together_is_answered_together(self, client, ben, cleo, alert, bens_home):
        others = [alert_of(make_animal(home=bens_home)) for _ in range(2)]
        sent = {"act": "seen", "also": [str(one.pk) for one in others]}
        response = self.act(client, ben, alert, **sent)
        assert "Kangaroo and 2 others: marked as seen." in words(response)
        assert AlertAction.objects.count() == 3

    def test_one_of_the_box_that_moved_meanwhile_is_left_out(self, client, ben, alert):
        moved = alert_of(make_animal())
        sent = {"act": "seen", "also": [str(moved.pk), "x", "9" * 40]}
        response = self.act(client, ben, alert, **sent)
        assert "Kangaroo: marked as seen." in words(response)
        assert AlertAction.objects.get().alert == alert
        sent = {"act": "seen", "also": [str(alert.pk)]}
        assert self.act(client, ben, moved, **sent).status_code == 404

    def test_one_that_has_passed_meanwhile_is_left_alone(self, client, ben, alert, at):
        Alert.objects.close(at=at)
        response = self.act(client, ben, alert, act="seen")
        assert "Kangaroo: this has passed meanwhile." in words(response)
        assert not AlertAction.objects.exists()

    @pytest.mark.parametrize(
        "sent", [{}, {"act": "x"}, {"act": "mute-999"}, {"act": "seen", "note": "x" * 201}]
    )
    def test_what_cannot_be_is_refused_in_words(self, client, ben, alert, sent):
        assert "Nothing was stored." in words(self.act(client, ben, alert, **sent))
        assert not AlertAction.objects.exists()

    def test_it_leads_back_to_where_it_was_sent_from(self, client, ben, alert):
        client.force_login(ben)
        address = f"/alerts/{alert.pk}/actions/"
        own = alert.animal.get_absolute_url()
        assert client.post(address, {"act": "seen", "next": own}).url == own
        assert client.post(address, {"act": "seen", "next": "https://x.example/"}).url == "/alerts/"

    def test_a_stranger_finds_no_alert(self, client, cleo, alert, bens_home):
        silence = alert_of(home=bens_home, code="silence", severity="silence", text="silent")
        for one in (alert, silence):
            assert self.act(client, cleo, one, act="seen").status_code == 404
        assert not AlertAction.objects.exists()

    def test_what_got_worse_since_the_page_was_read_is_not_muted(self, client, ben, alert):
        Alert.objects.filter(pk=alert.pk).update(severity="watch")
        assert 'name="shown" value="watch"' in self.act(client, ben, alert).content.decode()
        Alert.objects.filter(pk=alert.pk).update(severity="act_now")
        response = self.act(client, ben, alert, act="mute-24", shown="watch")
        assert "Kangaroo: not muted, it got worse meanwhile." in words(response)
        alert.refresh_from_db()
        assert alert.muted_until is None
        self.act(client, ben, alert, act="mute-24", shown="act_now")
        alert.refresh_from_db()
        assert alert.muted_until

    def test_a_home_s_silence_is_answered_too(self, client, ben, bens_home):
        silence = alert_of(home=bens_home, code="silence", severity="silence", text="silent")
        response = self.act(client, ben, silence, act="seen", note="no signal in the valley")
        assert "Ben's home: marked as seen." in words(response)


class TestOnToday:
    def test_only_the_worst_is_said_and_leads_to_all(self, client, ben, kangaroo):
        alert_of(kangaroo, code="intake_low", text="drank 40 ml")
        alert_of(kangaroo, code="no_gain_48h", severity="act_now", text="no gain for 3 days")
        client.force_login(ben)
        page = client.get("/today/")
        assert "Act now: no gain for 3 days" in words(page)
        assert "drank 40 ml" not in words(page)
        assert f'href="/animals/{kangaroo.pk}/#alerts"' in page.content.decode()

    def test_of_two_urgent_ones_the_graver_cause_is_said(self, client, ben, kangaroo, at):
        alert_of(
            kangaroo, code="no_gain_48h", severity="act_now", text="no gain", since_at=at - DAY
        )
        alert_of(kangaroo, code="feeds_missed", severity="act_now", text="stored long ago")
        feed(animal=kangaroo, at=at)
        alert_of(kangaroo, code="loss_10pct", severity="act_now", text="lost 30 g", since_at=at)
        assert "Act now: lost 30 g" in read(client, ben, "/today/")

    def test_a_late_feed_is_said_without_a_watcher(self, client, ben, kangaroo, at):
        feed(animal=kangaroo, at=at - 12 * HOUR)
        assert "Act now: no feed for 12 h" in read(client, ben, "/today/")
        assert not Alert.objects.exists()

    def test_a_fed_one_is_no_longer_late_whatever_is_stored(self, client, ben, kangaroo, at):
        alert_of(kangaroo, code="feeds_missed", severity="act_now", text="no feed for 12 h")
        feed(animal=kangaroo, at=at)
        assert "no feed for" not in read(client, ben, "/today/")

    def test_a_muted_late_feed_is_not_said_until_feeds_are_missed(
        self, client, ben, kangaroo, at, time_machine
    ):
        feed(animal=kangaroo, at=at - 5 * HOUR)
        keeping.refresh([kangaroo.pk], at=at)
        assert "Watch: feed 2 h late" in read(client, ben, "/today/")
        keeping.mute(Alert.objects.get(code="feed_overdue"), by=ben, hours=12, at=at)
        assert "Watch: feed" not in read(client, ben, "/today/")
        time_machine.move_to(at + 6 * HOUR, tick=False)
        assert "Act now: no feed for 11 h" in read(client, ben, "/today/")


class TestOnTheAnimalPage:
    def test_all_are_there_with_the_weights_they_were_read_from(self, client, ben, kangaroo, at):
        for back, grams in ((2, 240), (1.04, 250), (0.04, 220)):
            weigh(animal=kangaroo, grams=grams, at=at - back * DAY)
        keeping.refresh([kangaroo.pk], at=at)
        client.force_login(ben)
        page = client.get(kangaroo.get_absolute_url())
        text = words(page)
        assert re.search(r"Act now: lost 30 g \(12 %\) in 24 h\. since", text)
        assert re.search(r"Read from 250 g on \d+ \w+, \d\d:\d\d and 220 g on", text)
        assert "Limit: 10 %" in text
        assert page.content.decode().count('class="chart-ring"') == 2

    def test_the_worst_two_stand_open_and_the_others_below_a_fold(self, client, ben, kangaroo):
        for code in ("limp", "no_gain_48h", "intake_low", "no_stool"):
            urgent = code in ("limp", "no_gain_48h")
            alert_of(kangaroo, code=code, severity="act_now" if urgent else "watch", text=code)
        text = read(client, ben, kangaroo.get_absolute_url())
        assert in_order(text, "limp", "no_gain_48h", "2 more", "no_stool", "intake_low")

    def test_one_that_left_has_none(self, client, ben, kangaroo, at):
        alert_of(kangaroo, text="lost 4 g")
        kangaroo.outcome_at, kangaroo.outcome_type = at, "Adoption"
        kangaroo.save()
        assert "lost 4 g" not in read(client, ben, kangaroo.get_absolute_url())
        assert not Alert.objects.open().exists()

    def test_without_alerts_there_is_no_empty_box(self, client, ben, kangaroo):
        client.force_login(ben)
        assert 'id="alerts"' not in client.get(kangaroo.get_absolute_url()).content.decode()


@pytest.mark.parametrize("value", ["9999999.99", "-9999999.99"])
def test_an_absurd_limit_breaks_no_page(client, ana, kangaroo, at, value):
    """Each is computed with at every visit: days before now, so many times between feeds."""
    for back in range(4):
        weigh(animal=kangaroo, grams=240 + back, at=at - back * DAY)
    feed(animal=kangaroo, at=at - 12 * HOUR)
    for one in Limit.objects.all():
        one.value = value
        one.save()
    assert keeping.refresh_all(at=at) == 0
    client.force_login(ana)
    for page in ("/today/", "/alerts/", "/round/", kangaroo.get_absolute_url()):
        assert client.get(page).status_code == 200
    assert client.get(f"{kangaroo.get_absolute_url()}fading/").status_code == 200


def test_one_that_was_nursed_of_late_is_only_to_be_watched_on_every_page(
    client, ana, ben, kangaroo, at
):
    feed(animal=kangaroo, at=at - 20 * HOUR, volume_ml=None, not_fed_reason="nursed")
    feed(animal=kangaroo, at=at - 12 * HOUR)
    keeping.refresh([kangaroo.pk], at=at)
    assert Alert.objects.get(code="feeds_missed").severity == "watch"
    for page in ("/alerts/", "/today/", kangaroo.get_absolute_url()):
        text = read(client, ben, page)
        assert "Watch: no feed for 12 h" in text
        assert "Act now: no feed" not in text


def test_silence_names_the_home_in_words(client, ana, at):
    home = make_home(name="The hut")
    feed(animal=make_animal(home=home, placed_at=at - 9 * DAY), at=at - 6 * HOUR)
    keeping.refresh_homes(at=at)
    assert "No news: no entry from The hut for 6 h." in read(client, ana)
