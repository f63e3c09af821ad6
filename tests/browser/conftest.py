"""People and boxes for the journeys in a real browser."""

import datetime as dt
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.management.commands import flush
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer
from whitenoise import WhiteNoise

from animals import published
from animals.models import CollarColour
from feedings import recording
from feedings.models import Feed, WeighIn
from fosterapp import local_server
from tests.factories import make_animal, make_home, make_litter, make_person

from .once import once

PASS_PHRASE = "a long pass phrase"
HOUR = dt.timedelta(hours=1)
BOX = {
    "Kangaroo": (CollarColour.RED, 212),
    "Possum": (CollarColour.BLUE, 388),
    "Joey": (CollarColour.GREEN, 250),
    "Quokka": (CollarColour.YELLOW, 231),
    "Wallaby": (CollarColour.PURPLE, 268),
}

AS_INSTALLED = {"staticfiles": {"BACKEND": "fosterapp.static_storage.HashedStaticStorage"}}
NOT_COMPRESSED = {
    "WHITENOISE_SKIP_COMPRESS_EXTENSIONS": ("css", "js", "svg", "html", "json", "txt")
}


@pytest.fixture(scope="session", autouse=True)
def only_published_rows_again():
    """Emptying the tables after a test leaves the triggers, and no page asks for permissions."""

    def fill(verbosity, interactive, database):
        published.fill_in_missing(using=database)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush, "emit_post_migrate_signal", fill)
        yield


@pytest.fixture(scope="session")
def static_files(tmp_path_factory):
    """As an installation has them: one stylesheet, short scripts, also under their plain names."""

    def collect(folder):
        storages = settings.STORAGES | AS_INSTALLED
        with override_settings(STATIC_ROOT=folder, STORAGES=storages, **NOT_COMPRESSED):
            local_server.collect_changed_static_files()

    return once(tmp_path_factory, "static", collect)


@pytest.fixture(scope="session")
def live_server(static_files):
    """Each of the sources would be a request: fifty stylesheets for every page of every test."""
    server = LiveServer("localhost", start=False)
    server.thread.static_handler = lambda pages: WhiteNoise(
        pages, root=static_files, prefix="static/", max_age=600
    )
    server.start()
    yield server
    server.stop()


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
def sign_in(page, base_url):
    """By a session of theirs; the form is for the tests that are about signing in."""

    def sign_in(person):
        client = Client()
        client.force_login(person)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base_url}
        page.context.add_cookies([cookie])

    return sign_in
