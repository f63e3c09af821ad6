"""The round with no signal: kept first, counted at once, asked about in place, sent once."""

import datetime as dt
import json
import re
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from feedings import recording
from feedings.models import Feed, Observation, WeighIn

from .conftest import PASS_PHRASE

TODAY = re.compile(r"/today/")
SYNC = "**/sync/entries"
KEPT = "Kept on this phone: 5 feeds, 51 ml. Not sent yet."
REFUSE = "IDBObjectStore.prototype.add = () => { throw new DOMException('', 'QuotaExceededError') }"

LEFT = """() => new Promise((resolve) => {
  indexedDB.open("pouch").onsuccess = ({ target }) => {
    const all = target.result.transaction("entries").objectStore("entries").getAll()
    all.onsuccess = () => {
      target.result.close()
      resolve(!all.result.some((row) => row.state === "waiting"))
    }
  }
})"""


@pytest.fixture
def browser_context_args(browser_context_args):
    """Without a service worker: what a page does by itself."""
    return {**browser_context_args, "service_workers": "block"}


@pytest.fixture
def phone(page: Page, box, carer, sign_in):
    sign_in(carer)
    return page


@pytest.fixture
def no_signal(phone):
    phone.route(SYNC, lambda route: route.abort())
    return phone


def feeds():
    return Feed.objects.filter(source="sync")


def badge(page):
    return page.locator("[data-person]")


def open_round(page):
    page.goto("/round/")
    expect(page.locator("html[data-ready]")).to_be_attached()


def expect_sent(page):
    """The badge is served as "All saved", and only says so once the outbox was looked into."""
    page.wait_for_function(LEFT)
    expect(badge(page)).to_have_text("All saved")


def save_round(page):
    page.get_by_role("button", name="Save round").tap()


def open_form(page, address):
    """The id is made on the phone, since a kept page has the one it was served with."""
    served = re.search(r'name="id" value="([^"]+)"', page.goto(address).text())[1]
    expect(page.locator("[data-entry] [name=id]")).not_to_have_value(served)


def row_of(page, name):
    return page.locator(".row-animal, .round-card").filter(has_text=name)


def only(page, name):
    """Nobody else is fed this time."""
    open_round(page)
    for switch in page.get_by_role("switch", name=re.compile("^Fed, ")).all():
        switch.set_checked(switch.get_attribute("aria-label") == f"Fed, {name}", force=True)


def test_a_round_without_signal_is_kept_counts_at_once_and_is_stored_once(no_signal):
    page = no_signal
    open_round(page)
    save_round(page)
    expect(page).to_have_url(TODAY)
    expect(page.get_by_text(KEPT)).to_be_visible()
    expect(badge(page)).to_have_text("5 waiting")
    expect(row_of(page, "Kangaroo")).to_contain_text("fed just now by you, 8 ml, not sent yet")
    expect(row_of(page, "Kangaroo").locator(".due")).to_have_class("due later")
    expect(page.locator("[data-next]")).to_have_text(re.compile(r"^All fed\. The next in [23] h"))
    expect(page.get_by_text("5 feeds, 51 ml you")).to_be_visible()
    assert not feeds().exists()

    page.reload()
    expect(badge(page)).to_have_text("5 waiting")
    expect(page.get_by_text(KEPT)).to_have_count(0)
    expect(row_of(page, "Joey")).to_contain_text("not sent yet")

    page.unroute(SYNC)
    page.reload()
    expect_sent(page)
    expect(page.get_by_text("not sent yet")).to_have_count(0)
    page.reload()
    expect(row_of(page, "Kangaroo")).to_contain_text("by you, 8 ml")
    assert feeds().count() == 5


def test_the_next_round_knows_of_one_that_is_not_sent(no_signal):
    page = no_signal
    open_round(page)
    page.get_by_label("Weight before, Kangaroo").fill("240")
    save_round(page)
    expect(page).to_have_url(TODAY)
    expect(row_of(page, "Kangaroo")).to_contain_text("240 g weighed just now, not sent yet")
    open_round(page)
    kangaroo = row_of(page, "Kangaroo")
    said = "fed just now by you, 9 ml, not sent yet; 240 g not sent yet"
    expect(kangaroo).to_contain_text(said)
    expect(kangaroo.locator(".round-last")).to_have_text("last 240 g")
    expect(kangaroo).to_contain_text("9 ml suggested, 12 ml at most")
    expect(page.get_by_label("Amount, Kangaroo")).to_have_value("9")
    expect(page.get_by_role("switch", name="Fed, Kangaroo")).not_to_be_checked()
    expect(page.locator("[data-entered]")).to_have_text("0 of 5 entered")
    expect(page.locator("[name=growth]")).not_to_be_checked()
    expect(badge(page)).to_have_text("6 waiting")  # nothing was typed: no draft


def test_feeding_again_is_asked_about_though_the_first_was_never_sent(no_signal):
    page = no_signal
    only(page, "Kangaroo")
    save_round(page)
    expect(page).to_have_url(TODAY)
    only(page, "Kangaroo")
    save_round(page)
    question = "Kangaroo was fed at the same time by you. Feed again?"
    expect(page.get_by_text(question)).to_be_visible()
    page.get_by_role("switch", name="It is right, Kangaroo").check(force=True)
    save_round(page)
    expect(page).to_have_url(TODAY)
    expect(badge(page)).to_have_text("2 waiting")


def test_a_doubtful_weight_is_asked_about_in_place_and_said_to_be_right(no_signal):
    page = no_signal
    only(page, "Kangaroo")
    page.get_by_label("Weight before, Kangaroo").fill("300")
    save_round(page)
    jump = "300 g is 88 g more than Kangaroo's last weight, 212 g, 24 h before."
    expect(page.get_by_text(jump)).to_be_visible()
    it_is_right = page.get_by_role("switch", name="It is right, Kangaroo")
    expect(it_is_right).to_be_focused()
    it_is_right.check(force=True)
    page.get_by_label("Weight before, Kangaroo").fill("310")
    save_round(page)
    expect(page.get_by_text("310 g is 98 g more")).to_be_visible()
    expect(page.locator(".question")).to_have_count(1)
    expect(it_is_right).not_to_be_checked()
    it_is_right.check(force=True)
    page.unroute(SYNC)
    save_round(page)
    expect(page.get_by_text("Saved: 1 feed, 12 ml, 1 weight.")).to_be_visible()
    assert feeds().get().weight_confirmed_by.name == "Ben"
    assert WeighIn.objects.get(source="sync").grams == Decimal(310)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"Weight before": "two"}, "“two” is not a number. Type digits, such as 212 or 6.5."),
        ({"Weight after": "220"}, "Weight after needs the weight before."),
        (
            {"Weight before": "220", "Weight after": "219"},
            "Lighter than before the feed: weigh again.",
        ),
        ({"Amount": ""}, "How much did it take? 0 is an answer too."),
    ],
)
def test_what_cannot_be_is_said_at_the_field_and_kept_nowhere(no_signal, typed, sentence):
    page = no_signal
    open_round(page)
    for label, text in typed.items():
        page.get_by_label(f"{label}, Kangaroo").fill(text)
    save_round(page)
    error = page.locator(".field-error")
    expect(error).to_have_text(sentence)
    field = page.locator("[aria-invalid]")
    expect(field).to_be_focused()
    assert error.get_attribute("id") in field.get_attribute("aria-describedby").split()
    assert "indexedDB" not in page.url
    assert page.evaluate("document.querySelectorAll('.message').length") == 0


def test_a_round_of_nothing_says_so(no_signal):
    page = no_signal
    only(page, "nobody")
    save_round(page)
    expect(page.get_by_text("Nothing was entered, so nothing was stored.")).to_be_visible()


def test_a_time_to_come_is_asked_about(no_signal):
    page = no_signal
    only(page, "Kangaroo")
    page.locator(".round-when summary").tap()
    page.get_by_label("Fed at another time").fill(
        f"{timezone.localtime() + dt.timedelta(hours=3):%Y-%m-%dT%H:%M}"
    )
    save_round(page)
    expect(page.get_by_text("This time has not come yet.")).to_be_visible()
    page.get_by_role("switch", name="It is right").check(force=True)
    save_round(page)
    expect(page.get_by_text("Kept on this phone: 1 feed, 8 ml.")).to_be_visible()


def test_a_phone_that_keeps_nothing_posts_the_form_as_before(phone):
    phone.add_init_script(REFUSE)
    open_round(phone)
    save_round(phone)
    expect(phone.get_by_text("Saved: 5 feeds, 51 ml.")).to_be_visible()
    assert Feed.objects.filter(source="round").count() == 5
    assert not feeds().exists()


def test_a_phone_that_keeps_nothing_without_signal_says_that_nothing_is_saved(phone):
    phone.add_init_script(REFUSE)
    open_round(phone)
    phone.get_by_label("Amount, Kangaroo").fill("6.5")
    phone.route("**/*", lambda route: route.abort())
    save_round(phone)
    expect(
        phone.get_by_text("This phone could not keep it, and there is no signal.")
    ).to_be_visible()
    expect(phone.get_by_label("Amount, Kangaroo")).to_have_value("6.5")
    expect(phone.get_by_role("button", name="Save round")).to_be_enabled()
    expect(phone.get_by_text("Kept on this phone")).to_have_count(0)
    assert phone.evaluate("Object.keys(localStorage).some((key) => key.startsWith('pouch:draft:'))")


def test_where_no_page_would_come_the_sheet_says_that_it_is_kept(phone):
    open_round(phone)
    phone.route("**/*", lambda route: route.abort())
    save_round(phone)
    expect(phone.get_by_text(KEPT)).to_be_visible()
    expect(phone.get_by_role("button", name="Save round")).to_have_count(0)
    expect(badge(phone)).to_have_text("5 waiting")


def test_a_page_that_was_kept_and_opened_twice_stores_two_rounds(phone):
    open_round(phone)
    served = phone.evaluate("fetch('/round/').then((answer) => answer.text())")
    phone.route("**/round/", lambda route: route.fulfill(body=served, content_type="text/html"))
    for amount in ("3.1", "3.2"):
        only(phone, "Kangaroo")
        phone.get_by_label("Amount, Kangaroo").fill(amount)
        save_round(phone)
        if phone.locator(".question").count():
            phone.get_by_role("switch", name="It is right, Kangaroo").check(force=True)
            save_round(phone)
        expect(phone.get_by_text(f"Saved: 1 feed, {amount} ml.")).to_be_visible()
    stored = feeds().values_list("volume_ml", "round")
    assert {amount for amount, _ in stored} == {Decimal("3.1"), Decimal("3.2")}
    assert len({sitting for _, sitting in stored}) == 2


def test_a_page_that_was_kept_proposes_by_the_time_it_is_opened(phone, box, carer):
    """Fed an hour ago when it was kept, three hours later it is due."""
    recording.record(
        [
            Feed(
                animal=box["Kangaroo"],
                happened_at=timezone.now() - dt.timedelta(minutes=50),
                recorded_by=carer,
            )
        ]
    )
    open_round(phone)
    expect(phone.get_by_role("switch", name="Fed, Kangaroo")).not_to_be_checked()
    phone.clock.install(time=timezone.localtime() + dt.timedelta(hours=3))
    open_round(phone)
    expect(phone.get_by_role("switch", name="Fed, Kangaroo")).to_be_checked()
    expect(row_of(phone, "Kangaroo")).to_contain_text("fed 3 h 50 min ago by you")
    soon = timezone.localtime() + dt.timedelta(hours=3)
    shown = phone.locator("[data-round-words]").inner_text()
    assert shown in {f"{soon - dt.timedelta(minutes=ago):%H:%M}, now" for ago in (0, 1)}


def test_the_sheet_says_when_another_time_is_typed_also_after_a_reload(
    page: Page, box, carer, sign_in
):
    sign_in(carer)
    open_round(page)
    words = page.locator("[data-round-words]")
    expect(words).to_have_text(re.compile(r"^\d\d:\d\d, now$"))
    page.locator(".round-when summary").tap()
    at = page.get_by_label("Fed at another time")
    at.fill("2025-04-02T23:50")
    expect(words).to_have_text("2025-04-02 23:50, not now")
    page.reload()
    expect(words).to_have_text("2025-04-02 23:50, not now")


def test_a_feed_on_this_phone_counts_on_the_page_of_its_animal(no_signal, box):
    """Else she reads there that it is late, and feeds it again."""
    page = no_signal
    only(page, "Kangaroo")
    save_round(page)
    expect(page).to_have_url(TODAY)
    page.goto(box["Kangaroo"].get_absolute_url())
    last_fed = page.locator("[data-last-fed]")
    expect(last_fed).to_contain_text("just now")
    expect(last_fed).to_contain_text("fed just now by you, 8 ml, not sent yet")
    expect(last_fed.locator(".due")).to_have_class("due later")


def test_over_plain_http_the_outbox_works_too(page: Page, box, carer, sign_in):
    """Where the browser keeps locks, workers and ready-made ids from pages."""
    page.add_init_script("""
        delete Crypto.prototype.randomUUID
        delete Navigator.prototype.locks
        delete Navigator.prototype.serviceWorker
    """)
    sign_in(carer)
    open_round(page)
    assert page.evaluate("!crypto.randomUUID && !navigator.locks")
    save_round(page)
    expect(page.get_by_text("Saved: 5 feeds, 51 ml.")).to_be_visible()
    assert feeds().count() == 5


def test_what_the_server_says_of_an_entry_is_shown(phone):
    def answer(route):
        ids = [one["id"] for one in json.loads(route.request.post_data)["entries"]]
        said = ["Kangaroo was fed 20 min before by Cleo."]
        results = [
            {"id": id, "status": "stored", "said": said if id == ids[0] else []} for id in ids
        ]
        route.fulfill(json={"results": results})

    phone.route(SYNC, answer)
    open_round(phone)
    save_round(phone)
    expect(phone.get_by_text("Saved: 5 feeds, 51 ml.")).to_be_visible()
    expect(phone.get_by_text("Kangaroo was fed 20 min before by Cleo.")).to_be_visible()


def test_one_who_was_signed_out_stays_and_is_told_that_it_is_kept(phone):
    open_round(phone)
    phone.context.clear_cookies()
    save_round(phone)
    expect(phone.get_by_text(KEPT)).to_be_visible()
    expect(phone.get_by_role("link", name="Sign in")).to_be_visible()
    phone.goto("/sign-in/")
    phone.get_by_label("Email").fill("ben@example.org")
    phone.get_by_label("Password").fill(PASS_PHRASE)
    phone.get_by_role("button", name="Sign in").click()
    phone.wait_for_url(TODAY)
    expect_sent(phone)
    assert feeds().count() == 5


def test_one_weight_is_kept_too_and_stands_on_the_animal_s_page(no_signal, box):
    page, animal = no_signal, box["Kangaroo"]
    open_form(page, f"/animals/{animal.pk}/weigh/")
    page.get_by_label("Weight").fill("21.5")
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_text("Is a digit missing? That would be 215 g.")).to_be_visible()
    page.get_by_label("Weight").fill("8 oz")
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_text("Kept on this phone: Kangaroo, 226.8 g. Not sent yet.")).to_be_visible()
    line = page.locator("[data-unsent]")
    expect(line).to_contain_text("226.8 g you not sent yet")
    page.unroute(SYNC)
    page.reload()
    expect_sent(page)
    stored = WeighIn.objects.get(source="sync")
    assert (stored.grams, stored.unit, stored.precision_g) == (
        Decimal("226.8"),
        "oz",
        Decimal("14.17"),
    )


def test_one_observation_is_kept_too(no_signal, box):
    page, animal = no_signal, box["Kangaroo"]
    open_form(page, f"/animals/{animal.pk}/observe/")
    page.get_by_label("Kind").select_option("temperature")
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_text("This is what the observation is about: fill it in.")).to_be_visible()
    page.get_by_label("Temperature, °C").fill("36.4")
    page.get_by_label("Note").fill("after the bath")
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_text("Kept on this phone: Kangaroo, 36.4 °C. Not sent yet.")).to_be_visible()
    page.unroute(SYNC)
    page.reload()
    expect_sent(page)
    stored = Observation.objects.get(source="sync")
    assert (stored.kind, stored.temperature_c, stored.note) == (
        "temperature",
        Decimal("36.4"),
        "after the bath",
    )
