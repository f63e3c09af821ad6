"""The sugar timer in a real browser: one tap, one entry, whatever happens to the page."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from animals.models import Animal
from animals.models.animal import OutcomeType
from feedings import recording
from feedings.fading import SUGAR
from feedings.models import Observation

SYNC = "**/sync/entries"
BOUND = """() => Promise.all(
  ["fading", "entry-save"].map((name) => import(`/static/js/behaviours/${name}.js`))
).then(() => true)"""
REFUSE = "IDBObjectStore.prototype.add = () => { throw new DOMException('', 'QuotaExceededError') }"


@pytest.fixture
def browser_context_args(browser_context_args):
    """Without a service worker: what a page does by itself."""
    return {**browser_context_args, "service_workers": "block"}


def given(animal):
    return Observation.objects.current().filter(animal=animal, note=SUGAR)


@pytest.fixture
def timer(page: Page, box, carer, sign_in):
    """The screen of one animal, open."""
    sign_in(carer)

    def open_for(animal):
        page.goto(f"/animals/{animal.pk}/fading/")
        page.evaluate(BOUND)
        return page.get_by_role("button", name="Sugar given")

    return open_for


def said(page):
    return page.locator("[data-said]")


def test_each_tap_logs_one_observation_and_starts_the_time_anew(page: Page, box, timer):
    animal = box["Kangaroo"]
    page.clock.install()
    button = timer(animal)
    button.dblclick()
    expect(page.locator("[data-left]")).to_have_text("3:00")
    expect(said(page)).to_contain_text("1 given since")
    expect(said(page)).not_to_contain_text("waiting")
    assert given(animal).get().source == "sync"
    page.clock.run_for(181_000)
    expect(page.locator("[data-left]")).to_have_text("Now")
    expect(said(page)).to_contain_text("Sugar is due")
    button.click()
    expect(said(page)).to_contain_text("2 given since")
    expect(said(page)).not_to_contain_text("waiting")
    assert given(animal).count() == 2
    assert page.url.endswith("/fading/")


def test_the_time_survives_a_reload(page: Page, box, timer):
    animal = box["Kangaroo"]
    a_minute_ago = timezone.now() - dt.timedelta(minutes=1)
    recording.record(
        [Observation(animal=animal, kind="note", note=SUGAR, happened_at=a_minute_ago)]
    )
    timer(animal)
    expect(page.locator("[data-left]")).to_contain_text("1:5")
    page.reload()
    expect(page.locator("[data-left]")).to_contain_text("1:5")
    expect(said(page)).to_contain_text("1 given since")


def test_a_tap_without_signal_waits_on_the_phone_and_is_stored_once(page: Page, box, timer):
    animal = box["Kangaroo"]
    page.route(SYNC, lambda route: route.abort())
    button = timer(animal)
    button.click()
    expect(said(page)).to_contain_text("1 waiting on this phone")
    expect(page.get_by_text("1 waiting", exact=True)).to_be_visible()
    page.reload()
    expect(said(page)).to_contain_text("1 given since")
    expect(said(page)).to_contain_text("1 waiting on this phone")
    assert not given(animal).exists()
    page.unroute(SYNC)
    page.reload()
    expect(said(page)).to_contain_text("1 given since")
    expect(said(page)).not_to_contain_text("waiting")
    assert given(animal).count() == 1


def test_a_tap_that_could_not_simply_be_stored_is_said(page: Page, box, timer):
    animal = box["Kangaroo"]
    button = timer(animal)
    Animal.objects.filter(pk=animal.pk).update(
        outcome_type=OutcomeType.DIED, outcome_at=timezone.now() - dt.timedelta(minutes=1)
    )
    button.click()
    expect(page.locator(".message-warning")).to_contain_text("Sugar: ")
    assert not given(animal).exists()


def test_a_phone_that_keeps_nothing_posts_a_tap_as_a_plain_form(page: Page, box, timer):
    animal = box["Kangaroo"]
    page.add_init_script(REFUSE)
    button = timer(animal)
    button.click()
    expect(said(page)).to_contain_text("1 given since")
    assert given(animal).get().source == "form"
    page.wait_for_timeout(3100)  # two taps within three seconds are one
    page.route("**/*", lambda route: route.abort())
    button.click()
    expect(
        page.get_by_text("This phone could not keep it, and there is no signal.")
    ).to_be_visible()
    expect(said(page)).to_contain_text("1 given since")


def test_a_temperature_is_kept_without_signal_and_stored_once(page: Page, box, timer):
    animal = box["Kangaroo"]
    page.route(SYNC, lambda route: route.abort())
    timer(animal)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("This field is required.")).to_be_visible()
    page.get_by_label("Temperature").fill("34.1")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Kept on this phone: Kangaroo, 34.1 °C. Not sent yet.")).to_be_visible()
    page.unroute(SYNC)
    with page.expect_response(SYNC):
        page.reload()
    assert Observation.objects.get(animal=animal).temperature_c == Decimal("34.1")


def test_without_scripts_a_tap_is_a_plain_form(browser, live_server, box, carer):
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto("/sign-in/")
    page.get_by_label("Email").fill(carer.email)
    page.get_by_label("Password").fill("a long pass phrase")
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"/animals/{box['Kangaroo'].pk}/fading/")
    page.get_by_role("button", name="Sugar given").click()
    expect(page.get_by_text("1 given since")).to_be_visible()
    assert given(box["Kangaroo"]).count() == 1
    context.close()
