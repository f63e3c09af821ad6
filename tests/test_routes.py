"""Every route as the carer whose animal it is, another carer, coordinator, staff and nobody.

A new route needs one line in ROUTES; without it `test_every_route_has_its_line` fails.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, replace

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from animals import invitations
from animals.models import Animal
from feedings.models import Alert, HeldEntry, ImportDraft, Phone
from tests.factories import feed, join_home, make_animal, make_litter, make_offer, make_person

ADMIN = "admin:"  # has its own tests; one page of it stands below for all
PEOPLE = ("owner", "other", "coordinator", "staff", "nobody")
TO_SIGN_IN = 302


@dataclass(frozen=True, kw_only=True)
class Route:
    """The status that each gets. `args` names what on the stage the address is about."""

    args: tuple[str, ...] = ()
    owner: int = 200
    other: int = 200
    coordinator: int = 200
    staff: int = 200
    nobody: int = TO_SIGN_IN
    method: str = "get"


EVERYONE = Route()
PUBLIC = Route(nobody=200)
OFFICE = Route(owner=404, other=404)
MOVES_ON = Route(owner=302, other=302, coordinator=302, staff=302)


def private(*args: str, **more) -> Route:
    """Of an animal in a home: for its carers, coordinators and staff."""
    return Route(args=args, other=404, **more)


def own(*args: str) -> Route:
    """Of one person and nobody else."""
    return Route(args=args, other=404, coordinator=404, staff=404)


def posting(route: Route) -> Route:
    """The same doors for a state change, which leads on to a page."""
    moved = {who: 302 for who in PEOPLE if getattr(route, who) == 200}
    return replace(route, method="post", **moved)


ROUTES = {
    "account": EVERYONE,
    "alert-actions": posting(private("alert")),
    "alerts": EVERYONE,
    "animal": private("animal"),
    "animal-add": EVERYONE,
    "animal-crate-card": private("animal"),
    "animal-edit": private("animal"),
    "animal-hand-over": private("animal"),
    "animals": EVERYONE,
    "blackout-sheet": EVERYONE,
    "components": Route(owner=404, other=404, coordinator=404),
    "devices": EVERYONE,
    "entry-correct": private("kind", "entry"),
    "entry-time": posting(private("kind", "entry")),
    "entry-void": posting(private("kind", "entry")),
    "exposure": private("animal"),
    "fading": EVERYONE,
    "fading-animal": private("animal"),
    "healthz": PUBLIC,
    "home": private("home"),
    "home-add": OFFICE,
    "home-availability": private("home"),
    "home-edit": replace(OFFICE, args=("home",)),
    # An empty form invites nobody.
    "home-people": private("home", method="post", owner=422, coordinator=422, staff=422),
    "home-invitation-withdrawal": posting(private("home", "invitation")),
    "home-person-end": posting(private("home", "membership")),
    "homes": EVERYONE,
    "held-decide": replace(posting(EVERYONE), args=("held",), owner=404, other=404),
    "import": EVERYONE,
    "import-preview": own("draft"),
    "invitation": replace(PUBLIC, args=("invitation_token",)),
    "ledger": own("device"),
    "litter": private("litter"),
    "litter-add": EVERYONE,
    "litter-crate-card": private("litter"),
    "litter-edit": private("litter"),
    "litter-hand-over": private("litter"),
    "manifest": PUBLIC,
    "more": EVERYONE,
    "mother-add": EVERYONE,
    "observe": private("animal"),
    "offline": PUBLIC,
    "offer": private("offer"),
    "offer-arrival": posting(private("offer")),
    "offer-withdrawal": replace(posting(private("offer")), owner=404),
    "password_change": EVERYONE,
    "password_reset": PUBLIC,
    "password_reset_complete": PUBLIC,
    "password_reset_confirm": replace(MOVES_ON, args=("uid", "token")),
    "password_reset_done": PUBLIC,
    "placement-move": replace(OFFICE, coordinator=302, staff=302),
    "placement-plan": OFFICE,
    "placements": OFFICE,
    "round": EVERYONE,
    "service-worker": PUBLIC,
    "sign-in": replace(MOVES_ON, nobody=200),
    "sign-out": posting(EVERYONE),
    "start": MOVES_ON,
    # An empty form is no call of a phone; those have their own tests.
    "sync-entries": Route(
        owner=415, other=415, coordinator=415, staff=415, nobody=401, method="post"
    ),
    "today": EVERYONE,
    "waiting": EVERYONE,
    "weigh": private("animal"),
    "weight-confirm": posting(private("kind", "entry")),
    "/admin/": Route(owner=404, other=404, coordinator=404),
    "/admin/login/": replace(MOVES_ON, owner=404, other=404, coordinator=404, staff=404),
    "/admin/animals/animal/": Route(owner=404, other=404, coordinator=404),
    "/animals/nobody-knows-this/": Route(
        owner=404, other=404, coordinator=404, staff=404, nobody=404
    ),
}

NOTHING = {
    "alert": ["0", "999999999", "9" * 40, "x", "-1"],
    "animal": ["0", "999999999", "9" * 40, "x", "-1", "1.5", "%00", "%F0%9F%A6%98"],
    "litter": ["0", "999999999", "9" * 40, "x", "-1"],
    "entry": [str(uuid.UUID(int=0)), "0", "x", "9" * 40],
    "draft": [str(uuid.UUID(int=0)), "0", "x"],
    "device": [str(uuid.UUID(int=0)), "0", "x"],
    "held": ["0", "999999999", "9" * 40, "x", "-1"],
    "kind": ["person", "x", "0", "%00"],
    "offer": [str(uuid.UUID(int=0)), "0", "x", "9" * 40],
    "home": ["0", "999999999", "9" * 40, "x", "-1"],
    "membership": ["0", "999999999", "9" * 40, "x", "-1"],
    "invitation": ["0", "999999999", "9" * 40, "x", "-1"],
    "invitation_token": ["0", "x", "%00", "9" * 400, "%F0%9F%A6%98"],
}


def route_names(patterns, prefix="") -> list[str]:
    """Every address the project answers, by name; those without a name by their pattern."""
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            found += route_names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            found.append(prefix + (pattern.name or f"/{pattern.pattern}"))
    return found


def unlisted(patterns, listed) -> set[str]:
    return {
        name for name in route_names(patterns) if name not in listed and not name.startswith(ADMIN)
    }


@pytest.fixture
def stage(ben, cleo, ana, sam, bens_home):
    """Ben's animal with an entry and a draft; and who comes to look."""
    animal = make_animal(name="Kangaroo", home=bens_home, litter=make_litter())
    draft = ImportDraft.objects.create(
        person=ben,
        filename="sheet.csv",
        content=b"Date,Kangaroo\n2026-05-01,212\n2026-05-02,221\n",
        options={"species": animal.species_id, "litter_name": "Sheet", "home": bens_home.pk},
    )
    alert = Alert.objects.create(
        animal=animal, code="limp", severity="act_now", text="limp", since_at=timezone.now()
    )
    phone = Phone.objects.create(device=uuid.uuid4(), person=ben)
    held = HeldEntry.objects.create(
        reason="parked",
        entry_id=uuid.uuid4(),
        kind="feed",
        content={},
        animal=animal,
        happened_at=timezone.now(),
    )
    forgetful = make_person(name="Dora")
    invitation, token = invitations.invite(
        bens_home,
        "dee@example.org",
        kind="member",
        starts_at=None,
        ends_at=None,
        by=ana,
        at=timezone.now(),
    )
    relief = make_person(name="Rae")
    night = join_home(
        person=relief,
        home=bens_home,
        ended_at=timezone.now() + dt.timedelta(hours=9),
        kind="relief",
    )
    return {
        "owner": ben,
        "other": cleo,
        "coordinator": ana,
        "staff": sam,
        "nobody": None,
        "alert": alert.pk,
        "animal": animal.pk,
        "litter": animal.litter_id,
        "kind": "feed",
        "entry": feed(animal=animal, by=ben).pk,
        "draft": draft.pk,
        "device": phone.device,
        "held": held.pk,
        "offer": make_offer(animal, home=bens_home).pk,
        "home": bens_home.pk,
        "invitation": invitation.pk,
        "invitation_token": token,
        "membership": night.pk,
        "uid": urlsafe_base64_encode(force_bytes(forgetful.pk)),
        "token": default_token_generator.make_token(forgetful),
    }


def address(name: str, args) -> str:
    return name if name.startswith("/") else reverse(name, args=args)


def visit(stage, name: str, who: str, method: str = ""):
    route, client = ROUTES[name], Client()
    if stage[who]:
        client.force_login(stage[who])
    send = getattr(client, method or route.method)
    answer = send(address(name, [stage[arg] for arg in route.args]))
    if answer.status_code == 302 and answer["Location"].startswith("/admin/login/"):
        return client.get(answer["Location"])  # the admin's own way of saying no
    return answer


def test_every_route_has_its_line():
    assert unlisted(get_resolver().url_patterns, ROUTES) == set()


def test_every_line_has_its_route():
    known = set(route_names(get_resolver().url_patterns))
    assert {name for name in ROUTES if not name.startswith("/")} <= known


def test_a_route_without_a_line_is_found():
    without = {name: route for name, route in ROUTES.items() if name != "animal"}
    assert unlisted(get_resolver().url_patterns, without) == {"animal"}


@pytest.mark.parametrize("name", ROUTES)
def test_everyone_gets_what_is_theirs(stage, name):
    route = ROUTES[name]
    answers = {}
    for who in PEOPLE:
        answers[who] = visit(stage, name, who)
        stage["entry"] = feed(animal=Animal.objects.get()).pk  # one may have been voided
    assert {who: answers[who].status_code for who in PEOPLE} == {
        who: getattr(route, who) for who in PEOPLE
    }
    if route.nobody == TO_SIGN_IN and "token" not in route.args:
        assert answers["nobody"]["Location"].startswith(reverse("sign-in"))


@pytest.mark.parametrize("name", [name for name in ROUTES if not name.startswith("/")])
def test_no_method_breaks_a_page(stage, name):
    """An empty POST, or a method that the page does not know, is answered and never a 500."""
    for who in ("nobody", "owner", "staff"):
        for method in ("post", "put", "delete", "head"):
            assert visit(stage, name, who, method).status_code < 500, (who, method)


@pytest.mark.parametrize(
    "name", [name for name, route in ROUTES.items() if set(route.args) & set(NOTHING)]
)
def test_what_is_not_there_is_404_without_a_hint(client, stage, name):
    route = ROUTES[name]
    usual = address(name, [stage[arg] for arg in route.args])
    for who in ("owner", "coordinator"):
        client.force_login(stage[who])
        for arg in route.args:
            for nothing in NOTHING[arg]:
                place = usual.replace(f"/{stage[arg]}/", f"/{nothing}/")
                assert place != usual
                assert getattr(client, route.method)(place).status_code == 404, place


def test_the_404_of_others_is_the_404_of_nothing(client, stage):
    """Nobody learns from the page whether somebody else's animal exists."""
    client.force_login(stage["other"])
    nothing = client.get("/animals/999999999/").content
    for name, route in ROUTES.items():
        if route.other == 404:
            assert visit(stage, name, "other").content == nothing, name
