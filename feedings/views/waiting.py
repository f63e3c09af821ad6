"""What is on this phone and not yet stored. The phone knows it; the page only frames it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    return render(request, "feedings/waiting.html", {"nav": "more"})
