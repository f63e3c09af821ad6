"""Facts, weights and the published limits for the tests of the rules, in few words."""

import csv
import datetime as dt

from animals.published import REFERENCE
from feedings.alerts.facts import Facts, FeedFact, Sighting
from feedings.alerts.findings import Limit
from feedings.growth.readings import Reading

AT = dt.datetime(2026, 5, 20, 8, tzinfo=dt.UTC)
BORN_ON = dt.date(2026, 5, 6)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def limits_of(species="cat"):
    """The limits as they are seeded, the species' own before those for both."""
    rows = []
    for name in ("thresholds.csv", "own_limits.csv"):
        with (REFERENCE / name).open(newline="") as file:
            rows += [row for row in csv.DictReader(file) if row["species"] in (species, "both")]
    rows.sort(key=lambda row: row["species"] != "both")
    return {
        row["key"]: Limit(
            value=float(row["value"]),
            unit=row["unit"],
            source=row["source"],
            certainty=row["certainty"],
        )
        for row in rows
    }


CAT, DOG = limits_of("cat"), limits_of("dog")


def reading(days_ago, grams, *, precision_g=0.5, **fields):
    at = AT - days_ago * DAY
    return Reading(
        at=at, grams=grams, precision_g=precision_g, entry_id=f"w{days_ago:g}-{grams:g}", **fields
    )


def daily(*grams, last_days_ago=0.0, **fields):
    """One weight a day, the last of them now."""
    first = len(grams) - 1 + last_days_ago
    return [reading(first - day, weight, **fields) for day, weight in enumerate(grams)]


def kitten(**facts):
    """Two weeks old, from birth in care, nothing wrong."""
    return Facts(**({"name": "Kangaroo", "born_on": BORN_ON} | facts))


def puppy(**facts):
    return kitten(**({"name": "Possum", "species": "dog"} | facts))


def fed(hours_ago, **fields):
    return FeedFact(at=AT - hours_ago * HOUR, entry_id=f"f{hours_ago:g}", **fields)


def saw(hours_ago, **fields):
    kind = next(iter({"temperature_c", "stool_score", "vigour"} & fields.keys()), "note")
    return Sighting(
        at=AT - hours_ago * HOUR, entry_id=f"s{hours_ago:g}", **({"kind": kind} | fields)
    )


def severity(rule, facts, limits=CAT, at=AT):
    """What a rule says, as short as tables have it."""
    found = rule(facts, limits, at)
    assert found is None or found.code == rule.__name__
    return found and found.severity
