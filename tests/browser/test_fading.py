"""The sugar timer in a real browser: one tap, one entry, whatever happens to the page."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from animals import placing
from animals.models import Animal
from animals.models.animal import OutcomeType
from feedings import recording
from feedings.fading import SUGAR
from feedings.models import Observation


def given(animal):
    return Observation.objects.current().filter(animal=animal, note=SUGAR)


@pytest.fixture
def timer(page: Page, box, carer, sign_in):
    """The screen of one animal, open."""
    sign_in(carer)

    def open_for(animal):
        page.goto(f"/animals/{animal.pk}/fading/")
        return page.get_by_role("button", name="Sugar given")

    return open_for


def test_each_tap_logs_one_observation_and_starts_the_time_anew(page: Page, box, timer):
    animal = box["Kangaroo"]
    page.clock.install()
    button = timer(animal)
    expect(page.locator("[data-left]")).to_have_text("3 min")
    button.dblclick()
    expect(page.locator("[data-left]")).to_have_text("3:00")
    expect(page.locator("[data-said]")).to_contain_text("1 given since")
    expect(page.locator("[data-said]")).not_to_contain_text("waiting")
    assert given(animal).count() == 1
    page.clock.run_for(181_000)
    expect(page.locator("[data-left]")).to_have_text("Now")
    expect(page.locator("[data-said]")).to_contain_text("Sugar is due")
    button.click()
    expect(page.locator("[data-said]")).to_contain_text("2 given since")
    expect(page.locator("[data-said]")).not_to_contain_text("waiting")
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
    expect(page.locator("[data-said]")).to_contain_text("1 given since")


def test_a_tap_without_signal_waits_on_the_phone_and_is_stored_once(page: Page, box, timer):
    animal = box["Kangaroo"]
    button = timer(animal)
    page.route(
        "**/fading/",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    button.click()
    expect(page.locator("[data-said]")).to_contain_text("1 waiting on this phone")
    expect(page.get_by_text("1 waiting", exact=True)).to_be_visible()
    page.reload()
    expect(page.locator("[data-said]")).to_contain_text("1 given since")
    assert not given(animal).exists()
    page.unroute("**/fading/")
    page.reload()
    expect(page.get_by_text("All saved")).to_be_visible()
    assert given(animal).count() == 1


def leaves_care(animal, *, at):
    animal.outcome_type, animal.outcome_at = OutcomeType.DIED, at
    animal.save()
    placing.take_out([animal], at=at, by=None)


@pytest.mark.parametrize("later_page", ["/today/", "/animals/{}/fading/"])
def test_a_tap_from_before_the_outcome_is_sent_from_any_page(page: Page, box, timer, later_page):
    """With the outcome the animal has left the home, and its screen is gone for the carer."""
    animal = box["Kangaroo"]
    button = timer(animal)
    page.route("**/fading/", lambda route: route.abort())
    button.click()
    expect(page.get_by_text("1 waiting", exact=True)).to_be_visible()
    page.wait_for_timeout(1500)  # the phone says in whole seconds when it was
    leaves_care(animal, at=timezone.now())
    page.unroute("**/fading/")
    page.goto(later_page.format(animal.pk))
    expect(page.get_by_text("All saved")).to_be_visible()
    assert given(animal).get().happened_at < animal.outcome_at


def test_a_tap_that_is_refused_is_said_and_not_sent_again(page: Page, box, timer):
    animal = box["Kangaroo"]
    button = timer(animal)
    Animal.objects.filter(pk=animal.pk).update(
        outcome_type=OutcomeType.DIED, outcome_at=timezone.now() - dt.timedelta(minutes=1)
    )
    button.click()
    expect(page.get_by_text("Sugar: Kangaroo had left care by then.")).to_be_visible()
    expect(page.get_by_text("All saved")).to_be_visible()
    assert not given(animal).exists()


def test_what_is_no_answer_to_a_tap_is_not_asked_for_again_and_again(page: Page, box, timer):
    animal = box["Kangaroo"]
    page.clock.install()
    button = timer(animal)
    tries = []

    def gone(route):
        tries.append(route.request.method)
        route.fulfill(status=404, content_type="text/html", body="<p>Not here</p>")

    page.route("**/fading/", gone)
    button.click()
    expect(page.get_by_text("1 waiting", exact=True)).to_be_visible()
    page.clock.run_for(65_000)
    expect(page.locator("[data-said]")).to_contain_text("1 waiting on this phone")
    assert tries == ["POST"]


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
