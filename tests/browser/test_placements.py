"""Placing from the board: three taps, a drag, a split, the keyboard, and without scripts."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from animals.models import Animal, Dam, FosterHome, MaternalBond, Offer, OfferedAnimal
from tests.factories import make_animal, make_home, make_litter, make_person

from .conftest import PASS_PHRASE

BOARD = re.compile(r"/placements/$")


@pytest.fixture
def ana(transactional_db):
    return make_person(name="Ana", role="coordinator", password=PASS_PHRASE)


@pytest.fixture
def homes(transactional_db):
    """One that fits and one that does not."""
    found = {}
    for name, facts in (
        ("Ben's home", {"experience": 2, "rooms": 3}),
        ("Cleo's home", {"takes_nursing_mothers": False, "takes_bottle_babies": False}),
    ):
        found[name] = make_home(name=name, **facts)
        make_person(name=name.split("'")[0], home=found[name])
    return found


@pytest.fixture
def family(transactional_db):
    """A mother and the two that she nurses."""
    litter = make_litter(name="Harbour kittens")
    bella = make_animal(name="Bella", bottle_baby=False, weaning_stage="solid")
    Dam.objects.create(animal=bella, state="nursing")
    young = [make_animal(name=name, litter=litter, bottle_baby=False) for name in ("Joey", "Roo")]
    for each in young:
        MaternalBond.objects.create(
            young=each, mother=bella, state="nursing", started_at=timezone.now() - dt.timedelta(1)
        )
    return [*young, bella]


def test_three_taps_place_a_litter_with_its_mother(page: Page, ana, homes, family, sign_in):
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(ana)
    page.goto("/placements/")
    page.get_by_role("link", name="Harbour kittens with Bella").click()
    page.get_by_text("1 home cannot take them").click()
    expect(page.get_by_text("Takes no mother with her litter.")).to_be_visible()
    page.get_by_role("link", name="Place here in Ben's home").click()
    expect(page.get_by_text("Nothing speaks against it.")).to_be_visible()
    page.get_by_role("button", name="Send the offer").click()
    expect(page).to_have_url(BOARD)
    expect(page.get_by_text("Nobody waits for a home.")).to_be_visible()
    assert Offer.objects.get().home == homes["Ben's home"]
    assert set(OfferedAnimal.objects.values_list("animal__name", flat=True)) == {
        "Joey",
        "Roo",
        "Bella",
    }


def test_a_litter_is_split_without_scripts_too(browser, base_url, ana, homes):
    litter = make_litter(name="Depot kittens")
    for name in ("Pip", "Fig", "Wren"):
        make_animal(name=name, litter=litter)
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    page.goto("/sign-in/")
    page.get_by_label("Email").fill(ana.email)
    page.get_by_label("Password").fill(PASS_PHRASE)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Depot kittens, 3 young").click()
    page.get_by_role("link", name="Place here in Ben's home").click()
    page.get_by_role("checkbox", name="Fig").uncheck()
    page.get_by_role("button", name="Look again with these").click()
    expect(page.get_by_text("1 h 36 min of 4 h a day")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Fig")).not_to_be_checked()
    page.get_by_label("Why all the same").fill("Fig goes to the vet first")
    page.get_by_role("button", name="Move now, it is agreed").click()
    expect(page.get_by_role("heading", name="Placements")).to_be_visible()
    moved = Animal.objects.in_homes([homes["Ben's home"]])
    assert sorted(animal.name for animal in moved) == ["Pip", "Wren"]
    context.close()


def test_a_dragged_group_shows_what_it_would_mean_before_it_is_dropped(
    page: Page, ana, homes, family, sign_in
):
    page.set_viewport_size({"width": 1280, "height": 800})
    sign_in(ana)
    page.goto("/placements/")
    expect(page.locator("html[data-ready]")).to_be_attached()
    card = page.locator("[data-group]")
    data = page.evaluate_handle("new DataTransfer()")
    card.dispatch_event("dragstart", {"dataTransfer": data})
    ben = page.locator("[data-home]")
    expect(ben).to_contain_text("38 min of 4 h a day")
    ben.dispatch_event("dragover", {"dataTransfer": data})
    expect(ben).to_have_class(re.compile("is-over"))
    ben.dispatch_event("drop", {"dataTransfer": data})
    expect(page.get_by_role("button", name="Send the offer")).to_be_visible()
    assert not Offer.objects.exists()


def test_a_group_let_go_beside_the_homes_brings_all_of_them_back(
    page: Page, ana, homes, family, sign_in
):
    page.set_viewport_size({"width": 1280, "height": 800})
    sign_in(ana)
    page.goto("/placements/")
    expect(page.locator("html[data-ready]")).to_be_attached()
    card = page.locator("[data-group]").bounding_box()
    page.mouse.move(card["x"] + 40, card["y"] + 40)
    page.mouse.down()
    page.mouse.move(card["x"] + 80, card["y"] + 60, steps=5)
    expect(page.get_by_role("heading", name="A home for Harbour kittens")).to_be_visible()
    page.mouse.move(card["x"] + 40, 700, steps=5)
    page.mouse.up()
    expect(page.get_by_role("heading", name="Homes", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Cleo's home")).to_be_visible()


def test_the_keyboard_places_too(page: Page, ana, homes, family, sign_in):
    sign_in(ana)
    page.goto("/placements/")
    page.get_by_role("link", name="Harbour kittens with Bella").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Place here in Ben's home").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Send the offer").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(BOARD)
    assert Offer.objects.count() == 1


def test_a_whole_plan_is_sent_at_once(page: Page, ana, homes, family, sign_in):
    FosterHome.objects.update(experience=2, takes_bottle_babies=True, rooms=3)
    make_animal(name="Possum", species_code="dog")
    sign_in(ana)
    page.goto("/placements/")
    page.get_by_role("link", name="Suggest a plan").click()
    expect(page.get_by_role("checkbox")).to_have_count(2)
    page.get_by_role("button", name="Send the ticked offers").click()
    expect(page.get_by_text("Nobody waits for a home.")).to_be_visible()
    assert Offer.objects.count() == 2
