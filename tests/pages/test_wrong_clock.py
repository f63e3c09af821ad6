"""Entries by a phone whose clock was off: both times are shown, and one tap takes ours."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from feedings import clock as clocks
from feedings import recording
from feedings.models import Feed, Source, WeighIn
from tests.factories import feed, make_animal, weigh

MINUTE = dt.timedelta(minutes=1)
BEHIND = -61 * 60
AHEAD = 61 * 60


@pytest.fixture
def at():
    return timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def signed_in(client, ben):
    client.force_login(ben)
    return client


@pytest.fixture
def kangaroo(bens_home):
    return make_animal(name="Kangaroo", home=bens_home)


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return html.unescape(re.sub(r"\s+", " ", text))


def clock(moment):
    return f"{timezone.localtime(moment):%H:%M}"


def address(entry, kind="feed"):
    return reverse("entry-time", args=[kind, entry.pk])


def test_today_says_both_times_and_how_many_have_the_wrong_one(signed_in, kangaroo, ben, at):
    then = at - 90 * MINUTE
    feed(animal=kangaroo, at=then, by=ben, clock_off_s=BEHIND)
    weigh(animal=kangaroo, grams=212, at=then - MINUTE, by=ben, clock_off_s=BEHIND)
    feed(animal=kangaroo, at=at - 300 * MINUTE, by=ben)
    text = words(signed_in.get("/today/"))
    assert "Your phone's clock was 1 h 1 min behind. 2 entries have its time." in text
    assert "Use our time for all 2" in text
    both = f"{clock(then)} by the phone, {clock(then + 61 * MINUTE)} by ours"
    assert text.count("by the phone") == 2
    assert both in text


def test_the_animal_s_page_says_both_too(signed_in, kangaroo, ben, at):
    then = at - 90 * MINUTE
    feed(animal=kangaroo, at=then, by=ben, clock_off_s=BEHIND)
    text = words(signed_in.get(kangaroo.get_absolute_url()))
    assert f"Use {clock(then + 61 * MINUTE)}" in text


def test_where_clocks_are_right_nothing_is_said(signed_in, kangaroo, ben, at):
    feed(animal=kangaroo, at=at - 90 * MINUTE, by=ben)
    text = words(signed_in.get("/today/"))
    assert "clock" not in text
    assert "by ours" not in text


def test_the_clock_of_another_is_not_called_mine(signed_in, kangaroo, cleo, at):
    feed(animal=kangaroo, at=at - 90 * MINUTE, by=cleo, clock_off_s=BEHIND)
    text = words(signed_in.get("/today/"))
    assert "Your phone's clock" not in text
    assert "by the phone" in text


def test_what_a_fast_clock_put_in_the_future_is_listed(signed_in, kangaroo, ben, at):
    feed(animal=kangaroo, at=at + 60 * MINUTE, by=ben, clock_off_s=AHEAD)
    text = words(signed_in.get("/today/"))
    assert "1 h 1 min ahead. 1 entry has its time." in text
    assert f"Use our time, {clock(at - MINUTE)}" in text


def test_our_time_is_a_correction_that_keeps_all_else(signed_in, kangaroo, ben, at):
    then = at - 90 * MINUTE
    old = feed(
        animal=kangaroo, at=then, by=ben, clock_off_s=BEHIND, note="slow", peed=True, source="sync"
    )
    answer = signed_in.post(address(old), {"next": "/today/"})
    assert (answer.status_code, answer["Location"]) == (302, "/today/")
    new = Feed.objects.current().get()
    assert (new.corrects_id, new.happened_at, new.clock_off_s) == (old.pk, then + 61 * MINUTE, None)
    assert (new.volume_ml, new.note, new.peed) == (old.volume_ml, "slow", True)
    assert new.source == Source.FORM
    kangaroo.refresh_from_db()
    assert kangaroo.last_fed_at == then + 61 * MINUTE
    old.refresh_from_db()
    assert (old.happened_at, old.clock_off_s) == (then, BEHIND)


def test_two_taps_store_one(signed_in, kangaroo, ben, at):
    old = feed(animal=kangaroo, at=at - 90 * MINUTE, by=ben, clock_off_s=BEHIND)
    for _ in range(2):
        assert signed_in.post(address(old)).status_code == 302
    assert Feed.objects.count() == 2
    assert "nothing changed" in words(signed_in.get("/today/"))


def test_two_taps_at_the_same_moment_are_one_correction(kangaroo, ben, cleo, at):
    old = feed(animal=kangaroo, at=at - 90 * MINUTE, clock_off_s=BEHIND)
    corrections = [clocks.at_our_time(old, by=person) for person in (ben, cleo)]
    statuses = [recording.record([one])[0].status for one in corrections]
    assert statuses == ["stored", "already_stored"]


def test_all_of_the_day_go_with_one_tap(signed_in, kangaroo, ben, at):
    then = at - 90 * MINUTE
    feed(animal=kangaroo, at=then, by=ben, clock_off_s=BEHIND)
    weigh(animal=kangaroo, grams=212, at=then, by=ben, clock_off_s=BEHIND)
    page = signed_in.get("/today/").content.decode()
    form = re.search(r'<form class="message[^>]+action="([^"]+)".*?</form>', page, re.DOTALL)
    also = re.findall(r'name="also" value="([^"]+)"', form[0])
    assert signed_in.post(form[1], {"also": also}).status_code == 302
    for model in (Feed, WeighIn):
        assert model.objects.current().get().happened_at == then + 61 * MINUTE


def test_one_that_is_not_the_reader_s_stays(signed_in, kangaroo, cleos_home, ben, at):
    theirs = make_animal(name="Emu", home=cleos_home)
    mine = feed(animal=kangaroo, at=at - 90 * MINUTE, clock_off_s=BEHIND)
    other = feed(animal=theirs, at=at - 90 * MINUTE, clock_off_s=BEHIND)
    signed_in.post(address(mine), {"also": [f"feed/{other.pk}", "feed/x", "x"]})
    assert Feed.objects.current().by_wrong_clock().get() == other


def test_one_that_was_right_or_taken_out_stays(signed_in, kangaroo, ben, at):
    right = feed(animal=kangaroo, at=at - 90 * MINUTE)
    out = feed(animal=kangaroo, at=at - 80 * MINUTE, clock_off_s=BEHIND)
    recording.void(out, by=ben)
    for entry in (right, out):
        assert signed_in.post(address(entry)).status_code == 302
    assert Feed.objects.count() == 2
