"""Six healthy puppies in whole ounces, as a carer published them: few alarms, the right ones."""

import csv
import datetime as dt

import pytest

from feedings.alerts import rules
from feedings.growth import suspicion
from feedings.growth.readings import Reading

from .samples import DOG, puppy

OUNCE = 28.349523125
BORN_ON = dt.date(2019, 3, 20)


@pytest.fixture
def litter(real_sheets):
    found = {}
    with (real_sheets / "shepherd_litter_2019_oz.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            at = dt.datetime.fromisoformat(row.pop("date")).replace(hour=12, tzinfo=dt.UTC)
            for name, ounces in row.items():
                if ounces != "NA":
                    found.setdefault(name, []).append(
                        Reading(
                            at=at,
                            grams=round(int(ounces) * OUNCE, 1),
                            precision_g=14.17,
                            entry_id=f"{name} {at.date()}",
                            day_only=True,
                        )
                    )
    assert len(found) == 6
    return found


def said_on(litter, at):
    """The findings of each puppy as they were on that day, by name."""
    known = {name: [r for r in own if r.at <= at] for name, own in litter.items()}
    keys = dict(enumerate(known))
    doubts = suspicion.doubts({key: known[name] for key, name in keys.items()}, names=keys)
    marked = {
        name: suspicion.marked(known[name], doubts.get(key, ())) for key, name in keys.items()
    }
    return {
        name: rules.findings(
            puppy(
                name=name,
                born_on=BORN_ON,
                readings=own,
                littermates=[mate for other, mate in marked.items() if other != name],
            ),
            DOG,
            at=at,
        )
        for name, own in marked.items()
    }


def days(litter):
    return sorted({reading.at for own in litter.values() for reading in own})


def codes(found):
    return {finding.code for findings in found.values() for finding in findings}


def test_healthy_puppies_are_never_to_act_on(litter):
    urgent = [
        (at.date(), name, finding.text)
        for at in days(litter)
        for name, found in said_on(litter, at).items()
        for finding in found
        if finding.severity == "act_now"
    ]
    assert urgent == []


def test_the_scale_s_jump_leaves_no_loss_on_the_next_day(litter):
    found = said_on(litter, dt.datetime(2019, 4, 27, 12, tzinfo=dt.UTC))
    assert not {"loss_24h", "loss_10pct", "no_gain_24h", "no_gain_48h"} & codes(found)


def test_the_slow_last_week_is_watched(litter):
    slow = {"loss_24h", "loss_10pct", "no_gain_24h", "no_gain_48h", "low_gain"}
    watched = {
        name
        for at in days(litter)
        if dt.date(2019, 5, 2) < at.date() <= dt.date(2019, 5, 8)
        for name, found in said_on(litter, at).items()
        if slow & {finding.code for finding in found}
    }
    assert watched == set(litter)


def test_a_litter_that_reads_lower_at_once_is_said_as_that(litter):
    found = said_on(litter, dt.datetime(2019, 5, 8, 12, tzinfo=dt.UTC))
    orange = found["orange"][0]
    assert (orange.code, orange.severity) == ("loss_10pct", "watch")
    assert orange.text.startswith("5 of 6 weighed less at this sitting")


def test_weeks_of_good_growth_are_quiet(litter):
    """From the second week to the eve of the jump."""
    loud = {
        at.date(): codes(said_on(litter, at))
        for at in days(litter)
        if dt.date(2019, 4, 3) <= at.date() <= dt.date(2019, 4, 25)
    }
    assert sum(bool(found) for found in loud.values()) <= 3, loud
