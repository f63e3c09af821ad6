"""The litter that came in with a weighing sheet, docs/sample_sheet.csv, read as any sheet is."""

import datetime as dt
import re

from django.conf import settings

from animals.models import Litter
from feedings.importing.apply import Target, limits_for, match_animals, store
from feedings.importing.sheet import read_tables
from feedings.importing.understanding import Options, understand_tables

from . import cast
from .stage import Stage

PATH = settings.BASE_DIR / "docs" / "sample_sheet.csv"
LAST_ROW_DAYS_AGO = 2
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def bring_in(stage: Stage) -> None:
    """Import the sheet into the quiet home, its days moved so that its last row is recent."""
    text = PATH.read_text(encoding="utf-8")
    days = [dt.date.fromisoformat(day) for day in DAY.findall(text)]
    moved = stage.time.day(LAST_ROW_DAYS_AGO) - max(days)
    born_on = min(days) + moved
    text = DAY.sub(lambda day: str(dt.date.fromisoformat(day.group()) + moved), text)
    species = stage.species["cat"]
    found = understand_tables(
        read_tables(PATH.name, text.encode()),
        Options(limits=limits_for(species), today=stage.time.today, born_on=born_on, unit="g"),
    )
    target = Target(
        species=species,
        zone=stage.time.zone,
        litter_name="Clover's litter",
        born_on=born_on,
        home=stage.homes[cast.ALEXS],
        by=stage.people[cast.QUIET],
    )
    report = store(found, target, match_animals(found, target))
    Litter.objects.filter(pk=report.litter.pk).update(
        came_from="a family that kept a weighing sheet", size_at_birth=len(report.created)
    )
