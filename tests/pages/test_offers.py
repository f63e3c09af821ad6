"""The page of an offer, its e-mails and the line on Today."""

import datetime as dt
import re
import uuid

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from animals import offer_mail, offers, placing
from animals.models import Animal, BuddyPair, BuddyPairState, Offer, Placement
from tests.factories import join_home, make_animal, make_home, make_litter, make_offer, make_person

NONSENSE = ["", "\0", "-1", "9" * 40, "x" * 5000, "🔥", "[]", "<b>", "1.5"]
NOW = timezone.now()
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def two(bens_home):
    return [make_animal(name=name, home=bens_home) for name in ("Joey", "Kangaroo")]


@pytest.fixture
def offer(two, cleos_home, cleo, ana):
    return offers.make(two, home=cleos_home, by=ana, note="They love warmth.")


@pytest.fixture
def later(two, cleos_home, cleo, ana):
    return offers.make(two, home=cleos_home, by=ana, starts_at=NOW + DAY)


@pytest.fixture
def as_cleo(client, cleo):
    client.force_login(cleo)
    return client


def text(answer) -> str:
    """The page as somebody reads it."""
    main = re.search(r"<main.*</main>", answer.content.decode(), re.S)[0]
    return " ".join(re.sub(r"<[^>]*>", " ", main).replace("&#x27;", "'").split())


def say(client, offer, **typed):
    return client.post(offer.get_absolute_url(), typed, follow=True)


def there(home) -> set[str]:
    return set(Animal.objects.in_homes([home]).values_list("name", flat=True))


class TestTheDoor:
    def test_signed_out_the_link_leads_through_sign_in(self, client, offer, cleo):
        path = offer.get_absolute_url()
        answer = client.get(path)
        assert answer["Location"] == f"{reverse('sign-in')}?next={path}"
        signed = {"username": cleo.email, "password": "a long pass phrase"}
        assert client.post(answer["Location"], signed)["Location"] == path

    def test_another_home_and_one_who_has_left_see_nothing(self, client, offer, ben, cleo):
        for person in (ben, cleo):
            cleo.memberships.update(ended_at=NOW - HOUR)
            client.force_login(person)
            for answer in (
                client.get(offer.get_absolute_url()),
                client.post(offer.get_absolute_url(), {"answer": "all"}),
                client.post(reverse("offer-arrival", args=[offer.pk])),
                client.post(reverse("offer-withdrawal", args=[offer.pk])),
            ):
                assert answer.status_code == 404
        assert Offer.objects.get().state == "open"

    def test_the_home_does_not_withdraw(self, as_cleo, offer):
        assert as_cleo.post(reverse("offer-withdrawal", args=[offer.pk])).status_code == 404

    def test_relief_for_a_night_looks_and_does_not_answer(self, client, offer, cleos_home):
        dee = make_person(name="Dee")
        row = join_home(person=dee, home=cleos_home, ended_at=NOW + DAY)
        type(row).objects.filter(pk=row.pk).update(kind="relief")
        client.force_login(dee)
        assert "Yes, we take" not in text(client.get(offer.get_absolute_url()))
        assert client.post(offer.get_absolute_url(), {"answer": "all"}).status_code == 404


class TestWhatItSays:
    def test_who_they_are_and_what_it_means(self, as_cleo, offer):
        page = text(as_cleo.get(offer.get_absolute_url()))
        assert "Can you take Joey and Kangaroo?" in page
        assert "Ana asks for Cleo's home." in page
        assert "10 days old" in page
        assert re.search(r"In a day about \d+ h.* of care", page)
        assert re.search(r"At night \d+ feeds between 22:00 and 6:00", page)
        assert "They love warmth." in page
        assert "Ben" not in page

    @pytest.mark.parametrize(
        ("minutes", "words"),
        [(600, " a day, of the 10 h that the home gives"), (15, " a day, more than the 15 min")],
    )
    def test_what_it_comes_to_beside_what_the_home_gives(
        self, as_cleo, offer, cleos_home, minutes, words
    ):
        type(cleos_home).objects.update(feeding_minutes_a_day=minutes)
        assert words in text(as_cleo.get(offer.get_absolute_url()))

    def test_who_belongs_together(self, as_cleo, offer, two):
        pair = BuddyPair.objects.create(first=two[0], second=two[1])
        BuddyPairState.objects.create(pair=pair, state="bonded")
        assert "Joey and Kangaroo are a pair." in text(as_cleo.get(offer.get_absolute_url()))

    def test_a_day_to_come(self, as_cleo, later):
        page = text(as_cleo.get(later.get_absolute_url()))
        assert f"From {timezone.localtime(later.starts_at):%A}" in page

    @pytest.mark.parametrize(
        ("state", "words"),
        [
            ("declined", "Thank you for your answer"),
            ("withdrawn", "This offer was taken back"),
            ("expired", "This offer has ended"),
        ],
    )
    def test_what_is_over_asks_nothing(self, as_cleo, offer, state, words):
        Offer.objects.update(state=state, answered_at=NOW)
        page = text(as_cleo.get(offer.get_absolute_url()))
        assert words in page
        assert "Yes, we take" not in page

    def test_one_that_expired_by_the_clock(self, as_cleo, two, cleos_home, cleo, ana):
        over = make_offer(*two, home=cleos_home, by=ana, expires_at=NOW - HOUR)
        page = text(as_cleo.get(over.get_absolute_url()))
        assert "If you could still take them, tell Ana." in page

    @pytest.mark.parametrize("state", ["declined", "withdrawn", "expired"])
    def test_of_what_is_over_the_home_has_names_alone(self, client, offer, ana, cleo, state):
        Animal.objects.update(last_weight_g=312)
        Offer.objects.update(state=state, answered_at=NOW)
        for person, reads in ((cleo, False), (ana, True)):
            client.force_login(person)
            page = text(client.get(offer.get_absolute_url()))
            assert "Joey" in page
            assert ("312" in page) is reads

    def test_who_has_gone_on_to_another_home_is_a_name(self, as_cleo, offer, two, bens_home):
        Animal.objects.update(last_weight_g=312)
        say(as_cleo, offer, answer="all")
        assert "312" in text(as_cleo.get(offer.get_absolute_url()))
        placing.place(two, home=bens_home, by=None)
        page = text(as_cleo.get(offer.get_absolute_url()))
        assert "Not with you any more: Joey, Kangaroo." in page
        assert "312" not in page

    def test_it_costs_the_same_with_2_animals_and_20(
        self, as_cleo, cleos_home, bens_home, ana, django_assert_max_num_queries
    ):
        def queries(number):
            litter = make_litter()
            young = [make_animal(home=bens_home, litter=litter) for _ in range(number)]
            offer = offers.make(young, home=cleos_home, by=ana)
            with django_assert_max_num_queries(12) as asked:
                as_cleo.get(offer.get_absolute_url())
            offers.withdraw(offer, by=ana)
            return len(asked)

        queries(1)
        assert queries(2) == queries(20)


class TestAnswers:
    def test_yes_to_all(self, as_cleo, offer, cleos_home):
        page = text(say(as_cleo, offer, answer="all"))
        assert "Joey and Kangaroo are with you" in page
        assert "Go to Today" in page
        assert there(cleos_home) == {"Joey", "Kangaroo"}

    def test_those_that_are_not_fed_by_hand_are_not_said_to_be_on_today(
        self, as_cleo, cleos_home, bens_home, ana
    ):
        """Today and the round are of those that take a bottle."""
        pup = make_animal(name="Mango", home=bens_home, bottle_baby=False)
        page = text(say(as_cleo, offers.make([pup], home=cleos_home, by=ana), answer="all"))
        assert "Mango is with you" in page
        assert "No feeds by hand" in page
        assert "Go to Today" not in page

    def test_the_hand_over_sheet_of_those_that_came_is_one_tap_away(
        self, as_cleo, cleos_home, bens_home, ana
    ):
        queen = make_animal(name="Duchess", home=bens_home, sex="female", born_on=None)
        litter = make_litter(dam=queen)
        joey, roo = (
            make_animal(name=name, home=bens_home, litter=litter) for name in ("Joey", "Roo")
        )
        stray = make_animal(name="Numbat", home=bens_home)
        groups = {
            (joey,): f"/animals/{joey.pk}/hand-over/",
            (roo, queen): f"/litters/{litter.pk}/hand-over/",
        }
        for animals, address in groups.items():
            offer = offers.make(animals, home=cleos_home, by=ana)
            assert "hand-over/" not in as_cleo.get(offer.get_absolute_url()).content.decode()
            answer = say(as_cleo, offer, answer="all")
            assert f'href="{address}"' in answer.content.decode()
            assert as_cleo.get(address).status_code == 200
        other = make_animal(name="Koala", home=bens_home)
        strangers = offers.make([stray, other], home=cleos_home, by=ana)
        assert "Hand-over sheet" not in text(say(as_cleo, strangers, answer="all"))

    def test_some(self, as_cleo, offer, two, cleos_home):
        page = text(say(as_cleo, offer, answer="some", animals=[two[1].pk], words="one bottle"))
        assert "Not taken: Joey." in page
        assert there(cleos_home) == {"Kangaroo"}
        assert Offer.objects.get().answer == "one bottle"

    def test_no_with_a_reason(self, as_cleo, offer, cleos_home):
        page = text(say(as_cleo, offer, answer="none", quick="no free room", words="until May"))
        assert "Declined by you on" in page
        assert "“no free room, until May”" in page
        assert not there(cleos_home)

    def test_a_double_tap_is_one_answer(self, as_cleo, offer):
        pages = [text(say(as_cleo, offer, answer="all")) for _ in range(2)]
        assert pages[0] == pages[1]
        assert Placement.objects.count() == 4

    def test_agreed_for_later_and_there(self, as_cleo, later, cleos_home):
        page = text(say(as_cleo, later, answer="all"))
        assert "They are here" in page
        assert not there(cleos_home)
        page = text(as_cleo.post(reverse("offer-arrival", args=[later.pk]), follow=True))
        assert "Joey and Kangaroo are with you" in page
        assert there(cleos_home) == {"Joey", "Kangaroo"}

    def test_nobody_arrives_before_the_yes(self, as_cleo, later):
        page = text(as_cleo.post(reverse("offer-arrival", args=[later.pk]), follow=True))
        assert "This offer is not answered yet." in page

    def test_a_coordinator_answers_for_them_and_withdraws(self, client, offer, later_two, ana):
        client.force_login(ana)
        assert "Cleo's home answered by phone" in text(client.get(offer.get_absolute_url()))
        assert "Accepted by you" in text(say(client, offer, answer="all"))
        page = text(client.post(reverse("offer-withdrawal", args=[later_two.pk]), follow=True))
        assert "Withdrawn by you" in page
        page = text(client.post(reverse("offer-withdrawal", args=[offer.pk]), follow=True))
        assert "This offer was accepted by Ana on" in page

    @pytest.fixture
    def later_two(self, cleos_home, cleo, ana):
        return offers.make([make_animal()], home=cleos_home, by=ana, starts_at=NOW + DAY)


class TestWhatCannotBe:
    @pytest.mark.parametrize(
        ("typed", "field", "sentence"),
        [
            ({}, "answer", "Say yes, some of them, or that you cannot."),
            ({"answer": "perhaps"}, "answer", "Say yes, some of them, or that you cannot."),
            ({"answer": "some"}, "animals", "Tick at least one, or say that you cannot."),
            (
                {"answer": "some", "animals": "0"},
                "animals",
                "One of them is not in this offer. Look again.",
            ),
            (
                {"answer": "none"},
                "words",
                "Say why in a few words, so that the next one fits.",
            ),
            (
                {"answer": "none", "words": "x" * 151},
                "words",
                "Say it in 150 letters at most.",
            ),
        ],
    )
    def test_is_said_where_it_was_typed(self, as_cleo, offer, typed, field, sentence):
        answer = say(as_cleo, offer, **typed)
        assert (answer.status_code, answer.context["form"].errors) == (422, {field: [sentence]})
        assert sentence in text(answer)
        assert Offer.objects.get().state == "open"

    def test_what_was_typed_stays(self, as_cleo, offer):
        answer = say(as_cleo, offer, answer="none", quick="no such reason", words="kept words")
        assert 'value="kept words"' in answer.content.decode()

    @pytest.mark.parametrize("name", ["answer", "animals", "quick", "words"])
    @pytest.mark.parametrize("value", NONSENSE)
    def test_nonsense_is_no_error_of_ours(self, as_cleo, offer, name, value):
        typed = {"answer": "none" if name == "words" else "some", "words": "ill"} | {name: value}
        assert say(as_cleo, offer, **typed).status_code in (200, 422)

    @pytest.mark.parametrize(
        ("meanwhile", "sentence"),
        [
            ({"expires_at": NOW - HOUR, "made_at": NOW - DAY}, "could be answered until"),
            ({"state": "withdrawn", "answered_at": NOW}, "was withdrawn"),
        ],
    )
    def test_too_late(self, as_cleo, offer, cleos_home, meanwhile, sentence):
        Offer.objects.update(**meanwhile)
        answer = say(as_cleo, offer, answer="all")
        assert answer.status_code == 422
        assert sentence in text(answer)
        assert not there(cleos_home)

    def test_a_home_that_closed_meanwhile(self, as_cleo, offer, cleos_home):
        cleos_home.closes_on = timezone.localdate()
        cleos_home.save()
        answer = say(as_cleo, offer, answer="all")
        assert answer.status_code == 422
        assert "Joey cannot move to Cleo's home: it is closed from" in text(answer)

    def test_one_that_died_meanwhile_is_said(self, as_cleo, offer, two, cleos_home):
        Animal.objects.filter(pk=two[0].pk).update(outcome_at=NOW, outcome_type="Died in Care")
        assert "Joey has died." in text(say(as_cleo, offer, answer="all"))
        assert there(cleos_home) == {"Kangaroo"}

    def test_no_such_offer(self, as_cleo):
        assert as_cleo.get(reverse("offer", args=[uuid.uuid4()])).status_code == 404


class TestMail:
    @pytest.fixture
    def committed(self, django_capture_on_commit_callbacks):
        return lambda: django_capture_on_commit_callbacks(execute=True)

    def absolute(self, path):
        return f"https://pouch.example.org{path}"

    def test_everybody_who_lives_there_is_asked(self, offer, cleos_home, cleo, ana, committed):
        type(ana).objects.filter(pk=ana.pk).update(phone="0100 200")
        dee = make_person(name="Dee", home=cleos_home)
        make_person(name="Eva", home=cleos_home, is_active=False)
        with committed():
            assert offer_mail.tell_home(offer, absolute=self.absolute) == []
        assert {tuple(sent.to) for sent in mail.outbox} == {(cleo.email,), (dee.email,)}
        sent = next(sent for sent in mail.outbox if sent.to == [cleo.email])
        assert sent.subject == "Can Cleo's home take Joey and Kangaroo?"
        for words in (
            "Hello Cleo,",
            "Ana asks whether Cleo's home can take Joey and Kangaroo, as soon as you say yes.",
            "- Joey, cat, 10 days old",
            '"They love warmth."',
            "a part, or no. You sign in first:",
            f"https://pouch.example.org{offer.get_absolute_url()}\n",
            "Ana answers questions: 0100 200",
        ):
            assert words in sent.body
        assert not re.search(r"\n\n\n", sent.body)
        assert "&" not in sent.body

    def test_times_are_the_reader_s(self, offer, cleo, committed, ana):
        type(cleo).objects.filter(pk=cleo.pk).update(time_zone="Pacific/Auckland")
        with committed():
            offer_mail.tell_home(offer, absolute=self.absolute)
        with timezone.override("Pacific/Auckland"):
            until = f"{timezone.localtime(offer.expires_at):%H:%M}"
        assert f", {until}; all of them" in mail.outbox[0].body

    def test_a_mail_server_that_is_down_loses_no_offer(
        self, offer, cleo, committed, settings, caplog
    ):
        settings.EMAIL_BACKEND = "tests.pages.test_offers.NoServer"
        with committed():
            unreached = offer_mail.tell_home(offer, absolute=self.absolute)
        assert unreached == [cleo.email]
        assert "could not be sent" in caplog.text
        assert Offer.objects.get().state == "open"

    def test_the_coordinator_is_told_what_was_answered(self, as_cleo, offer, two, ana, committed):
        pair = BuddyPair.objects.create(first=two[0], second=two[1])
        BuddyPairState.objects.create(pair=pair, state="bonded")
        with committed():
            for _ in range(2):
                say(as_cleo, offer, answer="some", animals=[two[1].pk], words="one bottle")
        [sent] = mail.outbox
        assert (sent.to, sent.subject) == ([ana.email], "Cleo's home: yes to Kangaroo")
        for words in (
            "Cleo answered for Cleo's home: yes to Kangaroo. It is there from now on.",
            "Not taken: Joey.",
            '"one bottle"',
            "Joey and Kangaroo are a pair. One is taken and the other is not",
            f"http://testserver{offer.get_absolute_url()}",
        ):
            assert words in sent.body

    def test_of_a_no_and_of_an_arrival(self, as_cleo, offer, cleos_home, ana, committed):
        roo = make_animal(name="Roo")
        later = offers.make([roo], home=cleos_home, by=ana, starts_at=NOW + DAY)
        with committed():
            say(as_cleo, offer, answer="none", quick="no free room")
        with committed():
            say(as_cleo, later, answer="all")
        with committed():
            as_cleo.post(reverse("offer-arrival", args=[later.pk]))
        assert [sent.subject for sent in mail.outbox] == [
            "Cleo's home: no to Joey and Kangaroo",
            "Cleo's home: yes to Roo",
            "Cleo's home: Roo came",
        ]
        assert '"no free room"' in mail.outbox[0].body
        assert "It moves when it is there." in mail.outbox[1].body
        assert "Cleo says that Roo came to Cleo's home." in mail.outbox[2].body


class NoServer:
    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError


class TestToday:
    def lines(self, client):
        return [line.words for line in client.get(reverse("today")).context["offers"]]

    def test_what_the_home_is_asked_and_who_will_come(self, as_cleo, offer, cleos_home, ana):
        roo = make_animal(name="Roo")
        later = offers.make([roo], home=cleos_home, by=ana, starts_at=NOW + DAY)
        offers.answer(later, by=cleos_home.members.get(), accepted_ids={roo.pk})
        asked, coming = self.lines(as_cleo)
        assert asked.startswith("Can you take Joey and Kangaroo? Answer until ")
        assert coming.startswith("Roo will come on ")
        assert (
            f'href="{offer.get_absolute_url()}"' in as_cleo.get(reverse("today")).content.decode()
        )

    def test_nothing_where_nothing_is(self, as_cleo, offer, ana):
        offers.withdraw(offer, by=ana)
        assert self.lines(as_cleo) == []
        assert "Offers" not in text(as_cleo.get(reverse("today")))

    def test_other_homes_and_coordinators_without_one_see_none(self, client, offer, ben, ana):
        for person in (ben, ana):
            client.force_login(person)
            assert self.lines(client) == []

    def test_it_costs_the_same_with_one_offer_and_five(
        self, as_cleo, cleos_home, ana, django_assert_max_num_queries
    ):
        def queries():
            with django_assert_max_num_queries(12) as asked:
                as_cleo.get(reverse("today"))
            return len(asked)

        offers.make([make_animal()], home=cleos_home, by=ana)
        first = queries()
        for _ in range(4):
            offers.make([make_animal() for _ in range(3)], home=cleos_home, by=ana)
        assert queries() == first

    def test_a_home_of_nobody_asks_nobody(self, as_cleo, cleo):
        make_offer(make_animal(), home=make_home())
        assert self.lines(as_cleo) == []
