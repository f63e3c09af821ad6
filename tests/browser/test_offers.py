"""An offer accepted on a phone through its e-mail, and a late entry of the former home."""

import re

import pytest
from django.core import mail
from playwright.sync_api import Browser, Page, expect

from animals import offer_mail, offers
from animals.models import Person
from feedings.models import Feed
from tests.factories import make_home, make_person
from tests.tools import chromium

from .conftest import PASS_PHRASE
from .test_accessibility import violations


@pytest.fixture
def cleo(transactional_db):
    return make_person(
        name="Cleo",
        email="cleo@example.org",
        password=PASS_PHRASE,
        home=make_home(name="Cleo's home"),
    )


@pytest.fixture
def other_phone(browser: Browser, base_url):
    context = browser.new_context(
        base_url=base_url, viewport=chromium.PHONE, has_touch=True, service_workers="block"
    )
    yield context.new_page()
    context.close()


def feed_without_a_signal(phone: Page, animal) -> None:
    phone.route("**/sync/entries", lambda route: route.abort())
    phone.goto(f"/round/?animal={animal.pk}")
    expect(phone.locator("html[data-ready]")).to_be_attached()
    phone.get_by_label(f"Amount, {animal.name}").fill("7")
    phone.get_by_role("button", name="Save round").click()
    expect(phone.locator(".status-badge")).to_have_text("1 waiting")


def test_an_offer_is_accepted_from_the_e_mail_and_a_late_entry_lands(
    page: Page, other_phone: Page, base_url, box, carer, cleo, sign_in
):
    kangaroo = box["Kangaroo"]
    ana = make_person(name="Ana", role=Person.Role.COORDINATOR)
    sign_in(carer)
    feed_without_a_signal(page, kangaroo)

    offer = offers.make([kangaroo], home=cleo.homes.get(), by=ana)
    assert offer_mail.tell_home(offer, absolute=lambda path: base_url + path) == []
    [sent] = mail.outbox
    assert sent.to == [cleo.email]
    link = re.search(r"^http\S+$", sent.body, re.M)[0]

    other_phone.goto(link)
    other_phone.get_by_label("Email").fill(cleo.email)
    other_phone.get_by_label("Password").fill(PASS_PHRASE)
    other_phone.get_by_role("button", name="Sign in").click()
    expect(other_phone.get_by_role("heading", name="Can you take Kangaroo?")).to_be_visible()
    other_phone.get_by_role("button", name="Yes, we take Kangaroo").click()
    expect(other_phone.get_by_role("heading", name="Kangaroo is with you")).to_be_visible()
    other_phone.get_by_role("link", name="Go to Today").click()
    expect(other_phone.get_by_role("link", name="Kangaroo", exact=True)).to_be_visible()

    assert page.goto(kangaroo.get_absolute_url()).status == 404
    page.unroute("**/sync/entries")
    page.goto("/waiting/")
    expect(page.get_by_text("All saved. Nothing waits on this phone.")).to_be_visible()
    late = Feed.objects.get(animal=kangaroo, volume_ml=7)
    assert late.recorded_by == carer
    assert late.happened_at < kangaroo.placements.get(ended_at=None).started_at


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_an_offer_has_no_violation(page: Page, base_url, box, cleo, sign_in, scheme):
    page.emulate_media(color_scheme=scheme)
    sign_in(cleo)
    offer = offers.make(list(box.values()), home=cleo.homes.get(), by=None, note="Warm, please.")
    page.goto(offer.get_absolute_url())
    for fold in ("Only some of them", "We cannot"):
        page.get_by_text(fold).click()
    found = violations(page)
    page.get_by_role("button", name="Send the no").click()  # without a reason
    expect(page.get_by_text("Say why in a few words")).to_be_visible()
    found += violations(page)
    page.get_by_role("button", name="Yes, we take them").click()
    expect(page.get_by_role("link", name="Go to Today")).to_be_visible()
    assert found + violations(page) == []
