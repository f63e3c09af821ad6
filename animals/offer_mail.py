"""E-mails about offers: to everybody who lives in the home, and back to who made the offer."""

from collections.abc import Callable
from contextlib import nullcontext
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from .mail import send_on_commit
from .models import HomeMembership, Offer, Person
from .offer_page import named, offer_page
from .offers import Answered
from .promises import AGREED

Absolute = Callable[[str], str]  # request.build_absolute_uri


def tell_home(offer: Offer, *, absolute: Absolute) -> list[str]:
    """Ask everybody who lives there. The addresses that could not be reached, once committed.

    The offer stands whatever becomes of the e-mail.
    """
    unreached: list[str] = []
    offer = Offer.objects.with_animals().get(pk=offer.pk)
    for person in people_of(offer):
        with their_time(person):
            failed = send_on_commit(
                "offer",
                to=[person.email],
                person=person,
                page=offer_page(offer, person, at=offer.made_at),
                names=named(row.animal for row in offer.rows),
                today=timezone.localdate(offer.made_at),
                link=absolute(offer.get_absolute_url()),
            )
        transaction.on_commit(lambda failed=failed: unreached.extend(failed))
    return unreached


def tell_coordinator(done: Answered, *, by: Person, absolute: Absolute) -> None:
    """Say what the home answered, and who was left of those that belong together."""
    offer = Offer.objects.with_animals().get(pk=done.offer.pk)
    maker = offer.made_by
    if done.again or maker is None or maker == by or not maker.is_active:
        return
    taken = {animal.pk for animal in done.taken}
    with their_time(maker):
        send_on_commit(
            "offer_answered",
            to=[maker.email],
            offer=offer,
            by=by,
            taken=named(done.taken),
            # Of a hand-over, only who came: the others were told with the answer.
            left=named(row.animal for row in offer.rows if row.animal_id not in taken)
            if not done.arrived
            else "",
            coming=any(row.answer == AGREED for row in offer.rows),
            done=done,
            link=absolute(offer.get_absolute_url()),
        )


def people_of(offer: Offer) -> list[Person]:
    """Those who live in the home; relief for a night decides nothing for it."""
    members = HomeMembership.objects.open_at(offer.made_at).filter(
        home=offer.home_id, kind=HomeMembership.Kind.MEMBER
    )
    return list(Person.objects.filter(is_active=True, memberships__in=members).distinct())


def their_time(person: Person):
    """Times in the e-mail are the reader's, where the reader has chosen a zone."""
    return timezone.override(ZoneInfo(person.time_zone)) if person.time_zone else nullcontext()
