"""The round: one sheet, one save."""

import datetime as dt
from collections.abc import Iterable

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from animals.access import animals_for, get_animal, get_litter, own_homes, stays_with
from animals.models import Animal
from animals.words import key_in

from .. import rounds
from ..offline_sync.by_form import LeftAnimal, take_in
from ..recording import Status
from ..wording import say_round


@require_http_methods(["GET", "HEAD", "POST"])
def round_sheet(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    data = rounds.swapped(request.POST) if request.method == "POST" else None
    is_asked_to_swap = data is not None and "swap" in request.POST
    animals = typed_animals(request, data, at=at) if data is not None else box(request)
    if data is not None and not animals:
        return redirect("today")
    sheet = rounds.RoundSheet(person=request.user, animals=animals, at=at, data=data)
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


def typed_animals(
    request: HttpRequest, data: QueryDict, *, at: dt.datetime
) -> models.QuerySet[Animal]:
    """The animals on the sheet that was sent; those that have left since are seen to at once."""
    pks = {number(pk) for pk in data.getlist("animal")}
    mine = animals_for(request.user).filter(pk__in=pks)
    gone = pks - set(mine.values_list("pk", flat=True))
    if not pks or gone - stays_with(request.user, gone).keys():
        raise Http404
    if gone:
        left = Animal.objects.filter(pk__in=gone)
        sheet = rounds.RoundSheet(person=request.user, animals=left, at=at, data=data)
        tell_of_left(request, take_in(sheet, person=request.user, at=at))
    return mine


def number(text: str) -> int:
    if not (key := key_in(text)):
        raise Http404
    return key


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


def tell_of_left(request: HttpRequest, left: Iterable[LeftAnimal]) -> None:
    """What became of entries of animals that were handed on while the sheet was open."""
    for each in left:
        statuses = {result.status for result in each.results}
        stored = [one.entry for one in each.results if one.status == Status.STORED]
        if stored:
            messages.success(request, f"Saved: {each.animal}, {say_round(stored)}.")
        if statuses & {"parked", "conflict"}:
            messages.warning(
                request,
                f"{each.animal} has left your home. What was typed for it waits for the "
                "coordinator.",
            )
        if each.wrong or "invalid" in statuses:
            messages.error(
                request,
                f"{each.animal} has left your home. What was typed for it was not stored: "
                f"{each.wrong or 'look at its values.'}",
            )
