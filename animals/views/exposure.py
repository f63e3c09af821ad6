"""Who was with one animal, and recording that it has something that passes on."""

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from animals import exposure_facts, infection
from animals.access import get_animal
from animals.exposure_facts import Met
from animals.exposure_page import exposure_page, will_happen
from animals.forms.infection import DaysBackForm, InfectionForm
from animals.infection_rules import INFECTIONS, Limits, days_of
from animals.models import Animal, HealthTest

# Until somebody says what it is, the page looks back as for this one.
USUAL = HealthTest.Kind.PARVO


@require_http_methods(["GET", "HEAD", "POST"])
def exposure(request: HttpRequest, pk: int) -> HttpResponse:
    """A carer reads what is of her homes; coordinators and staff read all, and record."""
    animal = get_animal(request.user, pk)
    at, known = timezone.now(), exposure_facts.limits()
    if request.method == "POST":
        if not request.user.sees_all:
            raise Http404
        return found(request, animal, known, at=at)
    usual = days_of(INFECTIONS[USUAL], [animal.species_id], known)
    asked = request.GET if "days" in request.GET else None
    back = DaysBackForm(asked, initial={"days": usual.days})
    days = (back.is_valid() and back.cleaned_data["days"]) or usual.days
    span = infection.window(days, before=timezone.localdate(at), until=at)
    met = exposure_facts.met_by(animal, span, person=request.user)
    more = {"back": back, "days": days, "usual": usual}
    return page(request, met, InfectionForm(), more, at=at, status=422 if back.errors else 200)


def found(request: HttpRequest, animal: Animal, known: Limits, *, at: dt.datetime) -> HttpResponse:
    """What recording would do; once that was read and agreed to, it is done."""
    form, today = InfectionForm(request.POST), timezone.localdate(at)
    is_valid = form.is_valid()
    kind = form.cleaned_data["kind"] if is_valid else USUAL
    tested_on = form.cleaned_data["tested_on"] if is_valid else today
    span = infection.window_of(animal, kind, known, tested_on=tested_on, at=at)
    met = exposure_facts.met_by(animal, span, person=request.user)
    if not is_valid:
        return page(request, met, form, {}, at=at, status=422)
    chosen = infection.can_catch(met, kind).keys() - form.unticked
    act = {"kind": kind, "tested_on": tested_on, "restart_ids": sorted(chosen)}
    said = will_happen(infection.consequences(met, known, **act, on=today), met, today=today)
    agreed = "|".join([kind, str(tested_on), *map(str, act["restart_ids"]), *said])
    if request.POST.get("agreed") != agreed:
        more = {"said": said, "agreed": agreed, "rule": INFECTIONS[kind], "kind": kind}
        return page(request, met, form, more, at=at)
    try:
        infection.record(animal, **act, result=HealthTest.Result.POSITIVE, by=request.user, at=at)
    except infection.CannotRecord as why:
        form.add_error(None, str(why))
        return page(request, met, form, {}, at=at, status=422)
    messages.success(request, f"Recorded. {' '.join(said)}")
    return redirect("exposure", pk=animal.pk)


def page(
    request: HttpRequest,
    met: Met,
    form: InfectionForm,
    more: dict,
    *,
    at: dt.datetime,
    status: int = 200,
) -> HttpResponse:
    could = infection.can_catch(met, more.get("kind", "other"))
    context = {
        "nav": "animals",
        "animal": met.animal,
        "window": met.window,
        "page": exposure_page(met, at=at),
        "found_before": met.animal.tests.filter(result=HealthTest.Result.POSITIVE),
        "form": form if request.user.sees_all else None,
        "offered": sorted(could.values(), key=lambda one: (one.name, one.pk)),
        "unticked": form.unticked,
    }
    return render(request, "animals/exposure.html", context | more, status=status)
