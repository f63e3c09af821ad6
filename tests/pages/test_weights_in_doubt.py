"""Weights that cannot be right: said in words under the chart, and right when a person says so."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from feedings import recording
from feedings.growth_records import growing_litters
from feedings.models import Feed, WeighIn
from tests.factories import feed, make_animal, make_litter, weigh

DAY = dt.timedelta(days=1)
COURSE = (100, 107, 115, 123, 130, 138, 146, 154)
RIGHT = "Nobody needs to do anything"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def signed_in(client, ben):
    client.force_login(ben)
    return client


def course(animal, now, grams=COURSE):
    return [
        weigh(animal=animal, grams=f"{weight:.1f}", at=now - (len(grams) - 1 - day) * DAY)
        for day, weight in enumerate(grams)
    ]


@pytest.fixture
def kangaroo(bens_home, now):
    """With a bag on the scale two days ago."""
    animal = make_animal(name="Kangaroo", home=bens_home)
    course(animal, now, (*COURSE[:5], 175, *COURSE[6:]))
    return animal


@pytest.fixture
def in_doubt(kangaroo):
    return WeighIn.objects.get(animal=kangaroo, grams=175)


@pytest.fixture
def litter_on_a_bad_scale(bens_home, cleos_home, now):
    """Two at Ben's and two at Cleo's, all too heavy on the fifth day."""
    litter = make_litter(name="Boathouse")
    homes = {"Ada": bens_home, "Bo": bens_home, "Cy": cleos_home, "Di": cleos_home}
    young = [make_animal(name=name, litter=litter, home=home) for name, home in homes.items()]
    for number, animal in enumerate(young):
        size = 1 + number / 8
        weights = [
            round(grams * size * (1.15 if day == 4 else 1)) for day, grams in enumerate(COURSE)
        ]
        course(animal, now, weights)
    return litter


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def right(entry, kind="weigh-in"):
    return f"/entries/{kind}/{entry.pk}/right/"


def questioned(animal, now):
    found = growing_litters([animal], at=now, care_day_hour=5, zone=timezone.get_current_timezone())
    return {
        pk: [reading.grams for reading in one.readings if reading.questioned]
        for pk, one in found.items()
    }


def test_the_page_says_what_is_in_doubt_and_why(signed_in, kangaroo):
    said = words(signed_in.get(kangaroo.get_absolute_url()))
    assert "175 g is 37 g above its course" in said
    assert RIGHT in said


def test_nothing_is_said_where_nothing_is_in_doubt(signed_in, bens_home, now):
    animal = make_animal(name="Joey", home=bens_home)
    course(animal, now)
    assert RIGHT not in words(signed_in.get(animal.get_absolute_url()))


def test_a_weight_in_doubt_is_left_out_of_the_gain_until_it_is_right(
    signed_in, ben, kangaroo, in_doubt, now
):
    assert questioned(kangaroo, now) == {kangaroo.pk: [175.0]}
    answer = signed_in.post(right(in_doubt))
    assert (answer.status_code, answer.url) == (302, kangaroo.get_absolute_url())
    in_doubt.refresh_from_db()
    assert in_doubt.weight_confirmed_by == ben
    assert questioned(kangaroo, now) == {kangaroo.pk: []}
    assert RIGHT not in words(signed_in.get(kangaroo.get_absolute_url()))


def test_saying_it_twice_changes_nothing(signed_in, in_doubt):
    signed_in.post(right(in_doubt))
    first = WeighIn.objects.get(pk=in_doubt.pk).weight_confirmed_at
    again = signed_in.post(right(in_doubt), follow=True)
    assert "nothing changed" in words(again)
    assert WeighIn.objects.get(pk=in_doubt.pk).weight_confirmed_at == first


def test_it_leads_back_to_where_the_person_was_and_nowhere_else(signed_in, in_doubt, kangaroo):
    assert signed_in.post(right(in_doubt), {"next": "/today/"}).url == "/today/"
    elsewhere = signed_in.post(right(in_doubt), {"next": "https://example.org/"})
    assert elsewhere.url == kangaroo.get_absolute_url()


def test_a_get_changes_nothing(signed_in, in_doubt):
    assert signed_in.get(right(in_doubt)).status_code == 405
    assert WeighIn.objects.get(pk=in_doubt.pk).weight_confirmed_at is None


def test_another_carer_may_not_say_it(client, cleo, in_doubt):
    client.force_login(cleo)
    assert client.post(right(in_doubt)).status_code == 404
    assert WeighIn.objects.get(pk=in_doubt.pk).weight_confirmed_at is None


def test_an_entry_taken_out_meanwhile_is_not_confirmed(signed_in, ben, in_doubt):
    recording.void(in_doubt, by=ben)
    assert "nothing changed" in words(signed_in.post(right(in_doubt), follow=True))


def test_a_weight_before_a_feed_is_confirmed_like_a_weigh_in(signed_in, kangaroo, now):
    entry = feed(animal=kangaroo, weight_before_g="158.0", at=now)
    assert signed_in.post(right(entry, "feed")).status_code == 302
    assert Feed.objects.get(pk=entry.pk).weight_confirmed_at is not None


def test_a_feed_without_a_weight_has_nothing_to_confirm(signed_in, kangaroo, now):
    entry = feed(animal=kangaroo, at=now)
    assert "nothing changed" in words(signed_in.post(right(entry, "feed"), follow=True))
    assert Feed.objects.get(pk=entry.pk).weight_confirmed_at is None


class TestAWholeLitter:
    def named(self, page):
        return re.findall(r'name="also" value="([^"]+)"', page.content.decode())

    def test_it_is_said_once_with_one_button(self, signed_in, litter_on_a_bad_scale):
        page = signed_in.get(litter_on_a_bad_scale.get_absolute_url())
        assert words(page).count("all four read high that day: was the scale at zero?") == 1
        assert page.content.decode().count("/right/") == 1
        assert len(self.named(page)) == 2  # those of Ben's home

    def test_one_button_says_it_of_all_that_the_person_may_open(
        self, client, ana, litter_on_a_bad_scale, now
    ):
        client.force_login(ana)
        page = client.get(litter_on_a_bad_scale.get_absolute_url())
        (address,) = re.findall(r'action="(/entries/[^"]+/right/)"', page.content.decode())
        answer = client.post(address, {"also": self.named(page)}, follow=True)
        assert "They are right: 4 weights." in words(answer)
        young = litter_on_a_bad_scale.young.all()
        assert set(map(tuple, questioned(young[0], now).values())) == {()}

    def test_entries_of_others_that_are_named_anyway_stay_in_doubt(
        self, signed_in, litter_on_a_bad_scale
    ):
        theirs = WeighIn.objects.filter(animal__name="Cy")
        (own,) = WeighIn.objects.filter(animal__name="Ada").order_by("happened_at")[4:5]
        also = [f"weigh-in/{entry.pk}" for entry in theirs] + ["weigh-in/x", "person/1", ""]
        signed_in.post(right(own), {"also": also})
        confirmed = WeighIn.objects.filter(weight_confirmed_at__isnull=False)
        assert [entry.pk for entry in confirmed] == [own.pk]

    def test_its_readings_are_asked_for_in_one_query(
        self, litter_on_a_bad_scale, django_assert_num_queries, now
    ):
        young = litter_on_a_bad_scale.young.all()[:1]
        with django_assert_num_queries(2):  # the first is for the animal asked about
            found = questioned(young[0], now)
        assert sorted(found.values()) == [[150.0], [168.0], [187.0], [206.0]]
