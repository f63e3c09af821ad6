"""A slow phone in a real Chromium: what a first visit transfers, and when a page can be used."""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.browser.offline.line import Line, Mode
from tests.tools import chromium

from .server import Visitor

ROUND_TRIP_MS = 400
BYTES_A_SECOND = 400_000 // 8
SLOWER_CPU = 4
VISITS = 3
TIMES_OFFLINE = 7
KEPT_WITHIN_MS = 60_000
SCREEN = {"width": 390, "height": 844}

# Painted with its styles: links and forms work from here on, without any script.
PAINTED = """() => {
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    return paint ? paint.startTime : null;
}"""
# Deferred modules run before this event, so everything that scripts add is there as well.
SCRIPTS_RUN = "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


@dataclass(kw_only=True)
class Transferred:
    """Bytes over the wire, headers included, and how many answers they came in."""

    bytes: int = 0
    script_bytes: int = 0
    from_network: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class Visit:
    first_ms: float
    first_scripts_ms: float
    later_ms: float
    later_scripts_ms: float
    first: Transferred
    later: Transferred


@contextmanager
def browsing() -> Iterator:
    """A Chromium, or None where this machine has none."""
    path = chromium.find()
    if path is None:
        yield None
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def measure(browser, port: int, visitor: Visitor, path: str) -> Visit:
    """The middle of a few first visits, each with an empty cache and a later one after it."""
    visits = [visit(browser, port, visitor, path) for _ in range(VISITS)]
    visits.sort(key=lambda each: each.first_ms)
    middle = visits[len(visits) // 2]
    middle.later_ms = statistics.median(each.later_ms for each in visits)
    return middle


def visit(browser, port: int, visitor: Visitor, path: str) -> Visit:
    address = f"http://localhost:{port}"
    # Without the service worker, whose own traffic a page's counter does not see.
    context = browser.new_context(
        viewport=SCREEN, is_mobile=True, has_touch=True, service_workers="block"
    )
    try:
        context.add_cookies(cookies_of(visitor, address))
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        counter = count_bytes(devtools)
        slow_down(devtools)
        first_ms, first_scripts_ms = load(page, address + path)
        first = counter()
        page.goto("about:blank")
        later_ms, later_scripts_ms = load(page, address + path)
        later = counter()
        return Visit(
            first_ms=first_ms,
            first_scripts_ms=first_scripts_ms,
            later_ms=later_ms,
            later_scripts_ms=later_scripts_ms,
            first=first,
            later=later,
        )
    finally:
        context.close()


@dataclass(kw_only=True)
class Offline:
    """Milliseconds until a kept page was painted and its scripts ran, by turns; and what the phone
    had fetched in all by then: the page, the files of the app and the pages that it keeps."""

    times: list[tuple[float, float]]
    kept: int
    bytes: int


def measure_offline(browser, port: int, visitor: Visitor, path: str) -> Offline:
    """A page from what the phone keeps, without a signal and with a slow processor."""
    line = Line(port)
    context = browser.new_context(viewport=SCREEN, is_mobile=True, has_touch=True)
    try:
        address = f"http://localhost:{line.port}"
        context.add_cookies(cookies_of(visitor, address))
        page = context.new_page()
        page.goto(address + path)
        kept = keep_all(page)
        fetched = line.bytes_to_phone
        line.set(Mode.CUT)
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_CPU})
        times = []
        for _ in range(TIMES_OFFLINE):
            page.goto("about:blank")
            page.goto(address + path, wait_until="load")
            page.wait_for_selector("html[data-kept-at]")
            page.wait_for_function(PAINTED)
            times.append((page.evaluate(PAINTED), page.evaluate(SCRIPTS_RUN)))
        return Offline(times=sorted(times), kept=kept, bytes=fetched)
    finally:
        context.close()
        line.close()


def keep_all(page) -> int:
    """Wait until the service worker keeps every page that Today names; how many those are."""
    named = """JSON.parse(document.querySelector("[data-keep-pages]").textContent)"""
    missing = f"""async () => {{
        const found = await Promise.all({named}.map((path) => caches.match(path)))
        return found.filter((kept) => !kept).length
    }}"""
    waited_ms = 0
    while page.evaluate(missing):
        if waited_ms > KEPT_WITHIN_MS:
            raise RuntimeError("the pages for the time without a signal are not kept")
        page.wait_for_timeout(250)
        waited_ms += 250
    return page.evaluate(f"{named}.length")


def cookies_of(visitor: Visitor, address: str) -> list[dict[str, str]]:
    return [
        {"name": name, "value": value, "url": address} for name, value in visitor.cookies.items()
    ]


def slow_down(devtools) -> None:
    devtools.send("Network.enable")
    devtools.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": ROUND_TRIP_MS,
            "downloadThroughput": BYTES_A_SECOND,
            "uploadThroughput": BYTES_A_SECOND,
        },
    )
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_CPU})


def load(page, address: str) -> tuple[float, float]:
    page.goto(address, wait_until="load", timeout=60_000)
    page.wait_for_load_state("networkidle", timeout=60_000)
    page.wait_for_function(PAINTED, timeout=60_000)
    return page.evaluate(PAINTED), page.evaluate(SCRIPTS_RUN)


def count_bytes(devtools):
    """Call the result for what came over the wire since the last call."""
    kinds: dict[str, tuple[str, str]] = {}
    cached: set[str] = set()
    counted = Transferred()

    def on_response(event) -> None:
        response = event["response"]
        kinds[event["requestId"]] = (event["type"], response["url"])
        if response.get("fromDiskCache") or response.get("fromPrefetchCache"):
            cached.add(event["requestId"])

    def on_finished(event) -> None:
        request = event["requestId"]
        if request not in kinds or request in cached:
            return
        kind, url = kinds[request]
        if not url.startswith("http") or not event["encodedDataLength"]:
            return
        counted.bytes += int(event["encodedDataLength"])
        counted.script_bytes += int(event["encodedDataLength"]) if kind == "Script" else 0
        counted.from_network.append(url.partition("//")[2].partition("/")[2])

    devtools.on("Network.responseReceived", on_response)
    devtools.on("Network.requestServedFromCache", lambda event: cached.add(event["requestId"]))
    devtools.on("Network.loadingFinished", on_finished)

    def since_last() -> Transferred:
        nonlocal counted
        done, counted = counted, Transferred()
        return done

    return since_last
