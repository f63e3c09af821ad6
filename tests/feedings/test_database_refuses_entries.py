"""Entries that must never be, each refused by the database: no form and no clean() before it."""

import datetime as dt
import uuid
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from feedings.models import (
    ENTRY_MODELS,
    Alert,
    AlertAction,
    Feed,
    HeldEntry,
    MedicineGiven,
    Observation,
    Phone,
    ReturnAttempt,
    WeighIn,
)
from tests.factories import make_animal, make_home, make_person
from tests.nonsense import POSITIVE, constraints, refused

NOW = timezone.now()
HOUR = dt.timedelta(hours=1)

GOOD = {
    Feed: {"volume_ml": Decimal("6.5")},
    WeighIn: {"grams": Decimal(212)},
    Observation: {"kind": "crying"},
    MedicineGiven: {"medicine": "drops", "dose": "one"},
    ReturnAttempt: {"mother": make_animal, "result": "stayed"},
}
PREFIX = {
    Feed: "feed",
    WeighIn: "weighin",
    Observation: "observation",
    MedicineGiven: "medicine",
    ReturnAttempt: "return",
}


def store(model, **fields):
    """Straight into the table: past recording, as a script would."""
    values = {"animal": make_animal, "happened_at": NOW, "stored_at": NOW, **GOOD[model], **fields}
    values = {name: value() if callable(value) else value for name, value in values.items()}
    return model.objects.bulk_create([model(**values)])[0]


NONSENSE = [
    (Feed, "feed_route_known", {"route": "straw"}),
    (Feed, "feed_route_known", {"route": ""}),
    (Feed, "feed_volume_possible", {"volume_ml": Decimal("-0.1")}),
    (Feed, "feed_volume_possible", {"volume_ml": Decimal("2000.1")}),
    (Feed, "feed_weights_possible", {"weight_before_g": 0}),
    (Feed, "feed_weights_possible", {"weight_before_g": -212}),
    (Feed, "feed_weights_possible", {"weight_after_g": 0}),
    (Feed, "feed_weights_possible", {"weight_before_g": 100_000}),
    (Feed, "feed_weight_after_possible", {"weight_before_g": 212, "weight_after_g": 2213}),
    (Feed, "feed_not_fed_has_no_volume", {"not_fed_reason": "asleep"}),
    (Feed, "feed_not_fed_has_no_volume", {"not_fed_reason": "x", "volume_ml": None}),
    (Feed, "feed_not_fed_has_no_volume", {"not_fed_reason": "x", "volume_ml": 0}),
    (Feed, "feed_stool_score_on_scale", {"stool_score": 0}),
    (Feed, "feed_stool_score_on_scale", {"stool_score": 8}),
    (Feed, "feed_vigour_known", {"vigour": "sleepy"}),
    (Feed, "feed_unit_known", {"weight_unit": "st"}),
    (Feed, "feed_unit_known", {"weight_unit": ""}),
    (WeighIn, "weighin_weight_possible", {"grams": 0}),
    (WeighIn, "weighin_weight_possible", {"grams": -3}),
    (WeighIn, "weighin_weight_possible", {"grams": 100_000}),
    (WeighIn, "weighin_unit_known", {"unit": "st"}),
    (WeighIn, "weighin_precision_possible", {"precision_g": -1}),
    (WeighIn, "weighin_precision_possible", {"precision_g": 1001}),
    (WeighIn, "weighin_purpose_known", {"purpose": "fun"}),
    (WeighIn, "weighin_purpose_known", {"purpose": ""}),
    (Observation, "observation_kind_known", {"kind": "mood"}),
    (Observation, "observation_temperature_possible", {"kind": "temperature"}),
    (Observation, "observation_temperature_possible", {"kind": "temperature", "temperature_c": 14}),
    (Observation, "observation_temperature_possible", {"kind": "temperature", "temperature_c": 46}),
    (Observation, "observation_temperature_possible", {"temperature_c": 38}),
    (Observation, "observation_stool_on_its_scale", {"kind": "stool"}),
    (Observation, "observation_stool_on_its_scale", {"kind": "stool", "stool_score": 3}),
    (Observation, "observation_stool_on_its_scale", {"kind": "stool", "stool_scale": "purina_7"}),
    (
        Observation,
        "observation_stool_on_its_scale",
        {"kind": "stool", "stool_score": 8, "stool_scale": "purina_7"},
    ),
    (Observation, "observation_stool_on_its_scale", {"stool_score": 3, "stool_scale": "purina_7"}),
    (Observation, "observation_vigour_said", {"kind": "vigour"}),
    (Observation, "observation_vigour_said", {"kind": "vigour", "vigour": "sleepy"}),
    (Observation, "observation_vigour_said", {"vigour": "weak"}),
    (Observation, "observation_note_has_words", {"kind": "note"}),
    (MedicineGiven, "medicine_has_name", {"medicine": ""}),
    (ReturnAttempt, "return_weights_possible", {"weight_before_g": 0}),
    (ReturnAttempt, "return_weights_possible", {"weight_after_g": -1}),
    (ReturnAttempt, "return_temperature_possible", {"temperature_after_c": 14}),
    (ReturnAttempt, "return_temperature_possible", {"temperature_after_c": 46}),
    (ReturnAttempt, "return_minutes_fit_a_day", {"minutes": 1441}),
    (ReturnAttempt, POSITIVE, {"minutes": -1}),
    (ReturnAttempt, "return_result_known", {"result": "lost"}),
    (ReturnAttempt, "return_result_known", {"result": ""}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "rule", "fields"),
    NONSENSE,
    ids=[f"{rule}-{number}" for number, (_, rule, _) in enumerate(NONSENSE)],
)
def test_nonsense_is_refused(model, rule, fields):
    refused(rule, lambda: store(model, **fields))


@pytest.mark.django_db
@pytest.mark.parametrize("model", ENTRY_MODELS)
def test_what_holds_for_every_entry(model):
    prefix = PREFIX[model]
    refused(f"{prefix}_source_known", lambda: store(model, source="rumour"))
    refused(
        f"{prefix}_voided_after_stored", lambda: store(model, voided_at=NOW - HOUR, stored_at=NOW)
    )
    for off_s in (600, 0, -600):
        refused(f"{prefix}_clock_off_or_empty", lambda off_s=off_s: store(model, clock_off_s=off_s))
    store(model, clock_off_s=601)
    store(model, clock_off_s=-601)
    own = uuid.uuid4()
    refused(f"{prefix}_corrects_another", lambda: store(model, id=own, corrects_id=own))
    first = store(model)
    store(model, corrects=first)
    refused("corrects_id", lambda: store(model, corrects=first))
    refused("_pkey", lambda: store(model, id=first.pk))


@pytest.mark.django_db
@pytest.mark.parametrize("model", ENTRY_MODELS)
def test_an_update_is_no_way_around(model):
    store(model)
    refused(f"{PREFIX[model]}_source_known", lambda: model.objects.update(source="rumour"))


@pytest.mark.django_db
def test_nobody_is_returned_to_itself():
    joey = make_animal()
    refused("return_not_to_itself", lambda: store(ReturnAttempt, animal=joey, mother=joey))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "fields"),
    [
        *((model, {}) for model in ENTRY_MODELS),
        (Feed, {"volume_ml": 0}),
        (Feed, {"volume_ml": None}),
        (Feed, {"volume_ml": 0, "not_fed_reason": "refused"}),
        (Feed, {"volume_ml": None, "not_fed_reason": "asleep"}),
        (Feed, {"weight_before_g": 212, "weight_after_g": 200, "stool_score": 7}),
        (WeighIn, {"grams": Decimal("99999.9"), "precision_g": Decimal("14.17")}),
        (Observation, {"kind": "temperature", "temperature_c": Decimal("15.0")}),
        (Observation, {"kind": "stool", "stool_score": 7, "stool_scale": "purina_7"}),
        (Observation, {"kind": "vigour", "vigour": "limp"}),
        (Observation, {"kind": "note", "note": "sneezes"}),
        (ReturnAttempt, {"minutes": 1440, "temperature_after_c": 45, "weight_before_g": 200}),
    ],
)
def test_sense_is_stored(model, fields):
    """The rows that the nonsense differs from, or it would be refused for the wrong reason."""
    store(model, **fields)
    assert model.objects.current().count() == 1


def raise_alert(**fields):
    """Straight into the table, as a script would."""
    values = {"code": "loss_24h", "severity": "watch", "text": "lost", "since_at": NOW}
    values |= {"raised_at": NOW, "animal": make_animal} | fields
    values = {name: value() if callable(value) else value for name, value in values.items()}
    return Alert.objects.bulk_create([Alert(**values)])[0]


def silence_of(home, **fields):
    return raise_alert(animal=None, home=home, code="silence", severity="silence", **fields)


def act(**fields):
    values = {"alert": raise_alert(), "kind": "seen", "happened_at": NOW} | fields
    return AlertAction.objects.bulk_create([AlertAction(**values)])[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("alert_of_animal_or_silent_home", {"animal": None}),
        ("alert_of_animal_or_silent_home", {"home": make_home}),
        ("alert_of_animal_or_silent_home", {"severity": "silence"}),
        ("alert_of_animal_or_silent_home", {"severity": "dire"}),
        ("alert_of_animal_or_silent_home", {"animal": None, "home": make_home}),
        ("alert_closed_after_raised", {"closed_at": NOW - HOUR}),
        ("alert_has_words", {"text": ""}),
    ],
)
def test_an_alert_that_says_nothing_of_anyone_is_refused(rule, fields):
    refused(rule, lambda: raise_alert(**fields))


@pytest.mark.django_db
def test_one_cause_has_one_open_alert_and_any_number_of_closed_ones():
    joey, home = make_animal(), make_home()
    raise_alert(animal=joey)
    raise_alert(animal=joey, closed_at=NOW + HOUR)
    raise_alert(animal=joey, code="limp", severity="act_now")
    refused("alert_one_open_per_cause", lambda: raise_alert(animal=joey))
    silence_of(home)
    silence_of(home, closed_at=NOW)
    refused("alert_one_open_per_home", lambda: silence_of(home))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("alert_action_known", {"kind": "ignored"}),
        ("alert_muted_until", {"kind": "muted"}),
        ("alert_muted_until", {"kind": "muted", "until": NOW}),
        ("alert_muted_until", {"until": NOW + HOUR}),
    ],
)
def test_an_action_that_cannot_be_is_refused(rule, fields):
    act()
    act(kind="muted", until=NOW + HOUR)
    refused(rule, lambda: act(**fields))


def see_phone(**fields):
    values = {"device": uuid.UUID(int=7), "person": make_person} | fields
    values = {name: value() if callable(value) else value for name, value in values.items()}
    return Phone.objects.bulk_create([Phone(**values)])[0]


@pytest.mark.django_db
def test_one_phone_of_one_person_is_one_row():
    row = see_phone()
    see_phone(clock_off_s=-601)
    see_phone(person=row.person, device=uuid.UUID(int=8), clock_off_s=601)
    refused("phone_one_row", lambda: see_phone(person=row.person))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("phone_clock_off_or_empty", {"clock_off_s": 0}),
        ("phone_clock_off_or_empty", {"clock_off_s": 600}),
        ("phone_clock_off_or_empty", {"clock_off_s": -600}),
        (POSITIVE, {"waiting": -1}),
        (POSITIVE, {"need_you": -1}),
    ],
)
def test_a_phone_that_says_nonsense_is_refused(rule, fields):
    refused(rule, lambda: see_phone(**fields))


def hold(**fields):
    values = {"reason": "parked", "entry_id": uuid.uuid4(), "fingerprint": "a", "kind": "feed"}
    values |= {"content": {}, "person": make_person, "animal": make_animal, "happened_at": NOW}
    values = {k: v() if callable(v) else v for k, v in (values | fields).items()}
    return HeldEntry.objects.bulk_create([HeldEntry(**values)])[0]


@pytest.mark.django_db
def test_the_same_entry_is_held_once():
    row = hold()
    hold(entry_id=row.entry_id, fingerprint="b")
    hold(fingerprint="a", decided_at=NOW, decision="accepted")
    refused("held_once", lambda: hold(entry_id=row.entry_id))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("held_reason_known", {"reason": "rain"}),
        ("held_reason_known", {"reason": ""}),
        ("held_decision_whole", {"decision": "accepted"}),
        ("held_decision_whole", {"decided_at": NOW}),
        ("held_decision_whole", {"decided_at": NOW, "decision": "perhaps"}),
    ],
)
def test_a_held_entry_that_cannot_be_is_refused(rule, fields):
    refused(rule, lambda: hold(**fields))


def test_every_rule_has_a_row_that_breaks_it():
    source = Path(__file__).read_text()
    for prefix in PREFIX.values():  # written once for all five, above
        for ending in (
            "source_known",
            "voided_after_stored",
            "corrects_another",
            "clock_off_or_empty",
        ):
            source += f'"{prefix}_{ending}"'
    assert [name for name in constraints("feedings") if f'"{name}"' not in source] == []
