"""An offer: what a home is asked, and what it answers."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from animals import offer_mail, offers
from animals.access import get_offer
from animals.forms.offers import AnswerForm
from animals.offer_page import offer_page


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    at = timezone.now()
    page = offer_page(get_offer(request.user, pk, at=at), request.user, at=at)
    form = AnswerForm(request.POST if request.method == "POST" else None, rows=page.offer.rows)
    if form.is_bound and not page.may_answer:
        raise Http404
    if form.is_valid():
        try:
            done = offers.answer(
                page.offer, by=request.user, accepted_ids=form.accepted_ids, why=form.why
            )
        except offers.CannotAnswer as why:
            form.add_error(None, str(why))
            page = offer_page(get_offer(request.user, pk, at=at), request.user, at=at)
        else:
            return answered(request, done)
    context = {"page": page, "form": form, "at": at, "today": timezone.localdate(at)}
    return render(request, "animals/offer.html", context, status=422 if form.errors else 200)


@require_POST
def arrival(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Those that were agreed are there, from now on."""
    found = get_offer(request.user, pk, at=timezone.now())
    try:
        done = offers.arrive(found, by=request.user)
    except offers.CannotAnswer as why:
        messages.warning(request, str(why))
        return redirect(found)
    return answered(request, done)


@require_POST
def withdrawal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    if not request.user.sees_all:
        raise Http404
    found = get_offer(request.user, pk, at=timezone.now())
    try:
        offers.withdraw(found, by=request.user)
    except offers.CannotAnswer as why:
        messages.warning(request, str(why))
    else:
        messages.success(request, "The offer is withdrawn. The animals can be offered again.")
    return redirect(found)


def answered(request: HttpRequest, done: offers.Answered) -> HttpResponse:
    offer_mail.tell_coordinator(done, by=request.user, absolute=request.build_absolute_uri)
    for sentence in done.lost:
        messages.info(request, sentence)
    if request.user.sees_all:
        for sentence in done.apart:
            messages.warning(request, sentence)
    return redirect(done.offer)
