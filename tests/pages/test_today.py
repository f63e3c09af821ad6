"""Today: who is due, what is wrong, and the last 24 hours."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.utils import timezone

from feedings import recording
from feedings.alerts import keeping
from feedings.models import Feed, WeighIn
from tests.factories import feed, make_animal, make_person, weigh

HOUR = dt.timedelta(hours=1)
MINUTE = HOUR / 60


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def signed_in(client, ben):
    client.force_login(ben)
    return client


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def names_in_order(response):
    return re.findall(r'class="name" href="[^"]+">([^<]+)<', response.content.decode())


def test_the_most_overdue_comes_first(signed_in, bens_home, at):
    for name, hours in (("Due", 3), ("Late", 5), ("Fed", 1)):
        feed(animal=make_animal(name=name, home=bens_home), at=at - hours * HOUR)
    make_animal(name="Never", home=bens_home)
    assert names_in_order(signed_in.get("/today/")) == ["Never", "Late", "Due", "Fed"]


def test_a_row_says_weight_change_and_the_last_feed(signed_in, bens_home, ben, at):
    animal = make_animal(name="Kangaroo", home=bens_home)
    weigh(animal=animal, grams=203, at=at - 26 * HOUR)
    weigh(animal=animal, grams=212, at=at - 2 * HOUR)
    feed(animal=animal, at=at - 3.2 * HOUR, volume_ml="6.5", by=ben)
    text = words(signed_in.get("/today/"))
    assert "212 g +9 in 24 h" in text
    assert "fed 3 h 12 min ago by you, 6.5 ml" in text
    assert "12 min late" in text
    assert "1 due now" in text


def test_one_fed_by_two_is_shown_to_both_until_one_feed_is_taken_out(
    client, bens_home, ben, at, django_capture_on_commit_callbacks
):
    dora = make_person(name="Dora", home=bens_home)
    kangaroo = make_animal(name="Kangaroo", home=bens_home)
    with django_capture_on_commit_callbacks(execute=True):
        feed(animal=kangaroo, at=at - 50 * MINUTE, by=ben)
        doubled = feed(animal=kangaroo, at=at - 30 * MINUTE, by=dora)
    told = "fed twice within 20 min, by Ben and by Dora"
    for person in (ben, dora):
        client.force_login(person)
        assert told in words(client.get("/today/"))
    with django_capture_on_commit_callbacks(execute=True):
        recording.void(doubled, by=dora)
    assert told not in words(client.get("/today/"))


def test_the_one_worst_thing_is_said(signed_in, bens_home, at):
    animal = make_animal(name="Sliding", home=bens_home)
    for days, grams in ((2, 230), (1, 220), (0, 190)):
        weigh(animal=animal, grams=grams, at=at - days * 24 * HOUR)
    keeping.refresh([animal.pk], at=at)
    text = words(signed_in.get("/today/"))
    assert "Act now: lost 30 g (14 %) in 24 h" in text
    assert text.count("Act now:") == 1


def limp(animal, at):
    feed(animal=animal, at=at - HOUR, vigour="limp")
    keeping.refresh([animal.pk], at=at)


def test_who_needs_somebody_now_stands_above_who_is_due(signed_in, bens_home, at):
    feed(animal=make_animal(name="Late", home=bens_home), at=at - 9 * HOUR)
    limp(make_animal(name="Joey", home=bens_home), at)
    text = words(signed_in.get("/today/"))
    assert text.index("Joey, act now: limp") < text.index("due now") < text.index("Late")


def test_one_that_takes_no_feeds_is_there_too_and_a_stranger_is_not(
    signed_in, bens_home, cleos_home, at
):
    limp(make_animal(name="Nursing", home=bens_home, bottle_baby=False), at)
    limp(make_animal(name="Stranger", home=cleos_home), at)
    text = words(signed_in.get("/today/"))
    assert "Nursing, act now: limp" in text
    assert "Stranger" not in text


def test_a_muted_one_is_not_said(signed_in, bens_home, ben, at):
    limp(animal := make_animal(name="Joey", home=bens_home), at)
    keeping.mute(animal.alerts.get(code="limp"), by=ben, hours=4, at=at)
    assert "act now" not in words(signed_in.get("/today/")).lower()


def test_a_gain_stands_beside_the_weight_it_was_computed_to_and_no_other(signed_in, bens_home, at):
    animal = make_animal(name="Joey", home=bens_home)
    weigh(animal=animal, grams=264, at=at - 26 * HOUR)
    weigh(animal=animal, grams=276, at=at - 2 * HOUR)
    feed(animal=animal, at=at - HOUR, weight_before_g=Decimal(262))
    text = words(signed_in.get("/today/"))
    assert "262 g weighed" in text
    assert "in 24 h" not in text


def test_those_that_take_no_feeds_or_have_left_are_not_due(signed_in, bens_home, at):
    make_animal(name="Nursing", home=bens_home, bottle_baby=False)
    make_animal(name="Eats", home=bens_home, weaning_stage="solid")
    make_animal(name="Dead", home=bens_home, outcome_at=at, outcome_type="Died in Care")
    assert names_in_order(signed_in.get("/today/")) == []


def test_another_home_s_animals_are_not_seen(signed_in, cleos_home):
    make_animal(name="Stranger", home=cleos_home)
    assert "Stranger" not in words(signed_in.get("/today/"))


def test_nothing_says_what_to_do(signed_in):
    assert "Nobody here takes feeds." in words(signed_in.get("/today/"))


def test_a_round_is_one_line_that_opens(signed_in, bens_home, ben, at):
    animals = [make_animal(home=bens_home) for _ in range(3)]
    entries = [
        Feed(
            animal=animal,
            happened_at=at - HOUR,
            volume_ml=Decimal("6.5"),
            recorded_by=ben,
            round="11111111-1111-4111-8111-111111111111",
        )
        for animal in animals
    ]
    recording.record(entries)
    assert "3 feeds, 19.5 ml you" in words(signed_in.get("/today/"))


def test_undo_takes_an_entry_out_and_says_what_it_was(signed_in, bens_home, ben, at):
    animal = make_animal(name="Kangaroo", home=bens_home)
    entry = feed(animal=animal, at=at - HOUR, by=ben)
    response = signed_in.post(f"/entries/feed/{entry.pk}/void/", {"next": "/today/"}, follow=True)
    assert "Taken out: Kangaroo, bottle 6.5 ml." in words(response)
    entry.refresh_from_db()
    assert entry.voided_by == ben
    assert "no feed in the record yet" in words(response)


class TestCorrecting:
    @pytest.fixture
    def weight(self, bens_home, ben, at):
        animal = make_animal(name="Kangaroo", home=bens_home)
        return weigh(animal=animal, grams=2120, at=at - HOUR, by=ben)

    def test_a_correction_is_a_new_entry_that_points_at_the_old(self, signed_in, weight):
        address = f"/entries/weigh-in/{weight.pk}/correct/"
        page = signed_in.get(address)
        assert "It says: 2120 g." in words(page)
        signed_in.post(address, {"grams": "212", "happened_at": "2026-11-20T06:00"})
        new = WeighIn.objects.current().get()
        assert (new.grams, new.corrects_id) == (Decimal("212.0"), weight.pk)

    def test_a_corrected_entry_cannot_be_corrected_again(self, signed_in, weight):
        address = f"/entries/weigh-in/{weight.pk}/correct/"
        signed_in.post(address, {"grams": "212", "happened_at": "2026-11-20T06:00"})
        assert signed_in.get(address).status_code == 404

    @pytest.mark.parametrize("grams", ["", "-1", "0", "heavy", "1000000"])
    def test_bad_input_keeps_what_was_typed_and_changes_nothing(self, signed_in, weight, grams):
        response = signed_in.post(
            f"/entries/weigh-in/{weight.pk}/correct/",
            {"grams": grams, "happened_at": "2026-11-20T06:00"},
        )
        assert response.status_code == 422
        assert f'value="{grams}"' in response.content.decode() or not grams
        assert WeighIn.objects.get() == weight

    def test_an_address_elsewhere_is_not_gone_back_to(self, signed_in, weight):
        response = signed_in.post(
            f"/entries/weigh-in/{weight.pk}/void/", {"next": "https://example.com/"}
        )
        assert response.url == weight.animal.get_absolute_url()


@pytest.mark.parametrize("who", ["cleo"])
@pytest.mark.parametrize("act", ["correct", "void"])
def test_a_stranger_s_entry_is_not_found(client, request, bens_home, who, act):
    entry = feed(animal=make_animal(home=bens_home))
    client.force_login(request.getfixturevalue(who))
    assert client.post(f"/entries/feed/{entry.pk}/{act}/").status_code == 404
    entry.refresh_from_db()
    assert entry.voided_at is None


def test_a_weigh_in_sent_twice_is_stored_once(signed_in, bens_home):
    animal = make_animal(home=bens_home)
    sent = {
        "id": "22222222-2222-4222-8222-222222222222",
        "grams": "212",
        "happened_at": "2026-11-20T06:00",
    }
    for _ in range(2):
        signed_in.post(f"/animals/{animal.pk}/weigh/", sent)
    assert WeighIn.objects.get().grams == Decimal("212.0")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": "temperature"}, "This is what the observation is about"),
        ({"kind": "temperature", "temperature_c": "49"}, "A temperature lies between 15 and 45"),
        ({"kind": "temperature", "temperature_c": "200"}, "A temperature lies between 15 and 45"),
        ({"kind": "temperature", "temperature_c": "37.15"}, "with one decimal"),
        ({"kind": "temperature", "temperature_c": "warm"}, "with one decimal"),
        ({"kind": "stool", "stool_score": "8"}, "Select a valid choice"),
        ({"kind": "note"}, "This is what the observation is about"),
        ({"kind": "mood"}, "Select a valid choice"),
        ({}, "This field is required"),
    ],
)
def test_an_observation_without_its_matter_gets_a_sentence(signed_in, bens_home, typed, sentence):
    animal = make_animal(home=bens_home)
    response = signed_in.post(
        f"/animals/{animal.pk}/observe/", typed | {"happened_at": "2026-11-20T06:00"}
    )
    assert response.status_code == 422
    assert sentence in words(response)


def test_an_observation_is_stored_with_what_belongs_to_it(signed_in, bens_home):
    animal = make_animal(home=bens_home)
    signed_in.post(
        f"/animals/{animal.pk}/observe/",
        {
            "kind": "stool",
            "stool_score": "6",
            "temperature_c": "36",
            "happened_at": "2026-11-20T06:00",
        },
    )
    seen = animal.observations.get()
    assert (seen.stool_score, seen.stool_scale, seen.temperature_c) == (6, "purina_7", None)
