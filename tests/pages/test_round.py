"""The round over HTTP: what is proposed, what is stored, what is asked, what is refused."""

import datetime as dt
import re
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from animals.models import Placement
from feedings.models import Feed, HeldEntry, NotFedReason, WeighIn
from feedings.offline_sync.payload import read_again
from tests.factories import feed, make_animal, make_litter, make_placement, weigh

from .forms import typed

HOUR = dt.timedelta(hours=1)
BOX = {"Kangaroo": 212, "Possum": 388, "Joey": 250, "Quokka": 231, "Wallaby": 268}


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def box(bens_home, ben, at):
    """Five that were weighed yesterday and fed three hours ago."""
    litter = make_litter()
    animals = {}
    for name, grams in BOX.items():
        animal = animals[name] = make_animal(name=name, home=bens_home, litter=litter)
        weigh(animal=animal, grams=grams, at=at - 24 * HOUR)
        feed(animal=animal, at=at - 3 * HOUR, by=ben)
    return animals


@pytest.fixture
def signed_in(client, ben):
    client.force_login(ben)
    return client


@pytest.fixture
def sheet(signed_in, box):
    return typed(signed_in.get("/round/"), has="round")


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def new_feeds(at):
    return Feed.objects.filter(happened_at__gt=at - HOUR)


def test_a_box_of_five_taken_as_suggested_stores_five_feeds(signed_in, sheet, box, ben, at):
    response = signed_in.post("/round/", sheet)
    assert response.status_code == 302
    assert response.url == f"/today/?saved={sheet['round'][0]}"
    stored = {entry.animal.name: entry for entry in new_feeds(at)}
    assert stored.keys() == BOX.keys()
    assert stored["Kangaroo"].volume_ml == Decimal("8.0")  # 212 g x 23 kcal at 0.74, an eighth
    assert {entry.recorded_by for entry in stored.values()} == {ben}
    assert len({entry.round for entry in stored.values()}) == 1


def test_no_suggestion_is_above_the_ceiling(sheet, box):
    for animal in box.values():
        assert Decimal(sheet[f"a{animal.pk}-amount"][0]) <= BOX[animal.name] / Decimal(20)


def test_saving_twice_stores_once(signed_in, sheet, at):
    signed_in.post("/round/", sheet)
    again = signed_in.post("/round/", sheet, follow=True)
    assert new_feeds(at).count() == 5
    assert "nothing is stored twice" in words(again)


def test_saving_again_with_other_values_keeps_the_first_and_says_so(signed_in, sheet, box, at):
    signed_in.post("/round/", sheet)
    sheet[f"a{box['Joey'].pk}-amount"] = ["5"]
    again = signed_in.post("/round/", sheet, follow=True)
    assert new_feeds(at).get(animal=box["Joey"]).volume_ml != 5
    assert "saved before with other values for Joey" in words(again)


def test_weights_are_stored_to_a_tenth_and_count_for_growth(signed_in, sheet, box, at):
    sheet |= {f"a{box[name].pk}-weight_before": [str(g + 9.5)] for name, g in BOX.items()}
    sheet["growth"] = ["on"]
    signed_in.post("/round/", sheet)
    assert {w.animal.name: w.grams for w in WeighIn.objects.filter(happened_at__gt=at - HOUR)} == {
        name: Decimal(grams) + Decimal("9.5") for name, grams in BOX.items()
    }
    assert new_feeds(at).get(animal=box["Possum"]).weight_before_g == Decimal("397.5")


def test_weights_between_mornings_stay_with_the_feed(signed_in, sheet, box, at):
    sheet.pop("growth", None)
    sheet[f"a{box['Joey'].pk}-weight_before"] = ["255"]
    signed_in.post("/round/", sheet)
    assert not WeighIn.objects.filter(happened_at__gt=at - HOUR).exists()
    box["Joey"].refresh_from_db()
    assert box["Joey"].last_weight_g == Decimal("255.0")


def test_the_first_round_of_a_care_day_proposes_growth_weigh_ins(signed_in, sheet, box):
    assert sheet.get("growth") == ["on"]
    signed_in.post("/round/", sheet | {f"a{box['Joey'].pk}-weight_before": ["255"]})
    assert "growth" not in typed(signed_in.get("/round/"), has="round")


def test_before_and_after_give_the_amount(signed_in, sheet, box, at):
    pk = box["Kangaroo"].pk
    sheet |= {f"a{pk}-weight_before": ["212"], f"a{pk}-weight_after": ["218.4"]}
    signed_in.post("/round/", sheet)
    entry = new_feeds(at).get(animal=pk)
    assert (entry.volume_ml, entry.volume_is_computed) == (Decimal("6.4"), True)


def test_an_amount_that_was_typed_wins_over_the_weights(signed_in, sheet, box, at):
    pk = box["Kangaroo"].pk
    changes = {"weight_before": "212", "weight_after": "218.4", "amount": "7"}
    signed_in.post("/round/", sheet | {f"a{pk}-{name}": [text] for name, text in changes.items()})
    entry = new_feeds(at).get(animal=pk)
    assert (entry.volume_ml, entry.volume_is_computed) == (Decimal("7.0"), False)


def test_not_fed_is_stored_with_its_reason_and_without_amount(signed_in, sheet, box, at):
    pk = box["Kangaroo"].pk
    sheet[f"a{pk}-not_fed_reason"] = ["refused"]
    signed_in.post("/round/", sheet)
    entry = new_feeds(at).get(animal=pk)
    assert (entry.not_fed_reason, entry.volume_ml) == (NotFedReason.REFUSED, None)


def test_one_that_is_not_switched_on_is_left_out(signed_in, sheet, box, at):
    del sheet[f"a{box['Kangaroo'].pk}-fed"]
    signed_in.post("/round/", sheet)
    assert new_feeds(at).count() == 4


def test_what_was_seen_of_one_not_fed_is_asked_about_and_kept(signed_in, sheet, box, at):
    pk = box["Kangaroo"].pk
    del sheet[f"a{pk}-fed"]
    response = signed_in.post("/round/", sheet | {f"a{pk}-note": ["cries a lot"]})
    assert response.status_code == 422
    assert "Switch Fed on, or say below why it was not fed." in words(response)
    assert typed(response, has="round")[f"a{pk}-note"] == ["cries a lot"]
    assert not new_feeds(at).exists()


def test_one_fed_less_than_half_its_interval_ago_is_not_proposed(signed_in, box, ben, at):
    feed(animal=box["Joey"], at=at - HOUR / 2, by=ben)
    sheet = typed(signed_in.get("/round/"), has="round")
    assert f"a{box['Joey'].pk}-fed" not in sheet
    assert f"a{box['Possum'].pk}-fed" in sheet


def test_one_without_a_weight_does_not_hold_up_the_box(signed_in, box, bens_home, at):
    newcomer = make_animal(name="Newcomer", home=bens_home)
    sheet = typed(signed_in.get("/round/"), has="round")
    assert f"a{newcomer.pk}-fed" not in sheet
    assert signed_in.post("/round/", sheet).status_code == 302
    assert new_feeds(at).count() == 5


def test_a_newborn_is_fed_by_its_birth_weight(signed_in, bens_home):
    newborn = make_animal(
        name="Newborn", home=bens_home, born_on=timezone.localdate(), birth_weight_g=Decimal(95)
    )
    sheet = typed(signed_in.get("/round/"), has="round")
    assert sheet[f"a{newborn.pk}-amount"] == ["3.6"]  # 95 g x 23 kcal at 0.74, an eighth


def test_a_round_can_lie_in_the_past(signed_in, sheet, at):
    then = (at - 1.5 * HOUR).replace(second=0, microsecond=0)
    signed_in.post("/round/", sheet | {"happened_at": [f"{then:%Y-%m-%dT%H:%M}"]})
    assert Feed.objects.filter(happened_at=then).count() == 5


class TestQuestions:
    def test_a_doubt_stores_nothing_and_keeps_what_was_typed(self, signed_in, sheet, box, at):
        pk = box["Kangaroo"].pk
        sheet[f"a{pk}-weight_before"] = ["2120"]
        response = signed_in.post("/round/", sheet)
        assert response.status_code == 422
        assert "Is there a digit too many?" in words(response)
        assert not new_feeds(at).exists()
        kept = typed(response, has="round")
        assert kept[f"a{pk}-weight_before"] == ["2120"]
        assert kept["round"] == sheet["round"]
        assert kept[f"a{pk}-feed_id"] == sheet[f"a{pk}-feed_id"]

    def test_it_is_right_stores_it(self, signed_in, sheet, box, at, ben):
        pk = box["Kangaroo"].pk
        sheet[f"a{pk}-weight_before"] = ["290"]
        asked = signed_in.post("/round/", sheet)
        (signature,) = re.findall(
            rf'name="a{pk}-confirmed" value="([^"]+)"', asked.content.decode()
        )
        confirmed = typed(asked, has="round") | {f"a{pk}-confirmed": [signature]}
        assert signed_in.post("/round/", confirmed).status_code == 302
        stored = new_feeds(at).get(animal=pk)
        assert stored.weight_before_g == Decimal("290.0")
        assert stored.weight_confirmed_by == ben
        others = new_feeds(at).exclude(animal=pk)
        assert not others.filter(weight_confirmed_at__isnull=False).exists()

    def test_it_is_right_says_nothing_of_another_value(self, signed_in, sheet, box):
        pk = box["Kangaroo"].pk
        sheet[f"a{pk}-weight_before"] = ["290"]
        asked = signed_in.post("/round/", sheet)
        (signature,) = re.findall(
            rf'name="a{pk}-confirmed" value="([^"]+)"', asked.content.decode()
        )
        changed = {f"a{pk}-confirmed": [signature], f"a{pk}-weight_before": ["300"]}
        assert signed_in.post("/round/", sheet | changed).status_code == 422

    def test_two_swapped_weights_can_be_swapped_in_place(self, signed_in, sheet, box):
        first, second = box["Kangaroo"].pk, box["Wallaby"].pk
        swapped = {f"a{first}-weight_before": ["275"], f"a{second}-weight_before": ["219"]}
        asked = signed_in.post("/round/", sheet | swapped)
        assert "275 g fits Wallaby better than Kangaroo. Swap?" in words(asked)
        put_right = signed_in.post(
            "/round/", typed(asked, has="round") | {"swap": f"{first}-{second}"}
        )
        kept = typed(put_right, has="round")
        assert kept[f"a{first}-weight_before"] == ["219"]
        assert kept[f"a{second}-weight_before"] == ["275"]
        assert "Swap?" not in words(put_right)

    def test_fed_again_within_the_hour_names_who_fed(self, signed_in, sheet, box, cleo, at):
        feed(animal=box["Joey"], at=at - dt.timedelta(minutes=20), by=cleo)
        response = signed_in.post("/round/", sheet)
        assert response.status_code == 422
        assert "Joey was fed 20 min before by Cleo. Feed again?" in words(response)

    def test_a_time_to_come_is_questioned(self, signed_in, sheet, at):
        soon = at + 3 * HOUR
        response = signed_in.post("/round/", sheet | {"happened_at": [f"{soon:%Y-%m-%dT%H:%M}"]})
        assert "This time has not come yet." in words(response)
        assert not new_feeds(at).exists()


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("weight_before", "-3", "A weight cannot be negative."),
        ("weight_before", "0", "A weight is more than 0."),
        ("weight_before", "two", "is not a number"),
        ("weight_before", "9" * 5000, "is not a number"),
        ("amount", "-1", "An amount cannot be negative."),
        ("amount", "1e9", "is not a number"),
        ("amount", "", "How much did it take?"),
        ("weight_after", "230", "Weight after needs the weight before."),
        ("stool_score", "9", "Select a valid choice"),
        ("not_fed_reason", "bored", "Select a valid choice"),
        ("feed_id", "x", ""),
    ],
)
def test_bad_input_gets_a_sentence_and_stores_nothing(
    signed_in, sheet, box, at, field, text, sentence
):
    response = signed_in.post("/round/", sheet | {f"a{box['Joey'].pk}-{field}": [text]})
    assert response.status_code == 422
    assert sentence in words(response)
    assert not new_feeds(at).exists()


@pytest.mark.parametrize("when", ["0001-01-01T00:00", "9999-12-31T23:59", "yesterday", "\x00"])
def test_an_impossible_time_gets_a_sentence(signed_in, sheet, at, when):
    response = signed_in.post("/round/", sheet | {"happened_at": [when]})
    assert response.status_code == 422
    assert not new_feeds(at).exists()


def test_an_empty_round_says_that_nothing_was_stored(signed_in, sheet):
    bare = {name: value for name, value in sheet.items() if not name.endswith("-fed")}
    response = signed_in.post("/round/", bare)
    assert "Nothing was entered" in words(response)


class TestWhose:
    def test_another_home_s_animal_is_not_found(self, signed_in, box, cleos_home, at):
        stranger = make_animal(home=cleos_home)
        assert signed_in.get(f"/round/?animal={stranger.pk}").status_code == 404
        sheet = typed(signed_in.get("/round/"), has="round")
        sheet["animal"] = [*sheet["animal"], str(stranger.pk)]
        assert signed_in.post("/round/", sheet).status_code == 404
        assert not new_feeds(at).exists()

    @pytest.mark.parametrize(
        "query", ["animal=0", "animal=x", "animal=", "litter=99999", "animal=²"]
    )
    def test_an_address_of_nothing_is_not_found(self, signed_in, box, query):
        assert signed_in.get(f"/round/?{query}").status_code == 404

    def test_one_animal_has_a_round_of_its_own(self, signed_in, box):
        pk = box["Joey"].pk
        assert typed(signed_in.get(f"/round/?animal={pk}"), has="round")["animal"] == [str(pk)]

    def test_a_litter_has_a_round_of_its_own(self, signed_in, box, bens_home):
        make_animal(home=bens_home, name="Elsewhere")
        litter = box["Joey"].litter_id
        sheet = typed(signed_in.get(f"/round/?litter={litter}"), has="round")
        assert {int(pk) for pk in sheet["animal"]} == {animal.pk for animal in box.values()}


def test_weights_are_read_in_the_carer_s_unit(signed_in, ben, box, at):
    ben.weight_unit = "oz"
    ben.save()
    pk = box["Possum"].pk
    sheet = typed(signed_in.get("/round/"), has="round")
    signed_in.post("/round/", sheet | {f"a{pk}-weight_before": ["14"]})
    entry = new_feeds(at).get(animal=pk)
    assert (entry.weight_before_g, entry.weight_unit) == (Decimal("396.9"), "oz")
    assert entry.weight_precision_g == Decimal("14.17")


def test_one_born_today_is_there_in_the_morning_of_its_zone(client, ben, bens_home):
    ben.time_zone = "Pacific/Auckland"
    ben.save()
    client.force_login(ben)
    with time_machine.travel("2026-11-21T20:00Z", tick=False):  # the 22nd, nine in the morning
        make_animal(name="Newborn", home=bens_home, born_on=dt.date(2026, 11, 22))
        page = typed(client.get("/round/"), has="round")
        amount = next(name for name in page if name.endswith("-amount"))
        fed = amount.replace("amount", "fed")
        assert client.post("/round/", page | {amount: ["3"], fed: ["on"]}).status_code == 302


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"weight_before": "212", "weight_after": "5000"}, "Nobody drinks as much as that"),
        ({"weight_after": "220", "not_fed_reason": "asleep", "fed": ""}, "Not fed has no weight"),
    ],
)
def test_weights_that_no_feed_can_have_get_a_sentence(signed_in, sheet, box, at, sent, sentence):
    prefix = f"a{box['Kangaroo'].pk}"
    page = sheet | {f"{prefix}-{name}": [text] for name, text in sent.items()}
    response = signed_in.post("/round/", page)
    assert response.status_code == 422
    assert sentence in words(response)
    assert not new_feeds(at).exists()


class TestHandedOnMeanwhile:
    """Joey went to Cleo's home while the sheet was open on Ben's phone."""

    @pytest.fixture
    def hand_over(self, sheet, box, cleos_home):
        """The sheet first: it was opened before."""

        def move(at):
            Placement.objects.filter(animal=box["Joey"]).update(ended_at=at)
            make_placement(animal=box["Joey"], home=cleos_home, started_at=at)

        return move

    def test_the_others_are_stored_and_what_it_had_before_too(
        self, signed_in, sheet, box, hand_over, at, ben
    ):
        hand_over(at - HOUR)
        sheet["happened_at"] = [timezone.localtime(at - 2 * HOUR).isoformat()]
        answer = signed_in.post("/round/", sheet, follow=True)
        stored = Feed.objects.filter(happened_at=at - 2 * HOUR)
        assert {entry.animal.name for entry in stored} == BOX.keys()
        assert stored.get(animal=box["Joey"]).recorded_by == ben
        assert "Saved: Joey, 1 feed" in words(answer)
        assert not HeldEntry.objects.exists()

    def test_what_was_later_waits_for_the_coordinator_once(
        self, signed_in, sheet, box, hand_over, at, ben
    ):
        hand_over(at - HOUR)
        for _ in range(2):
            answer = signed_in.post("/round/", sheet, follow=True)
            assert "Joey has left your home. What was typed for it waits" in words(answer)
        assert new_feeds(at).count() == 4
        held = HeldEntry.objects.get()
        assert (held.animal, held.person, held.reason) == (box["Joey"], ben, "parked")
        sent = read_again(held.content)
        assert (str(sent.id), sent.animal) == (
            sheet[f"a{held.animal.pk}-feed_id"][0],
            held.animal.pk,
        )
        assert sent.volume_ml == Decimal(sheet[f"a{held.animal.pk}-amount"][0])

    def test_its_weight_is_kept_too(self, signed_in, sheet, box, hand_over, at):
        hand_over(at - HOUR)
        sheet |= {f"a{box['Joey'].pk}-weight_before": ["255"], "growth": ["on"]}
        signed_in.post("/round/", sheet)
        assert sorted(HeldEntry.objects.values_list("kind", flat=True)) == ["feed", "weigh_in"]

    def test_a_sheet_of_none_but_left_ones_leads_to_today(
        self, signed_in, box, cleos_home, hand_over, at
    ):
        sheet = typed(signed_in.get(f"/round/?animal={box['Joey'].pk}"), has="round")
        hand_over(at - HOUR)
        answer = signed_in.post("/round/", sheet, follow=True)
        assert answer.redirect_chain == [("/today/", 302)]
        assert "waits for the coordinator" in words(answer)
        assert "Nothing was entered" not in words(answer)

    def test_what_cannot_be_read_is_said_and_the_rest_is_stored(
        self, signed_in, sheet, box, hand_over, at
    ):
        hand_over(at - HOUR)
        sheet[f"a{box['Joey'].pk}-amount"] = ["a lot"]
        answer = signed_in.post("/round/", sheet, follow=True)
        assert "was not stored: “a lot” is not a number" in words(answer)
        assert new_feeds(at).count() == 4

    def test_a_time_that_cannot_be_read_is_said_for_it_too(
        self, signed_in, sheet, box, hand_over, at
    ):
        hand_over(at - HOUR)
        answer = signed_in.post("/round/", sheet | {"happened_at": ["yesterday"]})
        assert answer.status_code == 422
        assert "was not stored: This is not a time" in words(answer)
        assert not new_feeds(at).exists()

    def test_nothing_is_shown_of_how_it_does_now(self, signed_in, sheet, box, hand_over, at):
        hand_over(at - HOUR)
        sheet[f"a{box['Kangaroo'].pk}-amount"] = ["a lot"]
        answer = signed_in.post("/round/", sheet)
        assert answer.status_code == 422
        assert f"a{box['Joey'].pk}-amount" not in answer.content.decode()
        assert HeldEntry.objects.count() == 1
