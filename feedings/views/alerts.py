"""What is wrong, everywhere that the reader sees, and what people do about it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ..access import get_alert
from ..alerts.forms import ActForm
from ..alerts_page import alerts_page
from .entries import back


@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    found = alerts_page(request.user, number=request.GET.get("page"), at=at)
    return render(request, "feedings/alerts.html", {"nav": "alerts", "at": at, "alerts": found})


@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    alert = get_alert(request.user, pk)
    form = ActForm(request.POST)
    if alert.closed_at is not None:
        messages.info(request, f"{alert.whose}: this has passed meanwhile.")
    elif form.is_valid():
        done = form.save(alert, by=request.user, at=timezone.now())
        messages.success(request, f"{alert.whose}: {done}.")
    else:
        messages.warning(request, "A note has at most 200 letters. Nothing was stored.")
    return redirect(back(request, reverse("alerts")))
