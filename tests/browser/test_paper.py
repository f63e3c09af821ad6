"""What is hung on a crate and handed over: the code is read from the picture, and leads home."""

import io
import re

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.factories import make_animal

from .conftest import PASS_PHRASE
from .offline.line import Line, Mode
from .test_shell import wait_until_kept

NO_SIGNAL = re.compile("No signal. This page is from")
MM_PER_INCH = 25.4
CSS_PIXELS_PER_INCH = 96
PAGES_OF_PDF = re.compile(rb"/Type\s*/Page\b(?!s)")


@pytest.fixture
def line(live_server):
    line = Line(live_server.thread.port)
    yield line
    line.close()


@pytest.fixture
def browser_context_args(browser_context_args, line):
    """A phone that keeps pages; the address on the card is the one that it opened Pouch by."""
    here = {"base_url": f"http://localhost:{line.port}", "service_workers": "allow"}
    return {**browser_context_args, **here}


def decoded(page: Page) -> str:
    """What a phone's camera would read from the card as it is drawn."""
    picture = Image.open(io.BytesIO(page.locator(".crate-card").screenshot()))
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.format == zxingcpp.BarcodeFormat.QRCode
    return found.text


def amounts(page: Page) -> set[str]:
    """Whom the open round feeds, as the fields name them."""
    fields = page.get_by_role("textbox", name=re.compile("^Amount, "))
    return {field.get_attribute("aria-label").removeprefix("Amount, ") for field in fields.all()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("media", ["screen", "print"])
def test_the_code_on_a_card_opens_the_round_of_that_box(
    page: Page, box, home, carer, sign_in, scheme, media
):
    make_animal(name="Numbat", home=home)  # in the home, and not of this box
    sign_in(carer)
    page.emulate_media(color_scheme=scheme)
    page.goto(f"/litters/{box['Kangaroo'].litter_id}/crate-card/")
    page.emulate_media(color_scheme=scheme, media=media)
    address = decoded(page)
    page.emulate_media(media="screen")
    page.goto(address)
    expect(page.get_by_role("button", name="Save round")).to_be_visible()
    assert amounts(page) == set(box)


def test_one_s_own_card_opens_its_own_round(page: Page, box, carer, sign_in):
    sign_in(carer)
    page.goto(f"/animals/{box['Possum'].pk}/crate-card/")
    page.goto(decoded(page))
    assert amounts(page) == {"Possum"}


def test_signed_out_the_code_leads_through_the_door_and_back(page: Page, box, carer, sign_in):
    sign_in(carer)
    page.goto(f"/animals/{box['Possum'].pk}/crate-card/")
    address = decoded(page)
    page.context.clear_cookies()
    page.goto(address)
    page.get_by_label("Email").fill(carer.email)
    page.get_by_label("Password").fill(PASS_PHRASE)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(address)
    assert amounts(page) == {"Possum"}


def test_once_visited_the_code_opens_without_a_signal(page: Page, line, box, carer, sign_in):
    sign_in(carer)
    page.goto(f"/animals/{box['Possum'].pk}/crate-card/")
    address = decoded(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto(address)
    wait_until_kept(page, "/round/")
    line.set(Mode.CUT)
    page.goto("about:blank")
    page.goto(address)
    expect(page.get_by_text(NO_SIGNAL)).to_be_visible()
    assert amounts(page) == {"Possum"}


def test_in_print_the_code_is_large_enough_for_a_phone(page: Page, box, carer, sign_in):
    sign_in(carer)
    page.goto(f"/litters/{box['Kangaroo'].litter_id}/crate-card/")
    page.emulate_media(media="print")
    svg = page.locator(".qr > svg")
    modules = int(svg.get_attribute("viewBox").split()[2])
    with_zone = svg.bounding_box()["width"] / CSS_PIXELS_PER_INCH * MM_PER_INCH
    assert with_zone * (modules - 8) / modules >= 30


def test_a_hand_over_of_five_is_one_page_of_paper(page: Page, box, carer, sign_in):
    sign_in(carer)
    page.goto(f"/litters/{box['Kangaroo'].litter_id}/hand-over/")
    for name in box:
        expect(page.get_by_role("article", name=name)).to_be_visible()
    assert len(PAGES_OF_PDF.findall(page.pdf(format="A4"))) == 1


def test_a_button_prints_where_there_are_scripts(page: Page, box, carer, sign_in):
    sign_in(carer)
    page.add_init_script("window.print = () => { document.title = 'printed' }")
    page.goto("/round/paper/")
    page.get_by_role("button", name="Print").click()
    expect(page).to_have_title("printed")


def test_without_scripts_no_button_promises_what_it_cannot_do(
    new_context, box, carer, sign_in, page
):
    sign_in(carer)
    context = new_context(java_script_enabled=False)
    context.add_cookies(page.context.cookies())
    still = context.new_page()
    still.goto("/round/paper/")
    expect(still.get_by_role("heading", name="Kangaroo")).to_be_visible()
    expect(still.get_by_role("button", name="Print")).to_be_hidden()
