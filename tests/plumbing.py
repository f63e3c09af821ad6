"""What every test stands on: cheap settings, a database like production's, no network."""

import os
import shutil
import socket
import tempfile
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings

PROJECT = Path(__file__).resolve().parent.parent
REAL_SHEETS = PROJECT.parent / "shared" / "real"
MEMORY = Path("/dev/shm")
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}
SCRATCH = Path(
    tempfile.mkdtemp(
        prefix="pouch-",
        dir=os.environ.get("POUCH_SCRATCH") or (MEMORY if MEMORY.is_dir() else None),
    )
)

# Settings are read while pytest loads its other plugins, so the environment is made ready on
# import: what someone exported for an instance of theirs must neither steer nor meet a test.
for name in ("DEBUG", "HTTPS", "ALLOWED_HOSTS", "SECRET_KEY_FILE", "STATIC_ROOT", "EMAIL_URL"):
    os.environ.pop(name, None)
os.environ["POUCH_DATA"] = str(SCRATCH)
os.environ["SECRET_KEY"] = "only-ever-in-tests-w8Zq5TnK2vRx7LmB4cYs9HdJ"

hypothesis.settings.register_profile("pouch", deadline=None, derandomize=True, max_examples=60)
hypothesis.settings.load_profile("pouch")


def pytest_addoption(parser):
    parser.addoption(
        "--only-database",
        action="store_true",
        help="leave out the tests that touch no database (for the run on a second engine)",
    )


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    use_cheap_settings()
    # Playwright keeps an event loop running in the main thread, where Django then suspects that
    # its queries are called from a coroutine. None of them are.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    refuse_network()
    # Of two plugins' fixtures of one name the later plugin's wins, and Playwright's comes late.
    config.pluginmanager.import_plugin("tests.phone")


def use_cheap_settings():
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STATIC_ROOT = SCRATCH / "static"
    settings.STATIC_ROOT.mkdir()
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        # A file, because the one in memory is a single connection that all threads share: it
        # takes no lock and so cannot show what two carers saving at once would see.
        database.setdefault("TEST", {})["NAME"] = str(SCRATCH / "test.sqlite3")


def refuse_network():
    connect = socket.socket.connect

    def connect_to_this_machine(self, place):
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = place[0]
            if not (host.startswith("127.") or host in {"::1", "localhost"}):
                raise OSError(f"a test tried to reach {host}; tests stay on this machine")
        return connect(self, place)

    socket.socket.connect = connect_to_this_machine


def pytest_unconfigure():
    shutil.rmtree(SCRATCH, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    for item in items:
        if {"browser", "browser_type", "playwright"} & set(item.fixturenames):
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
