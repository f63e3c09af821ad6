"""A group and a home between which nothing stands, to be changed one fact at a time."""

import datetime as dt

from animals.placement_matching import HomeFacts, Kind, Need

STARTS_ON = dt.date(2026, 5, 4)


def need(key="litter:1", **facts):
    usual = {
        "animal_ids": (1, 2, 3),
        "species": frozenset({"cat"}),
        "kinds": frozenset({Kind.BOTTLE}),
        "minutes": 96,
        "starts_on": STARTS_ON,
        "nights": 21,
    }
    return Need(key=key, **usual | facts)


def home(id=1, **facts):
    usual = {
        "name": f"Home {id}",
        "people": 1,
        "takes": frozenset(Kind),
        "experience": 2,
        "minutes": 240,
        "rooms": 3,
    }
    return HomeFacts(id=id, **usual | facts)


def day(later):
    return STARTS_ON + dt.timedelta(days=later)
