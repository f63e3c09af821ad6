"""The fading screen: what it says, what it logs, and for whom."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.utils import timezone

from animals import placing
from animals.models import Limit, Organisation
from animals.models.animal import OutcomeType
from feedings import fading, recording
from feedings.models import Alert, Observation
from tests.factories import make_animal

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def kitten(ben, bens_home, client):
    client.force_login(ben)
    return make_animal(name="Kangaroo", home=bens_home)


def address(animal):
    return f"/animals/{animal.pk}/fading/"


def page(client, animal):
    return client.get(address(animal)).content.decode()


def tap(client, animal, entry_id=None, **fields):
    return client.post(address(animal), {"id": entry_id or uuid.uuid4(), **fields})


def sugar(animal):
    return Observation.objects.current().filter(animal=animal, note=fading.SUGAR)


def give_sugar(animal, *minutes_ago):
    now = timezone.now()
    recording.record(
        [
            Observation(
                animal=animal, kind="note", note=fading.SUGAR, happened_at=now - ago * MINUTE
            )
            for ago in minutes_ago
        ]
    )


def test_all_steps_stand_there_as_text_with_their_sources(client, kitten):
    text = page(client, kitten)
    assert "warm it slowly to 36.1 °C over 1 to 3 hours" in text
    assert "36.1 °C, 1 to 3 hours: dvm360 Neonatal emergencies" in text
    assert "Give no feed below 35 °C" in text
    assert "every 3 minutes" in text
    assert "Austin Pets Alive fading protocol" in text
    assert "within 20 minutes" in text
    assert "No sugar logged yet" in text


def test_a_puppy_s_figures_say_that_they_are_taken_over_from_kittens(client, ben, bens_home):
    client.force_login(ben)
    text = page(client, make_animal(species_code="dog", home=bens_home))
    assert "every 3 minutes" in text
    assert "no figure for dogs was found (our own default)" in text


def test_a_figure_that_staff_took_out_is_not_said(client, kitten):
    Limit.objects.filter(key__in=fading.KEYS).delete()
    text = page(client, kitten)
    assert "Wrap it, and warm it slowly." in text
    assert "Sugar drops into its mouth, while" in text
    assert "dvm360" not in text


def test_one_tap_is_one_entry_that_says_what_it_was(client, kitten, ben):
    answer = tap(client, kitten)
    assert answer.status_code == 302
    [given] = sugar(kitten)
    assert given.kind == "note"
    assert given.recorded_by == ben
    assert abs(timezone.now() - given.happened_at) < MINUTE
    assert "1 given since" in page(client, kitten)


def test_a_double_tap_stores_once(client, kitten):
    entry_id = uuid.uuid4()
    tap(client, kitten, entry_id)
    tap(client, kitten, entry_id)
    assert sugar(kitten).count() == 1


def test_the_next_sugar_follows_the_last_one(client, kitten):
    give_sugar(kitten, 9, 6, 2)
    now = timezone.now()
    shown = fading.fading(kitten, at=now).sugar
    assert len(shown.given) == 3
    assert abs(shown.next_at - (now + MINUTE)) < MINUTE / 2
    assert abs(shown.better_by - (now + 11 * MINUTE)) < MINUTE / 2
    assert "3 given since" in page(client, kitten)


def test_sugar_of_an_earlier_time_and_what_was_taken_back_are_not_counted(client, kitten, ben):
    give_sugar(kitten, 121, 5)
    recording.void(sugar(kitten).latest("happened_at"), by=ben)
    assert "No sugar logged yet" in page(client, kitten)


def test_a_temperature_is_logged_right_there(client, kitten):
    assert tap(client, kitten, temperature_c="34.1").status_code == 302
    assert Observation.objects.get(animal=kitten).temperature_c == Decimal("34.1")
    assert "34.1 °C at" in page(client, kitten)
    assert "warm first, do not feed" in page(client, kitten)
    tap(client, kitten, temperature_c="36.4")
    assert "warm first, do not feed" not in page(client, kitten)


def test_another_temperature_from_the_same_page_is_not_dropped_in_silence(client, kitten):
    entry_id = uuid.uuid4()
    tap(client, kitten, entry_id, temperature_c="36.1")
    answer = tap(client, kitten, entry_id, temperature_c="35.1")
    assert answer.status_code == 422
    assert "Save again to add these" in answer.content.decode()
    tap(client, kitten, answer.context["ids"][0], temperature_c="35.1")
    assert Observation.objects.filter(animal=kitten).count() == 2


@pytest.mark.parametrize("typed", ["", "x", "3.4", "99", "-1", "NaN", "36.12", "1e400"])
def test_an_impossible_temperature_stays_where_it_was_typed(client, kitten, typed):
    answer = tap(client, kitten, temperature_c=typed)
    assert answer.status_code == 422
    assert not Observation.objects.exists()
    assert 'aria-invalid="true"' in answer.content.decode()


def test_the_number_to_call_can_be_tapped(client, kitten):
    Organisation(pk=1, phone="+49 (0) 151 / 234").save()
    text = page(client, kitten)
    assert 'href="tel:+490151234"' in text
    assert "Call +49 (0) 151 / 234" in text


def test_without_a_number_it_says_who_can_set_one(client, kitten, sam):
    assert "Staff set it in the admin, under Organisation." in page(client, kitten)
    client.force_login(sam)
    assert "/admin/animals/organisation/" in page(client, kitten)


def test_the_organisation_s_own_steps_replace_ours(client, kitten):
    Organisation(pk=1, fading_text="Warm the box.\n\n  Ring <Ana>. \n").save()
    text = page(client, kitten)
    assert '<li class="card"><p>Warm the box.</p></li>' in text
    assert "Ring &lt;Ana&gt;." in text
    assert "Wrap it" not in text
    assert "Sugar given" in text


def leaves_care(animal, *, by=None):
    animal.outcome_type = OutcomeType.DIED
    animal.outcome_at = timezone.now()
    animal.save()
    placing.take_out([animal], at=animal.outcome_at, by=by)


def test_one_that_left_care_is_not_logged_for(client, kitten, ana):
    leaves_care(kitten)
    client.force_login(ana)
    assert "Sugar given" not in page(client, kitten)
    answer = client.post(address(kitten), {"id": uuid.uuid4()}, follow=True)
    assert "Kangaroo had left care by then. This was not stored." in answer.content.decode()
    tap(client, kitten, temperature_c="36")
    assert not Observation.objects.exists()


def test_strangers_log_nothing(client, kitten, cleo):
    client.force_login(cleo)
    assert tap(client, kitten).status_code == 404
    assert not Observation.objects.exists()


def in_trouble(animal):
    Alert.objects.create(
        animal=animal, code="limp", severity="act_now", text="limp", since_at=timezone.now()
    )


def test_without_an_animal_one_chooses_among_one_s_own_those_in_trouble_first(
    client, kitten, ana, bens_home, cleos_home
):
    limp = make_animal(name="Possum", home=bens_home)
    in_trouble(limp)
    make_animal(name="Elsewhere", home=cleos_home)
    text = client.get("/fading/").content.decode()
    assert text.index("Possum") < text.index("Kangaroo")
    assert "Elsewhere" not in text
    assert "every 3 minutes" in text
    client.force_login(ana)
    text = client.get("/fading/").content.decode()
    assert "Possum" in text
    assert "Kangaroo" not in text


def test_without_animals_the_steps_stand_there_all_the_same(client, cleo):
    client.force_login(cleo)
    text = client.get("/fading/").content.decode()
    assert "Wrap it" in text
    assert "None of yours has an alert to act on." in text


def test_it_is_reached_from_more_and_from_the_animal(client, kitten):
    assert 'href="/fading/"' in client.get("/more/").content.decode()
    assert f'href="{address(kitten)}"' in client.get(f"/animals/{kitten.pk}/").content.decode()
