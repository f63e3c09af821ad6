"""An alert comes with the weight that fell and goes with the one that recovered."""

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import PASS_PHRASE

TODAY = re.compile(r"/today/")


def weigh_in_the_round(page: Page, animal, grams: str, *, asks: bool) -> None:
    page.goto(f"/round/?animal={animal.pk}")
    page.get_by_role("switch", name=f"Fed, {animal.name}").uncheck(force=True)
    page.get_by_label(f"Weight before, {animal.name}").fill(grams)
    page.get_by_role("button", name="Save round").click()
    if asks:
        page.get_by_role("switch", name=f"It is right, {animal.name}").check(force=True)
        page.get_by_role("button", name="Save round").click()
    expect(page).to_have_url(TODAY)


def row_of(page: Page, name: str):
    return page.locator(".row-animal").filter(has=page.get_by_role("link", name=name, exact=True))


def test_a_falling_weight_alarms_and_a_recovered_one_ends_it(page: Page, box, carer, sign_in):
    kangaroo = box["Kangaroo"]
    sign_in(carer)
    weigh_in_the_round(page, kangaroo, "175", asks=True)
    on_today = row_of(page, "Kangaroo").get_by_text("Act now:")
    expect(on_today).to_be_visible()
    row_of(page, "Kangaroo").get_by_role("link", name=re.compile("lost 37 g")).click()
    expect(page).to_have_url(re.compile(rf"/animals/{kangaroo.pk}/#alerts"))
    expect(page.locator("#alerts").get_by_text("Act now:")).to_be_visible()
    page.goto("/alerts/")
    expect(page.get_by_role("heading", name="Act now")).to_be_visible()
    weigh_in_the_round(page, kangaroo, "220", asks=True)
    expect(row_of(page, "Kangaroo").get_by_text("lost")).to_have_count(0)
    page.goto(f"/animals/{kangaroo.pk}/")
    expect(page.get_by_text("Act now:")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_carer_answers_an_alert_without_scripts_too(browser, base_url, box, carer, scripts):
    context = browser.new_context(java_script_enabled=scripts, base_url=base_url)
    page = context.new_page()
    page.goto("/sign-in/")
    page.get_by_label("Email").fill(carer.email)
    page.get_by_label("Password").fill(PASS_PHRASE)
    page.get_by_role("button", name="Sign in").click()
    weigh_in_the_round(page, box["Joey"], "205", asks=True)
    page.goto("/alerts/")
    page.get_by_text("Seen, mute, source").first.click()
    page.get_by_label("Note").first.fill("vet called")
    page.get_by_role("button", name="Seen", exact=True).first.click()
    expect(page.get_by_text("Joey: marked as seen.")).to_be_visible()
    expect(page.get_by_text("Seen by you just now: “vet called”")).to_be_visible()
    page.get_by_text("Seen, mute, source").first.click()
    page.get_by_role("button", name="Mute 4 h").first.click()
    expect(page.get_by_role("heading", name="Muted for now")).to_be_visible()
    page.goto("/today/")
    expect(row_of(page, "Joey").get_by_text("Act now:")).to_have_count(0)
    context.close()
