"""Animals that an offer promises to a home, and the rows of offers under their locks.

Whoever writes an offer's rows holds the offer; whoever also moves animals locks the offers first
and the animals after them, so that no two wait for each other.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from django.db.models import Q
from simple_history.utils import bulk_update_with_history

from .models import PROMISED, Animal, FosterHome, Offer, OfferedAnimal, Person

PENDING, AGREED, MOVED, REFUSED = (
    OfferedAnimal.Answer.PENDING,
    OfferedAnimal.Answer.AGREED,
    OfferedAnimal.Answer.MOVED,
    OfferedAnimal.Answer.REFUSED,
)


def lock_offers(
    animals: Sequence[Animal], *, at: dt.datetime, all_expired: bool = False
) -> set[uuid.UUID]:
    """Hold the offers that promise these animals, and close the expired ones. Keys of the others.

    `all_expired` also takes those of other animals, for whoever holds no offer yet.
    """
    promising = OfferedAnimal.objects.filter(animal__in=animals, answer__in=PROMISED)
    wanted = Q(pk__in=promising.values("offer"))
    if all_expired:
        wanted |= Q(state=Offer.State.OPEN, expires_at__lte=at)
    held = list(Offer.objects.select_for_update(of=("self",)).filter(wanted).order_by("pk"))
    expired = [offer for offer in held if offer.is_expired(at=at)]
    close(expired, Offer.State.EXPIRED, by=None, at=at)
    return {offer.pk for offer in held} - {offer.pk for offer in expired}


def promises(animals: Sequence[Animal], *, at: dt.datetime) -> list[OfferedAnimal]:
    """What stands promised of these animals, with offer and home."""
    return list(
        OfferedAnimal.objects.promised_at(at)
        .filter(animal__in=animals)
        .select_related("animal", "offer__home")
        .order_by("pk")
    )


def close(offers: Collection[Offer], state: str, *, by: Person | None, at: dt.datetime) -> None:
    """The offers end so, and what was pending or agreed in them is promised no more."""
    if not offers:
        return
    for offer in offers:
        offer.state, offer.answered_by, offer.answered_at = state, by, at
    bulk_update_with_history(
        offers, Offer, ["state", "answered_by", "answered_at"], default_user=by
    )
    OfferedAnimal.objects.filter(offer__in=offers, answer__in=PROMISED).update(answer=REFUSED)


def keep(
    kept: Sequence[OfferedAnimal], *, home: FosterHome, by: Person | None, at: dt.datetime
) -> None:
    """They are in the home that they were promised to; an offer with nobody left is accepted."""
    rows = [row for row in kept if row.offer.home_id == home.pk]
    if not rows:
        return
    OfferedAnimal.objects.filter(pk__in=[row.pk for row in rows]).update(answer=MOVED)
    offers = {row.offer_id: row.offer for row in rows if row.offer.state == Offer.State.OPEN}
    waiting = OfferedAnimal.objects.filter(offer__in=offers, answer=PENDING)
    for pk in set(waiting.values_list("offer_id", flat=True)):
        del offers[pk]
    close(list(offers.values()), Offer.State.ACCEPTED, by=by, at=at)
