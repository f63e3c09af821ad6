"""Whatever is sent: JSON in answer, never a 500, never half an entry."""

import json
import math
import uuid

import pytest
from django.db import DatabaseError
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from feedings.models import ENTRY_MODELS, Feed, HeldEntry, Phone
from tests.factories import make_animal, make_home, make_person

from .phone import DEVICE, call_of, post, send, sent_feed, sent_observation, sent_weight

MIB = 1024 * 1024
STATUSES = {"stored", "already_stored", "conflict", "parked", "invalid"}


def rows() -> int:
    return sum(model.objects.count() for model in ENTRY_MODELS)


def sentence_of(answer, status) -> str:
    """The one sentence of a refused call."""
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/json")
    assert list(answer.json()) == ["error"]
    return answer.json()["error"]


@pytest.fixture
def kangaroo(bens_home):
    return make_animal(name="Kangaroo", home=bens_home)


@pytest.fixture
def signed_in(client, ben):
    client.force_login(ben)
    return client


GOOD = call_of([])


@pytest.mark.parametrize(
    "body",
    [
        b" ",
        b"{",
        b"feed",
        b"<html>",
        b"\xff\xfe",
        b"\xef\xbb\xbf{}",
        b"null",
        b"[]",
        b"1",
        b'"text"',
        b"true",
        b"[" * 100_000,
        b'{"entries":' * 50_000,
        b"9" * 100_000,
        b"{'entries': []}",
        {},
        {"entries": []},
        GOOD | {"entries": None},
        GOOD | {"entries": {}},
        GOOD | {"entries": "feed"},
        GOOD | {"entries": 3},
        GOOD | {"device": None},
        GOOD | {"device": "my phone"},
        GOOD | {"device": 7},
        GOOD | {"device": [DEVICE]},
        GOOD | {"device": f"{{{DEVICE}}}"},
        GOOD | {"sent_at": None},
        GOOD | {"sent_at": "yesterday"},
        GOOD | {"sent_at": "2026-05-01T03:04:05"},
        GOOD | {"sent_at": "0001-01-01T00:00:00+14:00"},
        GOOD | {"sent_at": 1777604645},
        GOOD | {"sent_at": {}},
    ],
    ids=lambda body: str(body)[:40],
)
def test_a_body_that_is_no_call_is_refused_in_a_sentence(signed_in, body):
    assert sentence_of(post(signed_in, body), 400).endswith(".")
    assert not Phone.objects.exists()


def test_what_is_no_json_is_refused(signed_in):
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = post(signed_in, json.dumps(GOOD).encode(), content_type=content_type)
        sentence_of(answer, 415)
    good = post(signed_in, GOOD, content_type="application/json; charset=utf-8")
    assert good.status_code == 200


def test_an_empty_body_is_no_call(signed_in):
    """The test client says nothing of the type of nothing."""
    answer = signed_in.generic("POST", "/sync/entries", b"", CONTENT_TYPE="application/json")
    sentence_of(answer, 400)


def test_only_post_is_taken(signed_in):
    for method in ("get", "put", "patch", "delete", "options"):
        answer = getattr(signed_in, method)("/sync/entries")
        sentence_of(answer, 405)
        assert answer["Allow"] == "POST"


def test_who_is_not_signed_in_is_told_so(client, ben, kangaroo):
    sentence_of(post(client, call_of([sent_feed(kangaroo)])), 401)
    sentence_of(post(client, b"\xff" * 100), 401)
    client.force_login(ben)
    ben.is_active = False
    ben.save()
    sentence_of(post(client, GOOD), 401)
    assert rows() == 0


def test_entries_of_who_was_signed_in_before_stay_on_the_phone(signed_in, ben, cleo, kangaroo):
    entries = [sent_feed(kangaroo)]
    for other in (cleo.pk, str(cleo.pk), "x", "", 0, 1.5, True, [ben.pk], {}):
        sentence_of(post(signed_in, call_of(entries, person=other)), 401)
    assert rows() == 0
    for own in (ben.pk, str(ben.pk), None):
        assert post(signed_in, call_of(entries, person=own)).status_code == 200


def test_no_token_is_asked_and_no_other_site_is_heard(ben, settings):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ben)
    settings.CSRF_TRUSTED_ORIGINS = ["https://pouch.example", "https://*.shelter.example"]
    heard = ["http://testserver", "https://pouch.example", "https://a.shelter.example"]
    for origin in heard:
        assert post(client, GOOD, headers={"Origin": origin}).status_code == 200
    for origin in (
        "https://evil.example",
        "https://testserver",
        "http://testserver.evil.example",
        "http://a.shelter.example",
        "https://evilshelter.example",
        "null",
        "",
        "http://[",
    ):
        sentence_of(post(client, GOOD, headers={"Origin": origin}), 403)


def test_501_entries_are_too_many(signed_in, kangaroo):
    entries = [sent_feed(kangaroo) for _ in range(501)]
    assert "500" in sentence_of(post(signed_in, call_of(entries)), 413)
    assert rows() == 0
    results = send(signed_in, *entries[:500])
    assert {result["status"] for result in results} == {"stored"}
    assert rows() == 500


@pytest.mark.parametrize("size", [MIB + 1, 10 * MIB, 40 * MIB])
def test_more_than_a_mebibyte_is_too_much(signed_in, size):
    assert "1 MiB" in sentence_of(post(signed_in, b" " * size), 413)


def test_a_mebibyte_is_not_too_much(signed_in):
    body = json.dumps(GOOD).encode()
    assert post(signed_in, body + b" " * (MIB - len(body))).status_code == 200


def test_a_database_that_fails_leaves_the_entries_on_the_phone(signed_in, kangaroo, monkeypatch):
    def fail(*_args, **_more):
        raise DatabaseError("disk full")

    monkeypatch.setattr("feedings.recording.record", fail)
    sentence_of(post(signed_in, call_of([sent_feed(kangaroo)])), 503)
    assert (rows(), Phone.objects.count()) == (0, 0)


ANY_ENTRY = [
    ("kind", None),
    ("kind", "medicine"),
    ("kind", 7),
    ("kind", ["feed"]),
    ("id", None),
    ("id", ""),
    ("id", 7),
    ("id", "7"),
    ("id", "x" * 36),
    ("id", {}),
    ("animal", None),
    ("animal", "Kangaroo"),
    ("animal", True),
    ("animal", 1.5),
    ("animal", -1),
    ("animal", 10**30),
    ("animal", 9 * 10**17),
    ("animal", []),
    ("happened_at", None),
    ("happened_at", ""),
    ("happened_at", "now"),
    ("happened_at", 1777604645),
    ("happened_at", "2026-05-01T03:01:00"),
    ("happened_at", "2026-05-01"),
    ("happened_at", "2026-13-01T03:01:00Z"),
    ("happened_at", "2026-05-01T25:01:00Z"),
    ("happened_at", "9999-12-31T23:59:59Z"),
    ("happened_at", "9999-12-31T23:59:59-14:00"),
    ("happened_at", "0001-01-01T00:00:00+14:00"),
    ("happened_at", "1989-12-31T23:59:59Z"),
    ("happened_at", "-2026-05-01T03:01:00Z"),
    ("note", 7),
    ("note", 7.5),
    ("note", ["x"]),
    ("note", "x" * 2001),
    ("note", "a\0b"),
    ("note", "\ud83d"),
    ("round", "x"),
    ("round", 7),
    ("corrects", "x"),
    ("corrects", str(uuid.UUID(int=0))),
    ("taken_out", "yes"),
    ("taken_out", 1),
    ("time_zone", 7),
    ("time_zone", "\0"),
    ("recorded_by", 1),
    ("source", "form"),
    ("voided_at", None),
    ("", 1),
    ("\ud83d", 1),
    ("x" * 999, 1),
]
NUMBERS = ["", "a lot", "1e3", "0x10", "6,5", "6.", ".5", "--1", "-1", "1 2", "٣", "6.55", "9" * 30]
NUMBERS += ["NaN", "Infinity", math.nan, math.inf, -math.inf, 1e300, 1e-7, -1, True, [], {}, 6.55]
FEED = [
    *(("volume_ml", number) for number in [*NUMBERS, None, "2000.1"]),
    *(("suggested_ml", number) for number in NUMBERS),
    *(("weight_before_g", number) for number in [*NUMBERS, 0, "0.0", "100000"]),
    *(("weight_precision_g", number) for number in ["x", -1, 1001, "0.001", True]),
    ("weight_after_g", "212"),
    ("weight_unit", "st"),
    ("weight_unit", ""),
    ("weight_unit", 1),
    ("route", "straw"),
    ("route", ""),
    ("route", 1),
    ("route", {}),
    ("not_fed_reason", "tired"),
    ("not_fed_reason", "asleep"),
    ("peed", "true"),
    ("peed", 1),
    ("pooped", 0),
    ("volume_is_computed", "no"),
    ("stool_score", 0),
    ("stool_score", 8),
    ("stool_score", "3.0"),
    ("stool_score", 3.5),
    ("stool_score", True),
    ("vigour", "sleepy"),
    ("vigour", None, {"stool_score": "x"}),
    ("weight_confirmed", "yes"),
    ("grams", "212"),
    ("observed", "stool"),
]
WEIGH_IN = [
    *(("grams", number) for number in [*NUMBERS, None, 0, "100000"]),
    ("unit", "stone"),
    ("precision_g", "fine"),
    ("purpose", "fun"),
    ("purpose", ""),
    ("volume_ml", "6.5"),
]
OBSERVATION = [
    ("observed", None),
    ("observed", "mood"),
    ("observed", ""),
    ("observed", "temperature"),
    ("observed", "stool"),
    ("observed", "vigour"),
    ("observed", "note"),
    ("temperature_c", "37.1"),
    ("stool_score", 3),
    ("vigour", "weak"),
]
TOGETHER = [
    (sent_feed, {"weight_before_g": "212", "weight_after_g": "211.9"}),
    (sent_feed, {"weight_before_g": "212", "weight_after_g": "2213"}),
    (sent_feed, {"volume_ml": None, "not_fed_reason": "asleep", "weight_after_g": "212"}),
    (sent_observation, {"observed": "temperature", "temperature_c": "14.9"}),
    (sent_observation, {"observed": "temperature", "temperature_c": "45.1"}),
    (sent_observation, {"observed": "temperature", "temperature_c": "37.11"}),
    (sent_observation, {"observed": "temperature", "temperature_c": "hot"}),
    (sent_observation, {"observed": "stool", "stool_score": 3, "vigour": "weak"}),
    (sent_observation, {"observed": "vigour", "vigour": ""}),
    (sent_observation, {"observed": "note", "note": "   "}),
]
# Where the sentence stands at the value that another one asks for.
BESIDE = {"volume_ml", "weight_before_g", "temperature_c", "stool_score", "vigour", "note"}
BAD_ENTRIES = [
    *((sent_feed, {case[0]: case[1], **(case[2] if len(case) > 2 else {})}) for case in FEED),
    *((make, {name: value}) for name, value in ANY_ENTRY for make in (sent_feed, sent_weight)),
    *((sent_weight, {name: value}) for name, value in WEIGH_IN),
    *((sent_observation, {name: value}) for name, value in OBSERVATION),
    *TOGETHER,
]


@pytest.mark.parametrize(
    ("make", "changed"),
    BAD_ENTRIES,
    ids=[f"{n}-{make.__name__}-{ascii(more)[:50]}" for n, (make, more) in enumerate(BAD_ENTRIES)],
)
def test_a_bad_entry_is_invalid_in_words_and_the_others_are_stored(
    signed_in, kangaroo, make, changed
):
    good, bad = sent_weight(kangaroo), make(kangaroo) | changed
    answer = post(signed_in, call_of([bad, good]))
    [invalid, stored] = answer.json()["results"]
    assert stored == {"id": good["id"], "status": "stored"}
    assert invalid["status"] == "invalid"
    assert invalid["errors"]
    for sentences in invalid["errors"].values():
        for sentence in sentences:
            assert sentence.endswith(".")
            assert not {"Input", "pydantic", "Value error", "valid"} & set(sentence.split())
    assert set(invalid["errors"]) <= {*(name[:64] for name in changed), *BESIDE, "entry"}
    assert rows() == 1


@pytest.mark.parametrize("raw", [None, 7, "feed", [], True, [["kind", "feed"]]], ids=str)
def test_what_is_no_entry_is_invalid_and_the_others_are_stored(signed_in, kangaroo, raw):
    answer = post(signed_in, call_of([raw, sent_feed(kangaroo)]))
    [invalid, stored] = answer.json()["results"]
    assert invalid == {
        "id": None,
        "status": "invalid",
        "errors": {"entry": ["This is not an entry."]},
    }
    assert stored["status"] == "stored"


def test_left_out_null_and_empty_mean_not_said(signed_in, kangaroo):
    nothing = {"note": None, "round": None, "corrects": None, "taken_out": None, "time_zone": None}
    bare = {"route": None, "peed": None, "stool_score": None, "vigour": "", "not_fed_reason": ""}
    [result] = send(signed_in, sent_feed(kangaroo) | nothing | bare)
    assert result["status"] == "stored"
    stored = Feed.objects.get()
    assert (stored.route, stored.peed, stored.note, stored.round) == ("bottle", None, "", None)


# ---- anything at all ----------------------------------------------------------------------------

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["6.5", "212", "bottle", "asleep", "weak", "stool", "note", "growth", 3, 12])
    | st.uuids().map(str)
    | st.datetimes().map(lambda at: at.isoformat() + "Z")
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)
FIELDS = sorted(
    {name for case in (*FEED, *WEIGH_IN, *OBSERVATION, *ANY_ENTRY) for name in case[:1]}
)


class TestAnything(TestCase):
    def setUp(self):
        home = make_home()
        self.ben = make_person(home=home)
        self.animal = make_animal(home=home)
        self.client = Client()
        self.client.force_login(self.ben)

    @settings(max_examples=60)
    @given(
        body=st.binary(min_size=1, max_size=200) | ANYTHING.map(lambda it: json.dumps(it).encode())
    )
    def test_any_body_is_answered_in_json(self, body):
        answer = post(self.client, body)
        assert answer.status_code in {200, 400, 413}
        assert answer.json()

    @settings(max_examples=40)
    @given(
        changed=st.dictionaries(
            st.sampled_from(["device", "sent_at", "person", "waiting", "need_you", "entries", "x"])
            | st.just("oldest_waiting_at"),
            ANYTHING,
        )
    )
    def test_any_call_is_answered_in_json(self, changed):
        answer = post(self.client, call_of([]) | changed)
        assert answer.status_code in {200, 400, 401, 413}
        assert answer.json()

    @settings(max_examples=120)
    @given(
        entries=st.lists(
            st.tuples(
                st.sampled_from([sent_feed, sent_weight, sent_observation]),
                st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=3),
                st.sets(st.sampled_from(FIELDS), max_size=2),
            ),
            min_size=1,
            max_size=4,
        )
    )
    def test_any_entry_gets_a_result_and_what_is_stored_is_whole(self, entries):
        sent = []
        for make, changed, dropped in entries:
            whole = make(self.animal) | changed
            sent.append({name: value for name, value in whole.items() if name not in dropped})
        sent.append(sent_weight(self.animal))
        before = rows()
        answer = post(self.client, call_of(sent))
        assert answer.status_code == 200
        results = answer.json()["results"]
        assert len(results) == len(sent)
        assert {result["status"] for result in results} <= STATUSES
        assert results[-1]["status"] == "stored"
        stored = [each for each in results if each["status"] == "stored"]
        assert rows() - before == len(stored)
        for result, each in zip(results, sent, strict=True):
            assert ("errors" in result) == (result["status"] == "invalid")
            if isinstance(each.get("id"), str) and len(each["id"]) <= 64:
                assert result["id"] == each["id"]


class TestAnySplit(TestCase):
    """Lost answers, repeated calls, calls cut in two: each entry is stored once."""

    @settings(max_examples=40)
    @given(data=st.data(), number=st.integers(1, 8))
    def test_any_split_and_repetition_stores_each_once(self, data, number):
        home = make_home()
        animal, client = make_animal(home=home), Client()
        client.force_login(make_person(home=home))
        makers = [sent_feed, sent_weight, sent_observation]
        entries = [makers[n % 3](animal, at=animal.intake_at) for n in range(number)]
        calls = data.draw(
            st.lists(st.lists(st.sampled_from(entries), max_size=10), max_size=6), label="calls"
        )
        seen = set()
        before = rows()
        for call in [*calls, entries]:
            for each, result in zip(call, send(client, *call), strict=True):
                expected = "already_stored" if each["id"] in seen else "stored"
                assert result["status"] == expected
                seen.add(each["id"])
        assert rows() - before == number
        assert not HeldEntry.objects.exists()
