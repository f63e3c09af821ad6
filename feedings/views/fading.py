"""The fading screen, and what is logged on it with one hand."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from animals.access import get_animal
from animals.models import Animal

from .. import fading as screen
from .. import recording
from ..forms import SugarForm, TemperatureForm
from ..models import Observation, Source
from .entries import SAVED_BEFORE, sent_id

JSON = "application/json"
Kind = Observation.Kind


@require_safe
def fading(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    context = {"page": screen.fading(None, at=at), "animals": screen.to_choose_from(request.user)}
    return render(request, "feedings/fading.html", {"nav": "more", "at": at} | context)


# A page that the browser kept would log with an id that was used before.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fading_animal(request: HttpRequest, pk: int) -> HttpResponse:
    animal, at = get_animal(request.user, pk), timezone.now()
    typed = request.POST if request.method == "POST" and animal.is_in_care else None
    is_warmth = typed is not None and "temperature_c" in typed
    warmth = TemperatureForm(typed if is_warmth else None)
    sugar = SugarForm(None if is_warmth else typed)
    if warmth.is_valid():
        recorded = store(request, animal, kind=Kind.TEMPERATURE, at=at, **warmth.cleaned_data)
        if recorded.status != recording.Status.CONFLICT:
            return redirect("fading-animal", pk)
        warmth.add_error("temperature_c", SAVED_BEFORE)
    if sugar.is_valid():
        given_at = at - dt.timedelta(seconds=sugar.cleaned_data["ago"] or 0)
        recorded = store(request, animal, kind=Kind.NOTE, at=given_at, note=screen.SUGAR)
        if request.headers.get("Accept") == JSON:
            return JsonResponse({"id": str(recorded.entry.pk), "status": recorded.status})
        return redirect("fading-animal", pk)
    context = {"animal": animal, "page": screen.fading(animal, at=at), "warmth": warmth}
    frame = {"nav": "animals", "at": at, "ids": (uuid.uuid4(), uuid.uuid4())}
    status = 422 if warmth.errors or sugar.errors else 200
    return render(request, "feedings/fading.html", frame | context, status=status)


def store(
    request: HttpRequest, animal: Animal, *, kind: str, at: dt.datetime, **what
) -> recording.Recorded:
    """Stored once, however often it was sent with the page's id."""
    entry = Observation(
        id=sent_id(request),
        animal=animal,
        kind=kind,
        happened_at=at,
        recorded_by=request.user,
        source=Source.FORM,
        time_zone=timezone.get_current_timezone_name(),
        **what,
    )
    [recorded] = recording.record([entry], ignoring={"happened_at"})
    return recorded
