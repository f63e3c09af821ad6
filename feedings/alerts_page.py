"""All that is wrong, for one reader: act now first, then silent homes, then what to watch.

What carers handed on stands above all for coordinators and staff.

What is stored and the late feeds, which are read as the page opens, share one order and its pages:
a feed is missed whether or not anybody watches.
"""

import datetime as dt
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.utils import timezone

from animals.access import animals_for, homes_for
from animals.models import Animal, Person, Placement
from animals.words import span

from .access import alerts_for
from .alert_lines import (
    BY_CLOCK,
    SEVERITIES,
    AlertLine,
    actions_with_people,
    by_clock,
    found_line,
    muted_still,
    stored_line,
    worst_first,
)
from .alerts.evaluation import has_milk, news_from
from .alerts.findings import Finding, Limits
from .models import Alert, AlertAction, HeldEntry, Severity
from .protocols import protocols_for

ON_PAGE = 30
CHORES = ("weigh_in_overdue", "treatment_overdue")
HANDED, MUTED = "Handed to the coordinator", "Muted for now"
TITLES = {
    Severity.ACT_NOW: "Act now",
    Severity.SILENCE: "No news",
    Severity.WATCH: "Watch",
}
# What was wrong so long ago is stored by now, where anybody watches.
WATCHED_WITHIN = dt.timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One line of the page before its words: a stored alert, or what was found now of an animal.

    What was found now has its stored alert too, where there is one.
    """

    severity: str
    since_at: dt.datetime
    is_muted: bool
    alert: int | None
    animal: Animal | None = None
    finding: Finding | None = None
    is_handed: bool = False  # a carer asks who reads this page to take it from here
    is_unwatched: bool = False  # it should have been stored long ago

    @property
    def place(self) -> tuple[int, int, dt.datetime, int, int]:
        """Handed on first, muted ones last; of one severity the longest standing first."""
        part = 0 if self.is_handed else 2 if self.is_muted else 1
        severity = SEVERITIES.index(Severity(self.severity))
        animal = self.animal.pk if self.animal else 0
        return part, severity, self.since_at, self.alert or 0, animal


@dataclass(frozen=True, kw_only=True)
class AlertRow:
    """All of the page's alerts of one animal, the worst first, or the silence of one home."""

    animal: Animal | None
    home: str
    lines: Sequence[AlertLine]
    is_handed: bool = False
    # In the same home with nothing but the same chore: a box that was not weighed is one matter.
    others: Sequence[Animal] = ()
    also: Sequence[int] = ()  # their alerts

    @property
    def title(self) -> str:
        """The section that it stands in, by its worst."""
        worst = self.lines[0]
        if self.is_handed:
            return HANDED
        return MUTED if worst.muted_until else TITLES[Severity(worst.severity)]


@dataclass(frozen=True, kw_only=True)
class AlertsPage:
    sections: Sequence[tuple[str, Sequence[AlertRow]]]
    page: Page
    nothing: str  # what is said where nothing is wrong
    is_unwatched: bool  # something should have been stored long ago
    late_entries: int  # that wait for the reader to decide


def alerts_page(person: Person, *, number: str | None, at: dt.datetime) -> AlertsPage:
    """One page of what is wrong; muted ones stand last. At most six queries.

    All open alerts are sorted, by a few columns each; only those of the page are read in full.
    """
    at = timezone.localtime(at)
    stored = list(stored_for(person, at=at))
    late = late_by_clock(late_for(person, at=at), stored, at=at)
    matters = [matter_of(alert, at=at) for alert in stored if alert.code not in BY_CLOCK]
    in_order = sorted([*matters, *late], key=lambda matter: matter.place)
    page = Paginator(in_order, ON_PAGE).get_page(number)
    rows = alike_together(grouped(page.object_list, person, at=at))
    return AlertsPage(
        sections=[(title, list(group)) for title, group in groupby(rows, lambda row: row.title)],
        page=page,
        nothing="" if rows else nothing(person, at=at),
        is_unwatched=any(matter.is_unwatched for matter in late),
        late_entries=HeldEntry.objects.undecided().count() if person.sees_all else 0,
    )


def stored_for(person: Person, *, at: dt.datetime) -> QuerySet[Alert]:
    """All open alerts of the reader, with no more than it takes to sort them."""
    handed = AlertAction.objects.filter(alert=OuterRef("pk"), kind=AlertAction.Kind.HANDED_ON)
    return (
        alerts_for(person, at=at)
        .open()
        .without_what_silence_says(BY_CLOCK, at=at)
        .annotate(is_handed=Exists(handed) if person.sees_all else Value(False))
        .only("animal_id", "code", "severity", "since_at", "muted_until")
    )


def late_for(person: Person, *, at: dt.datetime) -> QuerySet[Animal]:
    """Those whose next feed was due by now, or of whom it is stored that one is late."""
    told = Alert.objects.open().filter(animal=OuterRef("pk"), code__in=BY_CLOCK)
    return (
        animals_for(person, at=at)
        .taking_feeds()
        .filter(Q(next_feed_due_at__lte=at) | Exists(told), last_fed_at__isnull=False)
        .exclude(pk__in=Alert.objects.animals_without_news(at=at))
        .for_list()
        .annotate(at_home=home_of("pk", at=at), has_milk=has_milk(at=at))
    )


def home_of(animal: str, *, at: dt.datetime) -> Subquery:
    home = Placement.objects.open_at(at).filter(animal=OuterRef(animal))
    return Subquery(home.values("home__name")[:1])


def late_by_clock(
    animals: Iterable[Animal], stored: Sequence[Alert], *, at: dt.datetime
) -> list[Matter]:
    """What the clock says of these animals, each with its stored alert if there is one."""
    animals = list(animals)
    protocols = protocols_for(animals)
    limits = {pk: protocols.limits_of(pk) for pk in {animal.species_id for animal in animals}}
    alerts = {(alert.animal_id, alert.code): alert for alert in stored}
    found = []
    for animal in animals:
        of_species = limits[animal.species_id]
        for finding in by_clock(animal, of_species, nursed=animal.has_milk, at=at):
            alert = alerts.get((animal.pk, finding.code))
            found.append(
                Matter(
                    severity=finding.severity,
                    since_at=finding.since,
                    is_muted=bool(alert and muted_still(alert, finding, at=at)),
                    alert=alert.pk if alert else None,
                    animal=animal,
                    finding=finding,
                    is_handed=bool(alert and alert.is_handed),
                    is_unwatched=alert is None
                    and should_be_stored(animal, finding, of_species, at=at),
                )
            )
    return found


def should_be_stored(animal: Animal, finding: Finding, limits: Limits, *, at: dt.datetime) -> bool:
    """Whether it was so long enough for a watcher to have looked."""
    before = by_clock(animal, limits, nursed=animal.has_milk, at=at - WATCHED_WITHIN)
    return any(found.code == finding.code for found in before)


def matter_of(alert: Alert, *, at: dt.datetime) -> Matter:
    return Matter(
        severity=alert.severity,
        since_at=alert.since_at,
        is_muted=alert.is_muted(at=at),
        alert=alert.pk,
        is_handed=alert.is_handed,
    )


def grouped(matters: Sequence[Matter], person: Person, *, at: dt.datetime) -> list[AlertRow]:
    """One row for each animal or home, where the worst that is wrong with it stands."""
    alerts = alerts_in_full([matter.alert for matter in matters if matter.alert], at=at)
    found: dict[tuple[int | None, int | None], AlertRow] = {}
    for matter in matters:
        alert = alerts.get(matter.alert)
        if matter.finding:
            animal, home = matter.animal, matter.animal.at_home
            line = found_line(animal, matter.finding, alert, person, at=at)
        else:
            animal, home = alert.animal, alert.home.name if alert.home else alert.at_home
            line = stored_line(alert, person, at=at)
        key = (animal.pk if animal else None, alert.home_id if alert else None)
        row = found.setdefault(key, AlertRow(animal=animal, home=home or "", lines=()))
        found[key] = replace(
            row,
            lines=worst_first([*row.lines, line]),
            is_handed=row.is_handed or matter.is_handed,
        )
    return list(found.values())


def alerts_in_full(keys: Sequence[int], *, at: dt.datetime) -> dict[int, Alert]:
    """With whose they are and what people did about them. Two queries."""
    return (
        Alert.objects.select_related("animal__species", "home")
        .annotate(at_home=home_of("animal_id", at=at))
        .prefetch_related(actions_with_people())
        .in_bulk(keys)
    )


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
