"""Who was with an animal, in finished words, and what recording an infection would do."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.dateformat import format as format_date

from .exposure import Contact, How, Window, in_quarantine
from .exposure_facts import Met
from .infection import Consequences
from .models import Animal
from .words import day_words

HOW: dict[How, str] = {
    How.NURSING: "mother and young",
    How.PAIR: "pair",
    How.ROOM: "same room",
    How.HANDS: "same home, same hands",
}


@dataclass(frozen=True, kw_only=True)
class ContactLine:
    """One animal with all the ways in which it was met: "same room, since 3 Nov, 14:10"."""

    animal: Animal
    ways: Sequence[str]
    in_quarantine: bool


@dataclass(frozen=True, kw_only=True)
class ExposurePage:
    """`hidden` is how many were met that the reader does not see."""

    lines: Sequence[ContactLine]
    hidden: int


def exposure_page(met: Met, *, at: dt.datetime) -> ExposurePage:
    """The closest contact first, then the most recent."""
    today = timezone.localdate(at)
    by_animal: dict[int, list[Contact]] = defaultdict(list)
    for contact in met.contacts:
        by_animal[contact.animal].append(contact)
    seen = {pk: found for pk, found in by_animal.items() if met.others[pk].is_seen}
    lines = [line(met.others[pk], found, met.window, today=today) for pk, found in seen.items()]
    return ExposurePage(lines=lines, hidden=len(by_animal) - len(seen))


def line(
    animal: Animal, found: Sequence[Contact], window: Window, *, today: dt.date
) -> ContactLine:
    by_how: dict[How, list[Contact]] = defaultdict(list)
    for contact in found:
        by_how[contact.how].append(contact)
    return ContactLine(
        animal=animal,
        ways=[
            f"{HOW[how]}: {'; '.join(span_words(one, window) for one in reversed(spans))}"
            for how, spans in by_how.items()
        ],
        in_quarantine=in_quarantine(animal.quarantine_until, on=today),
    )


def span_words(contact: Contact, window: Window) -> str:
    """ "3 Nov, 14:10 to 8 Nov, 09:00"; what began before the window or goes on says so."""
    begins_before = contact.started_at == window.since
    if contact.ended_at is None:
        return "all of these days" if begins_before else f"since {moment(contact.started_at)}"
    if begins_before:
        return f"up to {moment(contact.ended_at)}"
    return f"{moment(contact.started_at)} to {moment(contact.ended_at)}"


def moment(at: dt.datetime) -> str:
    return format_date(timezone.localtime(at), "j M, H:i")


def will_happen(follows: Consequences, met: Met, *, today: dt.date) -> list[str]:
    """What pressing the button does, in sentences; the same each time that the same would happen.

    "Quarantine of 4 restarts until 12 May (Possum, ...)", "Ben's home takes no young until 3 Nov."
    """
    by_day: dict[dt.date, list[str]] = defaultdict(list)
    said = []
    for restart in follows.restarts:
        if restart.animal == met.animal.pk:
            until = day_words(restart.until, today=today)
            said.append(f"{met.animal} is in quarantine until {until}.")
        else:
            by_day[restart.until].append(met.others[restart.animal].name)
    for until, names in sorted(by_day.items(), reverse=True):
        of = f"Quarantine of {len(names)} restarts until {day_words(until, today=today)}"
        said.append(f"{of} ({listed(names)}).")
    if follows.hold:
        until = day_words(follows.hold.until, today=today)
        said.append(f"{follows.hold.home} takes no young until {until}.")
    return said or ["The test is stored. No quarantine and no home changes by it."]


def listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
