"""The page of phones, and the late entries that wait there for a coordinator."""

import datetime as dt
import html
import re
import uuid

import pytest
from django.utils import timezone

from animals.models import Animal, OutcomeType
from feedings.devices_page import what_it_is
from feedings.models import Feed, HeldEntry, Phone
from tests.factories import feed, make_animal, make_placement, weigh
from tests.feedings.test_held_entries import hold

HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Mobile Safari/537.36"
)
WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
)


@pytest.fixture
def at():
    return timezone.now()


def make_phone(person, *, seen_ago=2 * HOUR, **said):
    seen_at = timezone.now() - seen_ago
    said = {"user_agent": IPHONE, "first_seen_at": seen_at, "last_seen_at": seen_at} | said
    return Phone.objects.create(device=uuid.uuid4(), person=person, **said)


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def seen(client, person, address="/devices/"):
    client.force_login(person)
    response = client.get(address)
    assert response.status_code == 200
    return words(response)


@pytest.mark.parametrize(
    ("user_agent", "what"),
    [
        (IPHONE, "iPhone, Safari"),
        (ANDROID, "Android phone, Chrome"),
        (ANDROID.replace(" Mobile", ""), "Android tablet, Chrome"),
        (WINDOWS, "Windows computer, Edge"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0",
            "Mac or iPad, Firefox",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
            "Linux computer, Firefox",
        ),
        ("curl/8.1", "Unknown device"),
        ("", "Unknown device"),
    ],
)
def test_a_device_in_words(user_agent, what):
    assert what_it_is(user_agent) == what


class TestPhones:
    def test_a_line_says_who_what_and_when(self, client, ana, ben, at):
        make_phone(ben)
        assert "Ben iPhone, Safari, seen 2 h ago" in seen(client, ana)

    def test_it_counts_what_came_from_this_phone_of_this_person_lately(
        self, client, ana, ben, cleo, at
    ):
        phone, animal = make_phone(ben), make_animal()
        feed(animal=animal, by=ben, device=phone.device, at=at - HOUR)
        weigh(animal=animal, grams=212, by=ben, device=phone.device, at=at - HOUR)
        feed(animal=animal, by=cleo, device=phone.device, at=at - HOUR)
        feed(animal=animal, by=ben, device=uuid.uuid4(), at=at - HOUR)
        feed(animal=animal, by=ben, device=phone.device, at=at - 15 * 24 * HOUR)
        assert "2 entries in 14 days" in seen(client, ana)

    def test_it_says_what_is_wrong(self, client, ana, ben, at):
        make_phone(
            ben,
            waiting=3,
            oldest_waiting_at=at - 125 * MINUTE,
            need_you=1,
            clock_off_s=-61 * 60,
        )
        text = seen(client, ana)
        assert "1 entry needs Ben" in text
        assert "3 waiting, the oldest for 2 h 5 min" in text
        assert "Its clock is 1 h 1 min behind" in text

    def test_a_short_wait_is_no_trouble(self, client, ana, ben, at):
        make_phone(ben, waiting=3, oldest_waiting_at=at - 20 * MINUTE)
        client.force_login(ana)
        page = client.get("/devices/").content.decode()
        assert "3 waiting, the oldest for 20 min" in page
        assert "alert-line" not in page

    def test_trouble_stands_first_then_the_last_seen(self, client, ana, ben, at):
        for name, said in {
            "fine": {"seen_ago": MINUTE},
            "older": {"seen_ago": 3 * HOUR},
            "short wait": {"seen_ago": 5 * HOUR, "waiting": 1},
            "clock": {"seen_ago": 6 * HOUR, "clock_off_s": 3660},
            "long wait": {"seen_ago": 7 * HOUR, "waiting": 1, "oldest_waiting_at": at - 2 * HOUR},
            "needs": {"seen_ago": 8 * HOUR, "need_you": 2},
        }.items():
            make_phone(ben, user_agent=name, **said)
        client.force_login(ana)
        lines = client.get("/devices/").context["devices"].lines
        assert [line.phone.user_agent for line in lines] == [
            "needs",
            "long wait",
            "clock",
            "short wait",
            "fine",
            "older",
        ]

    def test_a_carer_sees_her_own_alone(self, client, ben, cleo, at):
        make_phone(ben)
        make_phone(cleo, user_agent=ANDROID)
        text = seen(client, cleo)
        assert "You Android phone" in text
        assert "iPhone" not in text
        assert "Ben" not in text

    def test_none_yet(self, client, ben):
        assert "No phone has sent anything yet" in seen(client, ben)

    def test_thirty_stand_on_a_page(self, client, ana, ben):
        for _ in range(31):
            make_phone(ben)
        assert seen(client, ana).count("iPhone") == 2 * 30
        assert seen(client, ana, "/devices/?page=2").count("iPhone") == 2


class TestLateEntries:
    @pytest.fixture
    def kangaroo(self, bens_home, at):
        animal = make_animal(name="Kangaroo")
        make_placement(
            animal=animal,
            home=bens_home,
            started_at=at - 30 * HOUR,
            ended_at=at - 5 * HOUR,
        )
        return animal

    def test_it_says_what_when_by_whom_and_why(self, client, ana, ben, kangaroo, at):
        held = hold(kangaroo, person=ben, at=at - 2 * HOUR, note="slow")
        text = seen(client, ana)
        left, then = (timezone.localtime(at - hours * HOUR) for hours in (5, 2))
        assert "Kangaroo bottle 6.5 ml: “slow”" in text
        assert f"{then:%-d %B, %H:%M}, by Ben" in text
        assert f"Kangaroo had left Ben's home on {left:%-d %B, %H:%M}." in text
        assert held.pk

    def test_one_that_left_care(self, client, ana, ben, kangaroo, at):
        Animal.objects.update(outcome_at=at - 3 * HOUR, outcome_type=OutcomeType.ADOPTION)
        hold(kangaroo, person=ben, at=at - 2 * HOUR)
        assert "Kangaroo had left care on" in seen(client, ana)

    def test_a_conflict_shows_both(self, client, ana, ben, kangaroo, at):
        stored = feed(animal=kangaroo, at=at - 6 * HOUR, volume_ml="5", by=ben)
        hold(kangaroo, person=ben, reason="conflict", pk=stored.pk, at=at - 6 * HOUR, volume_ml="8")
        text = seen(client, ana)
        assert "Kangaroo bottle 8 ml" in text
        assert "Stored: bottle 5 ml" in text

    def test_both_clocks_are_said(self, client, ana, ben, kangaroo, at):
        hold(kangaroo, person=ben, at=at - 2 * HOUR, off_s=-3660)
        then = timezone.localtime(at - 2 * HOUR)
        assert f"{then:%H:%M} by the phone, " in seen(client, ana)

    def test_one_that_nobody_can_read_is_shown_all_the_same(self, client, ana, kangaroo):
        hold(kangaroo, volume_ml="lots")
        assert "Kangaroo feed" in seen(client, ana)

    def test_accepting_stores_it(self, client, ana, ben, kangaroo):
        held = hold(kangaroo, person=ben)
        client.force_login(ana)
        answer = client.post(f"/devices/held/{held.pk}/", {"decision": "accept"})
        assert (answer.status_code, answer["Location"]) == (302, "/devices/")
        assert Feed.objects.get().pk == held.entry_id
        text = seen(client, ana)
        assert "Kangaroo: the late entry is stored." in text
        assert "Late entries" not in text

    def test_leaving_out_stores_nothing(self, client, ana, kangaroo):
        held = hold(kangaroo)
        client.force_login(ana)
        client.post(f"/devices/held/{held.pk}/", {"decision": "leave-out"})
        assert "left out" in seen(client, ana)
        assert not Feed.objects.exists()

    def test_the_second_to_decide_is_told(self, client, ana, sam, kangaroo):
        held = hold(kangaroo)
        for person in (ana, sam):
            client.force_login(person)
            client.post(f"/devices/held/{held.pk}/", {"decision": "accept"})
        assert "Kangaroo: accepted before, by Ana." in seen(client, sam)
        assert Feed.objects.count() == 1

    @pytest.mark.parametrize("decision", ["", "x", "ACCEPT"])
    def test_no_decision_changes_nothing(self, client, ana, kangaroo, decision):
        held = hold(kangaroo)
        client.force_login(ana)
        client.post(f"/devices/held/{held.pk}/", {"decision": decision})
        assert HeldEntry.objects.undecided().get() == held

    def test_a_carer_sees_where_hers_are_and_does_not_decide(self, client, ben, cleo, kangaroo):
        held = hold(kangaroo, person=ben)
        hold(kangaroo, person=cleo, volume_ml="9")
        text = seen(client, ben)
        assert "Kangaroo bottle 6.5 ml" in text
        assert "With the coordinator since" in text
        assert "Accept" not in text
        assert "9 ml" not in text
        assert client.post(f"/devices/held/{held.pk}/", {"decision": "accept"}).status_code == 404

    @pytest.mark.parametrize("page", ["/placements/", "/alerts/"])
    def test_one_line_leads_there_while_some_wait(self, client, ana, kangaroo, page):
        assert "late entr" not in seen(client, ana, page)
        held = hold(kangaroo)
        assert "1 late entry waits for you" in seen(client, ana, page)
        hold(kangaroo)
        assert "2 late entries wait for you" in seen(client, ana, page)
        client.post(f"/devices/held/{held.pk}/", {"decision": "leave-out"})
        assert "1 late entry waits for you" in seen(client, ana, page)

    def test_no_line_for_carers(self, client, ben, kangaroo):
        hold(kangaroo, person=ben)
        assert "late entr" not in seen(client, ben, "/alerts/")

    def test_only_the_longest_held_are_listed(self, client, ana, kangaroo):
        for _ in range(25):
            hold(kangaroo)
        text = seen(client, ana)
        assert text.count("bottle 6.5 ml") == 20
        assert "The 20 that wait longest of 25." in text
