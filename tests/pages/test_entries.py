"""Single entries over HTTP: sent twice, sent again with other digits, corrected without loss."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from feedings import recording
from feedings.models import Feed, WeighIn
from tests.factories import feed, make_animal, weigh

from .forms import typed

THEN = dt.datetime(2026, 11, 20, 6, 1, 27, tzinfo=dt.UTC)


@pytest.fixture
def signed_in(client, ben):
    client.force_login(ben)
    return client


@pytest.fixture
def kangaroo(bens_home):
    return make_animal(name="Kangaroo", home=bens_home, born_on=dt.date(2026, 3, 1))


def sent(page, **changed):
    return typed(page, has="id") | changed


def current(model):
    return model.objects.current().get()


class TestSavedBefore:
    def test_other_digits_under_the_same_id_are_refused_in_words_and_stored_on_the_next_save(
        self, signed_in, kangaroo
    ):
        address = f"/animals/{kangaroo.pk}/weigh/"
        page = sent(signed_in.get(address), grams="212")
        signed_in.post(address, page)
        again = signed_in.post(address, page | {"grams": "215"})
        assert again.status_code == 422
        assert "saved before with other values" in again.content.decode()
        assert WeighIn.objects.get().grams == Decimal("212.0")
        assert signed_in.post(address, sent(again)).status_code == 302
        assert {entry.grams for entry in WeighIn.objects.all()} == {212, 215}

    def test_a_correction_sent_twice_is_stored_once_and_ends_well(self, signed_in, kangaroo):
        entry = weigh(animal=kangaroo, grams=2120, at=THEN)
        address = f"/entries/weigh-in/{entry.pk}/correct/"
        page = sent(signed_in.get(address), grams="212")
        assert [signed_in.post(address, page).status_code for _ in range(2)] == [302, 302]
        assert current(WeighIn).grams == 212
        assert WeighIn.objects.count() == 2

    def test_a_correction_of_what_was_corrected_meanwhile_keeps_what_was_typed(
        self, signed_in, kangaroo
    ):
        entry = weigh(animal=kangaroo, grams=2120, at=THEN)
        address = f"/entries/weigh-in/{entry.pk}/correct/"
        mine, theirs = (sent(signed_in.get(address), grams=grams) for grams in ("212", "221"))
        signed_in.post(address, theirs)
        answer = signed_in.post(address, mine)
        assert answer.status_code == 422
        assert "corrected or taken out meanwhile" in answer.content.decode()
        assert sent(answer)["grams"] == ["212"]

    def test_undo_twice_ends_well(self, signed_in, kangaroo):
        entry = feed(animal=kangaroo, at=THEN)
        address = f"/entries/feed/{entry.pk}/void/"
        assert [signed_in.post(address).status_code for _ in range(2)] == [302, 302]
        assert not Feed.objects.current().exists()


class TestWhatCannotBeRight:
    """The round's questions, on the page of one entry."""

    @pytest.fixture(autouse=True)
    def weighed(self, kangaroo):
        kangaroo.born_on = dt.date(2026, 11, 1)
        kangaroo.save()
        weigh(animal=kangaroo, grams=212, at=THEN)

    def weigh_page(self, client, kangaroo, **typed_in):
        address = f"/animals/{kangaroo.pk}/weigh/"
        page = sent(client.get(address), happened_at="2026-11-20T10:00")
        return address, client.post(address, page | typed_in)

    @pytest.mark.parametrize(
        ("typed_in", "sentence"),
        [
            ({"grams": "2130"}, "Is there a digit too many?"),
            ({"grams": "212 oz"}, "Was it read in g?"),
            ({"grams": "300"}, "88 g more than Kangaroo"),
            ({"grams": "212", "happened_at": "2026-10-01T10:00"}, "was born on 1 November"),
        ],
    )
    def test_it_is_asked_first_and_stored_when_it_is_right(
        self, signed_in, kangaroo, ben, typed_in, sentence
    ):
        address, asked = self.weigh_page(signed_in, kangaroo, **typed_in)
        assert asked.status_code == 422
        assert sentence in asked.content.decode()
        assert WeighIn.objects.count() == 1
        confirmed = sent(asked) | {"confirmed": asked.context["look"].signature}
        assert signed_in.post(address, confirmed).status_code == 302
        assert WeighIn.objects.count() == 2
        about_the_weight = "happened_at" not in typed_in
        stored = WeighIn.objects.exclude(happened_at=THEN).get()
        assert (stored.weight_confirmed_by == ben) == about_the_weight
        assert (stored.weight_confirmed_at is not None) == about_the_weight

    def test_a_weight_that_nobody_asked_about_is_confirmed_by_nobody(self, signed_in, kangaroo):
        self.weigh_page(signed_in, kangaroo, grams="219")
        assert not WeighIn.objects.filter(weight_confirmed_at__isnull=False).exists()

    @pytest.mark.parametrize(
        ("changed", "stays"), [({"note": "wriggled"}, True), ({"grams": "221"}, False)]
    )
    def test_a_correction_keeps_what_was_said_of_the_weight_that_it_keeps(
        self, signed_in, kangaroo, ben, changed, stays
    ):
        entry = weigh(animal=kangaroo, grams=222, at=THEN + dt.timedelta(hours=20))
        recording.confirm_weights([entry], by=ben)
        address = f"/entries/weigh-in/{entry.pk}/correct/"
        signed_in.post(address, sent(signed_in.get(address), **changed))
        corrected = WeighIn.objects.get(corrects=entry)
        assert (corrected.weight_confirmed_at is not None) == stays

    def test_other_digits_are_asked_about_anew(self, signed_in, kangaroo):
        address, asked = self.weigh_page(signed_in, kangaroo, grams="2130")
        confirmed = sent(asked) | {"confirmed": asked.context["look"].signature}
        assert signed_in.post(address, confirmed | {"grams": "2310"}).status_code == 422
        assert WeighIn.objects.count() == 1

    def test_a_wrong_last_weight_does_not_doubt_its_own_correction(self, signed_in, kangaroo):
        wrong = weigh(animal=kangaroo, grams=2130, at=THEN + dt.timedelta(hours=3))
        address = f"/entries/weigh-in/{wrong.pk}/correct/"
        assert signed_in.post(address, sent(signed_in.get(address), grams="213")).status_code == 302

    def test_a_corrected_amount_above_the_stomach_is_asked_about(self, signed_in, kangaroo):
        entry = feed(animal=kangaroo, at=THEN + dt.timedelta(hours=3), volume_ml=Decimal("6.5"))
        address = f"/entries/feed/{entry.pk}/correct/"
        asked = signed_in.post(address, sent(signed_in.get(address), volume_ml="65"))
        assert asked.status_code == 422
        assert "stomach holds" in asked.content.decode()


class TestCorrectingTheNote:
    """What stands as it was shown is no edit, though the page shows less than is stored."""

    def corrected(self, client, entry, kind, **changed):
        address = f"/entries/{kind}/{entry.pk}/correct/"
        assert client.post(address, sent(client.get(address), **changed)).status_code == 302
        return current(type(entry))

    def test_keeps_unit_precision_and_seconds(self, signed_in, kangaroo):
        entry = weigh(
            animal=kangaroo,
            grams=Decimal("481.9"),
            unit="oz",
            precision_g=Decimal("14.17"),
            at=THEN,
            day_only=True,
        )
        new = self.corrected(signed_in, entry, "weigh-in", note="after the bath")
        assert (new.grams, new.unit, new.precision_g) == (entry.grams, "oz", Decimal("14.17"))
        assert (new.happened_at, new.day_only, new.note) == (THEN, True, "after the bath")

    def test_keeps_the_grams_for_a_reader_of_ounces(self, signed_in, ben, kangaroo):
        ben.weight_unit = "oz"
        ben.save()
        entry = feed(animal=kangaroo, at=THEN, weight_before_g=Decimal("212.3"))
        new = self.corrected(signed_in, entry, "feed", note="slow")
        assert (new.weight_before_g, new.weight_unit) == (Decimal("212.3"), "g")

    def test_keeps_the_second_two_o_clock_of_the_long_night(self, signed_in, ben, kangaroo):
        ben.time_zone = "Europe/Berlin"
        ben.save()
        second = dt.datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1)
        entry = weigh(animal=kangaroo, grams=212, at=second.astimezone(dt.UTC))
        new = self.corrected(signed_in, entry, "weigh-in", grams="213")
        assert new.happened_at == entry.happened_at

    def test_another_time_makes_a_day_only_weight_one_of_that_time(self, signed_in, kangaroo):
        entry = weigh(animal=kangaroo, grams=212, at=THEN, day_only=True)
        new = self.corrected(signed_in, entry, "weigh-in", happened_at="2026-11-20T07:30")
        assert not new.day_only

    def test_is_entered_here_whatever_the_first_one_came_from(self, signed_in, kangaroo):
        entry = weigh(animal=kangaroo, grams=212, at=THEN, source="import")
        assert self.corrected(signed_in, entry, "weigh-in", note="x").source == "form"


@pytest.mark.parametrize("when", ["2026-10-25T02:30", "2026-03-29T02:30"])
def test_both_clock_change_nights_have_all_their_hours(signed_in, ben, kangaroo, when):
    ben.time_zone = "Europe/Berlin"
    ben.save()
    page = {"grams": "212", "happened_at": when}
    assert signed_in.post(f"/animals/{kangaroo.pk}/weigh/", page).status_code == 302
    assert WeighIn.objects.count() == 1


class TestWeightsAroundAFeed:
    @pytest.fixture
    def computed(self, kangaroo):
        return feed(
            animal=kangaroo,
            at=THEN,
            weight_before_g=Decimal(212),
            weight_after_g=Decimal(220),
            volume_ml=Decimal(8),
            volume_is_computed=True,
        )

    def correct(self, client, entry, **changed):
        address = f"/entries/feed/{entry.pk}/correct/"
        return client.post(address, sent(client.get(address), **changed))

    def test_a_computed_amount_follows_a_corrected_weight(self, signed_in, computed):
        self.correct(signed_in, computed, weight_before_g="214")
        assert (current(Feed).volume_ml, current(Feed).volume_is_computed) == (6, True)

    def test_a_typed_amount_is_computed_no_more(self, signed_in, computed):
        self.correct(signed_in, computed, volume_ml="7")
        assert (current(Feed).volume_ml, current(Feed).volume_is_computed) == (7, False)

    @pytest.mark.parametrize("grams", ["", "230", "2"])
    def test_what_cannot_be_gets_a_sentence(self, signed_in, computed, grams):
        changed = {"weight_before_g": grams, "weight_after_g": "5000" if grams == "2" else "220"}
        answer = self.correct(signed_in, computed, **changed)
        assert answer.status_code == 422
        assert current(Feed) == computed


@pytest.mark.parametrize("target", ["nowhere", "//example.com/", "javascript:alert(1)", "/\\x", ""])
def test_only_an_address_of_ours_is_gone_back_to(signed_in, kangaroo, target):
    entry = feed(animal=kangaroo, at=THEN)
    answer = signed_in.post(f"/entries/feed/{entry.pk}/void/", {"next": target})
    assert answer.url == kangaroo.get_absolute_url()


def test_a_mile_of_spaces_before_a_unit_is_refused_at_once(signed_in, kangaroo):
    page = {"grams": "1" + " " * 200_000 + "x", "happened_at": "2026-11-20T06:00"}
    assert signed_in.post(f"/animals/{kangaroo.pk}/weigh/", page).status_code == 422
