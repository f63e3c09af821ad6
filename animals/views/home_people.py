"""Adding people to a home, inviting those without an account, and ending their time there."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from animals import invitations, mail, membership
from animals.access import get_home
from animals.forms import InviteForm
from animals.home_page import may_end
from animals.models import FosterHome, HomeInvitation, HomeMembership, Person
from animals.placing import moment

from .homes import show


@require_POST
def people(request: HttpRequest, pk: int) -> HttpResponse:
    home = get_home(request.user, pk)
    refuse_who_does_not_live_there(request.user, home)
    form = InviteForm(request.POST, person=request.user)
    if not form.is_valid():
        return show(request, home, form)
    known = Person.objects.filter(email=form.cleaned_data["email"]).first()
    if known is None:
        return invited(request, home, form.cleaned_data)
    try:
        added(request, home, known, form.cleaned_data)
    except membership.Refused as why:
        form.add_error("email", str(why))
        return show(request, home, form)
    return redirect("home", pk)


def added(request: HttpRequest, home: FosterHome, person: Person, typed: dict) -> None:
    """Somebody with an account; told by e-mail, without a link that would sign anybody in."""
    term = {name: typed.get(name) for name in ("kind", "starts_at", "ends_at")}
    made = membership.add(home, person, **term, at=timezone.now())
    relief = membership.from_to(made) if made.kind == HomeMembership.Kind.RELIEF else ""
    told = ""
    if person != request.user:
        unreached = mail.send_on_commit(
            "invitation_added",
            to=[person.email],
            person=person,
            inviter=request.user,
            home=home,
            relief=relief,
            link=request.build_absolute_uri(reverse("start")),
        )
        told = told_or_not(unreached)
    as_what = f"comes to {home} as relief, {relief}" if relief else f"belongs to {home} now"
    messages.success(request, f"{person} {as_what}.{told}")


def told_or_not(unreached: list[str]) -> str:
    return (
        " The e-mail could not be sent: tell it yourself." if unreached else " An e-mail says so."
    )


def invited(request: HttpRequest, home: FosterHome, typed: dict) -> HttpResponse:
    """Somebody without one: an e-mail with the link, which is shown to the inviter this once."""
    term = {name: typed.get(name) for name in ("email", "kind", "starts_at", "ends_at")}
    made, token = invitations.invite(home, **term, by=request.user, at=timezone.now())
    link = request.build_absolute_uri(reverse("invitation", args=[token]))
    unreached = mail.send_on_commit(
        "invitation",
        to=[made.email],
        inviter=request.user,
        home=home,
        relief=relief_words(made),
        until=moment(made.expires_at),
        link=link,
    )
    context = {
        "made": made,
        "home": home,
        "link": link,
        "unreached": unreached,
        "nav": "more",
    }
    return render(request, "people/invitation_made.html", context)


def relief_words(made: HomeInvitation) -> str:
    if made.ends_at is None:
        return ""
    start = f"from {moment(made.starts_at)} " if made.starts_at else ""
    return f"{start}until {moment(made.ends_at)}"


@require_POST
def withdraw(request: HttpRequest, pk: int, invitation: int) -> HttpResponse:
    home = get_home(request.user, pk)
    refuse_who_does_not_live_there(request.user, home)
    made = get_object_or_404(HomeInvitation, pk=invitation, home=home)
    if invitations.withdraw(made, at=timezone.now()):
        messages.success(request, f"The invitation of {made.email} is taken back.")
    else:
        messages.info(request, f"The invitation of {made.email} was not open any more.")
    return redirect("home", pk)


@require_POST
def end(request: HttpRequest, pk: int, membership_pk: int) -> HttpResponse:
    home, at = get_home(request.user, pk), timezone.now()
    leaving = get_object_or_404(home.memberships.select_related("person"), pk=membership_pk)
    lives_there = membership.is_member(request.user, home, at=at)
    if not may_end(leaving, request.user, is_member=lives_there):
        raise Http404
    try:
        if membership.end(leaving, by=request.user, at=at):
            messages.success(request, f"{leaving.person} does not belong to {home} any more.")
            warn_of_animals_alone(request, home, at=at)
        else:
            messages.info(request, f"{leaving.person} did not belong to {home} any more.")
    except membership.Refused as why:
        messages.warning(request, str(why))
    may_look = request.user.sees_all or home.memberships.open_at(at).filter(person=request.user)
    return redirect("home", pk) if may_look else redirect("start")


def warn_of_animals_alone(request: HttpRequest, home: FosterHome, *, at) -> None:
    animals = home.placements.open_at(at).count()
    if animals and not home.memberships.open_at(at).exists():
        there = "1 animal is" if animals == 1 else f"{animals} animals are"
        messages.warning(request, f"Nobody belongs to {home} now, and {there} there.")


def refuse_who_does_not_live_there(person: Person, home: FosterHome) -> None:
    if not (person.sees_all or membership.is_member(person, home, at=timezone.now())):
        raise Http404
