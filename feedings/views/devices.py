"""The phones that entries come from, and late entries that wait for a coordinator."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from animals.views.placements import board

from ..access import get_held
from ..devices_page import devices_page
from ..held_lines import held_for
from ..offline_sync import held as held_entries


@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    page = devices_page(request.user, number=request.GET.get("page"), at=at)
    return render(request, "feedings/devices.html", {"nav": "more", "at": at, "devices": page})


@require_POST
def decide_held(request: HttpRequest, pk: int) -> HttpResponse:
    held = get_held(request.user, pk)
    at, name = timezone.now(), held.animal.name
    is_accepted = request.POST.get("decision") == "accept"
    try:
        if request.POST.get("decision") not in ("accept", "leave-out"):
            messages.warning(request, "Say whether to accept it or to leave it out.")
        elif is_accepted and held_entries.accept(held, by=request.user, at=at):
            messages.success(request, f"{name}: the late entry is stored.")
        elif not is_accepted and held_entries.leave_out(held, by=request.user, at=at):
            messages.success(request, f"{name}: left out. It is kept, and counts for nothing.")
        else:
            messages.info(request, decided_before(request, held))
    except held_entries.NotDecided as why:
        messages.warning(request, f"{name}: {why}")
    return redirect("devices")


def decided_before(request: HttpRequest, held) -> str:
    held.refresh_from_db()
    by = "you" if held.decided_by == request.user else held.decided_by or "somebody"
    return f"{held.animal.name}: {held.get_decision_display()} before, by {by}."


def placements_and_late(request: HttpRequest) -> HttpResponse:
    """Where a coordinator lands, with how many late entries wait."""
    if not request.user.sees_all:
        raise Http404
    return board(request, late_entries=held_for(request.user).count())
