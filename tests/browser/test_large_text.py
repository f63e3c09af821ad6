"""Text at twice its size on a phone: nothing scrolls sideways and no word is cut or stacked."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from feedings.models import Phone
from tests.factories import feed, make_person
from tests.feedings.test_held_entries import hold

from .conftest import PASS_PHRASE

CUT_OFF = """() => [...document.querySelectorAll("main *")].filter((element) => {
  const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
  const style = getComputedStyle(element)
  const hides = style.textOverflow === "ellipsis" || element.closest("svg, .mark, .visually-hidden")
  return words && !hides && element.clientWidth && element.scrollWidth > element.clientWidth + 2
}).map((element) => element.textContent.trim())"""


@pytest.mark.parametrize("path", ["/today/", "/animals/", "/animals/{animal}/", "/round/"])
def test_words_keep_their_room(page: Page, box, carer, sign_in, path):
    sign_in(carer)
    page.goto(path.format(animal=box["Kangaroo"].pk))
    look_for_lost_words(page)


@pytest.mark.parametrize(
    "path",
    [
        "/homes/{home}/",
        "/animals/{animal}/exposure/",
        "/animals/{animal}/hand-over/",
        "/animals/{animal}/crate-card/",
    ],
)
def test_words_of_homes_and_hand_overs_keep_their_room(page: Page, box, home, carer, sign_in, path):
    until = timezone.localdate() + dt.timedelta(days=4)
    type(box["Joey"]).objects.update(quarantine_until=until)
    sign_in(carer)
    page.goto(path.format(animal=box["Kangaroo"].pk, home=home.pk))
    look_for_lost_words(page)


@pytest.mark.parametrize("path", ["/alerts/", "/animals/{animal}/", "/animals/{animal}/fading/"])
def test_words_of_alerts_keep_their_room(page: Page, box, carer, sign_in, path):
    feed(animal=box["Kangaroo"], vigour="limp")
    sign_in(carer)
    page.goto(path.format(animal=box["Kangaroo"].pk))
    page.evaluate("for (const fold of document.querySelectorAll('.alert-fold')) fold.open = true")
    look_for_lost_words(page)


@pytest.mark.parametrize(
    "path", ["/today/", "/animals/", "/alerts/", "/fading/", "/animals/{animal}/"]
)
def test_one_long_word_stays_on_the_page(page: Page, box, carer, sign_in, path):
    kangaroo = box["Kangaroo"]
    kangaroo.name = "W" * 60
    kangaroo.save()
    feed(animal=kangaroo, vigour="limp")
    sign_in(carer)
    page.goto("/alerts/")
    page.locator(".alert-fold > summary").first.click()
    page.get_by_label("Note").first.fill("w" * 200)
    page.get_by_role("button", name="Seen").first.click()
    page.goto(path.format(animal=kangaroo.pk))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_words_of_phones_keep_their_room(page: Page, box, carer, sign_in):
    phone = Phone.objects.create(
        device=uuid.uuid4(), person=carer, need_you=12, waiting=14, clock_off_s=-3660
    )
    feed(animal=box["Joey"], by=carer, device=phone.device)
    hold(box["Kangaroo"], person=carer, note="slow", weight_before_g="212", off_s=-3660)
    sign_in(make_person(name="Ana", role="coordinator", password=PASS_PHRASE))
    for path in ("/devices/", f"/devices/{phone.device}/ledger?person={carer.pk}"):
        page.goto(path)
        look_for_lost_words(page)


def look_for_lost_words(page: Page) -> None:
    page.add_style_tag(content="html { font-size: 200% !important }")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(CUT_OFF) == []
