"""`manage.py growth`: everything the weights say, for people and for other programs."""

import datetime as dt
import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from animals.models import Animal, Species
from feedings import recording
from feedings.models import WeighIn
from tests.factories import feed, make_animal, make_litter, weigh

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 5, 20, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
KEYS = {
    "name",
    "age_days",
    "last_weight_g",
    "last_weighed_at",
    "gain_24h_g",
    "gain_24h_pct",
    "daily_gain_g",
    "litter_z",
    "band",
    "runt",
    "alerts",
    "questioned",
    "forecast",
}


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def litter():
    return make_litter(name="Boathouse", born_on=(NOW - 20 * DAY).date())


def growing(name, litter, *grams, **fields):
    """One weighed each morning, the last time this morning."""
    fields.setdefault("bottle_baby", False)
    animal = make_animal(name=name, litter=litter, intake_at=NOW - 20 * DAY, **fields)
    mornings = [NOW - dt.timedelta(hours=4) - back * DAY for back in range(len(grams))]
    recording.record(
        [
            WeighIn(animal=animal, happened_at=at, grams=Decimal(weight))
            for at, weight in zip(mornings, reversed(grams), strict=True)
        ]
    )
    return animal


@pytest.fixture
def four(litter):
    growing("Joey", litter, 300, 315, 330, 345, 360)
    growing("Matilda", litter, 310, 325, 340, 355, 370)
    growing("Blue", litter, 290, 305, 320, 335, 350)
    return growing("Kangaroo", litter, 150, 160, 171, 170, 169)


def printed(*args, **options):
    out = StringIO()
    call_command("growth", *args, stdout=out, **options)
    return out.getvalue()


def read(*args, **options):
    return {row["name"]: row for row in json.loads(printed(*args, format="json", **options))}


def test_each_of_a_litter_has_every_key_that_others_rely_on(four):
    found = read("Boathouse")
    assert list(found) == ["Blue", "Joey", "Kangaroo", "Matilda"]
    assert all(row.keys() >= KEYS for row in found.values())


def test_the_numbers_are_those_of_the_weights(four):
    joey = read("joey")["Joey"]
    assert joey["age_days"] == 20
    assert joey["last_weight_g"] == 360
    assert joey["last_weighed_at"] == "2026-05-20T08:00:00+00:00"
    assert (joey["gain_24h_g"], joey["gain_24h_pct"]) == (15, 4.3)
    assert joey["daily_gain_g"] == 15
    assert joey["band"] == "typical"
    assert joey["runt"] is False
    assert joey["alerts"] == joey["questioned"] == []


def test_a_small_one_that_stalls_is_told_with_its_alert(four):
    kangaroo = read("Boathouse")["Kangaroo"]
    assert kangaroo["runt"] is True
    assert kangaroo["litter_z"] < -2
    assert kangaroo["sentences"][0] == (
        "47 % of what its littermates weigh, and not gaining since Monday."
    )
    [alert] = kangaroo["alerts"]
    assert (alert["code"], alert["severity"]) == ("no_gain_48h", "act_now")
    assert kangaroo["forecast"]["reaches"][0]["why_not"] == "not gaining"


def test_at_an_earlier_time_nothing_later_is_known(four):
    then = read("Kangaroo", at="2026-05-18")["Kangaroo"]
    assert (then["last_weight_g"], then["age_days"]) == (171, 18)
    assert then["alerts"] == []


@pytest.mark.parametrize(
    ("at", "last_weight_g"),
    [
        ("2026-05-19", 170),  # a day alone is all of it
        ("2026-05-19T07:59", 171),
        ("2026-05-19T08:00:00Z", 170),
        ("2026-05-19T09:00+02:00", 171),
    ],
)
def test_a_time_is_of_the_organisations_zone_unless_it_says_otherwise(four, at, last_weight_g):
    assert read("Kangaroo", at=at)["Kangaroo"]["last_weight_g"] == last_weight_g


def test_before_its_birth_it_has_no_age(four):
    assert read("Joey", at="2026-04-01")["Joey"]["age_days"] is None


def test_alerts_of_an_earlier_time_go_by_what_was_fed_until_then(litter):
    bottle = growing("Possum", litter, 200, 210, 220, bottle_baby=True)
    feed(animal=bottle, at=NOW - DAY)
    feed(animal=bottle, at=NOW)
    codes = [alert["code"] for alert in read("Possum", at="2026-05-20T11:59")["Possum"]["alerts"]]
    assert "feeds_missed" in codes
    codes = [alert["code"] for alert in read("Possum")["Possum"]["alerts"]]
    assert "feeds_missed" not in codes


def test_swapped_weights_name_the_other(litter):
    growing("Joey", litter, 300, 315, 330, 262, 360, 375)
    growing("Matilda", litter, 220, 234, 248, 345, 276, 290)
    found = read("Boathouse")
    [doubt] = found["Joey"]["questioned"]
    assert doubt == {
        "at": "2026-05-18T08:00:00+00:00",
        "grams": 262,
        "reason": "swapped",
        "with": "Matilda",
    }
    assert found["Matilda"]["questioned"][0]["with"] == "Joey"


def test_the_forecast_has_days_and_targets(four):
    forecast = read("Joey")["Joey"]["forecast"]
    assert [row["days"] for row in forecast["ahead"]] == [3, 7, 14]
    assert all(row["low_g"] < row["grams"] < row["high_g"] for row in forecast["ahead"])
    by_target = {row["grams"]: row for row in forecast["reaches"]}
    assert by_target[250]["why_not"] == "already there"
    assert by_target[907]["earliest_on"] <= by_target[907]["on"]


@pytest.mark.parametrize(
    "weights",
    [(), (200,), (200, 200), (200, 200, 200, 200, 200)],
)
def test_few_or_equal_weights_are_no_error(litter, weights):
    growing("Lone", litter, *weights)
    text = printed("Lone")
    assert text.startswith("Lone, 20 days old")
    assert read("Lone")["Lone"].keys() >= KEYS


def test_two_weights_of_one_minute_gaps_of_weeks_and_no_birth_date_are_no_error():
    animal = make_animal(name="Odd", bottle_baby=False, intake_at=NOW - 60 * DAY)
    animal.born_on = None
    animal.save()
    for at, grams in ((NOW - 50 * DAY, 200), (NOW - DAY, 900), (NOW - DAY, 905)):
        weigh(animal=animal, grams=grams, at=at)
    assert read("Odd")["Odd"]["age_days"] is None
    assert "Odd: " in printed("Odd")


def test_weighed_before_its_birth_is_no_error(litter):
    animal = make_animal(name="Early", litter=litter, intake_at=NOW - 40 * DAY)
    weigh(animal=animal, grams=100, at=NOW - 30 * DAY)
    assert read("Early")["Early"]["age_days"] == 20


def test_a_voided_weight_is_as_if_it_had_never_been(litter, ana):
    growing("Joey", litter, 300, 315, 330)
    before = read("Joey")
    slip = weigh(animal=Animal.objects.get(name="Joey"), grams=3300, at=NOW)
    assert read("Joey") != before
    recording.void(slip, by=ana)
    assert read("Joey") == before


def test_a_species_without_tables_is_no_error():
    rabbit = Species.objects.create(
        code="rabbit",
        name="Rabbit",
        young_name="kit",
        mother_name="doe",
        reporting_group="Rabbit",
        lightest_g=20,
        heaviest_newborn_g=120,
        heaviest_adult_g=8000,
    )
    animal = make_animal(name="Thumper", bottle_baby=False, intake_at=NOW - 9 * DAY)
    animal.species = rabbit
    animal.save()
    for back, grams in ((3, 60), (2, 66), (1, 72)):
        weigh(animal=animal, grams=grams, at=NOW - back * DAY)
    found = read("Thumper")["Thumper"]
    assert found["band"] is None
    assert found["daily_gain_g"] == 6


@pytest.mark.parametrize(
    ("args", "options", "sentence"),
    [
        ((), {}, "Say the LITTER-OR-ANIMAL"),
        (("Nobody",), {}, "no litter and no animal “Nobody”"),
        (("animal:0",), {}, "no animal 0 here"),
        (("litter:99999999999999999999",), {}, "no litter 99999999999999999999"),
        (("Joey",), {"at": "yesterday"}, "is no time"),
        (("Joey",), {"at": "2026-13-01"}, "is no time"),
        (("Joey",), {"at": "0001-01-01T00:00:00+14:00"}, "1 is no year"),
        (("Joey",), {"at": "9999-12-31"}, "9999 is no year"),
        (("Joey",), {"format": "xml"}, "is no format"),
        (("Twin",), {}, "Several animals are called"),
        (("Empty",), {}, "Nobody of the litter Empty"),
    ],
)
def test_bad_input_gets_one_line(litter, args, options, sentence):
    growing("Joey", litter, 300)
    make_animal(name="Twin")
    make_animal(name="twin")
    make_litter(name="Empty")
    with pytest.raises(CommandError, match=sentence):
        printed(*args, **options)


def test_a_number_finds_what_a_name_cannot():
    first, second = make_animal(name="Twin"), make_animal(name="Twin")
    assert printed(f"animal:{second.pk}").startswith("Twin")
    assert read(f"animal:{first.pk}").keys() == {"Twin"}


# ---- the real sheet ------------------------------------------------------------------------------


@pytest.fixture
def shepherds(real_sheets):
    call_command(
        "import_weights",
        str(real_sheets / "shepherd_litter_2019_oz.csv"),
        species="dog",
        born="2019-03-19",
        unit="oz",
        litter="Shepherds",
        stdout=StringIO(),
    )


def test_the_real_litter_is_questioned_on_one_day_by_the_scale(shepherds):
    found = read("Shepherds", at="2019-05-13")
    by_scale = {
        (name, doubt["at"][:10])
        for name, row in found.items()
        for doubt in row["questioned"]
        if doubt["reason"] == "litter_jump"
    }
    assert by_scale == {(name, "2019-04-26") for name in found}
    assert len(found) == 6


def test_the_real_litter_raises_no_act_now_and_no_loss_the_day_after_the_scale(shepherds):
    days = [dt.date(2019, 3, 20) + dt.timedelta(days=n) for n in range(56)]
    raised = {
        (day, name, alert["code"], alert["severity"])
        for day in days
        for name, row in read("Shepherds", at=day.isoformat()).items()
        for alert in row["alerts"]
    }
    assert raised
    assert {row for row in raised if row[3] == "act_now"} == set()
    losses = {row for row in raised if row[0] == dt.date(2019, 4, 27) and "loss" in row[2]}
    assert losses == set()


def test_the_slow_last_week_of_the_real_litter_is_said(shepherds):
    found = read("Shepherds", at="2019-05-08")
    assert all(
        any("less than a week before" in sentence for sentence in row["sentences"])
        for row in found.values()
    )
