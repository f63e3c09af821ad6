"""Stored alerts follow what is found: they open, are updated while they stand, and close.

One open alert per animal and cause, whatever runs at the same time. Nothing is written where
nothing changed; what is written is found again under a lock first, because another request may
have stored a weight since the first look.
"""

import datetime as dt
import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from animals.models import Animal, FosterHome, Person, Placement
from feedings.animal_rows import batches, lock
from feedings.models import Alert, AlertAction, Severity
from feedings.prepared import Keys, Prepared, Slot, write_columns

from . import evaluation
from .findings import Finding
from .sentences import shortened

logger = logging.getLogger(__name__)

FOLLOWS = ("severity", "text", "entries", "limit", "source", "since_at")
LONGEST_TEXT, LONGEST_LIMIT = (Alert._meta.get_field(name).max_length for name in ("text", "limit"))
# What counts on with the clock: pages say it afresh, so only that is no reason to write.
COUNTS_ON = frozenset({"feed_overdue", "feeds_missed", "silence"})
# The same tap twice, or the same form sent again after a lost answer.
SAME_TAP = dt.timedelta(minutes=1)

Owner = Literal["animal_id", "home_id"]


@dataclass
class Changes:
    """What has to be written so that the stored alerts say what was found."""

    new: list[Alert] = field(default_factory=list)
    updated: list[Alert] = field(default_factory=list)
    closed: list[Alert] = field(default_factory=list)

    @property
    def all(self) -> list[Alert]:
        return [*self.new, *self.updated, *self.closed]

    def write(self) -> None:
        if self.new:
            Alert.objects.bulk_create(self.new)
        if self.updated:
            write_columns(self.updated, [*FOLLOWS, "muted_until"])
        if self.closed:
            write_columns(self.closed, ["closed_at"])


def changes(
    rows: Iterable[Alert],
    found: Mapping[int, Sequence[Finding]],
    *,
    owner: Owner,
    at: dt.datetime,
) -> Changes:
    """The open alerts of some animals or homes beside all that is wrong with them now."""
    standing = {(getattr(row, owner), row.code): row for row in rows}
    needed = Changes()
    for pk, findings in found.items():
        # Of two findings of one cause the worse one stands first, and speaks for both.
        for code, finding in {one.code: one for one in reversed(findings)}.items():
            row = standing.pop((pk, code), None)
            if row is None:
                new = Alert(code=code, raised_at=at, **{owner: pk}, **columns(finding))
                needed.new.append(new)
            elif update(row, finding):
                needed.updated.append(row)
    for row in standing.values():
        row.closed_at = max(at, row.raised_at)
        needed.closed.append(row)
    return needed


def columns(finding: Finding) -> dict[str, Any]:
    return {
        "severity": finding.severity,
        "text": shortened(finding.text, LONGEST_TEXT),
        "entries": list(finding.entries),
        "limit": finding.limit.words[:LONGEST_LIMIT] if finding.limit else "",
        "source": finding.limit.source if finding.limit else "",
        "since_at": finding.since,
    }


def update(row: Alert, finding: Finding) -> bool:
    """Let the row say what was found; getting worse ends its mute. True where it changed."""
    now = columns(finding)
    told = FOLLOWS if finding.code not in COUNTS_ON else set(FOLLOWS) - {"text"}
    if all(getattr(row, name) == now[name] for name in told):
        return False
    if row.is_less_than(finding.severity):
        row.muted_until = None
    for name, value in now.items():
        setattr(row, name, value)
    return True


def refresh(animal_ids: Collection[int], *, at: dt.datetime | None = None) -> None:
    """Let the stored alerts of these animals follow their entries, as of now or of a given time.

    The clock is read again under the lock: by the time of the first look, a weight that came in
    between would lie in the future, and the alert that it raised would be closed.
    """
    needed = animal_changes(set(animal_ids), at=at or timezone.now())
    if concerned := {row.animal_id for row in needed.all}:
        refresh_locked(concerned, at=at)


@transaction.atomic
def refresh_locked(animal_ids: Collection[int], *, at: dt.datetime | None = None) -> None:
    """The same, held from the first look on: for those of which something was just stored.

    Their alerts nearly always change, and looking twice would take twice as long.
    """
    lock(animal_ids)
    animal_changes(animal_ids, at=at or timezone.now()).write()


def animal_changes(ids: Collection[int], *, at: dt.datetime) -> Changes:
    """One that is no longer in care is not found, and so keeps no alert."""
    found = evaluation.evaluate(ids, at=at)
    return changes(open_alerts(animals=ids), found, owner="animal_id", at=at)


@Prepared
def open_alerts() -> QuerySet[Alert]:
    return Alert.objects.open().filter(animal__in=Keys("animals"))


def refresh_homes(
    home_ids: Collection[int] | None = None, *, at: dt.datetime | None = None
) -> None:
    """Let the stored silences of these homes, or of all, follow what came from them."""
    needed = home_changes(home_ids, at=at or timezone.now())
    concerned = {row.home_id for row in needed.all}
    if not concerned:
        return
    with transaction.atomic():
        lock_homes(concerned)
        home_changes(concerned, at=at or timezone.now()).write()


def lock_homes(home_ids: Collection[int]) -> None:
    homes = FosterHome.objects.select_for_update().filter(pk__in=home_ids)
    list(homes.order_by("pk").values_list("pk"))


def home_changes(home_ids: Collection[int] | None, *, at: dt.datetime) -> Changes:
    found = evaluation.evaluate_homes(home_ids, at=at)
    rows = Alert.objects.open().filter(home__isnull=False)
    if home_ids is not None:
        rows = rows.filter(home__in=home_ids)
    return changes(rows, {pk: [finding] for pk, finding in found.items()}, owner="home_id", at=at)


def refresh_all(*, at: dt.datetime | None = None) -> int:
    """All animals in care and all homes, a batch at a time; the number that could not be done."""
    failed = 0
    for ids in batches(Animal.objects.in_care()):
        failed += refresh_what_can_be(ids, at=at)
    stray = Alert.objects.open().filter(animal__outcome_at__isnull=False)
    if stray.exists():  # an update takes the write lock, also where it finds nothing
        stray.close(at=at or timezone.now())
    refresh_homes(at=at)
    return failed


def refresh_what_can_be(ids: Sequence[int], *, at: dt.datetime | None) -> int:
    """Refresh all but those that fail, which are logged: one must not keep others unwatched.

    Where the database itself fails, trying the halves would only wait longer for it.
    """
    try:
        refresh(ids, at=at)
    except DatabaseError:
        logger.exception("The alerts of %d animals could not be looked at.", len(ids))
        return len(ids)
    except Exception:
        if len(ids) == 1:
            logger.exception("The alerts of animal %d could not be looked at.", ids[0])
            return 1
        middle = len(ids) // 2
        return refresh_what_can_be(ids[:middle], at=at) + refresh_what_can_be(ids[middle:], at=at)
    return 0


def follow(animal_ids: Collection[int]) -> None:
    """Look at these animals, their littermates and homes once what is being stored is stored.

    Whatever fails in it, the entry stays: it is committed before, and the failure is logged.
    """
    ids = frozenset(animal_ids)
    # No functools.partial: Django names the function that failed, and a partial has no name.
    transaction.on_commit(lambda: refresh_around(ids), robust=True)


def refresh_around(animal_ids: Collection[int]) -> None:
    refresh_locked(set(with_mates(animals=animal_ids)))
    if silent := silent_homes(animals=animal_ids, at=timezone.now()):
        refresh_homes(set(silent))


@Prepared
def with_mates() -> QuerySet:
    """The keys of these animals and their littermates in care."""
    mates = Animal.objects.filter(litter__young__in=Keys("animals")).order_by()
    concerned = Q(pk__in=Keys("animals")) | Q(pk__in=mates.values("pk"))
    return Animal.objects.in_care().filter(concerned).order_by("pk").values_list("pk", flat=True)


@Prepared
def silent_homes() -> QuerySet:
    """The keys of the homes that these animals are in and that are said to be silent."""
    homes = Placement.objects.open_at(Slot("at")).filter(animal__in=Keys("animals"))
    silent = Alert.objects.open().filter(home__in=homes.order_by().values("home"))
    return silent.order_by().values_list("home_id", flat=True)


def follow_moved(home_ids: Collection[int], **_signal: Any) -> None:
    """A home that animals came to or left may be silent no more, or begin to be."""
    transaction.on_commit(lambda: refresh_homes(home_ids), robust=True)


def follow_edited_placement(instance: Placement, raw: bool = False, **_signal: Any) -> None:
    if not raw:
        follow_moved({instance.home_id})


def end_all(animal_ids: Collection[int], *, at: dt.datetime) -> None:
    """Nothing more is to be said of an animal that left care."""
    Alert.objects.filter(animal__in=animal_ids).close(at=at)


# ---- what people do about one -------------------------------------------------------------------


def acknowledge(alert: Alert, *, by: Person, note: str = "", at: dt.datetime) -> None:
    """Somebody has seen it: "vet called". It stands until the entries say otherwise."""
    act(alert, AlertAction.Kind.SEEN, by=by, note=note, at=at)


def hand_on(alert: Alert, *, by: Person, note: str = "", at: dt.datetime) -> None:
    """The coordinator takes it from here."""
    act(alert, AlertAction.Kind.HANDED_ON, by=by, note=note, at=at)


@transaction.atomic
def mute(
    alert: Alert, *, by: Person, hours: int, note: str = "", shown: str = "", at: dt.datetime
) -> bool:
    """Off Today until then, or until it gets worse. False where it got worse than it was `shown`.

    Who writes alerts holds their animal or home, so that neither undoes what the other wrote.
    """
    if alert.animal_id:
        lock({alert.animal_id})
    else:
        lock_homes({alert.home_id})
    row = Alert.objects.get(pk=alert.pk)
    if shown == Severity.WATCH and row.severity == Severity.ACT_NOW:
        return False
    until = at + dt.timedelta(hours=hours)
    done = act(row, AlertAction.Kind.MUTED, by=by, note=note, at=at, until=until)
    Alert.objects.filter(pk=row.pk).update(muted_until=done.until)
    return True


@transaction.atomic
def unmute(alert: Alert, *, by: Person, note: str = "", at: dt.datetime) -> None:
    """A mute is taken back: it is heard again at once."""
    act(alert, AlertAction.Kind.UNMUTED, by=by, note=note, at=at)
    Alert.objects.filter(pk=alert.pk).update(muted_until=None)


@transaction.atomic
def act(
    alert: Alert,
    kind: AlertAction.Kind,
    *,
    by: Person,
    note: str,
    at: dt.datetime,
    until: dt.datetime | None = None,
) -> AlertAction:
    """Add the row of what was done; the same tap twice adds one."""
    before = alert.actions.filter(kind=kind, person=by, happened_at__gt=at - SAME_TAP).first()
    if (
        before
        and before.note == note
        and lasts(before.happened_at, before.until) == lasts(at, until)
    ):
        return before
    return AlertAction.objects.create(
        alert=alert, kind=kind, person=by, note=note, happened_at=at, until=until
    )


def lasts(at: dt.datetime, until: dt.datetime | None) -> dt.timedelta | None:
    return until - at if until else None
