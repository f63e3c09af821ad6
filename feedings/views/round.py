"""The round: one sheet, one save."""

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from animals.access import animals_for, get_animal, get_litter, own_homes
from animals.models import Animal

from .. import rounds
from ..recording import Status
from ..wording import say_round


@require_http_methods(["GET", "HEAD", "POST"])
def round_sheet(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    data = rounds.swapped(request.POST) if request.method == "POST" else None
    animals = typed_animals(request, data) if data is not None else box(request)
    sheet = rounds.RoundSheet(person=request.user, animals=animals, at=at, data=data)
    is_asked_to_swap = data is not None and "swap" in request.POST
    if data is not None and sheet.is_valid() and not is_asked_to_swap:
        if sheet.is_empty:
            messages.warning(request, "Nothing was entered, so nothing was stored.")
        else:
            tell(request, sheet.record())
            return redirect(f"{reverse('today')}?saved={sheet.head.cleaned_data['round']}")
    context = {"nav": "round", "at": at, "sheet": sheet, "unit": request.user.weight_unit}
    return render(request, "feedings/round.html", context, status=422 if data else 200)


def box(request: HttpRequest) -> models.QuerySet[Animal]:
    """The animals that the address names; else all of one's homes that take feeds."""
    mine = animals_for(request.user)
    if "animal" in request.GET:
        return mine.filter(pk=get_animal(request.user, number(request.GET["animal"])).pk)
    if "litter" in request.GET:
        litter = get_litter(request.user, number(request.GET["litter"]))
        return mine.in_care().filter(litter=litter)
    homes = own_homes(request.user)
    if request.user.sees_all and homes.exists():
        return mine.taking_feeds().in_homes(homes)
    return mine.taking_feeds()


def typed_animals(request: HttpRequest, data) -> models.QuerySet[Animal]:
    """The animals on the sheet that was sent, which may have moved since it was opened."""
    pks = {number(pk) for pk in data.getlist("animal")}
    mine = animals_for(request.user).filter(pk__in=pks)
    if not pks or mine.count() != len(pks):
        raise Http404
    return mine


def number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise Http404
    return int(text)


def tell(request: HttpRequest, recorded) -> None:
    """What became of the round, in one sentence."""
    stored = [each for each in recorded if each.status == Status.STORED]
    conflicts = [each for each in recorded if each.status == Status.CONFLICT]
    if stored:
        messages.success(request, f"Saved: {say_round(each.entry for each in stored)}.")
    if conflicts:
        names = ", ".join(sorted({each.entry.animal.name for each in conflicts}))
        messages.warning(
            request,
            f"This round was saved before with other values for {names}; those stay. "
            "Correct them in the list below.",
        )
    if not stored and not conflicts:
        messages.info(request, "This round was saved before; nothing is stored twice.")
