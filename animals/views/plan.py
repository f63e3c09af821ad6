"""A plan for all who wait: ghosts on the board, which become offers one by one or all at once."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from animals import offers
from animals.suggestion import Ghost, moves_named, suggest

from .placements import network_for, tell_home

AGAIN = "again"
MOST_TYPED = 200


@dataclass(frozen=True, kw_only=True)
class PlanRow:
    """A ghost with what was ticked and typed beside it; `reason` may be the one for all."""

    ghost: Ghost
    is_ticked: bool = True
    typed: str = ""
    reason: str = ""
    is_missing: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    network = network_for(request.user)
    sent = request.POST.getlist("one")[:1] or request.POST.getlist("move")
    suggestion = suggest(network, kept=moves_named(sent))
    is_sending = request.method == "POST" and request.POST.get("act") != AGAIN
    rows = [row_of(ghost, request.POST, is_sending) for ghost in suggestion.ghosts]
    problem = problem_of(rows, sent) if is_sending else ""
    if is_sending and not problem:
        tell(request, [row for row in rows if row.ghost.is_kept])
        return redirect("placement-plan" if "one" in request.POST else "placements")
    context = {
        "rows": rows,
        "asked": sum(bool(row.ghost.codes) for row in rows),
        "for_all": sentence(request.POST, "why"),
        "is_missing": any(row.is_missing for row in rows),
        "suggestion": suggestion,
        "problem": problem,
        "nav": "placements",
    }
    status = 422 if problem else 200
    return render(request, "animals/placements/plan.html", context, status=status)


def row_of(ghost: Ghost, data: QueryDict, is_sending: bool) -> PlanRow:
    typed = sentence(data, f"why-{ghost.key}")
    reason = typed or sentence(data, "why")
    return PlanRow(
        ghost=ghost,
        is_ticked=ghost.is_kept or not data,
        typed=typed,
        reason=reason,
        is_missing=is_sending and ghost.is_kept and bool(ghost.codes) and not reason,
    )


def sentence(data: QueryDict, name: str) -> str:
    return data.get(name, "").replace("\0", "").strip()[:MOST_TYPED]


def problem_of(rows: list[PlanRow], sent: list[str]) -> str:
    kept = [row for row in rows if row.ghost.is_kept]
    if not sent:
        return "Tick at least one of them."
    if {row.ghost.name for row in kept} != set(sent):
        return "Somebody has placed one of them since. This is the plan as things are now."
    for row in kept:
        if blocking := [reason.text for reason in row.ghost.reasons if reason.blocks]:
            return f"{row.ghost.title} to {row.ghost.home}: {blocking[0]}"
    if any(row.is_missing for row in kept):
        return "What is marked below asks for a sentence why."
    return ""


def tell(request: HttpRequest, rows: list[PlanRow]) -> None:
    """Each home gets its offer; one that cannot be made keeps no other from it."""
    sent = []
    for row in rows:
        try:
            sent.append(send(request, row))
        except offers.CannotOffer as why:
            messages.warning(request, f"{row.ghost.title}: {why}")
    if sent:
        messages.success(request, f"Offered: {', '.join(sent)}.")


def send(request: HttpRequest, row: PlanRow) -> str:
    ghost = row.ghost
    offer = offers.make(
        ghost.group.animals,
        home=ghost.home,
        by=request.user,
        reason=row.reason if ghost.codes else "",
        in_spite_of=ghost.codes,
        expected=dict.fromkeys(ghost.group.ids, ghost.group.home_id),
    )
    tell_home(request, offer)
    return f"{ghost.title} to {ghost.home}"
