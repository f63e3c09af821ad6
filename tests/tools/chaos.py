"""Random walks over everything that goes wrong between a phone and Pouch; counts lost and doubled.

python -m tests.tools.chaos [--walks 200] [--seed 1] [--events 8] [--jobs 2]

Ctrl+C ends it with what is known by then. A walk is one phone of Ben's and one server on a copy of
the same data. Each round that the page called saved has an amount that no other has, so that it is
known again on the server and on the phone. A walk is repeated by its seed.
"""

import argparse
import concurrent.futures
import datetime as dt
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Error, Playwright, expect, sync_playwright

from tests.browser.offline.line import Line, Mode
from tests.browser.offline.phone import Phone
from tests.browser.offline.pouch import Pouch, copied, make_stage
from tests.browser.offline.stage import BOX, PEOPLE

APART = 70  # minutes between two feeds of one animal, so that nobody asks "feed again?"
SHARE = 5  # walks that one process takes in a row
FULL = """if (localStorage.full) IDBObjectStore.prototype.add = function () {
  throw new DOMException("full", "QuotaExceededError")
}"""


@dataclass
class Tally:
    walks: int = 0
    entries: int = 0
    lost: int = 0
    doubled: int = 0
    unsent: int = 0
    events: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.walks} walks, {self.entries} entries, {self.lost} lost, {self.doubled} doubled"
            f" ({self.unsent} still seen on the phone)"
        )

    def add(self, other: "Tally") -> None:
        for name in ("walks", "entries", "lost", "doubled", "unsent"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.events += other.events
        self.troubles += other.troubles


class Walk:
    def __init__(self, playwright: Playwright, stage: Path, folder: Path, seed: int):
        self.seed, self.random = seed, random.Random(seed)
        self.pouch = Pouch(copied(stage, folder / "data"))
        self.pouch.start()
        self.line = Line(self.pouch.port)
        self.phone = Phone(playwright, folder / "phone", f"http://localhost:{self.line.port}")
        self.clock_off = self.random.choice([0, 0, 0, 1, -1])  # hours
        self.saved: list[float] = []
        self.happened: Counter[str] = Counter()
        self.trail: list[str] = []
        self.has_left = False
        self.open_phone()
        self.phone.sign_in(PEOPLE["ben"])
        self.phone.look_at_what_is_kept()

    # ---- events --------------------------------------------------------------------------------

    def save_a_round(self) -> None:
        amount = round(0.1 * (len(self.saved) + 1), 1)
        # Those of a clock that is ahead lie in the past too, so that the round asks nothing.
        minutes_ago = 60 * abs(self.clock_off) + APART * (len(self.saved) + 1)
        names = [name for name in BOX if not (self.has_left and name == BOX[0])]
        if not self.look("/round/"):
            return
        self.phone.fill_round(amount, minutes_ago=minutes_ago, name=self.random.choice(names))
        self.phone.press_save()
        self.phone.page.wait_for_function(
            """() => location.pathname === "/today/"
              || /Kept on this phone|could not keep it/.test(document.body.textContent)""",
            timeout=20_000,
        )
        if self.phone.page.get_by_text("This phone could not keep it").count() == 0:
            self.saved.append(amount)

    def lose_the_signal(self) -> None:
        self.line.set(self.random.choice([Mode.CUT, Mode.DEAD, Mode.PORTAL, Mode.NO_SYNC]))

    def swallow_an_answer(self) -> None:
        self.line.set(Mode.SWALLOW)

    def find_the_signal(self) -> None:
        self.line.set(Mode.OPEN)
        if self.pouch.process is None:
            self.pouch.start()
        self.phone.send_now()

    def server_goes(self) -> None:
        self.random.choice([self.pouch.stop, self.pouch.kill])()

    def server_comes_back(self) -> None:
        if self.pouch.process is None:
            self.pouch.start()

    def new_version(self) -> None:
        self.pouch.stop()
        self.pouch.upgrade()
        self.pouch.start()

    def phone_dies(self) -> None:
        self.phone.kill()
        self.open_phone()
        self.look("/today/")

    def reload(self) -> None:
        self.look("/today/")

    def second_tab(self) -> None:
        try:
            other = self.phone.context.new_page()
            other.goto("/today/")
            for page in (other, self.phone.page):
                page.evaluate("setTimeout(() => document.dispatchEvent(new Event('pouch:send')))")
            time.sleep(0.3)
            other.close()
        except Error:
            pass

    def session_ends(self) -> None:
        self.pouch.forget_sessions()

    def token_changes(self) -> None:
        self.phone.context.clear_cookies(name="csrftoken")

    def somebody_else_signs_in(self) -> None:
        if self.line.mode not in {Mode.OPEN, Mode.NO_SYNC} or self.pouch.process is None:
            return
        if not self.look("/more/"):
            return
        self.phone.sign_out()
        self.phone.sign_in(PEOPLE["cleo"])
        self.phone.page.goto("/today/")
        self.phone.send_now()
        self.phone.sign_out()
        self.phone.sign_in(PEOPLE["ben"])

    def hand_over(self) -> None:
        if not self.has_left:
            self.has_left = True
            ago = dt.timedelta(minutes=self.random.choice([0, 200, 500]))
            self.pouch.move_away(BOX[0], at=dt.datetime.now(dt.UTC) - ago)

    def phone_is_full(self) -> None:
        self.phone.page.evaluate("localStorage.full = 'yes'")
        self.save_a_round()
        self.phone.page.evaluate("delete localStorage.full")
        self.phone.page.reload()

    EVENTS = (
        (save_a_round, 10),
        (lose_the_signal, 3),
        (swallow_an_answer, 2),
        (find_the_signal, 4),
        (server_goes, 2),
        (server_comes_back, 2),
        (new_version, 1),
        (phone_dies, 2),
        (reload, 2),
        (second_tab, 1),
        (session_ends, 1),
        (token_changes, 1),
        (somebody_else_signs_in, 1),
        (hand_over, 1),
        (phone_is_full, 1),
    )

    # ---- the walk ------------------------------------------------------------------------------

    def run(self, events: int) -> Tally:
        tally = Tally(walks=1)
        try:
            acts = [act for act, _ in self.EVENTS]
            weights = [weight for _, weight in self.EVENTS]
            for act in self.random.choices(acts, weights, k=events):
                self.trail.append(act.__name__)
                self.happened[act.__name__] += 1
                act(self)
            self.heal()
            self.judge(tally)
        except Exception as error:
            tally.troubles.append(
                f"walk {self.seed} broke off: {error!s:.300} after {' '.join(self.trail)}"
            )
        finally:
            tally.events = self.happened
            self.phone.close()
            self.line.close()
            self.pouch.kill()
        return tally

    def open_phone(self) -> None:
        page = self.phone.open()
        self.phone.context.add_init_script(FULL)
        if self.clock_off:
            now = dt.datetime.now(dt.UTC) + dt.timedelta(hours=self.clock_off)
            self.phone.context.clock.install(time=now)
        page.set_default_timeout(15_000)

    def look(self, path: str) -> bool:
        """Open a page, signing in where that is asked; False where the phone cannot show it."""
        page = self.phone.page
        try:
            page.goto(path)
            if "/sign-in/" in page.url:
                self.phone.sign_in(PEOPLE["ben"])
                page.goto(path)
        except Error:
            return False
        return page.locator("[data-person]").count() > 0 and path in page.url

    def heal(self) -> None:
        """Morning: server, signal and owner are back."""
        self.line.set(Mode.OPEN)
        if self.pouch.process is None:
            self.pouch.start()
        assert self.look("/today/"), "Today does not open in the morning"
        self.phone.send_now()
        expect(self.phone.page.locator("[data-person]")).not_to_contain_text(
            "waiting", timeout=30_000
        )

    def judge(self, tally: Tally) -> None:
        on_server = Counter(self.pouch.round_amounts())
        unsent = Counter(float(row["wire"]["volume_ml"]) for row in self.phone.unsent())
        for amount in self.saved:
            tally.entries += 1
            tally.unsent += bool(unsent[amount])
            if not on_server[amount] and not unsent[amount]:
                tally.lost += 1
                tally.troubles.append(f"walk {self.seed} lost {amount}: {' '.join(self.trail)}")
            if on_server[amount] > 1 or unsent[amount] > 1:
                tally.doubled += 1
                tally.troubles.append(f"walk {self.seed} doubled {amount}: {' '.join(self.trail)}")


def walks(stage: Path, seeds: range, events: int) -> Tally:
    tally = Tally()
    with sync_playwright() as playwright:
        for seed in seeds:
            with tempfile.TemporaryDirectory(prefix="pouch-chaos-", dir=stage.parent) as folder:
                tally.add(Walk(playwright, stage, Path(folder), seed).run(events))
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--walks", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--events", type=int, default=8)
    parser.add_argument("--jobs", type=int, default=min(os.cpu_count() or 1, 4))
    options = parser.parse_args()
    for end in (signal.SIGINT, signal.SIGTERM):
        signal.signal(end, signal.default_int_handler)
    memory = Path("/dev/shm")
    root = Path(tempfile.mkdtemp(prefix="pouch-chaos-", dir=memory if memory.is_dir() else None))
    started = time.monotonic()
    total = Tally()
    try:
        stage = root / "stage"
        stage.mkdir()
        make_stage(stage)
        first = Pouch(stage)
        first.start()
        first.stop()
        seeds = range(options.seed, options.seed + options.walks)
        shares = [seeds[i : i + SHARE] for i in range(0, options.walks, SHARE)]
        with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
            done = [pool.submit(walks, stage, share, options.events) for share in shares]
            try:
                for share in concurrent.futures.as_completed(done):
                    tally = share.result()
                    total.add(tally)
                    print(*tally.troubles, total, sep="\n", file=sys.stderr, flush=True)
            except KeyboardInterrupt:
                pool.shutdown(cancel_futures=True)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    for trouble in total.troubles:
        print(trouble)
    print(", ".join(f"{name} {number}" for name, number in total.events.most_common()))
    print(f"{total}, {time.monotonic() - started:.0f} s")
    return int(bool(total.lost or total.doubled or total.troubles))


if __name__ == "__main__":
    sys.exit(main())
