"""The cast that every test knows: Ana coordinates, Ben and Cleo foster, Sam is shelter staff."""

import pytest

from animals.models import Person

from .factories import make_home, make_person


@pytest.fixture
def bens_home(db):
    return make_home(name="Ben's home")


@pytest.fixture
def cleos_home(db):
    return make_home(name="Cleo's home")


@pytest.fixture
def ana(db):
    return make_person(name="Ana", role=Person.Role.COORDINATOR)


@pytest.fixture
def ben(bens_home):
    return make_person(name="Ben", home=bens_home)


@pytest.fixture
def cleo(cleos_home):
    return make_person(name="Cleo", home=cleos_home)


@pytest.fixture
def sam(db):
    return make_person(name="Sam", role=Person.Role.STAFF)
