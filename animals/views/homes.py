"""Foster homes: the list, one of them, and editing what it can do and when."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from animals import home_states
from animals.access import get_home
from animals.forms import (
    Absences,
    AvailabilityForm,
    HomeForm,
    InviteForm,
    Supplies,
    coming_absences,
    save_home,
    supplies_there,
)
from animals.home_page import home_page, homes_page
from animals.membership import is_member
from animals.models import FosterHome, Offer, Placement


@require_safe
def homes(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    found = homes_page(request.user, words, number=request.GET.get("page"), at=timezone.now())
    context = {"homes": found, "page": found.page, "words": words, "nav": "more"}
    return render(request, "animals/homes.html", context)


@require_safe
def home(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_home(request.user, pk)
    return show(request, found, InviteForm(person=request.user))


def show(request: HttpRequest, found: FosterHome, invite: InviteForm) -> HttpResponse:
    """The page of a home; 422 where somebody could not be invited."""
    at = timezone.now()
    context = {
        "home": found,
        "at": at,
        "page": home_page(found, request.user, at=at),
        "invite": invite,
        "nav": "more",
    }
    return render(request, "animals/home.html", context, status=422 if invite.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    refuse_carers(request)
    return office_form(request, FosterHome())


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    refuse_carers(request)
    return office_form(request, get_home(request.user, pk))


def refuse_carers(request: HttpRequest) -> None:
    if not request.user.sees_all:
        raise Http404


def office_form(request: HttpRequest, stored: FosterHome) -> HttpResponse:
    name, sent = stored.name, request.POST or None
    form = HomeForm(sent, instance=stored)
    absences = Absences(sent, instance=stored, queryset=coming_absences())
    supplies = Supplies(sent, instance=stored, queryset=supplies_there())
    if request.method == "POST" and all(
        [form.is_valid(), absences.is_valid(), supplies.is_valid()]
    ):
        saved = save_home(form, absences, supplies)
        if saved is not None:
            say_saved(request, saved, absences, adding=not name)
            return redirect("home", saved.pk)
    context = {"form": form, "absences": absences, "supplies": supplies, "name": name}
    return form_page(request, "animals/home_form.html", stored, context)


@require_http_methods(["GET", "HEAD", "POST"])
def availability(request: HttpRequest, pk: int) -> HttpResponse:
    stored = get_home(request.user, pk)
    if not (request.user.sees_all or is_member(request.user, stored, at=timezone.now())):
        raise Http404
    sent = request.POST or None
    form = AvailabilityForm(sent, instance=stored)
    absences = Absences(sent, instance=stored, queryset=coming_absences())
    if request.method == "POST" and all([form.is_valid(), absences.is_valid()]):
        saved = save_home(form, absences)
        if saved is not None:
            say_saved(request, saved, absences)
            return redirect("home", pk)
    context = {"form": form, "absences": absences, "name": stored.name}
    return form_page(request, "animals/home_availability.html", stored, context)


def form_page(
    request: HttpRequest, template: str, stored: FosterHome, context: dict
) -> HttpResponse:
    status = 422 if context["form"].is_bound else 200
    return render(request, template, {"nav": "more", "pk": stored.pk, **context}, status=status)


def say_saved(request: HttpRequest, saved: FosterHome, absences, *, adding: bool = False) -> None:
    """That it is saved; what was taken back; and what a closing day leaves to do."""
    on, at = timezone.localdate(), timezone.now()
    messages.success(request, f"{saved} is here now." if adding else f"{saved} is saved.")
    for absence in absences.deleted_objects:
        when = home_states.days(absence.from_on, absence.to_on, on=on)
        messages.info(request, f"Not away {when} after all. The history keeps it.")
    left = home_states.closing(
        saved,
        animals=Placement.objects.open_at(at).filter(home=saved).count(),
        offers=Offer.objects.open_at(at).filter(home=saved).count(),
        on=on,
    )
    if left:
        messages.warning(request, left)
