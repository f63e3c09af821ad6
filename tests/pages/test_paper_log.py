"""The paper log for tonight: whose it is, its planned feeds, and boxes to fill in."""

import datetime as dt
import html
import re

import pytest
from django.utils import timezone

from tests.factories import feed, make_animal, make_litter, weigh

HOUR = dt.timedelta(hours=1)


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


@pytest.fixture
def box(bens_home, cleos_home):
    litter = make_litter(name="Story")
    kangaroo = make_animal(name="Kangaroo", litter=litter, home=bens_home, collar="red")
    weigh(animal=kangaroo, grams=212)
    feed(animal=kangaroo, at=timezone.now() - HOUR)
    make_animal(name="Duchess", home=bens_home, bottle_baby=False)
    make_animal(name="Joey", home=cleos_home)
    return kangaroo


def test_a_carer_s_log_has_the_bottle_babies_of_her_homes(client, ben, box):
    client.force_login(ben)
    response = client.get("/round/paper/")
    said = words(response)
    assert "Kangaroo red collar; of Story; every" in said
    assert "last 212 g" in said
    assert "Joey" not in said
    assert "Duchess" not in said
    table = response.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    planned = [row for row in rows if "another" not in row]
    assert len(rows) == len(planned) + 2
    box.refresh_from_db()
    first = timezone.localtime(box.next_feed_due_at)
    assert f"{first:%a %H:%M}" in planned[0]
    assert all(re.search(r"<td>\d+(\.\d)?</td>", row) for row in planned)
    assert all(row.count("<td></td>") == 7 for row in planned)


def test_a_coordinator_prints_home_by_home(client, ana, box, cleos_home):
    client.force_login(ana)
    assert "You are in no home yourself" in words(client.get("/round/paper/"))
    said = words(client.get(f"/round/paper/?home={cleos_home.pk}"))
    assert "Paper log, Cleo's home" in said
    assert "Joey" in said
    assert "Kangaroo" not in said


def test_a_carer_may_not_name_another_s_home(client, ben, box, bens_home, cleos_home):
    client.force_login(ben)
    assert client.get(f"/round/paper/?home={cleos_home.pk}").status_code == 404
    assert client.get(f"/round/paper/?home={bens_home.pk}").status_code == 200


@pytest.mark.parametrize("home", ["", "0", "-1", "x", "9" * 40, "%00", "1.5", "²"])
def test_a_home_that_is_none_is_not_found(client, ana, home):
    client.force_login(ana)
    assert client.get(f"/round/paper/?home={home}").status_code == 404


def test_a_home_without_bottle_babies_has_nothing_to_write_down(client, ben):
    client.force_login(ben)
    assert "nothing to write down" in words(client.get("/round/paper/"))
