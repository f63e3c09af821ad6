"""axe finds nothing on any main page, in light and in dark, on a phone and on a desk."""

import datetime as dt
import uuid

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from feedings.alerts import keeping
from feedings.models import Alert, Phone
from tests.factories import feed, make_person, weigh
from tests.feedings.test_held_entries import hold

from .conftest import PASS_PHRASE

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 800}}
PAGES = {
    "today": "/today/",
    "round": "/round/",
    "animal": "/animals/{animal}/",
    "litter": "/litters/{litter}/",
    "hand-over of one": "/animals/{animal}/hand-over/",
    "hand-over of a litter": "/litters/{litter}/hand-over/",
    "crate card": "/litters/{litter}/crate-card/",
    "paper log": "/round/paper/",
    "exposure": "/animals/{animal}/exposure/",
    "alerts": "/alerts/",
    "animals": "/animals/",
    "add an animal": "/animals/add/",
    "add a litter": "/litters/add/",
    "weigh": "/animals/{animal}/weigh/",
    "fading": "/fading/",
    "fading of one": "/animals/{animal}/fading/",
    "import": "/import/",
    "more": "/more/",
    "phones": "/devices/",
    "account": "/account/",
    "homes": "/homes/",
    "home": "/homes/{home}/",
    "availability": "/homes/{home}/availability/",
}

# Its behaviours listen, or it is one of the few pages that load none.
RESTS = "html[data-ready], html:not(:has(script[src*='/js/app.']))"


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it rests: scripts have run, nothing is half way to a colour."""
    page.emulate_media(reduced_motion="reduce")
    expect(page.locator(RESTS)).to_be_attached()
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response
    return [
        f"{page.url}: {violation['id']}: {node['html'][:160]}: {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sign_in_page_has_no_violation(page: Page, live_server, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto("/sign-in/")
    assert violations(page) == []


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", "desk"), ("light", "phone"), ("dark", "phone")]
)
def test_the_main_pages_have_no_violation(page: Page, box, carer, sign_in, scheme, size):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(SIZES[size])
    sign_in(carer)
    animal = box["Kangaroo"]
    home = animal.placements.get().home_id
    found = []
    for address in PAGES.values():
        page.goto(address.format(animal=animal.pk, litter=animal.litter_id, home=home))
        found += violations(page)
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_round_that_asks_has_no_violation(page: Page, box, carer, sign_in, scheme):
    page.emulate_media(color_scheme=scheme)
    sign_in(carer)
    page.goto("/round/")
    page.get_by_label("Weight before, Kangaroo").fill("2120")
    page.get_by_label("Weight before, Joey").fill("-3")
    page.get_by_role("button", name="Save round").click()
    page.get_by_text("A weight cannot be negative.").wait_for()
    page.get_by_label("Weight before, Joey").fill("")
    page.get_by_role("button", name="Save round").click()
    page.get_by_text("Is there a digit too many?").wait_for()
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_alerts_have_no_violation(page: Page, box, carer, sign_in, scheme):
    page.emulate_media(color_scheme=scheme)
    at = timezone.now()
    for name, grams in (("Kangaroo", 175), ("Joey", 248)):
        weigh(animal=box[name], grams=grams, at=at, weight_confirmed_at=at)
    feed(animal=box["Possum"], at=at, vigour="limp")
    for alert in Alert.objects.open():
        keeping.acknowledge(alert, by=carer, note="vet called", at=at)
    sign_in(carer)
    page.goto("/alerts/")
    assert page.locator("[data-severity=act_now]").count() == 2
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    found = violations(page)
    for address in (f"/animals/{box['Kangaroo'].pk}/", "/today/"):
        page.goto(address)
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        found += violations(page)
    assert found == []


def test_a_coordinator_s_page_has_no_violation(page: Page, box, sign_in):
    sign_in(make_person(name="Ana", role="coordinator", password=PASS_PHRASE))
    page.goto("/placements/")
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_phones_and_late_entries_have_no_violation(page: Page, box, carer, sign_in, scheme):
    page.emulate_media(color_scheme=scheme)
    at, kangaroo = timezone.now(), box["Kangaroo"]
    phone = Phone.objects.create(
        device=uuid.uuid4(), person=carer, need_you=1, waiting=2, clock_off_s=-3660
    )
    stored = feed(animal=kangaroo, at=at, by=carer, device=phone.device)
    hold(kangaroo, person=carer, note="slow")
    hold(kangaroo, person=carer, reason="conflict", pk=stored.pk, volume_ml="8")
    sign_in(make_person(name="Ana", role="coordinator", password=PASS_PHRASE))
    found = []
    for address in (
        "/placements/",
        "/devices/",
        f"/devices/{phone.device}/ledger?person={carer.pk}",
    ):
        page.goto(address)
        found += violations(page)
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_wrong_clock_has_no_violation(page: Page, box, carer, sign_in, scheme):
    page.emulate_media(color_scheme=scheme)
    at, sitting = timezone.now() - dt.timedelta(hours=2), uuid.uuid4()
    for name in ("Kangaroo", "Joey"):
        feed(animal=box[name], at=at, by=carer, clock_off_s=-3660, round=sitting)
    sign_in(carer)
    found = []
    for address in ("/today/", f"/animals/{box['Kangaroo'].pk}/"):
        page.goto(address)
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        assert page.get_by_role("button", name="Use ").count()
        found += violations(page)
    assert found == []


def test_axe_is_really_looking(page: Page, live_server):
    page.goto("/sign-in/")
    page.evaluate("document.querySelector('label').remove()")
    assert any("label" in violation for violation in violations(page))
