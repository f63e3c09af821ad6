"""How animals grow: the page of one, and of a litter."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from animals.access import get_animal, get_litter

from ..animal_page import animal_page
from ..litter_page import litter_page


@require_safe
def animal(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_animal(request.user, pk)
    at = timezone.now()
    before = day(request.GET["before"]) if "before" in request.GET else None
    page = animal_page(request.user, found, at=at, before=before)
    context = {"nav": "animals", "at": at, "animal": found, "page": page}
    return render(request, "animals/animal.html", context)


@require_safe
def litter(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_litter(request.user, pk)
    at = timezone.now()
    page = litter_page(request.user, found, at=at)
    context = {"nav": "animals", "at": at, "litter": found, "page": page}
    return render(request, "animals/litter.html", context)


def day(text: str) -> dt.date:
    """A day of an address such as ?before=2026-05-01; 404 for anything else."""
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if not 1990 <= found.year <= 2200:
        raise Http404
    return found
