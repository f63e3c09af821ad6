import pytest

from tests.browser.once import once

from .line import Line
from .phone import Phone
from .pouch import Pouch, copied, make_stage
from .stage import PEOPLE


@pytest.fixture(scope="session")
def stage(tmp_path_factory, static_files):
    def make(data):
        make_stage(data)
        copied(static_files, data / "static")

    return once(tmp_path_factory, "stage", make)


@pytest.fixture
def pouch(stage, tmp_path):
    pouch = Pouch(copied(stage, tmp_path / "data"))
    pouch.start()
    yield pouch
    pouch.kill()


@pytest.fixture
def line(pouch):
    line = Line(pouch.port)
    yield line
    line.close()


@pytest.fixture
def new_phone(playwright, line, tmp_path):
    phones = []

    def new_phone(name="phone"):
        phone = Phone(playwright, tmp_path / name, f"http://localhost:{line.port}")
        phones.append(phone)
        phone.open()
        return phone

    yield new_phone
    for phone in phones:
        phone.close()


@pytest.fixture
def phone(new_phone):
    """Ben's phone, signed in, with what it needs to work without a signal."""
    phone = new_phone()
    phone.sign_in(PEOPLE["ben"])
    phone.keep_for_offline()
    return phone
