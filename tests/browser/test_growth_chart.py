"""The curve under a thumb, on the arrow keys, on paper, and without script."""

import datetime as dt
import re
from itertools import pairwise

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.factories import make_animal, weigh

DAY = dt.timedelta(days=1)


@pytest.fixture
def litter_of_six(box, home):
    litter = box["Kangaroo"].litter
    quoll = make_animal(name="Quoll", collar="pink", home=home, litter=litter)
    for back in range(5):
        weigh(animal=quoll, grams=200 - 8 * back, at=timezone.now() - back * DAY)
    return litter


@pytest.fixture
def chart(page: Page, litter_of_six, box, carer, sign_in):
    sign_in(carer)
    page.goto(box["Kangaroo"].get_absolute_url())
    page.get_by_role("slider").evaluate("field => field.scrollIntoView({ block: 'center' })")
    return page.locator("[data-growth-chart]")


def read_out(chart):
    return chart.locator("[data-chart-readout]").inner_text()


def weight_in(text):
    return int(re.search(r"(\d+) g", text)[1])


def test_a_litter_of_six_has_six_lines(page: Page, litter_of_six, carer, sign_in):
    sign_in(carer)
    page.goto(litter_of_six.get_absolute_url())
    lines = page.locator("[data-line]")
    expect(lines).to_have_count(6)
    colours = {lines.nth(n).evaluate("line => getComputedStyle(line).stroke") for n in range(6)}
    assert len(colours) == 6


def test_before_a_touch_the_latest_weight_stands_above(chart):
    assert "Kangaroo 212 g" in read_out(chart)
    assert "since the day before" in read_out(chart)
    assert "band " in read_out(chart)


def test_arrow_keys_walk_along_the_curve(page: Page, chart):
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    earlier = read_out(chart)
    assert weight_in(earlier) < 212
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", earlier)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert weight_in(read_out(chart)) == 212
    page.keyboard.press("Home")
    assert weight_in(read_out(chart)) == round(212 * 0.96**4)
    page.keyboard.press("End")
    assert weight_in(read_out(chart)) == 212


def test_up_and_down_change_the_animal_at_that_age(page: Page, chart):
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    day = read_out(chart).split(" · ")[0]
    names = set()
    for _ in range(6):
        page.keyboard.press("ArrowUp")
        text = read_out(chart)
        names.add(re.search(r"(\w+) \d+ g", text)[1])
        assert text.startswith(day)
    assert len(names) == 6
    expect(chart.locator("g.is-touched")).to_have_count(1)


def test_a_finger_reads_the_curve_and_is_not_over_what_it_reads(page: Page, chart):
    field = page.get_by_role("slider").bounding_box()
    out = chart.locator("[data-chart-readout]").bounding_box()
    assert out["y"] + out["height"] <= field["y"] + 1
    line = chart.locator('[data-line="Possum"]').bounding_box()
    page.touchscreen.tap(line["x"] + line["width"] - 2, line["y"] + 2)
    assert "Possum 388 g" in read_out(chart)
    own = chart.locator('[data-line="Kangaroo"]').bounding_box()
    page.touchscreen.tap(own["x"] + 1, own["y"] + own["height"] - 1)
    assert f"Kangaroo {round(212 * 0.96**4)} g" in read_out(chart)


def test_nothing_moves_when_the_read_out_changes(page: Page, chart):
    page.get_by_role("slider").focus()
    before = page.get_by_role("slider").bounding_box()
    for key in ("Home", "ArrowRight", "ArrowUp", "End"):
        page.keyboard.press(key)
        assert page.get_by_role("slider").bounding_box() == before


def test_no_name_lies_over_another_or_outside_the_page(page: Page, chart):
    names = chart.locator("text.chart-label")
    boxes = sorted((names.nth(n).bounding_box() for n in range(6)), key=lambda box: box["y"])
    for upper, lower in pairwise(boxes):
        assert upper["y"] + upper["height"] <= lower["y"] + 2
    assert all(box["x"] + box["width"] <= 390 for box in boxes)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_numbers_are_one_tap_away(page: Page, chart):
    table = chart.get_by_role("table")
    expect(table).to_be_hidden()
    chart.get_by_text("The numbers").tap()
    expect(table).to_be_visible()
    expect(table.get_by_role("row")).to_have_count(6)
    expect(table.get_by_role("cell", name="212", exact=True)).to_be_visible()


def test_on_paper_lines_are_black_and_told_apart_by_dashes(
    page: Page, litter_of_six, carer, sign_in
):
    sign_in(carer)
    page.goto(litter_of_six.get_absolute_url())
    page.emulate_media(media="print")
    lines = page.locator("[data-line]")
    looks = [
        lines.nth(n).evaluate(
            "l => [getComputedStyle(l).stroke, getComputedStyle(l).strokeDasharray]"
        )
        for n in range(6)
    ]
    assert {stroke for stroke, _ in looks} == {"rgb(0, 0, 0)"}
    assert len({dash for _, dash in looks}) == 6


def test_without_script_the_curve_and_the_numbers_are_there(
    browser, browser_context_args, base_url, page: Page, litter_of_six, box, carer, sign_in
):
    sign_in(carer)
    plain = browser.new_context(
        **browser_context_args | {"java_script_enabled": False},
        storage_state=page.context.storage_state(),
    )
    still = plain.new_page()
    still.goto(base_url + box["Kangaroo"].get_absolute_url())
    expect(still.locator("[data-line]")).to_have_count(6)
    expect(still.locator("[data-chart-readout]")).to_contain_text("Kangaroo 212 g")
    expect(still.get_by_role("slider")).to_have_count(0)
    still.get_by_text("The numbers").tap()
    expect(still.get_by_role("cell", name="212", exact=True)).to_be_visible()
    plain.close()


def test_a_wide_screen_reads_it_with_the_mouse(page: Page, chart):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("new Promise((laid) => requestAnimationFrame(() => requestAnimationFrame(laid)))")
    own = chart.locator('[data-line="Kangaroo"]').bounding_box()
    page.mouse.move(own["x"] + own["width"] - 1, own["y"] + 1)
    assert "Kangaroo 212 g" in read_out(chart)
