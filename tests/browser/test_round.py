"""A carer, a phone, one hand: the box of five."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from feedings.models import Feed, WeighIn

from .conftest import BOX, PASS_PHRASE

TODAY = re.compile(r"/today/")


@pytest.fixture
def taps(page):
    """Counts what the carer touches."""
    page.add_init_script("""
        addEventListener("pointerdown", () => {
          sessionStorage.taps = Number(sessionStorage.taps || 0) + 1
        }, { capture: true })
    """)
    return lambda: int(page.evaluate("sessionStorage.taps || 0"))


@pytest.fixture
def on_today(page: Page, box, carer, sign_in, taps):
    sign_in(carer)
    page.goto("/today/")
    page.evaluate("sessionStorage.removeItem('taps')")
    return page


def new_feeds(source="sync"):
    """What the page's scripts sent; without them it is a form of source "round"."""
    return Feed.objects.filter(source=source).select_related("animal")


def test_a_box_of_five_as_suggested_is_three_taps_at_most(on_today: Page, taps):
    on_today.get_by_role("link", name="Start round").tap()
    on_today.get_by_role("button", name="Save round").tap()
    expect(on_today).to_have_url(TODAY)
    assert taps() <= 3
    suggested = {entry.animal.name: entry.volume_ml for entry in new_feeds()}
    assert suggested == {
        "Kangaroo": Decimal("8.0"),
        "Possum": Decimal("15.0"),
        "Joey": Decimal("9.5"),
        "Quokka": Decimal("8.5"),
        "Wallaby": Decimal("10.0"),
    }
    expect(on_today.get_by_text("Saved: 5 feeds, 51 ml.")).to_be_visible()


def test_five_weights_are_one_tap_an_animal_more_at_most(on_today: Page, taps):
    on_today.get_by_role("link", name="Start round").tap()
    on_today.wait_for_url("/round/")
    names = hungriest(on_today)
    on_today.get_by_label(f"Weight before, {names[0]}").tap()
    for name in names:
        on_today.keyboard.type(str(BOX[name][1] + 9.5))
        on_today.keyboard.press("Enter")  # the phone's "next" key
    on_today.get_by_role("button", name="Save round").tap()
    expect(on_today).to_have_url(TODAY)
    assert taps() <= 3 + len(BOX)
    weights = {entry.animal.name: entry.weight_before_g for entry in new_feeds()}
    assert weights == {name: Decimal(grams) + Decimal("9.5") for name, (_, grams) in BOX.items()}
    grown = WeighIn.objects.filter(source="sync")
    assert {entry.animal.name: entry.grams for entry in grown} == weights


def test_the_suggestion_follows_the_weight_as_it_is_typed(on_today: Page):
    on_today.goto("/round/")
    amount = on_today.get_by_label("Amount, Kangaroo")
    expect(amount).to_have_value("8")
    on_today.get_by_label("Weight before, Kangaroo").fill("240")
    expect(amount).to_have_value("9")
    on_today.get_by_label("Weight before, Kangaroo").fill("-3")
    expect(amount).to_have_value("8")
    amount.fill("6.5")
    on_today.get_by_label("Weight before, Kangaroo").fill("230")
    expect(amount).to_have_value("6.5")


def test_an_ounce_written_behind_the_digits_is_an_ounce_to_the_suggestion(on_today: Page):
    on_today.goto("/round/")
    on_today.get_by_label("Weight before, Kangaroo").fill("8,5 oz")
    expect(on_today.get_by_label("Amount, Kangaroo")).to_have_value("9")
    on_today.get_by_label("Weight before, Kangaroo").fill("8x5")
    expect(on_today.get_by_label("Amount, Kangaroo")).to_have_value("8")


def test_an_animal_that_is_only_weighed_is_no_feed(on_today: Page):
    on_today.goto("/round/")
    for name in BOX:
        on_today.get_by_role("switch", name=f"Fed, {name}").uncheck(force=True)
    on_today.get_by_label("Weight before, Kangaroo").fill("230")
    weigh_then_say_not_fed = on_today.get_by_role("switch", name="Fed, Joey")
    weigh_then_say_not_fed.check(force=True)
    on_today.get_by_label("Weight before, Joey").fill("265")
    weigh_then_say_not_fed.uncheck(force=True)
    on_today.get_by_role("button", name="Save round").tap()
    expect(on_today).to_have_url(TODAY)
    assert not new_feeds().exists()
    grown = WeighIn.objects.filter(source="sync")
    assert {entry.animal.name: entry.grams for entry in grown} == {"Kangaroo": 230, "Joey": 265}


def test_before_and_after_give_the_amount(on_today: Page):
    on_today.goto("/round/")
    on_today.get_by_label("Weight before, Kangaroo").fill("221")
    on_today.get_by_label("Weight after, Kangaroo").fill("228.4")
    expect(on_today.get_by_label("Amount, Kangaroo")).to_have_value("7.4")
    on_today.get_by_role("button", name="Save round").tap()
    expect(on_today).to_have_url(TODAY)
    entry = new_feeds().get(animal__name="Kangaroo")
    assert (entry.volume_ml, entry.volume_is_computed) == (Decimal("7.4"), True)


def test_a_half_typed_round_survives_a_reload_and_is_stored_once(on_today: Page):
    on_today.goto("/round/")
    on_today.get_by_label("Weight before, Kangaroo").fill("221.5")
    on_today.get_by_label("Amount, Joey").fill("7.5")
    on_today.get_by_role("switch", name="Fed, Possum").uncheck(force=True)
    round_id = on_today.locator("input[name=round]").input_value()
    expect(on_today.locator("[data-person]")).to_contain_text("waiting")

    on_today.reload()
    expect(on_today.get_by_label("Weight before, Kangaroo")).to_have_value("221.5")
    expect(on_today.get_by_label("Amount, Joey")).to_have_value("7.5")
    expect(on_today.get_by_role("switch", name="Fed, Possum")).not_to_be_checked()
    assert on_today.locator("input[name=round]").input_value() == round_id

    on_today.get_by_role("button", name="Save round").tap()
    expect(on_today).to_have_url(TODAY)
    expect(on_today.locator("[data-person]")).to_have_text("All saved")
    assert new_feeds().count() == 4
    assert new_feeds().get(animal__name="Joey").volume_ml == Decimal("7.5")

    on_today.goto("/round/")
    expect(on_today.get_by_label("Weight before, Kangaroo")).to_have_value("")


def test_going_back_and_saving_again_stores_once(on_today: Page):
    on_today.goto("/round/")
    save = on_today.get_by_role("button", name="Save round")
    save.dblclick()
    expect(on_today).to_have_url(TODAY)
    assert new_feeds().count() == 5
    on_today.go_back()
    save.tap()
    on_today.wait_for_load_state()
    assert new_feeds().count() == 5


def test_a_question_far_down_is_shown_after_the_save(on_today: Page):
    on_today.goto("/round/")
    on_today.locator("[name$=-weight_before]").last.fill("20")
    on_today.get_by_role("button", name="Save round").tap()
    question = on_today.locator(".question")
    expect(question).to_be_in_viewport()
    expect(question.get_by_role("switch")).to_be_focused()


def test_what_is_no_number_is_shown_after_the_save(on_today: Page):
    on_today.goto("/round/")
    weights = on_today.locator("[name$=-weight_before]")
    weights.last.fill("two")
    on_today.get_by_role("button", name="Save round").tap()
    expect(on_today.locator(".field-error")).to_be_in_viewport()
    expect(weights.last).to_be_focused()


def test_two_swapped_weights_are_swapped_in_place(on_today: Page):
    on_today.goto("/round/")
    on_today.get_by_label("Weight before, Kangaroo").fill("275")
    on_today.get_by_label("Weight before, Wallaby").fill("219")
    on_today.get_by_role("button", name="Save round").tap()
    expect(on_today.get_by_text("275 g fits Wallaby better than Kangaroo. Swap?")).to_be_visible()
    assert not new_feeds().exists()
    on_today.get_by_role("button", name="Swap the two").first.tap()
    expect(on_today.get_by_label("Weight before, Kangaroo")).to_have_value("219")
    on_today.get_by_role("button", name="Save round").tap()
    expect(on_today).to_have_url(TODAY)
    assert new_feeds().get(animal__name="Wallaby").weight_before_g == Decimal("275.0")


def test_the_round_works_without_scripts(browser, base_url, box, carer):
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    page.goto("/sign-in/")
    page.get_by_label("Email").fill(carer.email)
    page.get_by_label("Password").fill(PASS_PHRASE)
    page.get_by_role("button", name="Sign in").click()
    page.goto("/today/")
    page.get_by_role("link", name="Start round").click()
    page.get_by_role("button", name="Save round").click()
    expect(page).to_have_url(TODAY)
    assert new_feeds("round").count() == 5
    context.close()


def hungriest(page: Page) -> list[str]:
    return page.locator(".round-card .name").all_inner_texts()
