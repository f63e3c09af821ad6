"""`seed_demo` as a command: when it tells, when it refuses, and the networks of --scale."""

import datetime as dt
import io
import zoneinfo

import pytest
from django.core.management import CommandError, call_command

from animals.access import animals_for
from animals.models import Animal, FosterHome, Litter, Person
from feedings.models import ENTRY_MODELS, Feed, HeldEntry, WeighIn
from fosterapp.demo import network, story
from tests.factories import make_animal, make_person

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 5, 20, 15, 30, tzinfo=dt.UTC)


def seed(**options):
    out = io.StringIO()
    call_command("seed_demo", stdout=out, **options)
    return out.getvalue()


def everything():
    """All entries and animals as the database has them, but for their keys' order."""
    told = ("happened_at", "pk", "stored_at", "note")
    entries = {
        model.__name__: list(
            model.objects.exclude(source="import").order_by(*told[:2]).values_list(*told)
        )
        for model in ENTRY_MODELS
    }
    animals = Animal.objects.order_by("name", "born_on").values_list(
        "name", "birth_weight_g", "last_weight_g", "last_fed_at", "next_feed_due_at", "intake_at"
    )
    volumes = Feed.objects.order_by("pk").values_list("volume_ml", "weight_before_g", "round")
    weights = ("happened_at", "animal__name", "grams")
    grams = WeighIn.objects.order_by(*weights).values_list(*weights)
    return entries, list(animals), list(volumes), list(grams)


def test_the_story_is_told_to_an_empty_database():
    said = seed()
    assert "carer@example.org" in said
    assert "pouch-demo" in said
    assert Animal.objects.filter(name__in=["Kangaroo", "Possum"]).count() == 2


def test_told_quietly_for_make_run():
    assert seed(verbosity=0) == ""


def test_told_again_it_says_so_and_changes_nothing():
    seed(at=AT.isoformat())
    before = everything()
    assert seed() == "The demo story is there already.\n"
    assert everything() == before


def test_other_data_is_left_alone():
    make_animal(name="Somebody's")
    with pytest.raises(CommandError, match="holds other data"):
        seed()
    assert Animal.objects.count() == 1


def test_a_person_alone_is_other_data_too():
    make_person(name="Ana")
    with pytest.raises(CommandError, match="holds other data"):
        seed()


def test_if_empty_leaves_other_data_without_a_word():
    make_animal()
    assert seed(if_empty=True) == ""
    assert Animal.objects.count() == 1


def test_if_empty_tells_it_to_an_empty_database():
    seed(if_empty=True)
    assert Animal.objects.filter(name="Kangaroo").exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"scale": "0"}, "--scale is '0'; it takes a number from 1 to 1,000."),
        ({"scale": "many"}, "--scale is 'many'"),
        ({"scale": "9" * 5000}, "--scale is"),
        ({"entries": "5"}, "needs --scale"),
        ({"seed": "-1"}, "--seed is '-1'"),
        ({"at": "yesterday"}, "--at is 'yesterday'"),
        ({"at": "2026-13-40T25:00"}, "it takes a time such as"),
    ],
)
def test_bad_input_is_one_sentence(options, sentence):
    with pytest.raises(CommandError) as refused:
        seed(**options)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "at",
    [
        dt.datetime(2026, 5, 20, 3, 0, tzinfo=dt.UTC),
        dt.datetime(2026, 5, 20, 7, 20, tzinfo=dt.UTC),  # in the middle of the weighing
        dt.datetime(2026, 3, 1, 0, 1, tzinfo=dt.UTC),
    ],
    ids=str,
)
def test_it_ends_well_whatever_the_hour(at):
    story.tell(at=at)
    box = animals_for(Person.objects.get(email="carer@example.org"), at=at).taking_feeds()
    minutes = [(each.next_feed_due_at - at).total_seconds() / 60 for each in box.by_hunger()]
    assert minutes == [-12, 0, 10, 25, 45]
    assert Animal.objects.get(name="Kangaroo").last_weight_g == 212
    call_command("recount", check=True, verbosity=0)


@pytest.mark.parametrize("zone", ["Australia/Lord_Howe", "America/New_York"])
def test_it_is_told_in_the_organisations_time(settings, zone):
    settings.TIME_ZONE = zone
    story.tell(at=dt.datetime(2026, 3, 8, 17, 0, tzinfo=dt.UTC))
    told = WeighIn.objects.exclude(source="import")
    weighed = {entry.happened_at.astimezone(zoneinfo.ZoneInfo(zone)).hour for entry in told}
    assert weighed == {7}
    assert set(WeighIn.objects.values_list("time_zone", flat=True)) == {zone}


def test_the_same_seed_tells_the_same():
    story.tell(at=AT, seed=7)
    first = everything()
    forget()
    story.tell(at=AT, seed=7)
    assert everything() == first


def test_another_seed_tells_another():
    story.tell(at=AT, seed=7)
    first = everything()
    forget()
    story.tell(at=AT, seed=8)
    assert everything() != first


def forget():
    for model in ENTRY_MODELS:
        model.objects.filter(corrects__isnull=False).delete()
        model.objects.all().delete()
    HeldEntry.objects.all().delete()
    Litter.objects.all().delete()
    Animal.objects.all().delete()
    FosterHome.objects.all().delete()
    Person.objects.all().delete()


def test_a_network_is_twenty_litters_and_a_hundred_animals():
    network.grow(at=AT, seed=1, homes=network.HOMES_PER_NETWORK)
    assert Litter.objects.count() == 20
    assert Animal.objects.in_care().count() == 100
    assert FosterHome.objects.count() == 10
    call_command("recount", check=True, verbosity=0)


def test_each_carer_of_a_network_has_ten_animals_and_a_history():
    network.grow(at=AT, seed=1, homes=2)
    for number in (1, 2):
        carer = Person.objects.get(email=f"carer{number}@example.org")
        assert carer.check_password("pouch-demo")
        animals = animals_for(carer, at=AT)
        assert animals.count() == 10
        assert all(
            each.last_weighed_at > AT - dt.timedelta(hours=36) for each in animals if each.born_on
        )


def test_earlier_seasons_reach_a_number_of_entries_exactly():
    network.grow(at=AT, seed=1, homes=1, entries=4_000)
    assert sum(model.objects.count() for model in ENTRY_MODELS) == 4_000
    assert Animal.objects.in_care().count() == 10
    assert Animal.objects.exclude(outcome_at=None).exists()
    assert not Animal.objects.in_care().filter(placements__ended_at__lte=AT).exists()


def test_the_bench_home_is_the_same_in_a_small_and_in_a_large_network():
    network.grow(at=AT, seed=1, homes=1, bench_home_entries=500)
    small = home_one()
    assert len(small) == 500
    forget()
    network.grow(at=AT, seed=1, homes=3, entries=3_000, bench_home_entries=500)
    assert home_one() == small


def home_one():
    carer = Person.objects.get(email="carer1@example.org")
    return [
        row
        for model in ENTRY_MODELS
        for row in model.objects.filter(animal__in=animals_for(carer, at=AT))
        .order_by("pk")
        .values_list("pk", "happened_at", "animal__name")
    ]


def test_the_story_stands_in_its_network():
    seed(scale=1, at=AT.isoformat())
    assert Animal.objects.filter(name="Kangaroo").exists()
    assert Litter.objects.count() >= 25
    assert seed(scale=1) == "The demo story is there already.\n"


def test_a_network_is_not_added_to_the_story_later():
    seed(at=AT.isoformat())
    with pytest.raises(CommandError, match="needs an empty database"):
        seed(scale=1)
