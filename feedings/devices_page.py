"""The page of phones: who sends from what, what waits there, and what waits for a decision."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse

from animals.models import Person
from animals.words import span

from .access import phones_for
from .held_lines import HeldLine, held_lines
from .models import ENTRY_MODELS, Phone
from .wording import clock_off

ON_PAGE = 30
RECEIVED_WITHIN = dt.timedelta(days=14)
# Waiting for longer than a round without signal takes.
WAITS_LONG = dt.timedelta(hours=1)

# The first that a browser's own description has says what the device is, and what it runs.
DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    (r"Android.*Mobile", "Android phone"),
    ("Android", "Android tablet"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows computer"),
    ("Macintosh", "Mac or iPad"),
    ("Linux", "Linux computer"),
)
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR|Opera", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox|FxiOS", "Firefox"),
    ("Chrome|CriOS", "Chrome"),
    ("Safari", "Safari"),
)


@dataclass(frozen=True, kw_only=True)
class PhoneLine:
    """One phone in finished words. `troubles` are what somebody should see to.

    `waiting` is what waits for a short while only.
    """

    phone: Phone
    what: str
    received: str
    waiting: str
    troubles: Sequence[str]
    url: str


@dataclass(frozen=True, kw_only=True)
class DevicesPage:
    """`held` are the first entries that wait for a decision, of `held_in_all`."""

    held: Sequence[HeldLine]
    held_in_all: int
    lines: Sequence[PhoneLine]
    page: Page


def devices_page(person: Person, *, number: str | None, at: dt.datetime) -> DevicesPage:
    """Those in trouble first, then the last seen. Eight queries at most."""
    held, held_in_all = held_lines(person, at=at)
    in_order = worst_first(phones_for(person), at=at).select_related("person")
    page = Paginator(in_order, ON_PAGE).get_page(number)
    phones = list(page.object_list)
    received = received_from(phones, since=at - RECEIVED_WITHIN)
    return DevicesPage(
        held=held,
        held_in_all=held_in_all,
        lines=[line(phone, received, person, at=at) for phone in phones],
        page=page,
    )


def worst_first(phones: QuerySet[Phone], *, at: dt.datetime) -> QuerySet[Phone]:
    """Its owner is needed; entries wait for long; the clock is off; entries wait."""
    trouble = Case(
        When(need_you__gt=0, then=Value(0)),
        When(waits_long(at=at), then=Value(1)),
        When(clock_off_s__isnull=False, then=Value(2)),
        When(waiting__gt=0, then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    return phones.order_by(trouble, "-last_seen_at", "pk")


def waits_long(*, at: dt.datetime) -> Q:
    return Q(waiting__gt=0, oldest_waiting_at__lte=at - WAITS_LONG)


def received_from(phones: Iterable[Phone], *, since: dt.datetime) -> Counter[tuple]:
    """How many entries came from each (device, person). One query."""
    phones = list(phones)
    if not phones:
        return Counter()
    sent = {
        "device__in": {phone.device for phone in phones},
        "happened_at__gte": since,
    }
    first, *others = (
        model.objects.filter(**sent)
        .order_by()
        .values_list("device", "recorded_by")
        .annotate(number=Count("pk"))
        for model in ENTRY_MODELS
    )
    received: Counter[tuple] = Counter()
    for device, person_id, number in first.union(*others, all=True):
        received[device, person_id] += number
    return received


def line(phone: Phone, received: Counter[tuple], person: Person, *, at: dt.datetime) -> PhoneLine:
    number = received[phone.device, phone.person_id]
    is_own = phone.person_id == person.pk
    query = "" if is_own else "?" + urlencode({"person": phone.person_id})
    waits = waiting_words(phone, at=at)
    wrong = troubles(phone, "you" if is_own else phone.person.name, waits, at=at)
    return PhoneLine(
        phone=phone,
        what=what_it_is(phone.user_agent),
        received=f"{entries(number)} in {RECEIVED_WITHIN.days} days",
        waiting="" if waits in wrong else waits,
        troubles=wrong,
        url=reverse("ledger", args=[phone.device]) + query,
    )


def waiting_words(phone: Phone, *, at: dt.datetime) -> str:
    """ "3 waiting, the oldest for 2 h 5 min"."""
    if not phone.waiting:
        return ""
    oldest = phone.oldest_waiting_at
    since = f", the oldest for {span(max(at - oldest, dt.timedelta()))}" if oldest else ""
    return f"{phone.waiting} waiting{since}"


def troubles(phone: Phone, owner: str, waits: str, *, at: dt.datetime) -> list[str]:
    """What somebody should see to."""
    found = []
    if phone.need_you:
        found.append(f"{entries(phone.need_you)} need{'s' * (phone.need_you == 1)} {owner}")
    oldest = phone.oldest_waiting_at
    if phone.waiting and oldest and at - oldest >= WAITS_LONG:
        found.append(waits)
    if phone.clock_off_s:
        found.append(f"its clock is {clock_off(phone.clock_off_s)}")
    return found


def entries(number: int) -> str:
    return "1 entry" if number == 1 else f"{number} entries"


def what_it_is(user_agent: str) -> str:
    """ "iPhone, Safari", as far as a browser says what it is."""
    device = first_said(user_agent, DEVICES) or "Unknown device"
    browser = first_said(user_agent, BROWSERS)
    return f"{device}, {browser}" if browser else device


def first_said(user_agent: str, known: Sequence[tuple[str, str]]) -> str:
    return next((name for pattern, name in known if re.search(pattern, user_agent)), "")
