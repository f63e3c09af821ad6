"""The list of animals, and adding or editing one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from animals.access import animals_for, get_animal, litters_for, nowhere_to_put_it
from animals.forms import AnimalForm, DamForm, HealthTests, MotherForm, save_mother
from animals.models import Animal, Dam, Placement, Species
from animals.words import key_in

ROWS_ON_PAGE = 30
LITTERS_ON_PAGE = 6
SHOWN = ("in-care", "waiting", "all")


@require_safe
def animals(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    show = request.GET.get("show", "")
    show = show if show in SHOWN else SHOWN[0]
    kinds = list(Species.objects.all())
    kind = next((kind for kind in kinds if kind.code == request.GET.get("species")), None)
    found = narrowed(animals_for(request.user), words=words, show=show, species=kind)
    litters = litters_for(request.user).filter(name__icontains=words).select_related("species")
    return render(
        request,
        "animals/animals.html",
        {
            "page": Paginator(found, ROWS_ON_PAGE).get_page(request.GET.get("page")),
            "litters": litters[:LITTERS_ON_PAGE] if words else [],
            "words": words,
            "show": show,
            "kind": kind,
            "kinds": kinds,
            "now": timezone.now(),
            "today": timezone.localdate(),
            "nav": "animals",
        },
    )


def narrowed(found, *, words: str, show: str, species: Species | None):
    """The animals that the words and the chosen links leave, with what their rows show."""
    if show == "in-care":
        found = found.in_care()
    elif show == "waiting":
        found = found.waiting_for_home()
    if species:
        found = found.filter(species=species)
    placed = Placement.objects.filter(ended_at__isnull=True).select_related("home")
    return (
        found.matching(words)
        .for_list()
        .order_by("name", "pk")
        .prefetch_related(Prefetch("placements", placed, to_attr="placed"))
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    if nowhere_to_put_it(request.user):
        return render(request, "animals/no_home.html", {"nav": "animals"})
    litter = litters_for(request.user).filter(pk=key_in(request.GET.get("litter"))).first()
    initial = {"litter": litter, "species": litter.species_id} if litter else {}
    form = AnimalForm(request.POST or None, person=request.user, initial=initial)
    if request.method == "POST" and form.is_valid() and (animal := form.stored(form.save)):
        messages.success(request, f"{animal} is here now.")
        warn_of_same_collar(request, animal)
        return redirect(animal)
    return form_page(request, "animals/animal_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    animal = get_animal(request.user, pk)
    form = AnimalForm(request.POST or None, instance=animal, person=request.user)
    as_dam = Dam.objects.filter(animal=animal).first()
    dam = as_dam and DamForm(request.POST or None, instance=as_dam)
    typed = [part for part in (form, dam) if part]
    valid = [part.is_valid() for part in typed]  # each, so that each says what is wrong
    if all(valid) and form.stored(lambda: [part.save() for part in typed]):
        messages.success(request, f"{animal} is saved.")
        warn_of_same_collar(request, animal)
        return redirect(animal)
    # The name as stored: the form has written on `animal` what was typed.
    name = form.initial["name"]
    context = {"form": form, "dam": dam, "name": name, "pk": pk}
    return form_page(request, "animals/animal_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_mother(request: HttpRequest) -> HttpResponse:
    if nowhere_to_put_it(request.user):
        return render(request, "animals/no_home.html", {"nav": "animals"})
    form = MotherForm(request.POST or None, person=request.user)
    dam = DamForm(request.POST or None)
    tests = HealthTests(request.POST or None, prefix="tests")
    if request.method == "POST" and all([form.is_valid(), dam.is_valid(), tests.is_valid()]):
        mother = form.stored(lambda: save_mother(form, dam, tests))
        if mother is not None:
            messages.success(request, f"{mother} is here now.")
            return redirect(mother)
    return form_page(
        request, "animals/mother_form.html", {"form": form, "dam": dam, "tests": tests}
    )


def form_page(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    """The page of a form; 422 where what was sent could not be stored."""
    status = 422 if context["form"].is_bound else 200
    return render(request, template, {"nav": "animals", **context}, status=status)


def warn_of_same_collar(request: HttpRequest, animal: Animal) -> None:
    """Two alike in one box are mixed up sooner or later; say so, and leave it to the person."""
    if animal.collar and animal.litter_id:
        twin = (
            animals_for(request.user)
            .in_care()
            .filter(litter=animal.litter_id, collar=animal.collar)
            .exclude(pk=animal.pk)
            .first()
        )
        if twin:
            colour = animal.get_collar_display()
            messages.warning(request, f"{twin} of the same litter wears {colour} too.")
