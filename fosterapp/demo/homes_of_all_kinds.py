"""The homes of a network: no two take the same, and now and then one is away, held or closing."""

import datetime as dt
import random
from collections.abc import Mapping

from animals.models import (
    Experience,
    FosterHome,
    HomeAbsence,
    ResidentAnimals,
    Species,
    SupplyLent,
)

DISTRICTS = 17
ACROSS = 5  # districts in a row
DEGREES_APART = 0.06  # about 6 km
# In the South Pacific, where nobody lives.
NORTH_WEST = (-48.7, -123.6)
SUPPLIES = ("Carrier", "Heat pad", "Incubator", "Kitchen scale", "Play pen", "Whelping box")


def row(number: int, dice: random.Random) -> dict:
    """The columns of a home; the rooms for quarantine are among its rooms."""
    district = number % DISTRICTS
    rooms = dice.choices((1, 2, 3, 4), weights=(2, 5, 3, 1))[0]
    latitude = NORTH_WEST[0] - district // ACROSS * DEGREES_APART + dice.uniform(-0.02, 0.02)
    longitude = NORTH_WEST[1] + district % ACROSS * DEGREES_APART + dice.uniform(-0.02, 0.02)
    return {
        "name": f"Home {number}",
        "area": f"District {district + 1}",
        "latitude": f"{latitude:.5f}",
        "longitude": f"{longitude:.5f}",
        "rooms": rooms,
        "quarantine_rooms": dice.choice((0, 1, 1)) if rooms > 1 else 0,
        "feeding_minutes_a_day": dice.choice((180, 240, 240, 300, 360, 480)),
        "takes_bottle_babies": dice.random() < 0.85,
        "takes_nursing_mothers": dice.random() < 0.75,
        "takes_gruel": dice.random() < 0.95,
        "takes_medical": dice.random() < 0.3,
        "takes_singles": dice.random() < 0.9,
        "experience": dice.choice(Experience.values),
        "away_hours": dice.choice((None, 0, 2, 3, 4, 6, 8)),
    }


def furnish(
    home: FosterHome, dice: random.Random, *, on: dt.date, species: Mapping[str, Species]
) -> None:
    """What belongs to a stored home: animals of its own, days away, things on loan."""
    if dice.random() < 0.2:
        home.takes_species.add(dice.choice(list(species.values())))
    ResidentAnimals.objects.bulk_create(
        ResidentAnimals(
            home=home,
            species=kind,
            how_many=dice.randint(1, 3),
            vaccinated=dice.random() < 0.9,
        )
        for kind in species.values()
        if dice.random() < 0.35
    )
    if dice.random() < 0.15:
        first = on + dt.timedelta(days=dice.randint(1, 40))
        last = first + dt.timedelta(days=dice.randint(1, 13))
        HomeAbsence.objects.create(home=home, from_on=first, to_on=last, note="a holiday")
    SupplyLent.objects.bulk_create(
        SupplyLent(home=home, what=what, lent_on=on - dt.timedelta(days=dice.randint(5, 300)))
        for what in dice.sample(SUPPLIES, dice.randint(0, 2))
    )
    hold_or_close(home, dice, on=on)


def hold_or_close(home: FosterHome, dice: random.Random, *, on: dt.date) -> None:
    fate = dice.random()
    if fate < 0.03:
        home.hold_until = on + dt.timedelta(days=dice.randint(10, 120))
        home.hold_reason = "parvovirus in the litter before"
        home.save(update_fields=["hold_until", "hold_reason"])
    elif fate < 0.05:
        home.closes_on = on + dt.timedelta(days=dice.randint(10, 60))
        home.save(update_fields=["closes_on"])
