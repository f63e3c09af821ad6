"""Where a carer lands."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from animals.access import animals_for, own_homes
from animals.offer_page import offer_lines

from ..today import today_for


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    animals = animals_for(request.user, at=at).taking_feeds()
    found = today_for(request.user, animals, at=at)
    context = {
        "nav": "today",
        "at": at,
        "today": found,
        "offers": offer_lines(request.user, at=at),
        "has_home": found.rows or request.user.sees_all or own_homes(request.user, at=at).exists(),
        "saved": saved_round(request.GET.get("saved", "")),
    }
    return render(request, "feedings/today.html", context)


def saved_round(text: str) -> uuid.UUID | None:
    """The round that was just stored, so that the phone may forget its draft."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
