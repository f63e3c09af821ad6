"""One entry: a new weight or observation, a correction, an undo."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from animals.access import get_animal
from animals.words import counted

from .. import clock, recording
from ..access import entries_seen, get_entry
from ..forms import EntryForm, FeedForm, ObservationForm, WeighInForm
from ..models import Entry, Feed, Observation, Source, WeighIn
from ..questions import FIGURES, asks_weight
from ..second_look import SecondLook, second_look
from ..wording import has_weight, say

FORMS: dict[type[Entry], type[EntryForm]] = {
    Feed: FeedForm,
    WeighIn: WeighInForm,
    Observation: ObservationForm,
}
MOST_AT_ONCE = 40  # weights of one sitting
MOST_MOVED = 400  # what Today lists of a day
# Back, other digits, Save: the page still has the id that it was stored with.
SAVED_BEFORE = "This page was saved before with other values, which stay. Save again to add these."
CORRECTED_BEFORE = "This was corrected before with other values, which stay. Correct those."


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
    look = looked_at(request, form)
    if look and is_answered(request, look) and store(request, form, look):
        return redirect(animal)
    context = {"kind": "weigh_in" if model is WeighIn else "observation", "figures": FIGURES}
    return entry_page(
        request,
        context | {"animal": animal, "form": form, "title": f"{title} {animal.name}", "look": look},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
    entry = get_entry(request.user, kind, pk)
    if type(entry) not in FORMS or (request.method != "POST" and not entry.is_current):
        raise Http404
    was = say(entry, request.user.weight_unit)
    form = FORMS[type(entry)](request.POST or None, instance=entry, unit=request.user.weight_unit)
    look = looked_at(request, form)
    if look and is_answered(request, look) and store(request, form, look, corrects_id=pk):
        return redirect(back(request, entry.animal.get_absolute_url()))
    title = f"Correct {entry.animal.name}"
    return entry_page(
        request, {"animal": entry.animal, "form": form, "title": title, "was": was, "look": look}
    )


def looked_at(request: HttpRequest, form: EntryForm) -> SecondLook | None:
    """A second look at what was sent, if it can be stored at all."""
    if request.method != "POST" or not form.is_valid():
        return None
    kept = [name for name in form.fields if form.keeps(name, form.initial.get(name))]
    return second_look(form.instance, unit=request.user.weight_unit, kept=kept)


def is_answered(request: HttpRequest, look: SecondLook) -> bool:
    return not look.doubts or request.POST.get("confirmed") == look.signature


def entry_page(request: HttpRequest, context: dict) -> HttpResponse:
    """The page of a form, with a new id; 422 where what was sent could not be stored."""
    frame = {
        "nav": "animals",
        "id": uuid.uuid4(),
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    status = 422 if context["form"].is_bound else 200
    return render(request, "feedings/entry.html", frame | context, status=status)


def store(
    request: HttpRequest,
    form: EntryForm,
    look: SecondLook,
    *,
    corrects_id: uuid.UUID | None = None,
) -> bool:
    """Store what the form holds as an entry of its own; False, and why at the form, if not."""
    entry = form.save(commit=False)
    entry._state.adding = True
    entry.id, entry.corrects_id = sent_id(request), corrects_id
    entry.recorded_by, entry.device, entry.source = request.user, None, Source.FORM
    entry.time_zone, entry.stored_at = timezone.get_current_timezone_name(), timezone.now()
    if isinstance(entry, (Feed, WeighIn)) and not look.keeps_weight:
        asked = asks_weight(look.doubts)
        entry.weight_confirmed_at = entry.stored_at if asked else None
        entry.weight_confirmed_by = request.user if asked else None
    try:
        [recorded] = recording.record([entry])
    except recording.AlreadyChanged as changed:
        form.add_error(None, str(changed))
        return False
    if recorded.status == recording.Status.CONFLICT:
        form.add_error(None, CORRECTED_BEFORE if corrects_id else SAVED_BEFORE)
        return False
    messages.success(request, f"{entry.animal.name}: {say(entry, request.user.weight_unit)}.")
    return True


@require_POST
def void(request: HttpRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
    entry = get_entry(request.user, kind, pk)
    told = f"{entry.animal.name}, {say(entry, request.user.weight_unit)}."
    if entry.is_current:
        recording.void(entry, by=request.user, reason="undone")
        messages.success(request, f"Taken out: {told}")
    else:
        messages.info(request, f"Taken out or corrected before: {told}")
    return redirect(back(request, entry.animal.get_absolute_url()))


@require_POST
def confirm_weight(request: HttpRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
    """ "It is right": of one weight, and of those weighed with it that the page named too."""
    entry = get_entry(request.user, kind, pk)
    if not isinstance(entry, (Feed, WeighIn)):
        raise Http404
    named = entries_seen(request.user, request.POST.getlist("also")[:MOST_AT_ONCE])
    entries = {one.pk: one for one in (entry, *named) if has_weight(one)}
    number = recording.confirm_weights(entries.values(), by=request.user)
    unit = request.user.weight_unit
    if number == 1 and len(entries) == 1:
        messages.success(request, f"It is right: {entry.animal.name}, {say(entry, unit)}.")
    elif number:
        messages.success(request, f"They are right: {counted(number, 'weight')}.")
    else:
        messages.info(request, "Said, corrected or taken out before: nothing changed.")
    return redirect(back(request, entry.animal.get_absolute_url()))


@require_POST
def use_our_time(request: HttpRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
    """ "Use 04:05": of one entry by a wrong clock, and of those that the page named with it."""
    entry = get_entry(request.user, kind, pk)
    named = entries_seen(request.user, request.POST.getlist("also")[:MOST_MOVED])
    try:
        number = clock.use_our_time([entry, *named], by=request.user)
    except recording.AlreadyChanged as changed:
        messages.warning(request, str(changed))
    else:
        if number:
            have = "1 entry has" if number == 1 else f"{number} entries have"
            messages.success(request, f"{have} our time now. The phone's is kept beside it.")
        else:
            messages.info(request, "Corrected or taken out before: nothing changed.")
    return redirect(back(request, entry.animal.get_absolute_url()))


def sent_id(request: HttpRequest) -> uuid.UUID:
    """The id that the page was made with, so that sending it twice stores once."""
    try:
        return uuid.UUID(request.POST.get("id", ""))
    except ValueError:
        return uuid.uuid4()


def back(request: HttpRequest, otherwise: str) -> str:
    """Where the person came from, if that is a page of ours."""
    target = request.POST.get("next", "")
    if target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return target
    return otherwise
