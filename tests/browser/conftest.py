"""People and boxes for the journeys in a real browser."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from animals.models import CollarColour
from feedings import recording
from feedings.models import Feed, WeighIn
from tests.factories import make_animal, make_home, make_litter, make_person

PASS_PHRASE = "a long pass phrase"
HOUR = dt.timedelta(hours=1)
BOX = {
    "Kangaroo": (CollarColour.RED, 212),
    "Possum": (CollarColour.BLUE, 388),
    "Joey": (CollarColour.GREEN, 250),
    "Quokka": (CollarColour.YELLOW, 231),
    "Wallaby": (CollarColour.PURPLE, 268),
}


@pytest.fixture
def home(transactional_db):
    return make_home(name="Ben's home")


@pytest.fixture
def carer(home):
    return make_person(name="Ben", email="ben@example.org", password=PASS_PHRASE, home=home)


@pytest.fixture
def box(home, carer):
    """Five of one age in the carer's home, weighed yesterday and fed three hours ago."""
    litter = make_litter(name="Story")
    now = timezone.now()
    animals = {}
    entries: list[Feed | WeighIn] = []
    for name, (collar, grams) in BOX.items():
        animal = animals[name] = make_animal(name=name, collar=collar, home=home, litter=litter)
        for days in range(5, 0, -1):
            weight = Decimal(round(grams * 0.96 ** (days - 1)))
            at = now - days * 24 * HOUR
            entries.append(WeighIn(animal=animal, grams=weight, happened_at=at))
        entries.append(
            Feed(
                animal=animal,
                volume_ml=Decimal("6.5"),
                happened_at=now - 3 * HOUR,
                recorded_by=carer,
            )
        )
    recording.record(entries)  # at once: alerts are looked at after each time that one stores
    for animal in animals.values():
        animal.refresh_from_db()
    return animals


@pytest.fixture
def sign_in(page):
    def sign_in(person):
        page.goto("/sign-in/")
        page.get_by_label("Email").fill(person.email)
        page.get_by_label("Password").fill(PASS_PHRASE)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "sign-in" not in url)

    return sign_in
