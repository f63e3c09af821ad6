"""What every test stands on: cheap settings, a database like production's, no network."""

import os
import shutil
import socket
import tempfile
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings

from tests.tools import chromium

PROJECT = Path(__file__).resolve().parent.parent
REAL_SHEETS = PROJECT.parent / "shared" / "real"
MEMORY = Path("/dev/shm")
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}
PHONE = {"width": 390, "height": 844}

scratch_key = pytest.StashKey[Path]()

hypothesis.settings.register_profile("pouch", deadline=None, derandomize=True, max_examples=60)
hypothesis.settings.load_profile("pouch")


def pytest_addoption(parser):
    parser.addoption(
        "--only-database",
        action="store_true",
        help="leave out the tests that touch no database (for the run on a second engine)",
    )


def pytest_configure(config):
    scratch = Path(tempfile.mkdtemp(prefix="pouch-", dir=MEMORY if MEMORY.is_dir() else None))
    config.stash[scratch_key] = scratch
    use_cheap_settings(scratch)
    # Playwright keeps an event loop running in the main thread, where Django then suspects that
    # its queries are called from a coroutine. None of them are.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    refuse_network()


def use_cheap_settings(scratch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SECURE_SSL_REDIRECT = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.SECURE_HSTS_SECONDS = 0
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    settings.STATIC_ROOT = scratch / "static"
    settings.STATIC_ROOT.mkdir()
    settings.MEDIA_ROOT = scratch / "photos"
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        # A file, because the one in memory is a single connection that all threads share: it
        # takes no lock and so cannot show what two carers saving at once would see.
        database.setdefault("TEST", {})["NAME"] = str(scratch / "test.sqlite3")


def refuse_network():
    connect = socket.socket.connect

    def connect_to_this_machine(self, place):
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = place[0]
            if not (host.startswith("127.") or host in {"::1", "localhost"}):
                raise OSError(f"a test tried to reach {host}; tests stay on this machine")
        return connect(self, place)

    socket.socket.connect = connect_to_this_machine


def pytest_unconfigure(config):
    scratch = config.stash.get(scratch_key, None)
    if scratch:
        shutil.rmtree(scratch, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    for item in items:
        if "page" in item.fixturenames or "context" in item.fixturenames:
            item.add_marker("browser")
    if config.getoption("--only-database"):
        kept = [item for item in items if touches_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept


def touches_database(item):
    return bool(item.get_closest_marker("django_db")) or not DATABASE_FIXTURES.isdisjoint(
        item.fixturenames
    )


@pytest.fixture
def real_sheets():
    """The weighing sheets that carers published; they are not the project's to hand on."""
    if not REAL_SHEETS.is_dir():
        pytest.skip(
            "NOT RUN: the real weighing sheets are not here (expected shared/real beside the "
            "repository's folder)"
        )
    return REAL_SHEETS


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = chromium.find()
    if path is None:
        pytest.fail("no Chromium: run `make test`, which brings one, or set CHROMIUM=path")
    return {**browser_type_launch_args, "executable_path": path, "args": chromium.ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, live_server):
    """A phone held in one hand; page.goto("/today/") goes to the server under test."""
    return {
        **browser_context_args,
        "base_url": live_server.url,
        "viewport": PHONE,
        "has_touch": True,
        "reduced_motion": "reduce",
    }
