"""A phone with Pouch on it: a browser with a memory of its own, to be killed and reopened."""

import contextlib
import datetime as dt
import json
import os
import signal
import time
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, Page, Playwright, expect

from tests.tools import chromium

from .stage import BOX, PASS_PHRASE

ROWS = """() => new Promise((resolve, reject) => {
  const request = indexedDB.open("pouch")
  request.onerror = () => reject(request.error)
  request.onupgradeneeded = () => request.transaction.abort()
  request.onsuccess = () => {
    const database = request.result
    const all = database.transaction("entries").objectStore("entries").getAll()
    all.onsuccess = () => { database.close(); resolve(all.result) }
    all.onerror = () => reject(all.error)
  }
})"""
NOT_SENT = {"waiting", "invalid", "conflict"}


class Phone:
    def __init__(self, playwright: Playwright, folder: Path, address: str):
        self.playwright, self.folder, self.address = playwright, folder, address
        self.context: BrowserContext | None = None
        self.page: Page | None = None

    def open(self) -> Page:
        self.context = self.playwright.chromium.launch_persistent_context(
            self.folder,
            executable_path=chromium.find(),
            args=chromium.ARGUMENTS,
            viewport=chromium.PHONE,
            has_touch=True,
            reduced_motion="reduce",
            base_url=self.address,
        )
        self.context.set_default_timeout(15_000)
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        return self.page

    def close(self) -> None:
        if self.context:
            with contextlib.suppress(Error):
                self.context.close()
        self.context = self.page = None

    def kill(self) -> None:
        """kill -9 of every process of this browser: nothing gets to save anything."""
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.05)
        with contextlib.suppress(Error):
            self.context.close()
        self.context = self.page = None
        # A browser that was killed leaves the mark that its folder is in use.
        for lock in self.folder.glob("Singleton*"):
            lock.unlink(missing_ok=True)

    def processes(self) -> list[int]:
        mark = f"--user-data-dir={self.folder}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdigit() and mark in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
        return found

    def sign_in(self, email: str) -> None:
        self.page.goto("/sign-in/")
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password").fill(PASS_PHRASE)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(lambda url: "sign-in" not in url)

    def sign_out(self) -> None:
        """Also where it is said first that entries wait."""
        self.page.goto("/more/")
        self.page.locator("form[action='/sign-out/'] button").click()
        all_the_same = self.page.get_by_role("button", name="Sign out all the same")
        expect(all_the_same.or_(self.page.get_by_label("Password"))).to_be_visible()
        if all_the_same.is_visible():
            all_the_same.click()
        self.page.wait_for_url("**/sign-in/")

    def look_in_the_morning(self, email: str) -> None:
        """Today; a browser that was killed may have lost its last cookies."""
        self.page.goto("/today/")
        if "/sign-in/" in self.page.url:
            self.sign_in(email)
            self.page.goto("/today/")

    def keep_for_offline(self, *paths: str) -> None:
        """Let the service worker keep what Today names at once, and not only when all is idle."""
        self.page.goto("/today/")
        self.page.evaluate(
            """async () => {
              const keep = JSON.parse(document.querySelector("[data-keep-pages]").textContent)
              const { active } = await navigator.serviceWorker.ready
              active.postMessage({ keep })
            }"""
        )
        for path in ("/today/", "/round/", "/waiting/", *paths):
            self.wait_until_kept(path)

    def look_at_what_is_kept(self) -> None:
        """Today and the round, once the service worker stands between: those it keeps at once."""
        self.page.goto("/today/")
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        for path in ("/round/", "/today/"):
            self.page.goto(path)
            self.wait_until_kept(path)

    def wait_until_kept(self, path: str) -> None:
        deadline = time.monotonic() + 30
        while not self.page.evaluate("(path) => caches.match(path).then(Boolean)", path):
            assert time.monotonic() < deadline, f"{path} is not kept"
            time.sleep(0.05)

    def fill_round(self, amount: float, *, minutes_ago: int = 0, name: str = BOX[0]) -> None:
        """One feed of one animal. `amount` tells it apart from all others."""
        page = self.page
        page.goto("/round/")
        # What is typed before the script listens is kept by nobody.
        expect(page.locator("html[data-ready]")).to_be_attached()
        for other in BOX:
            switch = page.get_by_role("switch", name=f"Fed, {other}")
            if switch.count():
                switch.set_checked(other == name, force=True)
        page.get_by_label(f"Amount, {name}").fill(str(amount))
        if minutes_ago:
            page.locator(".round-when summary").click()
            at = dt.datetime.now(dt.UTC).astimezone() - dt.timedelta(minutes=minutes_ago)
            page.get_by_label("Fed at another time").fill(f"{at:%Y-%m-%dT%H:%M}")

    def save_round(self, amount: float, *, minutes_ago: int = 0, name: str = BOX[0]) -> None:
        self.fill_round(amount, minutes_ago=minutes_ago, name=name)
        self.press_save()
        self.page.wait_for_url("**/today/**")

    def press_save(self) -> None:
        self.page.get_by_role("button", name="Save round").click()

    def rows(self) -> list[dict]:
        return self.page.evaluate(ROWS)

    def unsent(self) -> list[dict]:
        return [row for row in self.rows() if row["state"] in NOT_SENT]

    def expect_badge(self, words: str, *, seconds: float = 15) -> None:
        expect(self.page.locator("[data-person]")).to_have_text(words, timeout=seconds * 1000)

    def send_now(self) -> None:
        self.page.evaluate("document.dispatchEvent(new Event('pouch:send'))")

    def add(self, person: int, wires: list[dict], data: Path) -> None:
        """Put entries into the outbox as a page does, by our own module."""
        names = json.loads((data / "static" / "staticfiles.json").read_text())["paths"]
        self.page.evaluate(
            """async ([module, person, wires]) => {
              const { add } = await import(module)
              await add(person, wires.map((wire) => ({ name: "Kangaroo", wire })))
            }""",
            [f"/static/{names['js/offline/outbox.js']}", person, wires],
        )
