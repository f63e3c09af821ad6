"""The hand-over sheet: all that whoever takes over has to know, and nothing of others' animals."""

import datetime as dt
import html
import re
from decimal import Decimal

import pytest
from django.utils import timezone

from animals.models import (
    Animal,
    BuddyPair,
    BuddyPairState,
    MaternalBond,
    Offer,
    OfferedAnimal,
    Organisation,
    OutcomeType,
)
from feedings import recording
from feedings.models import Alert, MedicineGiven, Observation
from tests.factories import feed, make_animal, make_litter, make_person, make_placement, weigh

HOUR = dt.timedelta(hours=1)
DAY = 24 * HOUR


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def sheet(client, person, address):
    client.force_login(person)
    response = client.get(address)
    assert response.status_code == 200
    return words(response)


@pytest.fixture
def queen(bens_home):
    return make_animal(name="Duchess", home=bens_home, bottle_baby=False, born_on=None)


@pytest.fixture
def kangaroo(bens_home, ben, queen):
    """The runt of the story: fed by Ben, weighed, on a medicine, and rejected by her mother."""
    now = timezone.now()
    Organisation.objects.update_or_create(pk=1, defaults={"phone": "0100 200"})
    animal = make_animal(
        name="Kangaroo",
        home=bens_home,
        litter=make_litter(name="Story", dam=queen),
        collar="red",
        mark="white tip",
        sex="female",
        note="Cries until she is held.",
        quarantine_until=timezone.localdate() + 4 * dt.timedelta(days=1),
    )
    for days, grams in ((2, 200), (1, 205), (0, 212)):
        weigh(animal=animal, grams=grams, at=now - days * DAY - HOUR)
    feed(animal=animal, at=now - 5 * HOUR, volume_ml="6", by=ben)
    feed(animal=animal, at=now - 2 * HOUR, volume_ml="6.5", route="syringe", by=ben)
    recording.record(
        [
            MedicineGiven(
                animal=animal, happened_at=now - 9 * DAY, medicine="wormer", dose="0.2 ml"
            ),
            Observation(animal=animal, happened_at=now - HOUR, kind="note", note="sucks well"),
        ]
    )
    MaternalBond.objects.create(young=animal, mother=queen, state="rejected")
    animal.refresh_from_db()
    return animal


def test_it_says_who_she_is_how_she_is_fed_and_what_is_special(client, ben, kangaroo):
    said = sheet(client, ben, f"/animals/{kangaroo.pk}/hand-over/")
    for fact in (
        "red collar , white tip",
        "cat, female, 10 days old; born",
        ", known; of Story, mother Duchess",
        "Ben's home; rejected by Duchess",
        "in quarantine until",
        "syringe 6.5 ml Ben",
        "bottle 6 ml Ben",
        "212 g, +7 in a day",
        "205 g, +5 in a day",
        "wormer, 0.2 ml",
        "note: “sucks well”",
        "kcal per ml",
        "Cries until she is held.",
    ):
        assert fact in said, said
    assert " you" not in said.partition("Last feeds")[2].partition("Formula")[0]


def test_the_plan_runs_from_the_next_feed_over_twelve_hours(client, ben, kangaroo):
    client.force_login(ben)
    page = client.get(f"/animals/{kangaroo.pk}/hand-over/").content.decode()
    planned = re.search(r'<ol class="plain">(.*?)</ol>', page, re.DOTALL)[1]
    times = [dt.datetime.fromisoformat(at) for at in re.findall(r'datetime="([^"]+)"', planned)]
    due, now = kangaroo.next_feed_due_at, timezone.now()
    assert times[0] == due
    assert times[-1] <= now + 12 * HOUR < times[-1] + (due - kangaroo.last_fed_at)
    assert planned.count(" ml") == len(times) >= 4


def test_open_alerts_stand_on_it(client, ben, kangaroo):
    Alert.objects.create(
        animal=kangaroo,
        code="limp",
        severity="act_now",
        text="limp at the last feed",
        since_at=timezone.now(),
    )
    said = sheet(client, ben, f"/animals/{kangaroo.pk}/hand-over/")
    assert "Act now: limp at the last feed." in said


def test_it_names_the_people_of_every_home_and_the_coordinator(
    client, ana, ben, cleo, kangaroo, bens_home, cleos_home
):
    ana.phone, ben.phone, cleo.phone = "0111", "0222", "0333"
    for person in (ana, ben, cleo):
        person.save()
    kangaroo.placements.update(placed_by=ana)
    said = sheet(client, ben, f"/animals/{kangaroo.pk}/hand-over/")
    assert "Our rescue, day and night 0100 200" in said
    assert "Ana, coordinator 0111" in said
    assert "Ben, Ben's home 0222" in said
    assert "0333" not in said
    offer = Offer.objects.create(home=cleos_home, expires_at=timezone.now() + DAY)
    OfferedAnimal.objects.create(offer=offer, animal=kangaroo)
    assert "0333" not in sheet(client, ben, f"/animals/{kangaroo.pk}/hand-over/")
    OfferedAnimal.objects.update(answer="agreed")
    assert "Cleo, Cleo's home 0333" in sheet(client, ben, f"/animals/{kangaroo.pk}/hand-over/")
    OfferedAnimal.objects.update(answer="refused")
    assert "0333" not in sheet(client, ben, f"/animals/{kangaroo.pk}/hand-over/")


def test_the_home_that_it_left_lately_can_be_asked_still(client, ana, ben, cleo, cleos_home):
    now = timezone.now()
    joey = make_animal(name="Joey", intake_at=now - 20 * DAY)
    make_placement(animal=joey, home=cleos_home, ended_at=now - 8 * DAY)
    address = f"/animals/{joey.pk}/hand-over/"
    assert "Cleo" not in sheet(client, ana, address)
    joey.placements.update(ended_at=now - 2 * DAY)
    assert "Cleo, Cleo's home" in sheet(client, ana, address)


def test_a_litter_s_sheet_has_only_whom_the_reader_sees(
    client, ana, ben, kangaroo, queen, cleos_home
):
    joey = make_animal(name="Joey", litter=kangaroo.litter, home=cleos_home)
    first, second = sorted((kangaroo, joey), key=lambda animal: animal.pk)
    pair = BuddyPair.objects.create(first=first, second=second)
    BuddyPairState.objects.create(pair=pair, state="bonded")
    address = f"/litters/{kangaroo.litter_id}/hand-over/"
    mine = sheet(client, ben, address)
    assert "Kangaroo red collar" in mine
    assert "Duchess no collar" in mine
    assert "bonded with Joey" in mine
    assert "Joey no collar" not in mine
    all_of_them = sheet(client, ana, address)
    assert "Joey no collar" in all_of_them
    assert "bonded with Kangaroo" in all_of_them


def test_one_that_takes_no_feeds_or_has_left_care_has_no_plan(client, ana, queen, kangaroo):
    address = f"/animals/{queen.pk}/hand-over/"
    said = sheet(client, ana, address)
    assert "Takes no feeds by hand." in said
    assert "next 12 hours" not in said
    kangaroo.outcome_at, kangaroo.outcome_type = timezone.now(), OutcomeType.DIED
    kangaroo.save()
    said = sheet(client, ana, f"/animals/{kangaroo.pk}/hand-over/")
    assert "Kangaroo died on" in said
    assert "next 12 hours" not in said


def test_without_any_entry_it_says_what_is_missing(client, ana):
    animal = make_animal(name="Numbat", born_on=None, formula=None)
    said = sheet(client, ana, f"/animals/{animal.pk}/hand-over/")
    assert "no feed in the last days" in said
    assert "not weighed in the last days" in said
    assert "waits for a home" in said
    assert "no number known" in said


def test_a_litter_of_which_nobody_is_here_says_so(client, ana):
    said = sheet(client, ana, f"/litters/{make_litter().pk}/hand-over/")
    assert "Nobody of this litter is in care" in said


def test_weights_are_told_in_the_reader_s_unit(client, kangaroo, bens_home):
    pat = make_person(name="Pat", home=bens_home, weight_unit="oz")
    said = sheet(client, pat, f"/animals/{kangaroo.pk}/hand-over/")
    assert "7.5 oz" in said
    assert " g," not in said


def test_a_litter_s_feeds_do_not_crowd_each_other_out(client, ben, kangaroo, bens_home):
    joey = make_animal(name="Joey", litter=kangaroo.litter, home=bens_home)
    now = timezone.now()
    for number in range(12):
        feed(animal=joey, at=now - number * HOUR, volume_ml=Decimal(number + 10), by=ben)
    said = sheet(client, ben, f"/litters/{kangaroo.litter_id}/hand-over/")
    assert "bottle 13 ml" in said
    assert "bottle 14 ml" not in said
    assert "syringe 6.5 ml" in said


def test_a_feed_that_is_late_is_said_to_be(client, ben, kangaroo):
    address = f"/animals/{kangaroo.pk}/hand-over/"
    assert "Late:" not in sheet(client, ben, address)
    due = timezone.now() - HOUR
    Animal.objects.filter(pk=kangaroo.pk).update(next_feed_due_at=due)
    late = f"Late: the feed of {timezone.localtime(due):%H:%M} is not given yet."
    assert late in sheet(client, ben, address)
