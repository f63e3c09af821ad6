"""One entry: a new weight or observation, a correction, an undo."""

import uuid

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from animals.access import get_animal

from .. import recording
from ..access import get_entry
from ..forms import FeedCorrectionForm, ObservationForm, WeighInForm
from ..models import Entry, Feed, Observation, Source, WeighIn
from ..wording import say

FORMS: dict[type[Entry], type[forms.ModelForm]] = {
    Feed: FeedCorrectionForm,
    WeighIn: WeighInForm,
    Observation: ObservationForm,
}


@require_http_methods(["GET", "HEAD", "POST"])
def weigh(request: HttpRequest, pk: int) -> HttpResponse:
    return new_entry(request, pk, WeighIn, title="Weigh")


@require_http_methods(["GET", "HEAD", "POST"])
def observe(request: HttpRequest, pk: int) -> HttpResponse:
    return new_entry(request, pk, Observation, title="Observe")


def new_entry(
    request: HttpRequest, animal_pk: int, model: type[Entry], *, title: str
) -> HttpResponse:
    animal = get_animal(request.user, animal_pk)
    entry = model(animal=animal, recorded_by=request.user, source=Source.FORM)
    form = FORMS[model](
        request.POST or None,
        instance=entry,
        unit=request.user.weight_unit,
        initial={"happened_at": timezone.localtime()},
    )
    if request.method == "POST" and form.is_valid():
        store(request, form, id=sent_id(request))
        return redirect(animal)
    context = {"nav": "animals", "animal": animal, "form": form, "title": title, "id": entry.pk}
    return render(request, "feedings/entry.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
    entry = get_entry(request.user, kind, pk)
    if type(entry) not in FORMS:
        raise Http404
    form = FORMS[type(entry)](request.POST or None, instance=entry, unit=request.user.weight_unit)
    context = {"nav": "animals", "animal": entry.animal, "title": "Correct", "id": uuid.uuid4()}
    context["was"] = say(entry, request.user.weight_unit)
    if request.method == "POST" and form.is_valid():
        try:
            store(request, form, id=sent_id(request), corrects_id=pk)
        except recording.AlreadyChanged as changed:
            form.add_error(None, str(changed))
        else:
            return redirect(back(request, entry))
    return render(
        request,
        "feedings/entry.html",
        context | {"form": form, "next": request.GET.get("next", "")},
        status=422 if form.is_bound else 200,
    )


def store(request: HttpRequest, form: forms.ModelForm, **changes) -> None:
    """Store what the form holds as an entry of its own, whoever recorded the one before."""
    entry = form.save(commit=False)
    entry._state.adding = True
    for name, value in {
        **changes,
        "recorded_by": request.user,
        "time_zone": timezone.get_current_timezone_name(),
        "stored_at": timezone.now(),
    }.items():
        setattr(entry, name, value)
    recording.record([entry])
    messages.success(request, f"{entry.animal.name}: {say(entry, request.user.weight_unit)}.")


@require_POST
def void(request: HttpRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
    entry = get_entry(request.user, kind, pk)
    recording.void(entry, by=request.user, reason="undone")
    messages.success(
        request, f"Taken out: {entry.animal.name}, {say(entry, request.user.weight_unit)}."
    )
    return redirect(back(request, entry))


def sent_id(request: HttpRequest) -> uuid.UUID:
    """The id that the page was made with, so that sending it twice stores once."""
    try:
        return uuid.UUID(request.POST.get("id", ""))
    except ValueError:
        return uuid.uuid4()


def back(request: HttpRequest, entry: Entry) -> str:
    """Where the person came from, if that is a page of ours; else the animal."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return target
    return entry.animal.get_absolute_url()
