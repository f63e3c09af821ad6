"""All that is wrong, for one reader: act now first, then silent homes, then what to watch."""

import datetime as dt
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
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
    worst_first,
)
from .alerts.evaluation import has_milk, news_from
from .models import Alert, Severity
from .protocols import Protocols, protocols_for

ON_PAGE = 30
CHORES = ("weigh_in_overdue", "treatment_overdue")
MUTED = "Muted for now"
TITLES = {
    Severity.ACT_NOW: "Act now",
    Severity.SILENCE: "No news",
    Severity.WATCH: "Watch",
}


@dataclass(frozen=True, kw_only=True)
class AlertRow:
    """All of the page's alerts of one animal, the worst first, or the silence of one home."""

    animal: Animal | None
    home: str
    lines: Sequence[AlertLine]
    # In the same home with nothing but the same chore: a box that was not weighed is one matter.
    others: Sequence[Animal] = ()
    also: Sequence[int] = ()  # their alerts

    @property
    def title(self) -> str:
        """The section that it stands in, by its worst."""
        worst = self.lines[0]
        return MUTED if worst.muted_until else TITLES[Severity(worst.severity)]


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
    rows = alike_together(grouped(found, protocols, person, at=timezone.localtime(at)))
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
        .without_what_silence_says(BY_CLOCK, at=at)
        .select_related("animal__species", "home")
        .annotate(
            at_home=Subquery(home.values("home__name")[:1]),
            animal_has_milk=has_milk("animal_id", at=at),
        )
        .prefetch_related(actions_with_people())
        .worst_first(at=at)
    )


def grouped(
    alerts: Sequence[Alert], protocols: Protocols, person: Person, *, at: dt.datetime
) -> list[AlertRow]:
    """One row for each animal or home, where its worst alert stands."""
    found: dict[tuple[int | None, int | None], list[Alert]] = {}
    for alert in alerts:
        found.setdefault((alert.animal_id, alert.home_id), []).append(alert)
    return [
        AlertRow(
            animal=own[0].animal,
            home=own[0].at_home or (own[0].home.name if own[0].home else ""),
            lines=worst_first(line_now(alert, protocols, person, at=at) for alert in own),
        )
        for own in found.values()
    ]


def alike_together(rows: Iterable[AlertRow]) -> list[AlertRow]:
    """One row for those in one home of whom nothing but the same chore is said."""
    found: dict[Hashable, list[AlertRow]] = {}
    for row in rows:
        one, *more = row.lines
        is_alone = more or one.code not in CHORES or not row.home or one.actions
        key = id(row) if is_alone else (row.home, row.title, one.code, one.text)
        found.setdefault(key, []).append(row)
    return [
        replace(
            first,
            others=[row.animal for row in others if row.animal],
            also=[row.lines[0].pk for row in others if row.lines[0].pk],
        )
        for first, *others in found.values()
    ]


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
