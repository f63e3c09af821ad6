"""What is wrong, everywhere that the reader sees, and what people do about it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from animals.words import key_in

from ..access import get_alerts
from ..alerts.forms import ActForm
from ..alerts_page import ON_PAGE, alerts_page
from ..models import Alert
from .entries import back


@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    found = alerts_page(request.user, number=request.GET.get("page"), at=at)
    return render(request, "feedings/alerts.html", {"nav": "alerts", "at": at, "alerts": found})


@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """One alert is answered, and those of its box that were shown with it."""
    chosen = get_alerts(request.user, pk, also(request))
    open_ones = [alert for alert in chosen if alert.closed_at is None]
    form, at = ActForm(request.POST), timezone.now()
    if not open_ones:
        messages.info(request, f"{names(chosen)}: this has passed meanwhile.")
    elif form.is_valid():
        done = [form.save(alert, by=request.user, at=at) for alert in open_ones]
        messages.success(request, f"{names(open_ones)}: {done[0]}.")
    else:
        messages.warning(request, "A note has at most 200 letters. Nothing was stored.")
    return redirect(back(request, reverse("alerts")))


def also(request: HttpRequest) -> list[int]:
    sent = request.POST.getlist("also")[:ON_PAGE]
    return [key for text in sent if (key := key_in(text))]


def names(alerts: list[Alert]) -> str:
    """ "Clover", "Clover and 4 others"."""
    first, others = alerts[0].whose, len(alerts) - 1
    return f"{first} and {others} other{'s' * (others > 1)}" if others else first
