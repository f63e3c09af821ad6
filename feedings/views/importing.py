"""A weighing sheet comes in: upload, look at what was understood, store."""

import datetime as dt
import uuid
import zoneinfo
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from animals.access import homes_for, litters_for, nowhere_to_put_it
from animals.models import Animal, Species

from ..importing import sheet
from ..importing.apply import (
    LEFT_OUT,
    LeftOut,
    Plan,
    Target,
    limits_for,
    match_animals,
    prepare,
    store,
)
from ..importing.facts import Options, Understanding
from ..importing.forms import SheetAnswers, UploadForm, initial_from
from ..importing.layout import count_of, label_key
from ..importing.preview import choices_for, control_name, preview_of
from ..importing.understanding import understand_tables
from ..models import ImportDraft

KEPT_FOR = dt.timedelta(days=1)
MOST_DRAFTS = 10  # of one person; older ones go
SAMPLE = "docs/sample_sheet.csv"
SAMPLE_LITTER = "Sample litter"
SAMPLE_BORN_ON = "2025-04-02"


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    person = request.user
    if nowhere_to_put_it(person):
        return render(request, "animals/no_home.html", {"nav": "more"})
    if request.method == "POST" and "sample" in request.POST:
        return redirect("import-preview", sample_draft(request).pk)
    form = UploadForm(request.POST or None, request.FILES or None, person=person)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        draft = ImportDraft(
            person=person, filename=file.name[-200:], content=form.content, options=form.answers()
        )
        try:
            understood(draft, person)
        except sheet.SheetError as error:
            form.add_error("file", str(error))
        else:
            return redirect("import-preview", keep(draft).pk)
    return render(
        request,
        "feedings/import.html",
        {"nav": "more", "form": form},
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    draft = ImportDraft.objects.filter(pk=pk, person=request.user).first()
    if draft is None:
        raise Http404
    if draft.confirmed_at is not None:
        return redirect_to_litter(request, draft)
    names = tuple(t.sheet for t in sheet.read_tables(draft.filename, bytes(draft.content)))
    form = SheetAnswers(
        request.POST or None,
        initial=initial_from(draft.options),
        person=request.user,
        sheets=names,
    )
    if request.method == "POST" and form.is_valid():
        answers = form.answers()
        if "store" in request.POST and same_reading(answers, draft.options):
            done = form.stored(lambda: confirm(request, draft))
            return done or show_preview(request, draft, form)
        problem = keep_answers(request, draft, answers)
        if not problem:
            if "store" in request.POST:
                messages.info(
                    request, "Read again with the new answers. Look once more, then store."
                )
            return redirect("import-preview", draft.pk)
        form.add_error(None, problem)
    return show_preview(request, draft, form)


def show_preview(request: HttpRequest, draft: ImportDraft, form: SheetAnswers) -> HttpResponse:
    found, target = understood(draft, request.user)
    chosen = chosen_animals(draft, found, target)
    plan = prepare(found, target, chosen)
    page = preview_of(plan, request.user.weight_unit)
    young = list(target.litter.young.all()) if target.litter else []
    page.choices = choices_for(plan, chosen, young, target.species)
    context = {
        "nav": "more",
        "form": form,
        "draft": draft,
        "found": found,
        "plan": plan,
        "page": page,
        "target": target,
        "button": store_words(plan),
    }
    status = 422 if form.is_bound else 200
    return render(request, "feedings/import_preview.html", context, status=status)


def store_words(plan: Plan) -> str:
    return f"Store {count_of(len(plan.to_store), 'weight')}" if plan.to_store else ""


def keep_answers(request: HttpRequest, draft: ImportDraft, answers: dict[str, Any]) -> str:
    """Keep new answers and choices of animals; a sentence where the sheet cannot be read so."""
    before, _ = understood(draft, request.user)
    picked = picked_animals(request, before)
    tried = ImportDraft(filename=draft.filename, content=draft.content, options=answers)
    try:
        understood(tried, request.user)
    except sheet.SheetError as error:
        return str(error)
    draft.options = answers | {"animals": picked}
    draft.save(update_fields=["options"])
    return ""


def same_reading(answers: dict[str, Any], kept: dict[str, Any]) -> bool:
    """The answers are those that the shown preview was made with."""
    return all(kept.get(name) == value for name, value in answers.items())


@transaction.atomic
def confirm(request: HttpRequest, draft: ImportDraft) -> HttpResponse:
    """Store what the preview showed; a second tap finds it done."""
    draft = ImportDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.confirmed_at is not None:
        return redirect_to_litter(request, draft)
    found, target = understood(draft, request.user)
    draft.options["animals"] = picked_animals(request, found)
    report = store(found, target, chosen_animals(draft, found, target))
    draft.options["litter"] = report.litter.pk
    draft.confirmed_at = timezone.now()
    draft.save(update_fields=["options", "confirmed_at"])
    told = f"{count_of(report.stored, 'weight')} stored, "
    told += f"{count_of(len(report.created), 'animal')} created."
    if report.already:
        told += f" {count_of(report.already, 'weight')} there already."
    messages.success(request, told)
    if report.differing:
        what = count_of(len(report.differing), "weight")
        messages.warning(request, f"{what} stored before with another value stayed as they were.")
    return redirect(report.litter)


def redirect_to_litter(request: HttpRequest, draft: ImportDraft) -> HttpResponse:
    litter = litters_for(request.user).filter(pk=draft.options.get("litter")).first()
    return redirect(litter) if litter else redirect("import")


def understood(draft: ImportDraft, person) -> tuple[Understanding, Target]:
    """Read the draft with its answers. Raises SheetError."""
    answers = draft.options
    species = Species.objects.get(pk=answers["species"])
    litter = home = None
    if answers.get("litter"):
        litter = litters_for(person).filter(pk=answers["litter"]).first()
    if answers.get("home"):
        home = homes_for(person).filter(pk=answers["home"]).first()
    born_on = dt.date.fromisoformat(answers["born_on"]) if answers.get("born_on") else None
    options = Options(
        limits=limits_for(species, answers.get("adult_size", "")),
        today=timezone.localdate(),
        born_on=born_on,
        unit=answers.get("unit") or None,
        date_order=answers.get("date_order") or None,
        bag_g=Decimal(answers["bag_g"]) if answers.get("bag_g") else None,
        day_one_is_birth=answers.get("day_one_is_birth", False),
    )
    target = Target(
        species=species,
        zone=zoneinfo.ZoneInfo(timezone.get_current_timezone_name()),
        litter=litter,
        litter_name=answers["litter_name"],
        born_on=born_on,
        adult_size=answers.get("adult_size", ""),
        home=home,
        by=person,
    )
    tables = sheet.read_tables(draft.filename, bytes(draft.content))
    return understand_tables(tables, options, sheet=answers.get("sheet", "")), target


def picked_animals(request: HttpRequest, found: Understanding) -> dict[str, str]:
    """By label: what was chosen beside it, as the draft keeps it."""
    return {
        label_key(animal.label): request.POST[control_name(index)]
        for index, animal in enumerate(found.animals)
        if control_name(index) in request.POST
    }


def chosen_animals(
    draft: ImportDraft, found: Understanding, target: Target
) -> dict[str, Animal | LeftOut | None]:
    """The person's choices where made and possible, else what the labels say."""
    chosen: dict[str, Animal | LeftOut | None] = dict(match_animals(found, target))
    young = {str(a.pk): a for a in target.litter.young.all()} if target.litter else {}
    for key, value in draft.options.get("animals", {}).items():
        if key not in chosen:
            continue
        if value == "out":
            chosen[key] = LEFT_OUT
        elif value == "new":
            chosen[key] = None
        elif value in young:
            chosen[key] = young[value]
    return chosen


def keep(draft: ImportDraft) -> ImportDraft:
    """Store the draft; those of yesterday, and a person's oldest, go."""
    ImportDraft.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
    mine = ImportDraft.objects.filter(person=draft.person).order_by("-created_at")
    ImportDraft.objects.filter(
        pk__in=list(mine.values_list("pk", flat=True)[MOST_DRAFTS:])
    ).delete()
    draft.save()
    return draft


def sample_draft(request: HttpRequest) -> ImportDraft:
    """The project's own made-up sheet, with the answers that fit it."""
    path = Path(settings.BASE_DIR) / SAMPLE
    cat = Species.objects.get(code="cat")
    litter = litters_for(request.user).filter(name=SAMPLE_LITTER, born_on=SAMPLE_BORN_ON).first()
    home = SheetAnswers(person=request.user).only_home
    answers: dict[str, Any] = {
        "species": cat.pk,
        "litter": litter.pk if litter else None,
        "litter_name": SAMPLE_LITTER,
        "born_on": SAMPLE_BORN_ON,
        "unit": "g",
        "adult_size": "",
        "bag_g": "",
        "date_order": "",
        "day_one_is_birth": False,
        "sheet": "",
        "home": home.pk if home else None,
    }
    return keep(
        ImportDraft(
            person=request.user, filename=path.name, content=path.read_bytes(), options=answers
        )
    )
