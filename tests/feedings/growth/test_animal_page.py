"""One animal's page: its numbers, its curve, its days, and who may see what."""

import datetime as dt
import json
import re
from decimal import Decimal
from html import unescape

import pytest
from django.utils import timezone

from animals.models import BuddyPair, BuddyPairState, MaternalBond, OutcomeType
from animals.models.animal import BornPrecision, CollarColour
from feedings import recording
from feedings.alerts import keeping
from feedings.models import Feed, MedicineGiven, Observation, ReturnAttempt, WeighIn
from tests.factories import feed, make_animal, make_litter, make_placement, weigh

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
MOST_QUERIES = 12


@pytest.fixture
def now():
    """Noon, so that "today" and "a few hours ago" are one care day whenever the test runs."""
    return timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) - DAY


@pytest.fixture(autouse=True)
def noon(time_machine, now):
    time_machine.move_to(now, tick=False)


@pytest.fixture
def litter(now):
    return make_litter(name="Boathouse", born_on=(now - 10 * DAY).date())


@pytest.fixture
def kangaroo(litter, bens_home):
    return make_animal(name="Kangaroo", collar="red", litter=litter, home=bens_home)


def read(client, person, address):
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def words(html):
    """The page as it is read: without tags, in one line."""
    html = re.sub(r"<(script|style|title|desc).*?</\1>", " ", html, flags=re.S)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)))


def chart_data(html):
    return json.loads(re.search(r'<script type="application/json">(.*?)</script>', html, re.S)[1])


def test_a_newcomer_has_a_page_that_says_what_to_do(client, ben, kangaroo):
    page = words(read(client, ben, kangaroo.get_absolute_url()))
    assert "not weighed yet" in page
    assert "With the first one the curve begins here." in page
    assert "no feed in the record yet" in page
    assert "Nothing was entered yet." in page


def test_the_head_says_who_it_is(client, ben, kangaroo, now):
    kangaroo.sex, kangaroo.mark = "female", "white tip"
    kangaroo.born_precision, kangaroo.born_plus_minus_days = BornPrecision.ESTIMATED, 2
    kangaroo.quarantine_until = (now + 5 * DAY).date()
    kangaroo.save()
    page = words(read(client, ben, kangaroo.get_absolute_url()))
    assert "cat, female, 10 days old, red collar, white tip" in page
    assert "± 2 days, of Boathouse" in page
    assert "in Ben's home" in page
    assert "in quarantine until" in page


def test_the_big_numbers(client, ben, kangaroo, litter, now):
    mate = make_animal(name="Joey", litter=litter)
    for back, grams in ((2, 190), (1, 203), (0, 212)):
        weigh(animal=kangaroo, grams=grams, at=now - back * DAY - HOUR)
        weigh(animal=mate, grams=2 * grams, at=now - back * DAY - HOUR)
    feed(animal=kangaroo, at=now - 2 * HOUR, volume_ml="6.5", by=ben)
    page = words(read(client, ben, kangaroo.get_absolute_url()))
    assert "212 g +9 since the day before" in page
    assert "weighed 1 h ago; typical for its age" in page
    assert "Last fed 2 h ago bottle 6.5 ml, by you" in page
    assert re.search(r"Today 6.5 ml 1 feed of \d+ to \d+ ml a day", page)
    assert "+11 g +5.4 % median over 3 weights in 2 days" in page
    assert "50 % of its littermate's weight" in page


def test_the_worst_thing_stands_above(client, ben, kangaroo, now):
    for back, grams in ((2, 220), (1, 214), (0, 190)):
        weigh(animal=kangaroo, grams=grams, at=now - back * DAY)
    keeping.refresh([kangaroo.pk], at=now)
    page = words(read(client, ben, kangaroo.get_absolute_url()))
    assert re.search(r"(Act now|Watch): lost 24 g", page)


def test_the_curve_has_growth_weigh_ins_and_before_feed_weights_but_none_after(
    client, ben, kangaroo, now
):
    weigh(animal=kangaroo, grams=200, at=now - 2 * DAY)
    weigh(animal=kangaroo, grams=999, at=now - 2 * DAY + HOUR, purpose=WeighIn.Purpose.INTAKE)
    feed(animal=kangaroo, at=now - DAY, weight_before_g=Decimal(207), weight_after_g=Decimal(214))
    feed(animal=kangaroo, at=now - 2 * DAY + 2 * HOUR, weight_before_g=Decimal(888))
    data = chart_data(read(client, ben, kangaroo.get_absolute_url()))
    assert [point[3] for point in data["series"][0]["points"]] == ["200 g", "207 g"]


def test_of_many_before_feed_weights_the_first_of_a_day_and_the_latest_count(
    client, ben, kangaroo, now
):
    for back in range(40):
        feed(animal=kangaroo, at=now - 3 * back * HOUR, weight_before_g=Decimal(300 - back))
    data = chart_data(read(client, ben, kangaroo.get_absolute_url()))
    shown = [point[3] for point in data["series"][0]["points"]]
    # Noon, and the first after five of each care day: at 06:00, but for the day it began.
    assert shown == [f"{300 - back} g" for back in (39, 34, 26, 18, 10, 2, 0)]


def test_corrected_and_voided_entries_leave_curve_and_log(client, ben, kangaroo, now):
    wrong = weigh(animal=kangaroo, grams=2120, at=now - HOUR, by=ben)
    recording.record(
        [
            WeighIn(
                animal=kangaroo,
                happened_at=now - HOUR,
                grams=Decimal(212),
                recorded_by=ben,
                corrects=wrong,
            )
        ]
    )
    gone = feed(animal=kangaroo, at=now - HOUR, volume_ml="60", by=ben)
    recording.void(gone, by=ben, reason="undone")
    html = read(client, ben, kangaroo.get_absolute_url())
    assert [point[3] for point in chart_data(html)["series"][0]["points"]] == ["212 g"]
    assert "60 ml" not in words(html)
    assert "2120" not in words(html)


def test_littermates_stand_behind_and_the_animal_before(client, ben, kangaroo, litter, now):
    far = make_animal(name="Roo", litter=litter)
    for animal, grams in ((kangaroo, 200), (far, 240)):
        weigh(animal=animal, grams=grams, at=now - DAY)
        weigh(animal=animal, grams=grams + 9, at=now)
    html = read(client, ben, kangaroo.get_absolute_url())
    assert re.findall(r'data-line="(\w+)"', html) == ["Roo", "Kangaroo"]
    assert len(re.findall(r'class="[^"]*is-mate', html)) == 2  # its line and its name


def test_the_band_names_its_source(client, ben, kangaroo, now):
    weigh(animal=kangaroo, grams=200, at=now)
    page = words(read(client, ben, kangaroo.get_absolute_url()))
    assert "Band: kitten, domestic shorthair; a rule of thumb" in page
    assert "Source: synthesis of SEEN charts" in page


def test_a_puppy_of_unknown_size_has_multiples_of_its_weight_at_birth(client, ana, now):
    puppy = make_animal(
        name="Possum", species_code="dog", born_on=(now - 3 * DAY).date(), birth_weight_g=400
    )
    weigh(animal=puppy, grams=460, at=now)
    page = words(read(client, ana, puppy.get_absolute_url()))
    assert "multiples of its birth weight (400 g)" in page
    puppy.birth_weight_g = None
    puppy.save()
    assert "No band: it goes by adult size or birth weight" in words(
        read(client, ana, puppy.get_absolute_url())
    )


def test_without_a_birth_date_the_page_has_dates(client, ana, now):
    cat = make_animal(name="Mia")
    cat.born_on = None
    cat.save()
    weigh(animal=cat, grams=3000, at=now - DAY)
    weigh(animal=cat, grams=3010, at=now)
    html = read(client, ana, cat.get_absolute_url())
    assert "birth date not known" in words(html)
    assert "day " not in chart_data(html)["labels"][0]


def test_the_log_has_all_kinds_of_entries_with_undo_and_correct(client, ben, kangaroo, now):
    mother = make_animal(name="Mia")
    common = {"animal": kangaroo, "recorded_by": ben}
    recording.record(
        [
            Observation(
                kind="temperature", temperature_c=Decimal("36.9"), happened_at=now, **common
            ),
            MedicineGiven(medicine="fenbendazole", dose="as prescribed", happened_at=now, **common),
            ReturnAttempt(
                mother=mother, minutes=20, result="taken_back", happened_at=now, **common
            ),
            WeighIn(grams=Decimal(212), happened_at=now, day_only=True, **common),
            Feed(volume_ml=Decimal("6.5"), happened_at=now, note="slow", **common),
        ]
    )
    html = read(client, ben, kangaroo.get_absolute_url())
    page = words(html)
    for line in (
        "36.9 °C",
        "fenbendazole, as prescribed",
        "20 min with the mother, taken back",
        "— 212 g you",
        "bottle 6.5 ml: “slow” you",
    ):
        assert line in page
    for kind in ("feed", "weigh-in", "observation"):
        assert re.search(rf'formaction="/entries/{kind}/[-0-9a-f]+/void/"', html)
        assert re.search(rf'href="/entries/{kind}/[-0-9a-f]+/correct/\?next=', html)
    assert "/entries/medicine/" in html
    assert not re.search(r"/entries/medicine/[-0-9a-f]+/correct/", html)


def test_undo_takes_an_entry_out_and_comes_back(client, ben, kangaroo, now):
    entry = feed(animal=kangaroo, at=now - HOUR, by=ben)
    client.force_login(ben)
    html = client.get(kangaroo.get_absolute_url()).content.decode()
    address = re.search(r'formaction="([^"]+)"', html)[1]
    answer = client.post(address, {"next": kangaroo.get_absolute_url()})
    assert answer["Location"] == kangaroo.get_absolute_url()
    assert not Feed.objects.current().filter(pk=entry.pk).exists()


def test_a_feed_at_night_belongs_to_the_day_before(client, ben, kangaroo, now):
    midnight = now.replace(hour=0)
    feed(animal=kangaroo, at=midnight + 3 * HOUR, volume_ml="5")
    feed(animal=kangaroo, at=midnight + 6 * HOUR, volume_ml="6")
    page = words(read(client, ben, kangaroo.get_absolute_url()))
    assert f"{now:%a} {now.day} {now:%B} 6 ml in 1 feed" in page
    before = now - DAY
    assert f"{before:%a} {before.day} {before:%B} 5 ml in 1 feed" in page


def test_a_page_has_seven_care_days_and_the_way_back(client, ben, kangaroo, now):
    for back in range(10):
        feed(animal=kangaroo, at=now - back * DAY, volume_ml=f"{back + 1}")
    first = read(client, ben, kangaroo.get_absolute_url())
    assert len(re.findall(r'class="care-day', first)) == 7
    earlier = re.search(r'href="(\?before=[^"]+)"', first)[1]
    assert earlier == f"?before={(now - 6 * DAY).date()}"
    second = read(client, ben, kangaroo.get_absolute_url() + earlier)
    assert len(re.findall(r'class="care-day', second)) == 3
    assert "10 ml in 1 feed" in words(second)
    assert "?before=" not in second
    assert "Feed now" not in second


def test_silent_days_are_said_and_long_gaps_are_skipped(client, ben, kangaroo, now):
    entry = feed(animal=kangaroo, at=now - 2 * DAY)
    page = words(read(client, ben, kangaroo.get_absolute_url()))
    assert page.count("nothing entered") == 2
    recording.void(entry, by=ben, reason="undone")
    feed(animal=kangaroo, at=now - 40 * DAY)
    page = words(read(client, ben, kangaroo.get_absolute_url()))
    assert "nothing entered" not in page
    assert "6.5 ml in 1 feed" in page


@pytest.mark.parametrize("before", ["yesterday", "2026-13-01", "", "0001-01-01", "9999-12-31"])
def test_an_address_that_names_no_day_is_not_found(client, ben, kangaroo, before):
    client.force_login(ben)
    assert client.get(kangaroo.get_absolute_url(), {"before": before}).status_code == 404


def test_before_all_entries_the_page_says_so(client, ben, kangaroo):
    page = words(read(client, ben, kangaroo.get_absolute_url() + "?before=2020-01-01"))
    assert "Nothing was entered before this day." in page


def test_one_that_died_has_plain_words_and_no_due_times(client, ana, kangaroo, now):
    weigh(animal=kangaroo, grams=90, at=now - 3 * DAY)
    feed(animal=kangaroo, at=now - 3 * DAY)
    kangaroo.refresh_from_db()
    kangaroo.outcome_at, kangaroo.outcome_type = now - 2 * DAY, OutcomeType.DIED
    kangaroo.save()
    page = words(read(client, ana, kangaroo.get_absolute_url()))
    assert "Kangaroo died on" in page
    assert "8 days old. The record stays." in page
    for word in ("due", "Feed now", "late", "Watch", "Act now", "Last fed"):
        assert word not in page


def test_one_that_was_adopted_says_so(client, ana, kangaroo, now):
    kangaroo.outcome_at, kangaroo.outcome_type = now, OutcomeType.ADOPTION
    kangaroo.save()
    assert "Kangaroo was adopted on" in words(read(client, ana, kangaroo.get_absolute_url()))


def test_homes_mothers_and_friends_are_told_and_marked(client, ana, kangaroo, cleos_home, now):
    mother, friend = make_animal(name="Mia"), make_animal(name="Possum", species_code="dog")
    MaternalBond.objects.create(
        young=kangaroo, mother=mother, state="rejected", started_at=now - 6 * DAY
    )
    first, second = sorted((kangaroo, friend), key=lambda animal: animal.pk)
    pair = BuddyPair.objects.create(first=first, second=second)
    BuddyPairState.objects.create(pair=pair, state="bonded", started_at=now - 3 * DAY)
    kangaroo.placements.update(ended_at=now - 2 * DAY)
    make_placement(animal=kangaroo, home=cleos_home, started_at=now - 2 * DAY)
    for back in range(8):
        feed(animal=kangaroo, at=now - back * DAY, weight_before_g=Decimal(200 - 9 * back))
    html = read(client, ana, kangaroo.get_absolute_url())
    page = words(html)
    for told in ("in Cleo's home", "rejected by Mia", "bonded with Possum", "first bottle"):
        assert told in page
    marked = re.search(r'<ol class="chart-events">(.*?)</ol>', html, re.S)[1]
    assert [re.sub(r",.*", "", line) for line in re.findall(r"</b> (.*?)</li>", marked)] == [
        "first bottle",
        "rejected by Mia",
        "bonded with Possum",
        "moved: in Cleo&#x27;s home",
    ]
    assert "nurses" not in page
    assert "rejects Kangaroo" in words(read(client, ana, mother.get_absolute_url()))


def test_a_reader_has_her_unit(client, ben, kangaroo, now):
    ben.weight_unit = "oz"
    ben.save()
    weigh(animal=kangaroo, grams="212.6", at=now)
    assert "7.5 oz" in words(read(client, ben, kangaroo.get_absolute_url()))


def test_an_old_weight_has_its_date(client, ana, now):
    old = make_animal(name="Pink", born_on=dt.date(2019, 3, 19))
    weigh(animal=old, grams=482, at=dt.datetime(2019, 3, 20, 12, tzinfo=dt.UTC))
    page = words(read(client, ana, old.get_absolute_url()))
    assert "weighed on 20 March 2019" in page
    assert "Wed 20 March 2019" in page


def test_strangers_learn_nothing(client, cleo, kangaroo):
    client.force_login(cleo)
    assert client.get(kangaroo.get_absolute_url()).status_code == 404
    client.logout()
    assert client.get(kangaroo.get_absolute_url()).status_code == 302


def test_names_are_text_and_never_markup(client, ben, kangaroo, now):
    kangaroo.name = "</script><b>x"
    kangaroo.save()
    weigh(animal=kangaroo, grams=200, at=now)
    html = read(client, ben, kangaroo.get_absolute_url())
    assert "<b>x" not in html
    assert chart_data(html)["series"][0]["name"] == "</script><b>x"


def box(litter, home, *, animals, days, now, each=2):
    colours = CollarColour.values[1:]
    for number in range(animals):
        animal = make_animal(litter=litter, home=home, collar=colours[number % len(colours)])
        Feed.objects.bulk_create(
            Feed(
                animal=animal,
                happened_at=now - day * DAY - 3 * part * HOUR,
                volume_ml=Decimal(6),
                weight_before_g=Decimal(300 - 10 * day),
            )
            for day in range(days)
            for part in range(each)
        )
    return animal


@pytest.mark.parametrize("address", ["", "?before={yesterday}"])
def test_queries_do_not_grow_with_the_litter_or_its_entries(
    client, ben, bens_home, django_assert_max_num_queries, now, address
):
    address = address.format(yesterday=(now - DAY).date())
    client.force_login(ben)
    few = box(make_litter(name="few"), bens_home, animals=2, days=3, now=now)
    many = box(make_litter(name="many"), bens_home, animals=12, days=20, each=7, now=now)
    counts = []
    for animal in (few, many):
        with django_assert_max_num_queries(MOST_QUERIES) as queries:
            client.get(animal.get_absolute_url() + address)
        counts.append(len(queries))
    assert counts[0] == counts[1]
