"""Who belongs to a foster home, from when to when: the writers of memberships besides the admin."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from .models import FosterHome, HomeMembership, Person, Placement
from .placing import moment

Kind = HomeMembership.Kind


class Refused(ValueError):
    """Says in one sentence why nobody is added or taken out so."""


def is_member(person: Person, home: FosterHome, *, at: dt.datetime) -> bool:
    """Lives there: who is there as relief for a night sees the home and changes nothing of it."""
    return home.memberships.open_at(at).filter(person=person, kind=Kind.MEMBER).exists()


@transaction.atomic
def add(
    home: FosterHome,
    person: Person,
    *,
    kind: str,
    starts_at: dt.datetime | None,
    ends_at: dt.datetime | None,
    at: dt.datetime,
) -> HomeMembership:
    """The person belongs to the home, from now where no start is said."""
    lock(home)
    if not person.is_active:
        raise Refused("The account with this address is closed. Shelter staff can open it again.")
    starts_at = starts_at or at
    other = overlapping(home, person, starts_at=starts_at, ends_at=ends_at)
    if other is not None:
        raise Refused(f"{person} belongs to {home} already, {from_to(other)}.")
    return home.memberships.create(person=person, kind=kind, started_at=starts_at, ended_at=ends_at)


@transaction.atomic
def end(membership: HomeMembership, *, by: Person, at: dt.datetime) -> bool:
    """The person's rights in the home end now; False where they had ended before.

    A time that has not begun yet is taken back whole.
    """
    home = membership.home
    lock(home)
    row = home.memberships.filter(pk=membership.pk).first()
    if row is None or (row.ended_at and row.ended_at <= at):
        return False
    if row.started_at >= at:
        row.delete()
        return True
    if not by.sees_all and leaves_animals_alone(row, at=at):
        raise Refused(
            f"Animals are in {home} and nobody else lives there. Your coordinator finds them "
            "another home first."
        )
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    return True


def leaves_animals_alone(membership: HomeMembership, *, at: dt.datetime) -> bool:
    """The last one who lives there would leave animals behind."""
    if membership.kind != Kind.MEMBER:
        return False
    there = HomeMembership.objects.open_at(at).filter(home=membership.home_id, kind=Kind.MEMBER)
    if there.exclude(pk=membership.pk).exists():
        return False
    return Placement.objects.open_at(at).filter(home=membership.home_id).exists()


def overlapping(
    home: FosterHome, person: Person, *, starts_at: dt.datetime, ends_at: dt.datetime | None
) -> HomeMembership | None:
    found = home.memberships.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=starts_at), person=person
    )
    return (found.filter(started_at__lt=ends_at) if ends_at else found).first()


def lock(home: FosterHome) -> None:
    """Make a second one who changes the people of this home wait."""
    list(FosterHome.objects.select_for_update().filter(pk=home.pk).values_list("pk"))


def from_to(term) -> str:
    """ "since 3 May 2026, 21:00", "from ... to ...", of a membership."""
    if term.ended_at is None:
        return f"since {moment(term.started_at)}"
    return f"from {moment(term.started_at)} to {moment(term.ended_at)}"
