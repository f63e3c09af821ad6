"""The proof that nothing is missing: what is held of all that one phone sent."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from animals.words import key_in

from ..access import get_phone
from ..devices_page import what_it_is
from ..offline_sync.ledger import ledger
from .growth import day as day_of

JSON = "application/json"


@require_safe
def device_ledger(request: HttpRequest, device: uuid.UUID) -> HttpResponse:
    phone = get_phone(request.user, device, owner=owner_asked_for(request))
    days = ledger(phone.person, device, at=timezone.now())
    asked = day_of(request.GET["day"]) if "day" in request.GET else None
    if request.headers.get("Accept") == JSON:
        said = {"device": device, "days": [{"day": d.day, "stored": d.stored} for d in days]}
        if asked:
            said["ids"] = [pk for found in days if found.day == asked for pk in found.ids]
        response = JsonResponse(said)
    else:
        shown = [found for found in days if asked in (None, found.day)]
        context = {
            "nav": "more",
            "phone": phone,
            "what": what_it_is(phone.user_agent),
            "days": shown,
        }
        response = render(request, "feedings/ledger.html", context)
    patch_vary_headers(response, ["Accept"])
    return response


def owner_asked_for(request: HttpRequest) -> int:
    """The reader, or the person that the address names."""
    text = request.GET.get("person", "") or str(request.user.pk)
    if not (key := key_in(text)):
        raise Http404
    return key
