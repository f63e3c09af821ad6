"""One home as its page shows it, and the rows of all homes: loaded here, in finished words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.dateformat import format as date_format

from . import home_states, invitations
from .access import homes_for
from .home_states import days
from .membership import from_to
from .models import (
    FosterHome,
    HomeAbsence,
    HomeInvitation,
    HomeMembership,
    Offer,
    Person,
    Placement,
    ResidentAnimals,
    SupplyLent,
)
from .words import counted

HOMES_ON_PAGE = 30
STAYS_SHOWN = 20
KINDS = (
    "takes_bottle_babies",
    "takes_nursing_mothers",
    "takes_gruel",
    "takes_medical",
    "takes_singles",
)


@dataclass(frozen=True, kw_only=True)
class HomeRow:
    """A home in the list. `holds` says how many animals are there."""

    home: FosterHome
    carers: str
    rooms: str
    holds: str
    states: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class HomesPage:
    rows: Sequence[HomeRow]
    page: Page


@dataclass(frozen=True, kw_only=True)
class PersonLine:
    """One who belongs to the home; `ends` names what the button for it does, "" without one."""

    membership: HomeMembership
    when: str
    ends: str


@dataclass(frozen=True, kw_only=True)
class HomePage:
    """`takes` and `takes_not` are kinds of animals; `stays` the last that have ended."""

    home: FosterHome
    states: Sequence[str]
    closing: str
    people: Sequence[PersonLine]
    invited: Sequence[HomeInvitation]
    placed: Sequence[Placement]
    takes: str
    takes_not: str
    rooms: str
    residents: str
    absences: Sequence[str]
    supplies: Sequence[SupplyLent]
    offers: Sequence[Offer]
    stays: Sequence[Placement]
    may_edit: bool
    may_say_when: bool
    may_invite: bool


# ---- the list ---------------------------------------------------------------------------------


def homes_page(person: Person, words: str, *, number: str | None, at: dt.datetime) -> HomesPage:
    """Homes whose name or area has the words. Four queries."""
    on = timezone.localdate(at)
    homes = homes_for(person, at=at).order_by("name")
    if words:
        homes = homes.filter(Q(name__icontains=words) | Q(area__icontains=words))
    page = Paginator(with_rows(homes, at=at), HOMES_ON_PAGE).get_page(number)
    return HomesPage(rows=[row(home, on=on) for home in page], page=page)


def with_rows(homes, *, at: dt.datetime):
    """With who cares there, when nobody does, and how many animals are there."""
    there = (
        Placement.objects.open_at(at)
        .filter(home=OuterRef("pk"))
        .order_by()
        .values("home")
        .annotate(number=Count("pk"))
    )
    carers = HomeMembership.objects.open_at(at).select_related("person").order_by("started_at")
    away = HomeAbsence.objects.filter(to_on__gte=timezone.localdate(at))
    return homes.annotate(holds=Coalesce(Subquery(there.values("number")), 0)).prefetch_related(
        Prefetch("memberships", carers, to_attr="carers"),
        Prefetch("absences", away, to_attr="away"),
    )


def row(home, *, on: dt.date) -> HomeRow:
    away = [(absence.from_on, absence.to_on) for absence in home.away]
    return HomeRow(
        home=home,
        carers=", ".join(carer_word(carer) for carer in home.carers),
        rooms=rooms_words(home),
        holds=counted(home.holds, "animal") if home.holds else "no animals",
        states=home_states.states(home, away=away, is_empty=not home.carers, on=on),
    )


def carer_word(membership: HomeMembership) -> str:
    name = membership.person.name
    return f"{name} (relief)" if membership.kind == HomeMembership.Kind.RELIEF else name


def rooms_words(home: FosterHome) -> str:
    """ "3 rooms, 1 of them for quarantine"."""
    rooms = counted(home.rooms, "room") if home.rooms else "no rooms"
    if not home.quarantine_rooms:
        return rooms
    if home.quarantine_rooms == home.rooms:
        return f"{rooms}, for quarantine"
    return f"{rooms}, {home.quarantine_rooms} of them for quarantine"


# ---- one home ---------------------------------------------------------------------------------


def home_page(home: FosterHome, person: Person, *, at: dt.datetime) -> HomePage:
    """Eight queries, and one more for who may see invitations."""
    on = timezone.localdate(at)
    memberships = list(
        home.memberships.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at))
        .select_related("person")
        .order_by("started_at")
    )
    own = [row for row in memberships if row.person_id == person.pk and row.started_at <= at]
    is_member = any(row.kind == HomeMembership.Kind.MEMBER for row in own)
    placed, stays = placements_of(home, at=at)
    offers = list(
        Offer.objects.open_at(at)
        .filter(home=home)
        .annotate(number=Count("offered"))
        .order_by("expires_at")
    )
    absences = list(home.absences.filter(to_on__gte=on))
    away = [(absence.from_on, absence.to_on) for absence in absences]
    there = [row for row in memberships if row.started_at <= at]
    is_known = person.sees_all or is_member
    return HomePage(
        home=home,
        states=home_states.states(home, away=away, is_empty=not there, on=on),
        closing=home_states.closing(home, animals=len(placed), offers=len(offers), on=on),
        people=[person_line(row, person, is_member=is_member, at=at) for row in memberships],
        invited=list(invitations.open_at(at).filter(home=home)) if is_known else [],
        placed=placed,
        takes=takes_words(home),
        takes_not=", ".join(kinds(home, taken=False)),
        rooms=rooms_words(home),
        residents=", ".join(map(residents_words, home.residents.select_related("species"))),
        absences=[absence_words(absence, on=on) for absence in absences],
        supplies=list(home.supplies.filter(returned_on__isnull=True)),
        offers=offers,
        stays=stays,
        may_edit=person.sees_all,
        may_say_when=is_known,
        may_invite=is_known,
    )


def placements_of(home: FosterHome, *, at: dt.datetime) -> tuple[list[Placement], list[Placement]]:
    """Who is there now, by litter, and the last stays that ended. One query."""
    ended = home.placements.filter(ended_at__lte=at).order_by("-ended_at", "-pk")
    rows = (
        Placement.objects.filter(
            Q(pk__in=Placement.objects.open_at(at).filter(home=home).order_by().values("pk"))
            | Q(pk__in=ended.values("pk")[:STAYS_SHOWN])
        )
        .select_related("animal__litter")
        .order_by(F("animal__litter").asc(nulls_first=True), "animal__name", "pk")
    )
    placed, stays = [], []
    for placement in rows:
        is_over = placement.ended_at is not None and placement.ended_at <= at
        (stays if is_over else placed).append(placement)
    return placed, sorted(stays, key=lambda stay: (stay.ended_at, stay.pk), reverse=True)


def person_line(
    membership: HomeMembership, person: Person, *, is_member: bool, at: dt.datetime
) -> PersonLine:
    is_relief = membership.kind == HomeMembership.Kind.RELIEF
    since = date_format(timezone.localdate(membership.started_at), "j F Y")
    return PersonLine(
        membership=membership,
        when=f"relief, {from_to(membership)}" if is_relief else f"since {since}",
        ends=end_word(membership, person, at=at)
        if may_end(membership, person, is_member=is_member)
        else "",
    )


def may_end(membership: HomeMembership, person: Person, *, is_member: bool) -> bool:
    """A coordinator anybody's time; who lives there relief's; and each the own."""
    is_relief = membership.kind == HomeMembership.Kind.RELIEF
    return person.sees_all or membership.person_id == person.pk or (is_member and is_relief)


def end_word(membership: HomeMembership, person: Person, *, at: dt.datetime) -> str:
    if membership.started_at > at:
        return "Take it back"
    return "Leave" if membership.person_id == person.pk else "End"


def takes_words(home: FosterHome) -> str:
    """ "cats: bottle babies, a single one"; "all species: ..." where none is ticked."""
    species = [f"{kind.name.lower()}s" for kind in home.takes_species.all()]
    return (
        f"{' and '.join(species) or 'all species'}: {', '.join(kinds(home, taken=True)) or 'none'}"
    )


def kinds(home: FosterHome, *, taken: bool) -> list[str]:
    return [
        str(FosterHome._meta.get_field(name).verbose_name)
        for name in KINDS
        if getattr(home, name) is taken
    ]


def residents_words(row: ResidentAnimals) -> str:
    animals = counted(row.how_many, row.species.name.lower())
    if row.vaccinated:
        return f"{animals}, vaccinated"
    return f"{animals}, not {'' if row.how_many == 1 else 'all '}vaccinated"


def absence_words(absence: HomeAbsence, *, on: dt.date) -> str:
    when = days(absence.from_on, absence.to_on, on=on)
    return f"{when}, {absence.note}" if absence.note else when
