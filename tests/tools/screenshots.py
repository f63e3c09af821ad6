"""The pictures in docs/screenshots, taken from a fresh demo on the real server.

python -m tests.tools.screenshots [--out DIR] [--only NAME ...] [--empty] [--full]
"""

import argparse
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from fosterapp.local_server import DEMO_PASSWORD
from tests.tools import chromium, instance

DESTINATION = instance.PROJECT / "docs" / "screenshots"
CARER, FOSTER, COORDINATOR = "carer@example.org", "foster@example.org", "coordinator@example.org"
ANIMAL_PAGE = re.compile(r"/animals/\d+/$")
LITTER_PAGE = re.compile(r"/litters/\d+/$")
OFFER_PAGE = re.compile(r"/offers/[0-9a-f-]+/$")
FADING_PAGE = re.compile(r"^/animals/\d+/fading/$")


def at(path: str) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        page.goto(path)

    return go


def round_sheet(page: Page) -> None:
    page.goto("/today/")
    page.get_by_role("link", name="Start round").click()


def animal(page: Page) -> None:
    page.goto("/today/")
    follow(page, ANIMAL_PAGE, prefer="Possum")


def litter(page: Page) -> None:
    animal(page)
    follow(page, LITTER_PAGE)


def fading(page: Page) -> None:
    page.goto("/alerts/")
    follow(page, FADING_PAGE)


def follow(page: Page, address: re.Pattern[str], prefer: str = "") -> None:
    """Go where a link on this page leads, the way a person would find the page."""
    found = [
        (prefer not in link.inner_text(), link.get_attribute("href") or "")
        for link in page.locator("main a[href]").all()
    ]
    fitting = sorted((other, href) for other, href in found if address.search(href))
    if not fitting:
        raise LookupError(f"no link to {address.pattern} on {page.url}")
    page.goto(fitting[0][1])


def what_if(page: Page) -> None:
    page.goto("/placements/")
    page.get_by_role("link", name="Waratah's kittens").click()
    page.get_by_role("link", name="Place here").first.click()


def offer(page: Page) -> None:
    page.goto("/today/")
    follow(page, OFFER_PAGE)


def from_the_animal(link: str) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        animal(page)
        page.get_by_role("link", name=link).click()

    return go


@dataclass(frozen=True)
class Shot:
    name: str
    go: Callable[[Page], None]
    person: str | None = CARER


SHOTS = [
    Shot("sign-in", at("/sign-in/"), None),
    Shot("today", at("/today/")),
    Shot("round", round_sheet),
    Shot("animal", animal),
    Shot("litter", litter),
    Shot("import", at("/import/")),
    Shot("alerts", at("/alerts/"), COORDINATOR),
    Shot("fading", fading),
    Shot("placements", at("/placements/"), COORDINATOR),
    Shot("what-if", what_if, COORDINATOR),
    Shot("plan", at("/placements/plan/"), COORDINATOR),
    Shot("offer", offer, FOSTER),
    Shot("hand-over", from_the_animal("Hand-over sheet")),
    Shot("crate-card", from_the_animal("Crate card")),
]

# A phone's picture is shown small beside text and needs its real pixels to stay legible.
DEVICES = {
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2},
    "desktop": {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 1},
}


def take(browser: Browser, address: str, shots: list[Shot], out: Path, *, full: bool) -> int:
    missed = 0
    for device, options in DEVICES.items():
        for scheme in ("light", "dark"):
            for person in dict.fromkeys(shot.person for shot in shots):
                context = browser.new_context(
                    base_url=address, color_scheme=scheme, reduced_motion="reduce", **options
                )
                page = context.new_page()
                page.set_default_timeout(10_000)
                if person:
                    sign_in(page, person)
                for shot in (shot for shot in shots if shot.person == person):
                    name = f"{shot.name}-{device}-{scheme}.png"
                    try:
                        shot.go(page)
                        page.wait_for_load_state("networkidle")
                        refuse_error_page(page)
                        page.screenshot(path=out / name, full_page=full)
                        print(name, flush=True)
                    except Exception as reason:
                        missed += 1
                        print(f"{name}: MISSED, {str(reason).splitlines()[0]}", flush=True)
                context.close()
    return missed


def refuse_error_page(page: Page) -> None:
    status = page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
    if status >= 400:
        raise LookupError(f"{page.url} answers {status}")


def sign_in(page: Page, person: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Email").fill(person)
    page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=DESTINATION, metavar="DIR")
    parser.add_argument(
        "--only", nargs="+", metavar="NAME", choices=[shot.name for shot in SHOTS], default=[]
    )
    parser.add_argument("--empty", action="store_true", help="nothing but one carer, no demo")
    parser.add_argument("--full", action="store_true", help="the whole page, not the first screen")
    options = parser.parse_args()
    shots = [shot for shot in SHOTS if not options.only or shot.name in options.only]
    if options.empty:
        shots = [shot for shot in shots if shot.person in {None, CARER}]
    path = chromium.find()
    if path is None:
        sys.exit("No Chromium was found; name one with CHROMIUM=path.")
    options.out.mkdir(parents=True, exist_ok=True)
    with instance.running(demo=not options.empty) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        missed = take(browser, address, shots, options.out, full=options.full)
        browser.close()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
