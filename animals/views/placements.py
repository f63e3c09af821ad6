"""Where a coordinator lands: who waits for a home, which home fits, and what a move would mean."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from animals import offer_mail, offers, placing
from animals.board import card_of, cards, home_row, homes_for_group, row_for, summary, title_of
from animals.forms import MoveForm
from animals.forms.placements import LOOK, OFFER
from animals.models import FosterHome, Offer, Person
from animals.network import Group, Network
from animals.placement_matching import Fit, Homes, ranked
from animals.words import key_in

HOMES_ON_PAGE = 30
GROUPS_ON_PAGE = 60
BLOCKED_SHOWN = 60


@require_safe
def board(request: HttpRequest, **told) -> HttpResponse:
    """`told` is what else the page says, of which this app knows nothing."""
    network = network_for(request.user)
    waits = cards(network)
    group = network.group_of.get(key_in(request.GET.get("group")))
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    context = {
        "waiting": waits[:GROUPS_ON_PAGE],
        "waiting_in_all": len(waits),
        "summary": summary(waits),
        "open_offers": Offer.objects.live(network.at).with_animals(),
        "words": words,
        "nav": "placements",
    }
    if group is not None:
        chosen = card_of(network, group, waits)
        rows = homes_for_group(network, chosen.need)
        context |= {
            "chosen": chosen,
            "fitting": [row for row in rows if row.fit.fits],
            "blocked": [row for row in rows if not row.fit.fits][:BLOCKED_SHOWN],
        }
    else:
        homes = [home for home in network.homes.values() if has_words(home, words)]
        page = Paginator(homes, HOMES_ON_PAGE).get_page(request.GET.get("page"))
        context |= {"page": page, "homes": [home_row(network, home) for home in page]}
    return render(request, "animals/placements/board.html", context | told)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest) -> HttpResponse:
    """What it would mean to bring a group, or some of it, to a home; and then to do so."""
    network = network_for(request.user)
    group = network.group_of.get(key_in(request.GET.get("group")))
    home = network.homes.get(key_in(request.GET.get("home")))
    if group is None or home is None:
        messages.warning(request, "This group or this home is not here any more.")
        return redirect("placements")

    def look(ids: Iterable[int]) -> Fit:
        need = network.need(network.group(ids), since=network.at)
        return ranked(need, Homes.of([network.facts[home.pk]]))[0]

    form = MoveForm(
        request.POST or None,
        group=group,
        home=home,
        weigh=lambda ids: look(ids).reasons,
        at=network.at,
    )
    if request.method == "POST" and form.is_valid() and form.act != LOOK:
        told = act_on(request, form, network.group(form.chosen))
        if told:
            messages.success(request, told)
            return redirect("placements")
    card, fit = card_of(network, network.group(form.chosen), ()), look(form.chosen)
    context = {
        "form": form,
        "card": card,
        "whole": group,
        "row": row_for(network, fit, card.need),
        "seen": ", ".join(reason.code for reason in fit.reasons if not reason.blocks),
        "nav": "placements",
    }
    status = 422 if form.is_bound and form.act != LOOK else 200
    return render(request, "animals/placements/move.html", context, status=status)


def act_on(request: HttpRequest, form: MoveForm, group: Group) -> str:
    """Offer or move; says what was done, or "" where the form now says why not."""
    typed, home = form.cleaned_data, form.home
    how = {
        "home": home,
        "by": request.user,
        "room": typed["room"],
        "reason": typed["reason"],
        "in_spite_of": typed["in_spite_of"],
        "expected": form.expected,
    }
    try:
        if form.act == OFFER:
            offer = offers.make(
                group.animals, starts_at=typed["starts_at"], note=typed["note"], **how
            )
            tell_home(request, offer)
            until = placing.moment(offer.expires_at)
            return f"{title_of(group.animals)}: offered to {home}, which has until {until}."
        placing.place(group.animals, at=typed["starts_at"], **how)
        return f"{title_of(group.animals)}: in {home} now."
    except (offers.CannotOffer, placing.CannotPlace) as why:
        form.add_error(None, str(why))
        return ""


def tell_home(request: HttpRequest, offer: Offer) -> None:
    """By e-mail, once the offer is stored; whom it does not reach, the coordinator calls."""
    unreached = offer_mail.tell_home(offer, absolute=request.build_absolute_uri)

    def warn() -> None:
        if unreached:
            messages.warning(request, f"No e-mail could be sent to {', '.join(unreached)}.")

    transaction.on_commit(warn)


def network_for(person: Person) -> Network:
    """The whole network, for those who place; others get 404."""
    if not person.sees_all:
        raise Http404
    return Network(at=timezone.now())


def has_words(home: FosterHome, words: str) -> bool:
    return words.casefold() in f"{home.name}\n{home.area}".casefold()
