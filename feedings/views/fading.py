"""The fading screen, and what is logged on it with one hand."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from animals.access import get_animal
from animals.models import Animal

from .. import fading as screen
from .. import recording
from ..forms import TemperatureForm
from ..models import Observation, Source
from .entries import SAVED_BEFORE, sent_id

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
    if request.method == "POST" and "temperature_c" not in request.POST:
        return log_sugar(request, pk)
    animal, at = get_animal(request.user, pk), timezone.now()
    is_sent = request.method == "POST" and animal.is_in_care
    warmth = TemperatureForm(request.POST if is_sent else None)
    if warmth.is_valid():
        recorded = store(request, animal, kind=Kind.TEMPERATURE, at=at, **warmth.cleaned_data)
        if recorded.status != recording.Status.CONFLICT:
            return redirect("fading-animal", pk)
        warmth.add_error("temperature_c", SAVED_BEFORE)
    context = {"animal": animal, "page": screen.fading(animal, at=at), "warmth": warmth}
    frame = {"nav": "animals", "at": at, "ids": (uuid.uuid4(), uuid.uuid4())}
    status = 422 if warmth.errors else 200
    return render(request, "feedings/fading.html", frame | context, status=status)


def log_sugar(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap without scripts; with them it goes through the outbox."""
    animal, at = get_animal(request.user, pk), timezone.now()
    if animal.outcome_at and at >= animal.outcome_at:
        messages.warning(request, f"{animal.name} had left care by then. This was not stored.")
    else:
        store(request, animal, kind=Kind.NOTE, at=at, note=screen.SUGAR)
    return redirect("fading-animal", pk)


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
