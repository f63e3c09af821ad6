"""Alerts as pages show them, in finished values: those that are stored, and what the clock says."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse

from animals.models import Animal, Person

from .alerts import home_rules, rules
from .alerts.facts import Facts, HomeFacts
from .alerts.feed_rules import feed_overdue, feeds_missed
from .alerts.findings import Finding, Limit, Limits
from .alerts.sentences import in_words
from .models import Alert, AlertAction, Severity

# What only time drives: pages read it from the latest facts, right also while no watcher runs.
BY_CLOCK = ("feeds_missed", "feed_overdue")
# What the fading screen is for: warm first.
FADING = ("limp", "cold", "fading")
SEVERITIES = (Severity.ACT_NOW, Severity.SILENCE, Severity.WATCH)
ORDER = [rule.__name__ for rule in rules.RULES]


@dataclass(frozen=True, kw_only=True)
class AlertLine:
    """One alert for one reader. `pk` is None while nobody has stored what the clock says."""

    code: str
    severity: str
    text: str
    since_at: dt.datetime
    entries: Sequence[str]
    limit: str
    source: str
    url: str
    pk: int | None = None
    muted_until: dt.datetime | None = None
    actions: Sequence[AlertAction] = ()

    @property
    def word(self) -> str:
        return Severity(self.severity).label.capitalize()

    @property
    def is_fading(self) -> bool:
        """Whether the fading screen is the place to go."""
        return is_fading(self.code, self.severity)


def alerts_of(animals: Iterable[Animal], *, with_actions: bool = False) -> dict[int, list[Alert]]:
    """The open alerts of these animals, muted ones too. One query; two with the actions."""
    rows = Alert.objects.open().of_animals([animal.pk for animal in animals])
    if with_actions:
        rows = rows.prefetch_related(actions_with_people())
    found = defaultdict(list)
    for row in rows:
        found[row.animal_id].append(row)
    return found


def actions_with_people() -> Prefetch:
    return Prefetch("actions", AlertAction.objects.select_related("person"))


def lines_of(
    animal: Animal,
    stored: Sequence[Alert],
    limits: Limits,
    person: Person,
    *,
    nursed: bool,
    at: dt.datetime,
) -> list[AlertLine]:
    """All that is wrong with one animal in care, the worst first.

    A stored row lends what the clock says its mute and what people did about it.
    """
    if not animal.is_in_care:
        return []
    by_code = {row.code: row for row in stored}
    lines = [stored_line(row, person, at=at) for row in stored if row.code not in BY_CLOCK]
    lines += [
        found_line(animal, finding, by_code.get(finding.code), person, at=at)
        for finding in by_clock(animal, limits, nursed=nursed, at=at)
    ]
    return worst_first(lines)


def worst_first(lines: Iterable[AlertLine]) -> list[AlertLine]:
    """Act now, then silence, then watch, by weight of the cause; muted ones last."""
    return sorted(
        lines,
        key=lambda line: (
            line.muted_until is not None,
            SEVERITIES.index(line.severity),
            place(line.code),
        ),
    )


def worst_heard(lines: Iterable[AlertLine]) -> AlertLine | None:
    """The one thing to say about an animal: the worst that nobody muted."""
    return next((line for line in lines if line.muted_until is None), None)


def place(code: str) -> int:
    """How much weight a cause has among those of one severity; an unknown one has the least."""
    return ORDER.index(code) if code in ORDER else len(ORDER)


def by_clock(animal: Animal, limits: Limits, *, nursed: bool, at: dt.datetime) -> list[Finding]:
    """What the clock says of one animal by its latest facts, the worst alone."""
    facts = Facts(
        name=animal.name,
        species=animal.species.code,
        born_on=animal.born_on,
        takes_feeds=animal.takes_feeds,
        nursed=nursed,
        last_fed_at=animal.last_fed_at,
        next_feed_due_at=animal.next_feed_due_at,
    )
    found = feeds_missed(facts, limits, at) or feed_overdue(facts, limits, at)
    return [found] if found else []


def stored_line(row: Alert, person: Person, *, at: dt.datetime) -> AlertLine:
    """An alert as it is stored; how long a home is silent is counted on."""
    text = silence_now(row, at=at) if row.severity == Severity.SILENCE else row.text
    return AlertLine(
        code=row.code,
        severity=row.severity,
        text=in_words(text, person.weight_unit),
        since_at=row.since_at,
        entries=row.entries,
        limit=row.limit,
        source=row.source,
        url=address(row.animal_id, row.code, row.severity),
        pk=row.pk,
        muted_until=row.muted_until if row.is_muted(at=at) else None,
        actions=actions_loaded(row),
    )


def found_line(
    animal: Animal, finding: Finding, row: Alert | None, person: Person, *, at: dt.datetime
) -> AlertLine:
    """What was found just now, and what people did about its row."""
    limit = finding.limit
    return AlertLine(
        code=finding.code,
        severity=finding.severity,
        text=in_words(finding.text, person.weight_unit),
        since_at=finding.since,
        entries=finding.entries,
        limit=limit.words if limit else "",
        source=limit.source if limit else "",
        url=address(animal.pk, finding.code, finding.severity),
        pk=row.pk if row else None,
        muted_until=row.muted_until if row and muted_still(row, finding, at=at) else None,
        actions=actions_loaded(row) if row else (),
    )


def muted_still(row: Alert, finding: Finding, *, at: dt.datetime) -> bool:
    """Whether its mute holds for what was found just now; getting worse ends it."""
    return row.is_muted(at=at) and not row.is_less_than(finding.severity)


def silence_now(row: Alert, *, at: dt.datetime) -> str:
    home = HomeFacts(name=row.home.name, since=row.since_at)
    found = home_rules.silence(home, {home_rules.SILENCE_KEY: Limit(value=0)}, at=at)
    return found.text if found else row.text


def actions_loaded(row: Alert) -> Sequence[AlertAction]:
    """What people did, where the page asked for it; a list without it costs no query a row."""
    loaded = "actions" in getattr(row, "_prefetched_objects_cache", {})
    return list(row.actions.all()) if loaded else ()


def is_fading(code: str, severity: str) -> bool:
    return severity == Severity.ACT_NOW and code in FADING


def address(animal_id: int | None, code: str, severity: str) -> str:
    """Where it is read in full: the fading screen, the animal's alerts; nowhere for a home."""
    if animal_id is None:
        return ""
    if is_fading(code, severity):
        return reverse("fading-animal", args=[animal_id])
    return reverse("animal", args=[animal_id]) + "#alerts"
