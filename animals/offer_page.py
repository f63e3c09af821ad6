"""An offer as its page, its e-mails and Today say it: loaded here, in finished words."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.text import get_text_list

from .access import animals_for, own_homes
from .membership import is_member
from .models import Animal, FosterHome, Offer, OfferedAnimal, Person
from .network import Network
from .offers import asked, belonging
from .promises import AGREED, MOVED, PENDING
from .words import span

MOST_NAMED = 4
MOST_LINES = 5

OPEN, COMING, THERE, DECLINED, WITHDRAWN, EXPIRED = (
    "open",
    "coming",
    "there",
    "declined",
    "withdrawn",
    "expired",
)


@dataclass(frozen=True, kw_only=True)
class OfferPage:
    """`asked_for` are those that it is about in its state, `others` those not taken, and `left`
    those that came and that the reader sees no more: of them, and of what is over, a home has the
    names alone.

    `care`, `nights` and `load` are empty where there is nothing to decide any more; `load` counts
    what the home is offered or promised besides. `sheet` is the address of their hand-over sheet
    once they are there, empty where none has all of them.
    """

    offer: Offer
    state: str
    title: str
    asked_for: Sequence[OfferedAnimal]
    others: Sequence[OfferedAnimal]
    left: Sequence[OfferedAnimal]
    starts: str
    until: str
    answered: str
    asker: str
    care: str
    nights: str
    load: str
    sheet: str
    together: Sequence[str]
    may_answer: bool

    @property
    def may_withdraw(self) -> bool:
        return self.state in (OPEN, COMING)

    @property
    def fed_by_hand(self) -> bool:
        """Today and the round name only those that are."""
        return any(row.animal.takes_feeds for row in self.asked_for)


@dataclass(frozen=True, kw_only=True)
class OfferLine:
    """One offer above the round."""

    url: str
    words: str


def offer_page(offer: Offer, person: Person, *, at: dt.datetime) -> OfferPage:
    """`offer` comes from OfferQuerySet.with_animals(). At most ten queries."""
    state = state_of(offer, at=at)
    over = tuple(OfferedAnimal.Answer) if person.sees_all else ()
    wanted = {OPEN: (PENDING,), COMING: (AGREED, MOVED), THERE: (MOVED,)}.get(state, over)
    left = seen_no_more(offer.rows, person, at=at)
    asked_for = [row for row in offer.rows if row.answer in wanted and row not in left]
    care, nights, load = (
        care_words(offer, asked_for, at=at) if state in (OPEN, COMING) else [""] * 3
    )
    return OfferPage(
        offer=offer,
        state=state,
        title=title(offer, state, person, asked_for),
        asked_for=asked_for,
        others=[row for row in offer.rows if row not in (*asked_for, *left)],
        left=left,
        starts=when(offer.starts_at) if offer.starts_at and offer.starts_at > at else "",
        until=when(offer.expires_at),
        answered=answered(offer, person),
        asker=asked(offer),
        care=care,
        nights=nights,
        load=load,
        sheet=sheet_of(asked_for) if state == THERE else "",
        together=[sentence for _, sentence in belonging(asked_for, at=at)]
        if state == OPEN and len(asked_for) > 1
        else [],
        may_answer=person.sees_all or is_member(person, offer.home, at=at),
    )


def seen_no_more(
    rows: Sequence[OfferedAnimal], person: Person, *, at: dt.datetime
) -> list[OfferedAnimal]:
    """Those that came by it and are in none of the reader's homes now."""
    came = [row for row in rows if row.answer == MOVED]
    if person.sees_all or not came:
        return []
    seen = set(
        animals_for(person, at=at)
        .filter(pk__in=[row.animal_id for row in came])
        .values_list("pk", flat=True)
    )
    return [row for row in came if row.animal_id not in seen]


def state_of(offer: Offer, *, at: dt.datetime) -> str:
    if offer.is_expired(at=at):
        return EXPIRED
    if offer.state == Offer.State.ACCEPTED:
        return COMING if any(row.answer == AGREED for row in offer.rows) else THERE
    return {
        Offer.State.OPEN: OPEN,
        Offer.State.DECLINED: DECLINED,
        Offer.State.WITHDRAWN: WITHDRAWN,
    }[offer.state]


def title(offer: Offer, state: str, person: Person, rows: Sequence[OfferedAnimal]) -> str:
    if person.sees_all:
        return f"Offer to {offer.home}"
    names = named(row.animal for row in rows)
    if state == THERE and not rows:
        return "They were with you"
    return {
        OPEN: f"Can you take {names}?",
        COMING: f"{names} will come to you",
        THERE: f"{names} {'is' if len(rows) == 1 else 'are'} with you",
        DECLINED: "Thank you for your answer",
        WITHDRAWN: "This offer was taken back",
        EXPIRED: "This offer has ended",
    }[state]


def answered(offer: Offer, person: Person) -> str:
    """ "by you on Friday 4 May, 14:00"; empty where nobody answered."""
    if not offer.answered_at:
        return ""
    by = "you" if offer.answered_by == person else offer.answered_by
    return f"{f'by {by} ' if by else ''}on {when(offer.answered_at)}"


def care_words(
    offer: Offer, rows: Sequence[OfferedAnimal], *, at: dt.datetime
) -> tuple[str, str, str]:
    """What they take a day and a night, and what that comes to with those who are there."""
    network = Network(at=at, homes=FosterHome.objects.filter(pk=offer.home_id))
    known = [network.animals[row.animal_id] for row in rows if row.animal_id in network.animals]
    care, facts = network.care_of(known), network.facts[offer.home_id]
    nights = (
        f"{care.night_feeds} {'feed' if care.night_feeds == 1 else 'feeds'} between 22:00 and 6:00"
        if care.night_feeds
        else "no feeds at night"
    )
    load = load_words(facts.minutes_used, facts.minutes)
    return f"about {span(dt.timedelta(minutes=care.minutes))}", nights, load


def load_words(used: int, most: int) -> str:
    """ "2 h 30 min a day of the 5 h that it gives"; minutes."""
    spans = [span(dt.timedelta(minutes=part)) for part in (used, most)]
    how = "more than" if used > most else "of"
    return f"{spans[0]} a day, {how} the {spans[1]} that the home gives"


def sheet_of(rows: Sequence[OfferedAnimal]) -> str:
    """The address of one hand-over sheet that has all of them: one animal's, or their litter's."""
    animals = [row.animal for row in rows]
    if len(animals) == 1:
        return reverse("animal-hand-over", args=[animals[0].pk])
    litters = {animal.litter for animal in animals if animal.litter}
    if len(litters) != 1:
        return ""
    [litter] = litters
    mothers = {animal.pk for animal in animals if animal.litter is None}
    return reverse("litter-hand-over", args=[litter.pk]) if mothers <= {litter.dam_id} else ""


def offer_lines(person: Person, *, at: dt.datetime) -> list[OfferLine]:
    """What the person's homes are asked, and who is to come. Two queries, one where nothing is."""
    live = Offer.objects.live(at).for_homes(own_homes(person, at=at)).with_animals()
    return [line(offer, at=at) for offer in live.order_by("expires_at", "pk")[:MOST_LINES]]


def line(offer: Offer, *, at: dt.datetime) -> OfferLine:
    is_open = offer.is_open(at=at)
    wanted = PENDING if is_open else AGREED
    names = named(row.animal for row in offer.rows if row.answer == wanted)
    if is_open:
        words = f"Can you take {names}? Answer until {when(offer.expires_at)}."
    elif offer.starts_at and offer.starts_at > at:
        words = f"{names} will come on {when(offer.starts_at)}."
    else:
        words = f"{names} will come. Say when they are here."
    return OfferLine(url=offer.get_absolute_url(), words=words)


def named(animals: Iterable[Animal]) -> str:
    """ "Kangaroo, Joey and Roo"; of many their number."""
    names = [animal.name for animal in animals]
    return f"{len(names)} animals" if len(names) > MOST_NAMED else get_text_list(names, "and")


def when(instant: dt.datetime) -> str:
    return format_date(timezone.localtime(instant), "l j F, H:i")
