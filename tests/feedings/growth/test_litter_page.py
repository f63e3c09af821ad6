"""A litter's page: all of them on one chart, and where each is."""

import datetime as dt
import json
import re

import pytest
from django.utils import timezone

from animals.models import OutcomeType
from tests.factories import make_animal, make_litter, weigh

from .test_animal_page import MOST_QUERIES, box, read, words

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
COLLARS = ("red", "green", "blue", "yellow", "pink", "purple")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def litter(now):
    mother = make_animal(name="Mia", born_on=(now - 900 * DAY).date())
    return make_litter(
        name="Boathouse", dam=mother, came_from="the boathouse", size_at_birth=7, stillborn=1
    )


@pytest.fixture
def six(litter, bens_home, cleos_home, now):
    """Two in Ben's home, the others in Cleo's; red is the runt."""
    young = [
        make_animal(
            name=collar.title(),
            collar=collar,
            litter=litter,
            home=bens_home if number < 2 else cleos_home,
        )
        for number, collar in enumerate(COLLARS)
    ]
    for number, animal in enumerate(young):
        for back in range(5):
            grams = (200 + 5 * number - 10 * back) * (0.5 if number == 0 else 1)
            weigh(animal=animal, grams=f"{grams:.1f}", at=now - back * DAY)
    return young


def rows(html):
    body = re.search(r"How each of the litter does.*?<tbody>(.*?)</tbody>", html, re.S)[1]
    return [words(row).strip() for row in body.split("</tr>") if "<tr" in row]


def test_all_are_on_one_chart_in_their_collar_colours(client, ana, litter, six):
    html = read(client, ana, litter.get_absolute_url())
    assert sorted(re.findall(r'data-line="(\w+)"', html)) == sorted(c.title() for c in COLLARS)
    lines = re.search(r'<svg viewBox="0 0 1000 1000"(.*?)</svg>', html, re.S)[1]
    assert sorted(re.findall(r'data-collar="(\w+)"', lines)) == sorted(COLLARS)
    assert "is-mate" not in html


def test_the_head_says_whose_and_how_many(client, ana, litter, six):
    page = words(read(client, ana, litter.get_absolute_url()))
    assert "cat litter, 10 days old" in page
    assert "from the boathouse" in page
    assert "7 born, 1 of them stillborn; 6 in the record; queen Mia" in page
    assert "Feed this litter" in page


def test_each_has_its_numbers_and_its_place(client, ana, litter, six):
    by_name = {row.split()[1]: row for row in rows(read(client, ana, litter.get_absolute_url()))}
    assert re.match(r"R Red runt 100 .* \+5 \+5 47 % Ben's home", by_name["Red"])
    assert re.match(r"P Purple 225 .* \+10 \+10 107 % Cleo's home", by_name["Purple"])


def test_of_others_homes_a_carer_sees_lines_but_no_links(client, ben, litter, six):
    html = read(client, ben, litter.get_absolute_url())
    assert len(re.findall(r"data-line=", html)) == 6
    opened = [animal.name for animal in six if f'href="{animal.get_absolute_url()}"' in html]
    assert opened == ["Red", "Green"]
    assert f'href="{litter.dam.get_absolute_url()}"' not in html


def test_strangers_learn_nothing(client, litter, six, cleo, ben):
    stranger = make_litter(name="Others")
    for person in (cleo, ben):
        client.force_login(person)
        assert client.get(stranger.get_absolute_url()).status_code == 404
        assert client.get(litter.get_absolute_url()).status_code == 200


def test_those_that_left_say_how(client, ana, litter, six, now):
    six[1].outcome_at, six[1].outcome_type = now, OutcomeType.DIED
    six[1].save()
    six[2].placements.update(ended_at=now - DAY)
    told = " ".join(rows(read(client, ana, litter.get_absolute_url())))
    assert re.search(r"Green .* died on \d+ \w+", told)
    assert re.search(r"Blue .* waiting for a home", told)


def test_a_litter_without_weights_or_without_young_says_so(client, ana, litter):
    assert "Nobody of this litter is in the record yet." in words(
        read(client, ana, litter.get_absolute_url())
    )
    make_animal(name="Joey", litter=litter)
    page = words(read(client, ana, litter.get_absolute_url()))
    assert "With the first one the curves begin here." in page
    assert "not weighed" in page


def test_a_litter_of_unknown_size_has_multiples_of_its_median_birth_weight(client, ana):
    puppies = make_litter(name="Pups", species_code="dog")
    for grams in (380, 400, 420):
        weigh(animal=make_animal(litter=puppies, birth_weight_g=grams), grams=500)
    page = words(read(client, ana, puppies.get_absolute_url()))
    assert "multiples of the litter's median birth weight (400 g)" in page


def test_the_read_out_begins_with_who_was_weighed_last(client, ana, litter, six, now):
    weigh(animal=six[3], grams=230, at=now + dt.timedelta(seconds=0))
    html = read(client, ana, litter.get_absolute_url())
    data = json.loads(re.search(r'<script type="application/json">(.*?)</script>', html, re.S)[1])
    assert data["series"][data["lead"]]["name"] in words(
        re.search(r"data-chart-readout>(.*?)</span>", html, re.S)[1]
    )


def test_queries_do_not_grow_with_the_litter_or_its_entries(
    client, ben, bens_home, django_assert_max_num_queries, now
):
    client.force_login(ben)
    few = box(make_litter(name="few"), bens_home, animals=2, days=3, now=now).litter
    many = box(make_litter(name="many"), bens_home, animals=12, days=20, each=7, now=now).litter
    counts = []
    for litter in (few, many):
        with django_assert_max_num_queries(MOST_QUERIES) as queries:
            client.get(litter.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1]
