"""The page behind the link of an invitation. Opening it uses nothing up; sending its form does."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from animals import invitations
from animals.forms import NewPersonForm
from animals.models import HomeInvitation


@never_cache
@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    at = timezone.now()
    try:
        found = invitations.find(token, at=at)
        if request.user.is_authenticated:
            return render(request, "people/invitation_somebody.html", {"nav": "more"})
        form = NewPersonForm(request.POST or None, email=found.email)
        if request.method == "POST" and form.is_valid():
            person = invitations.accept(found, form.new_person(), at=at)
            login(request, person, backend="animals.access.RoleBackend")
            messages.success(request, f"Welcome, {person}. You belong to {found.home} now.")
            return redirect("today")
    except invitations.DeadLink as dead:
        return render(
            request, "people/invitation_dead.html", {"sentence": dead.sentence}, status=dead.status
        )
    return form_page(request, found, form)


def form_page(request: HttpRequest, found: HomeInvitation, form: NewPersonForm) -> HttpResponse:
    context = {"invitation": found, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "people/invitation.html", context, status=status)
