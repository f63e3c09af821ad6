"""Adding a litter with its young, and editing it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from animals.access import get_litter, nowhere_to_put_it
from animals.forms import LitterForm, NewLitterForm, YoungSheet, save_litter

from .animals import form_page

ROWS_IN_SIGHT = 5


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    if nowhere_to_put_it(request.user):
        return render(request, "animals/no_home.html", {"nav": "animals"})
    form = NewLitterForm(request.POST or None, person=request.user)
    sheet = YoungSheet(
        request.POST or None, prefix="young", form_kwargs={"unit": request.user.weight_unit}
    )
    if request.method == "POST" and all([form.is_valid(), sheet.is_valid()]) and sheet.fits(form):
        litter = form.stored(lambda: save_litter(form, sheet))
        if litter is not None:
            messages.success(request, f"{litter} is here now, with {len(sheet.filled())} young.")
            return redirect(litter)
    filled = len(sheet.filled()) if sheet.is_bound else 0
    context = {"form": form, "sheet": sheet, "in_sight": max(ROWS_IN_SIGHT, filled)}
    return form_page(request, "animals/litter_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    litter = get_litter(request.user, pk)
    form = LitterForm(request.POST or None, instance=litter, person=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, f"{litter} is saved.")
        return redirect(litter)
    context = {"form": form, "name": form.initial["name"], "pk": pk}
    return form_page(request, "animals/litter_form.html", context)
