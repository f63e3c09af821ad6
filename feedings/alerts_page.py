"""All that is wrong, for one reader: act now first, then silent homes, then what to watch."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from animals.access import homes_for
from animals.models import Animal, Person, Placement
from animals.words import span

from .access import alerts_for
from .alert_lines import (
    BY_CLOCK,
    AlertLine,
    actions_with_people,
    by_clock,
    found_line,
    stored_line,
)
from .alerts.evaluation import has_milk, news_from
from .models import Alert, Severity
from .protocols import Protocols, protocols_for

ON_PAGE = 30
MUTED = "Muted for now"
TITLES = {
    Severity.ACT_NOW: "Act now",
    Severity.SILENCE: "No news",
    Severity.WATCH: "Watch",
}


@dataclass(frozen=True, kw_only=True)
class AlertRow:
    """One alert with whose it is and where."""

    line: AlertLine
    animal: Animal | None
    home: str
    title: str


@dataclass(frozen=True, kw_only=True)
class AlertsPage:
    sections: Sequence[tuple[str, Sequence[AlertRow]]]
    page: Page
    nothing: str  # what is said where nothing is wrong


def alerts_page(person: Person, *, number: str | None, at: dt.datetime) -> AlertsPage:
    """One page of open alerts; muted ones stand last. Six queries, or five where there are none."""
    page = Paginator(rows_for(person, at=at), ON_PAGE).get_page(number)
    found = list(page.object_list)
    protocols = protocols_for([alert.animal for alert in found if alert.animal])
    rows = [row(alert, protocols, person, at=timezone.localtime(at)) for alert in found]
    return AlertsPage(
        sections=[(title, list(group)) for title, group in groupby(rows, lambda row: row.title)],
        page=page,
        nothing="" if found else nothing(person, at=at),
    )


def rows_for(person: Person, *, at: dt.datetime):
    home = Placement.objects.open_at(at).filter(animal=OuterRef("animal_id"))
    return (
        alerts_for(person, at=at)
        .open()
        .select_related("animal__species", "home")
        .annotate(
            at_home=Subquery(home.values("home__name")[:1]), animal_has_milk=has_milk("animal_id")
        )
        .prefetch_related(actions_with_people())
        .worst_first(at=at)
    )


def row(alert: Alert, protocols: Protocols, person: Person, *, at: dt.datetime) -> AlertRow:
    told = line_now(alert, protocols, person, at=at)
    return AlertRow(
        line=told,
        animal=alert.animal,
        home=alert.at_home or (alert.home.name if alert.home else ""),
        title=MUTED if told.muted_until else TITLES[Severity(told.severity)],
    )


def line_now(alert: Alert, protocols: Protocols, person: Person, *, at: dt.datetime) -> AlertLine:
    """The alert as stored; what only the clock drives as it stands now."""
    if alert.code in BY_CLOCK:
        animal = alert.animal
        limits = protocols.limits_of(animal.species_id)
        for finding in by_clock(animal, limits, nursed=alert.animal_has_milk, at=at):
            if finding.code == alert.code:
                return found_line(animal, finding, alert, person, at=at)
    return stored_line(alert, person, at=at)


def nothing(person: Person, *, at: dt.datetime) -> str:
    """ "Nothing is wrong that Pouch can see. 3 homes, last entry 12 min ago." """
    homes = news_from(homes_for(person, at=at), at=at).values()
    said = "Nothing is wrong that Pouch can see."
    if not homes:
        return f"{said} No animal is in a home yet."
    count = "1 home" if len(homes) == 1 else f"{len(homes)} homes"
    last = max((home.last_entry_at for home in homes if home.last_entry_at), default=None)
    when = f"last entry {span(at - last)} ago" if last else "no entry yet"
    return f"{said} {count}, {when}."
