"""What is handed over, hung on a crate or written by candle."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from animals.access import animals_for, get_animal, get_home, get_litter, own_homes
from animals.crate_card import qr_code
from animals.models import Animal, Litter

from ..hand_over import card_of, hand_over
from ..paper_log import MOST_ANIMALS, paper_log
from .round import number


@require_safe
def animal_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    animal = get_animal(request.user, pk)
    return hand_over_sheet(request, animals_for(request.user).filter(pk=pk), of=animal)


@require_safe
def litter_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    litter = get_litter(request.user, pk)
    return hand_over_sheet(request, family_seen(request, litter), of=litter)


def hand_over_sheet(
    request: HttpRequest, animals: QuerySet[Animal], *, of: Animal | Litter
) -> HttpResponse:
    at = timezone.now()
    sheet = hand_over(request.user, animals, at=at)
    context = {"nav": "animals", "at": at, "of": of, "sheet": sheet}
    return render(request, "feedings/paper/hand_over.html", context)


def family_seen(request: HttpRequest, litter: Litter) -> QuerySet[Animal]:
    """The young of a litter in care, and their mother, as far as the reader sees them."""
    return (
        animals_for(request.user)
        .in_care()
        .filter(Q(litter=litter) | Q(pk=litter.dam_id))
        .annotate(is_young=Q(litter=litter))
        .order_by("-is_young", "name", "pk")
    )


@require_safe
def animal_crate_card(request: HttpRequest, pk: int) -> HttpResponse:
    animal = get_animal(request.user, pk)
    return crate_card(request, animals_for(request.user).filter(pk=pk), of=animal, query="animal")


@require_safe
def litter_crate_card(request: HttpRequest, pk: int) -> HttpResponse:
    litter = get_litter(request.user, pk)
    return crate_card(request, family_seen(request, litter), of=litter, query="litter")


def crate_card(
    request: HttpRequest, animals: QuerySet[Animal], *, of: Animal | Litter, query: str
) -> HttpResponse:
    """The card of a box; its code opens the round of just that box."""
    at = timezone.now()
    address = request.build_absolute_uri(f"{reverse('round')}?{query}={of.pk}")
    context = {
        "nav": "animals",
        "of": of,
        "card": card_of(animals, of, at=at),
        "address": address,
        "code": qr_code(address),
        "is_local": request.get_host().partition(":")[0] in ("localhost", "127.0.0.1"),
    }
    return render(request, "feedings/paper/crate_card.html", context)


@require_safe
def blackout_sheet(request: HttpRequest) -> HttpResponse:
    """Of the own homes, or of the one that the address names."""
    at = timezone.now()
    if "home" in request.GET:
        home = get_home(request.user, number(request.GET["home"]))
        homes = [home]
    else:
        home, homes = None, own_homes(request.user, at=at)
    animals = animals_for(request.user, at=at).taking_feeds().in_homes(homes, at=at)
    shown = animals.for_list().order_by("litter__name", "name", "pk")[: MOST_ANIMALS + 1]
    log = paper_log(shown, at=at)
    context = {"nav": "round", "at": at, "log": log, "home": home}
    return render(request, "feedings/paper/log.html", context)
