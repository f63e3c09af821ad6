"""Links that bring somebody without an account into a home, once.

Only a digest of the token is stored: who reads the database or a backup can open no door. Opening
the link uses nothing up, for mail scanners open every link; sending the form does.
"""

import datetime as dt
import hashlib
import secrets

from django.db import IntegrityError, transaction

from .models import FosterHome, HomeInvitation, HomeMembership, Person

LASTS = dt.timedelta(days=7)


class DeadLink(Exception):
    """A link that opens nothing, with the status and one sentence that says what to do."""

    def __init__(self, sentence: str, *, status: int = 410) -> None:
        super().__init__(sentence)
        self.sentence, self.status = sentence, status


UNKNOWN = "Look whether the whole link was copied, or ask for a new one."
USED = "This invitation has been used. If that was you, sign in."
WITHDRAWN = "This invitation was taken back. Ask whoever invited you."
EXPIRED = "This invitation is too old to work. Ask for a new one."
HAS_ACCOUNT = (
    "There is an account for this e-mail address by now. Sign in with it, and ask whoever invited "
    "you to add you again."
)


@transaction.atomic
def invite(
    home: FosterHome,
    email: str,
    *,
    kind: str,
    starts_at: dt.datetime | None,
    ends_at: dt.datetime | None,
    by: Person,
    at: dt.datetime,
) -> tuple[HomeInvitation, str]:
    """The invitation and its token, which is known now and never again.

    An older invitation of the same address to this home is taken back: one link works at a time.
    """
    open_at(at).filter(home=home, email=email).update(withdrawn_at=at)
    token = secrets.token_urlsafe()
    made = HomeInvitation.objects.create(
        home=home,
        email=email,
        digest=digest_of(token),
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        made_by=by,
        made_at=at,
        expires_at=min(at + LASTS, ends_at) if ends_at else at + LASTS,
    )
    return made, token


def withdraw(invitation: HomeInvitation, *, at: dt.datetime) -> bool:
    """False where it was used, taken back or too old before."""
    return bool(open_at(at).filter(pk=invitation.pk).update(withdrawn_at=at))


def open_at(at: dt.datetime):
    """Those whose link works."""
    return HomeInvitation.objects.filter(
        used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=at
    )


def find(token: str, *, at: dt.datetime) -> HomeInvitation:
    """The invitation behind a link that works, with its home; else DeadLink."""
    found = (
        HomeInvitation.objects.filter(digest=digest_of(token))
        .select_related("home", "made_by")
        .first()
    )
    if found is None:
        raise DeadLink(UNKNOWN, status=404)
    if found.used_at:
        raise DeadLink(USED)
    if found.withdrawn_at:
        raise DeadLink(WITHDRAWN)
    if found.expires_at <= at:
        raise DeadLink(EXPIRED)
    if Person.objects.filter(email=found.email).exists():
        raise DeadLink(HAS_ACCOUNT)
    return found


def accept(invitation: HomeInvitation, person: Person, *, at: dt.datetime) -> Person:
    """Store the person, who belongs to the home from now; of two at once one gets DeadLink.

    `person` comes with the password set: hashing is slow by design, and holds no lock here.
    """
    try:
        with transaction.atomic():
            if not open_at(at).filter(pk=invitation.pk).update(used_at=at):
                invitation.refresh_from_db(fields=["withdrawn_at"])
                raise DeadLink(WITHDRAWN if invitation.withdrawn_at else USED)
            person.save()
            HomeMembership.objects.create(
                home=invitation.home,
                person=person,
                kind=invitation.kind,
                started_at=invitation.starts_at or at,
                ended_at=invitation.ends_at,
            )
            HomeInvitation.objects.filter(pk=invitation.pk).update(used_by=person)
    except IntegrityError as error:  # the address got an account in this very moment
        raise DeadLink(HAS_ACCOUNT) from error
    return person


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
