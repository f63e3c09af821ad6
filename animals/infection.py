"""An infection that was found: what it sets off, and the one act that records it."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from .exposure import Window
from .exposure_facts import Met, limits, met_by
from .infection_rules import (
    INFECTIONS,
    Exposed,
    Limits,
    Restart,
    catches,
    closed_until,
    days_of,
    restarts,
)
from .models import Animal, FosterHome, HealthTest, Person
from .placing import CannotPlace, lock


class CannotRecord(ValueError):
    """Says in one sentence why this cannot be recorded so."""


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A home that takes no young until a day."""

    home: FosterHome
    until: dt.date
    reason: str


@dataclass(frozen=True, kw_only=True)
class Consequences:
    """What a positive test sets off: quarantines that begin anew, its own among them, and a home
    that is held."""

    restarts: list[Restart]
    hold: Hold | None


def window_of(
    animal: Animal, kind: str, known: Limits, *, tested_on: dt.date, at: dt.datetime
) -> Window:
    """From as long before the test as a contact of any species is watched, up to now."""
    longest = days_of(INFECTIONS[kind], known, known)
    return window(longest.days, before=tested_on, until=at)


def window(days: int, *, before: dt.date, until: dt.datetime) -> Window:
    """From the start of a day, in the reader's zone; never empty."""
    first = before - dt.timedelta(days=days)
    since = dt.datetime.combine(first, dt.time(), tzinfo=timezone.get_current_timezone())
    return Window(since=since.astimezone(dt.UTC), until=until)


def can_catch(met: Met, kind: str) -> dict[int, Animal]:
    """Those it met that are in care and of a species that catches it, by number."""
    return {
        pk: other
        for pk, other in met.others.items()
        if other.is_in_care and catches(INFECTIONS[kind], other.species.code)
    }


def consequences(
    met: Met,
    known: Limits,
    *,
    kind: str,
    tested_on: dt.date,
    restart_ids: Collection[int],
    on: dt.date,
) -> Consequences:
    """What recording it would do, on the day `on`. One query, where a home is held.

    The animal itself is in quarantine from the day of its test.
    """
    could = can_catch(met, kind)
    if not could.keys() >= set(restart_ids):
        raise CannotRecord(f"One of them did not meet {met.animal} in these days. Look again.")
    last = {pk: met.last_on(pk) for pk in restart_ids}
    exposed = [exposed_on(could[pk], last[pk]) for pk in sorted(last)]
    found = restarts(
        kind,
        met.animal.species_id,
        [exposed_on(met.animal, tested_on), *exposed] if met.animal.is_in_care else exposed,
        known,
        on=on,
    )
    return Consequences(
        restarts=found, hold=hold_of(met, known, kind=kind, tested_on=tested_on, on=on)
    )


def exposed_on(animal: Animal, last_on: dt.date) -> Exposed:
    return Exposed(
        animal=animal.pk,
        species=animal.species_id,
        species_code=animal.species.code,
        last_on=last_on,
        until=animal.quarantine_until,
    )


def hold_of(met: Met, known: Limits, *, kind: str, tested_on: dt.date, on: dt.date) -> Hold | None:
    """The home that it is in or was in last, where it is not held for as long already."""
    until = closed_until(kind, met.animal.species_id, known, tested_on=tested_on)
    if until is None or until < on or met.last_home is None:
        return None
    home = FosterHome.objects.get(pk=met.last_home)
    if home.hold_until and home.hold_until >= until:
        return None
    return Hold(home=home, until=until, reason=f"{INFECTIONS[kind].name}: {met.animal}")


@transaction.atomic
def record(
    animal: Animal,
    *,
    kind: str,
    result: str,
    tested_on: dt.date,
    restart_ids: Collection[int],
    by: Person,
    at: dt.datetime,
) -> Consequences:
    """Store a test of one animal and, where it is positive, what follows from it, in one act.

    Sent twice it is one test. Raises CannotRecord where one to restart was no contact.
    """
    try:
        lock([animal, *Animal.objects.filter(pk__in=restart_ids)])
    except CannotPlace as gone:
        raise CannotRecord(str(gone)) from gone
    HealthTest.objects.get_or_create(
        animal=animal,
        kind=kind,
        result=result,
        tested_on=tested_on,
        defaults={"recorded_by": by},
    )
    if result != HealthTest.Result.POSITIVE:
        return Consequences(restarts=[], hold=None)
    known = limits()
    span = window_of(animal, kind, known, tested_on=tested_on, at=at)
    met = met_by(Animal.objects.select_related("species").get(pk=animal.pk), span, person=by)
    follows = consequences(
        met,
        known,
        kind=kind,
        tested_on=tested_on,
        restart_ids=restart_ids,
        on=timezone.localdate(at),
    )
    restart(follows, met, why=f"{INFECTIONS[kind].name} of {animal}", by=by)
    if follows.hold:
        hold(follows.hold, by=by)
    return follows


def restart(follows: Consequences, met: Met, *, why: str, by: Person) -> None:
    everybody = {met.animal.pk: met.animal, **met.others}
    changed = []
    for one in follows.restarts:
        animal = everybody[one.animal]
        animal.quarantine_until = one.until
        changed.append(animal)
    if changed:
        bulk_update_with_history(
            changed, Animal, ["quarantine_until"], default_user=by, default_change_reason=why[:100]
        )


def hold(held: Hold, *, by: Person) -> None:
    home = FosterHome.objects.select_for_update().get(pk=held.home.pk)
    if home.hold_until and home.hold_until >= held.until:
        return  # somebody held it for longer just now
    home.hold_until, home.hold_reason = held.until, held.reason
    home._history_user = by
    home.save(update_fields=["hold_until", "hold_reason"])
