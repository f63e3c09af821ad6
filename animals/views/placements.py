"""Where a coordinator lands: who waits for a home, who is where, and moving them."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from animals.access import animals_for, homes_for
from animals.forms import PlaceForm
from animals.models import Animal, FosterHome, HomeMembership, Litter, Placement

HOMES_ON_PAGE = 30
WAITING_ON_PAGE = 60


@dataclass
class Waiting:
    """Those of one litter that wait, or one animal on its own; longest waiting first."""

    litter: Litter | None
    animals: list[Animal] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"litter-{self.litter.pk}" if self.litter else f"animal-{self.animals[0].pk}"

    @property
    def is_single(self) -> bool:
        return len(self.animals) == 1


@dataclass(frozen=True)
class HomeNow:
    """A home with who is there and who cares for them, both loaded with it."""

    home: FosterHome

    @property
    def key(self) -> str:
        return f"home-{self.home.pk}"

    @property
    def animals(self) -> list[Animal]:
        return [row.animal for row in self.home.placed]

    @property
    def carers(self) -> str:
        return ", ".join(row.person.name for row in self.home.carers)


@require_http_methods(["GET", "HEAD", "POST"])
def placements(request: HttpRequest, **told) -> HttpResponse:
    """`told` is what else the page says, of which this app knows nothing."""
    if not request.user.sees_all:
        raise Http404
    form = PlaceForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        placed = form.save()
        messages.success(request, what_moved(placed, form.cleaned_data["home"]))
        return redirect("placements")
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    waiting = animals_for(request.user).waiting_for_home().for_list().order_by("intake_at", "pk")
    page = Paginator(homes_with_animals(request.user, words), HOMES_ON_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "form": form,
        "failed": request.POST.get("group") if form.errors else None,
        "home_names": form.fields["home"].suggestions(),
        "waiting": grouped(waiting[:WAITING_ON_PAGE]),
        "waiting_in_all": waiting.count(),
        "waiting_shown": WAITING_ON_PAGE,
        "page": page,
        "homes": [HomeNow(home) for home in page],
        "words": words,
        "today": timezone.localdate(),
        "nav": "placements",
    }
    status = 422 if form.is_bound else 200
    return render(request, "animals/placements.html", context | told, status=status)


def grouped(animals) -> list[Waiting]:
    groups: dict[object, Waiting] = {}
    for animal in animals:
        key = animal.litter_id or f"alone {animal.pk}"
        groups.setdefault(key, Waiting(litter=animal.litter)).animals.append(animal)
    return list(groups.values())


def homes_with_animals(person, words: str):
    """Homes whose name or area has the words, with who is in them and who cares there."""
    now = timezone.now()
    placed = (
        Placement.objects.open_at(now)
        .select_related("animal", "animal__litter")
        .order_by(F("animal__litter").asc(nulls_first=True), "animal__name")
    )
    carers = HomeMembership.objects.open_at(now).select_related("person").order_by("started_at")
    homes = homes_for(person).order_by("name")
    if words:
        homes = homes.filter(name__icontains=words) | homes.filter(area__icontains=words)
    return homes.prefetch_related(
        Prefetch("placements", placed, to_attr="placed"),
        Prefetch("memberships", carers, to_attr="carers"),
    )


def what_moved(placed: list[Placement], home) -> str:
    names = [row.animal.name for row in placed]
    if not names:
        return f"They are in {home} already."
    if len(names) > 3:
        return f"{len(names)} animals are in {home} now."
    return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} in {home} now."
