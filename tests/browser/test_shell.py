"""Pouch opens where there is no signal, and shows each person only what is theirs."""

import re
import time

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserType, Page, expect

from animals import placing
from animals.models import Person
from animals.views import people
from feedings.models import Phone
from fosterapp import shell
from tests.factories import make_animal, make_home, make_person

from .conftest import PASS_PHRASE
from .offline.line import Line, Mode
from .test_accessibility import violations

NO_SIGNAL = re.compile("No signal. This page is from")
NOT_KEPT = "This page was not opened on this phone before"
KEPT_ADDRESSES = """async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith("pages-"))
    const found = names.map(async (name) => (await (await caches.open(name)).keys()))
    return (await Promise.all(found)).flat().map((request) => new URL(request.url).pathname)
}"""
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def line(live_server):
    line = Line(live_server.thread.port)
    yield line
    line.close()


@pytest.fixture
def browser_context_args(browser_context_args, line):
    here = {"base_url": f"http://localhost:{line.port}", "service_workers": "allow"}
    return {**browser_context_args, **here}


@pytest.fixture
def cleo(transactional_db):
    home = make_home(name="Cleo's home")
    make_animal(name="Numbat", home=home)
    return make_person(name="Cleo", email="cleo@example.org", password=PASS_PHRASE, home=home)


@pytest.fixture
def phone(page: Page, box, carer, sign_in):
    """Ben's phone on Today, with the worker at work and Today kept."""
    sign_in(carer)
    page.goto("/today/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/today/")
    wait_until_kept(page, "/today/")
    return page


def kept(page: Page) -> set[str]:
    return set(page.evaluate(KEPT_ADDRESSES))


def wait_until_kept(page: Page, address: str) -> None:
    wait_until(page, lambda: address in kept(page))


def wait_until(page: Page, is_so) -> None:
    for _ in range(100):
        if is_so():
            return
        page.wait_for_timeout(50)
    pytest.fail("It did not come to that within 5 s.")


def fill(page: Page) -> None:
    """What Today asks the worker for after some seconds in which nothing happens."""
    page.evaluate("""async () => {
        const list = document.querySelector("[data-keep-pages]")
        const { active } = await navigator.serviceWorker.ready
        active.postMessage({ keep: JSON.parse(list.textContent) })
    }""")


def sign_out(page: Page) -> None:
    page.goto("/more/")
    page.get_by_role("button", name="Sign out").click()


# ---- to the home screen --------------------------------------------------------------------------


def test_chromium_finds_nothing_missing_to_install_pouch(
    browser_type: BrowserType, browser_type_launch_args, tmp_path, line, transactional_db
):
    context = browser_type.launch_persistent_context(tmp_path, **browser_type_launch_args)
    page = context.pages[0]
    page.goto(f"http://localhost:{line.port}/sign-in/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    devtools = context.new_cdp_session(page)
    missing = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    manifest = devtools.send("Page.getAppManifest")
    context.close()
    assert manifest["url"] == f"http://localhost:{line.port}/manifest.webmanifest"
    assert (missing, manifest["errors"]) == ([], [])


def offer_to_install(page: Page) -> None:
    """As a browser does that would put Pouch on the home screen."""
    page.evaluate("""() => {
        const offer = new Event("beforeinstallprompt", { cancelable: true })
        offer.prompt = async () => { window.wasAsked = true }
        dispatchEvent(offer)
    }""")


def test_today_tells_once_of_the_home_screen(phone: Page):
    hint = phone.get_by_role("region", name="Put Pouch on the home screen")
    expect(hint).to_be_hidden()
    offer_to_install(phone)
    expect(hint).to_be_visible()
    hint.get_by_role("button", name="Not now").click()
    expect(hint).to_be_hidden()
    phone.reload()
    phone.wait_for_load_state("networkidle")
    offer_to_install(phone)
    expect(hint).to_be_hidden()


def test_more_puts_pouch_on_the_home_screen_by_the_browsers_own_question(phone: Page):
    phone.goto("/more/")
    hint = phone.get_by_role("region", name="Put Pouch on the home screen")
    expect(hint.get_by_text("In the browser's menu")).to_be_visible()
    expect(hint.get_by_text("On an iPhone")).to_be_hidden()
    expect(hint.get_by_role("button")).to_have_count(0)
    offer_to_install(phone)
    expect(hint.get_by_text("In the browser's menu")).to_be_hidden()
    hint.get_by_role("button", name="Put it there").click()
    assert phone.evaluate("window.wasAsked")


def test_an_iphone_is_told_where_to_tap_and_what_it_may_wipe(new_context, box, carer, line):
    page = new_context(user_agent=IPHONE).new_page()
    page.goto("/sign-in/")
    page.get_by_label("Email").fill(carer.email)
    page.get_by_label("Password").fill(PASS_PHRASE)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today/")
    expect(page.get_by_text("tap Share, then Add to Home Screen")).to_be_visible()
    expect(page.get_by_text("may wipe after a week")).to_be_visible()
    expect(page.get_by_text("In the browser's menu")).to_be_hidden()


def test_the_phone_is_asked_to_keep_only_when_there_is_something_to_keep(phone: Page):
    phone.add_init_script(
        "navigator.storage.persist = async () => { sessionStorage.asked = "
        "Number(sessionStorage.asked ?? 0) + 1; return true }"
    )
    asked = "sessionStorage.asked ?? '0'"
    phone.reload()
    phone.wait_for_load_state("networkidle")
    assert phone.evaluate(asked) == "0"
    for _ in range(2):
        phone.evaluate("""async () => {
            const { add, newId } = await import(document.querySelector("script[src]").src
                .replace(/app[^/]*$/, "offline/outbox.js"))
            const person = Number(document.querySelector("[data-person]").dataset.person)
            const wire = { id: newId(), kind: "feed", animal: 0, volume_ml: "6" }
            await add(person, [{ name: "Kangaroo", wire }])
        }""")
        phone.wait_for_timeout(200)
    assert phone.evaluate(asked) == "1"


# ---- without signal ------------------------------------------------------------------------------


def test_today_reloads_without_signal_and_says_how_old_it_is(phone: Page, line):
    line.set(Mode.CUT)
    phone.reload()
    expect(phone.get_by_text(NO_SIGNAL)).to_be_visible()
    expect(phone.get_by_text("just now")).to_be_visible()
    expect(phone.get_by_role("link", name="Kangaroo").first).to_be_visible()
    expect(phone.get_by_role("link", name="Load it anew")).to_be_hidden()


def test_the_age_grows_while_the_page_lies_open(phone: Page, line):
    line.set(Mode.CUT)
    phone.clock.install()
    phone.reload()
    expect(phone.get_by_text("just now")).to_be_visible()
    phone.clock.fast_forward("01:20:30")
    expect(phone.get_by_text(re.compile(r"1 h 2[01] min ago"))).to_be_visible()


def test_pages_that_nobody_opened_are_there_without_signal(phone: Page, line, box):
    animal = f"/animals/{box['Possum'].pk}/"
    wanted = {"/round/", "/waiting/", "/fading/", animal}
    wanted |= {f"{animal}{form}/" for form in ("weigh", "observe", "fading")}
    fill(phone)
    wait_until(phone, lambda: wanted <= kept(phone))
    line.set(Mode.CUT)
    for address in sorted(wanted):
        phone.goto(address)
        expect(phone.get_by_text(NO_SIGNAL)).to_be_visible()
    phone.goto(animal)
    expect(phone.get_by_role("heading", name="Possum", level=1)).to_be_visible()
    phone.goto(f"/round/?animal={box['Possum'].pk}")
    expect(phone.get_by_label("Amount, Possum")).to_be_visible()


def test_who_has_just_come_is_in_the_round_without_signal(phone: Page, line, home):
    fill(phone)
    wait_until(phone, lambda: sum(path.endswith("/fading/") for path in kept(phone)) > 5)
    joined = make_animal(name="Numbat")
    placing.place([joined], home=home, by=None)
    phone.reload()
    expect(phone.get_by_role("link", name="Numbat", exact=True)).to_be_visible()
    fill(phone)
    wait_until_kept(phone, f"/animals/{joined.pk}/")
    line.set(Mode.CUT)
    phone.goto("/round/")
    expect(phone.get_by_text(NO_SIGNAL)).to_be_visible()
    expect(phone.get_by_label("Amount, Numbat")).to_be_visible()


def test_a_kept_form_stores_anew_each_time_it_is_opened(phone: Page, line):
    phone.goto("/round/")
    ids = "[...document.querySelectorAll('[name$=_id], [name=round]')].map((one) => one.value)"
    wait_until_kept(phone, "/round/")
    seen = [*phone.evaluate(ids)]
    line.set(Mode.CUT)
    for _ in range(2):
        phone.reload()
        expect(phone.get_by_text(NO_SIGNAL)).to_be_visible()
        seen += phone.evaluate(ids)
    assert len(seen) == 3 * (5 * 2 + 1)
    assert len(set(seen)) == len(seen)


def test_a_page_that_was_never_kept_says_so_and_leads_on(phone: Page, line):
    line.set(Mode.CUT)
    phone.goto("/animals/add/")
    expect(phone.get_by_text(NOT_KEPT)).to_be_visible()
    expect(phone.get_by_text("you are not signed out yet")).to_be_hidden()
    phone.get_by_role("link", name="Today").click()
    expect(phone.get_by_text(NO_SIGNAL)).to_be_visible()


def test_when_the_signal_is_back_the_page_can_be_loaded_anew(phone: Page, line, box):
    line.set(Mode.CUT)
    phone.reload()
    expect(phone.get_by_text(NO_SIGNAL)).to_be_visible()
    line.set(Mode.PORTAL)
    phone.evaluate("dispatchEvent(new Event('online'))")
    phone.wait_for_timeout(300)
    expect(phone.get_by_text(NO_SIGNAL)).to_be_visible()
    line.set(Mode.OPEN)
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.get_by_text(NO_SIGNAL)).to_be_hidden()
    phone.get_by_role("link", name="Load it anew").click()
    expect(phone.get_by_text("This page is from")).to_be_hidden()


def test_a_signal_too_weak_for_the_page_is_not_waited_for(phone: Page, line):
    line.set(Mode.DEAD)
    phone.goto("/today/", timeout=7000)
    expect(phone.get_by_text("This page is from")).to_be_visible()


def test_after_a_save_the_new_page_is_waited_for(phone: Page, monkeypatch):
    phone.goto("/account/")
    wait_until_kept(phone, "/account/")
    render = people.render
    monkeypatch.setattr(people, "render", lambda *args, **more: time.sleep(4) or render(*args))
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("Your settings are saved.")).to_be_visible(timeout=20_000)


def test_what_was_said_once_is_not_said_again_by_the_kept_page(phone: Page, line):
    phone.goto("/account/")
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("Your settings are saved.")).to_be_visible()
    phone.wait_for_timeout(300)
    line.set(Mode.CUT)
    phone.goto("/account/")
    expect(phone.get_by_text(NO_SIGNAL)).to_be_visible()
    expect(phone.get_by_text("Your settings are saved.")).to_be_hidden()


def test_a_hotels_page_is_shown_and_never_kept(phone: Page, line):
    line.set(Mode.PORTAL)
    phone.goto("/today/")
    expect(phone.get_by_role("heading", name="Welcome to our network")).to_be_visible()
    phone.goto("/alerts/")
    line.set(Mode.CUT)
    phone.goto("/today/")
    expect(phone.get_by_text(NO_SIGNAL)).to_be_visible()
    expect(phone.locator(".top-bar")).to_have_css("display", "flex")  # our styles, not the hotel's
    phone.goto("/alerts/")
    expect(phone.get_by_text(NOT_KEPT)).to_be_visible()


def test_an_animal_that_went_to_another_home_is_kept_no_longer(phone: Page, line, box):
    animal = box["Joey"]
    phone.goto(f"/animals/{animal.pk}/")
    wait_until_kept(phone, f"/animals/{animal.pk}/")
    placing.place([animal], home=make_home(name="Far away"), by=None)
    phone.reload()
    expect(phone.get_by_text("There is nothing here")).to_be_visible()
    wait_until(phone, lambda: f"/animals/{animal.pk}/" not in kept(phone))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_shell_has_a_violation(phone: Page, line, scheme):
    phone.emulate_media(color_scheme=scheme)
    phone.reload()
    offer_to_install(phone)
    found = violations(phone)
    line.set(Mode.CUT)
    for address in ("/today/", "/animals/add/", "/offline/#still-signed-in", "/offline/#not-sent"):
        phone.goto(address)
        found += violations(phone)
    line.set(Mode.OPEN)
    phone.goto("/more/")
    assert found + violations(phone) == []


# ---- people --------------------------------------------------------------------------------------


def test_signing_out_removes_what_was_kept(phone: Page, line):
    fill(phone)
    wait_until_kept(phone, "/round/")
    sign_out(phone)
    phone.wait_for_url("**/sign-in/")
    phone.go_back()
    expect(phone.get_by_label("Password")).to_be_visible()
    phone.wait_for_timeout(500)
    assert kept(phone) == set()
    line.set(Mode.CUT)
    phone.goto("/today/")
    expect(phone.get_by_text(NOT_KEPT)).to_be_visible()


def test_signing_out_without_signal_says_that_it_is_half_done(phone: Page, line):
    phone.goto("/more/")
    line.set(Mode.CUT)
    phone.get_by_role("button", name="Sign out").click()
    expect(phone.get_by_text("you are not signed out yet")).to_be_visible()
    assert kept(phone) == set()


def test_a_form_that_no_signal_carries_says_so_and_is_still_there_one_step_back(
    phone: Page, line, carer
):
    phone.goto("/account/")
    phone.locator("#id_name").fill("Benjamin")
    line.set(Mode.CUT)
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("There was no signal, so this was not sent.")).to_be_visible()
    expect(phone.get_by_text(NOT_KEPT)).to_be_hidden()
    phone.go_back()
    expect(phone.locator("#id_name")).to_have_value("Benjamin")
    carer.refresh_from_db()
    assert carer.name == "Ben"
    line.set(Mode.OPEN)
    phone.get_by_role("button", name="Save").click()
    wait_until(phone, lambda: Person.objects.get(pk=carer.pk).name == "Benjamin")


def test_another_person_on_the_phone_sees_nothing_of_the_first(
    phone: Page, line, box, cleo, sign_in
):
    possum = f"/animals/{box['Possum'].pk}/"
    phone.goto(possum)
    wait_until_kept(phone, possum)
    Session.objects.all().delete()  # nobody signed out
    phone.goto("/today/")
    assert possum in kept(phone)
    sign_in(cleo)
    phone.goto("/today/")
    wait_until(phone, lambda: kept(phone) == {"/today/"})
    line.set(Mode.CUT)
    phone.goto(possum)
    expect(phone.get_by_text(NOT_KEPT)).to_be_visible()
    phone.goto("/today/")
    expect(phone.get_by_role("link", name="Numbat").first).to_be_visible()
    expect(phone.get_by_text("Kangaroo")).to_have_count(0)


# ---- the worker ----------------------------------------------------------------------------------


def test_a_new_pouch_takes_over_and_what_was_kept_stays(phone: Page, line, monkeypatch):
    before = set(phone.evaluate("caches.keys()"))
    files = [*shell.shell_files(), "/static/icons/favicon-32.png"]
    monkeypatch.setattr(shell, "shell_files", lambda: files)
    phone.evaluate("navigator.serviceWorker.ready.then((one) => one.update()).then(() => true)")
    wait_until(phone, lambda: len(set(phone.evaluate("caches.keys()")) - before) == 1)
    wait_until(phone, lambda: len(phone.evaluate("caches.keys()")) == len(before))
    line.set(Mode.CUT)
    phone.reload()
    expect(phone.get_by_text(NO_SIGNAL)).to_be_visible()


def test_background_sync_sends_what_waits(phone: Page, line, box):
    workers = phone.context.new_cdp_session(phone)
    found = []
    workers.on(
        "ServiceWorker.workerRegistrationUpdated", lambda e: found.extend(e["registrations"])
    )
    workers.send("ServiceWorker.enable")
    wait_until(phone, lambda: found)
    seen_at = Phone.objects.get().last_seen_at
    workers.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": f"http://localhost:{line.port}",
            "registrationId": found[0]["registrationId"],
            "tag": "pouch-outbox",
            "lastChance": False,
        },
    )
    wait_until(phone, lambda: Phone.objects.get().last_seen_at > seen_at)
