"""A weighing sheet comes in through the page, on a phone."""

import csv
import re

import pytest
from playwright.sync_api import Page, expect

from animals.models import Litter
from feedings.models import WeighIn
from tests.plumbing import PROJECT

LITTER_PAGE = re.compile(r"/litters/\d+/")


@pytest.fixture
def on_import(page: Page, carer, sign_in):
    sign_in(carer)
    page.goto("/import/")
    return page


def weights_in(path) -> int:
    with path.open(newline="") as file:
        rows = list(csv.reader(file))[1:]
    return sum(1 for row in rows for cell in row[1:] if cell.replace(".", "", 1).isdigit())


def test_the_sample_sheet_becomes_five_curves(on_import: Page):
    on_import.get_by_role("button", name="Try the sample sheet").tap()
    expect(on_import.get_by_role("heading", name="What was understood")).to_be_visible()
    assert not WeighIn.objects.exists()
    expect(on_import.get_by_label(re.compile("Mango"))).to_have_value("new")
    expect(on_import.get_by_text("Are the two swapped?").first).to_be_visible()
    count = weights_in(PROJECT / "docs" / "sample_sheet.csv")
    on_import.get_by_role("button", name=f"Store {count} weights").tap()
    expect(on_import).to_have_url(LITTER_PAGE)
    expect(on_import.get_by_text(f"{count} weights stored, 5 animals created.")).to_be_visible()
    expect(on_import.locator("svg [data-line]")).to_have_count(5)
    assert WeighIn.objects.count() == count


def test_a_problem_leads_to_its_cell(on_import: Page):
    on_import.get_by_role("button", name="Try the sample sheet").tap()
    on_import.get_by_role("link", name="B13").tap()
    expect(on_import.locator("#cell-B13")).to_be_in_viewport()


def test_the_page_fits_a_phone(on_import: Page):
    on_import.get_by_role("button", name="Try the sample sheet").tap()
    expect(on_import.get_by_role("heading", name="Look at these cells")).to_be_visible()
    wider = on_import.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wider <= 0


def test_the_real_sheet_becomes_six_curves(on_import: Page, real_sheets):
    path = real_sheets / "shepherd_litter_2019_oz.csv"
    count = weights_in(path)
    on_import.get_by_label("A weighing sheet").set_input_files(path)
    on_import.get_by_label("Litter").fill("Shepherds")
    on_import.get_by_role("radio", name="Dog").check()
    on_import.get_by_label("Born on").fill("2019-03-19")
    on_import.get_by_label("Numbers are in").select_option("oz")
    on_import.get_by_role("button", name="Read the sheet").tap()
    on_import.get_by_role("button", name=f"Store {count} weights").tap()
    expect(on_import).to_have_url(LITTER_PAGE)
    expect(on_import.get_by_role("heading", name="Shepherds", level=1)).to_be_visible()
    expect(on_import.locator("svg [data-line]")).to_have_count(6)
    assert WeighIn.objects.filter(animal__litter=Litter.objects.get()).count() == count
