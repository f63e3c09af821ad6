"""python -m bench: measure every budget of docs/architecture.md and print the table.

Databases of both sizes are seeded, the real server runs on each by turns, and a real Chromium plays
the slow phone. Everything stays on this machine; what was stored on the way is taken out again.
"""

import argparse
import datetime as dt
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from . import (
    clone,
    growth,
    homes,
    pages,
    phone,
    postgres,
    reconnect,
    report,
    server,
    sizes,
    writers,
)
from .report import Line

Place = tuple[sizes.Database, server.Server]

SERVED_PARTS = ("pages", "phone", "round", "writers", "reconnect")
PARTS = (*SERVED_PARTS, "growth", "homes")
PAGE_BUDGETS = ("Today", "Round", "Animal", "Litter")
QUERIES_AT_MOST = 12
P50_MS = 20.0
RATIO = 1.3
HTML_GZ_BYTES = 14_000
FIRST_VISIT_BYTES, SCRIPT_BYTES = 90_000, 20_000
FIRST_MS, LATER_MS, OFFLINE_MS = 2_500, 1_000, 1_000
ENTRIES_A_SECOND = 500
RECONNECT_SECONDS = 60


def main() -> int:
    options = parsed()
    # A plain SIGTERM would end this process and leave its servers running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with ExitStack() as stack:
        if options.keep:
            root = Path(options.keep).resolve()
            root.mkdir(parents=True, exist_ok=True)
        else:
            root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pouch-bench-")))
        free = shutil.disk_usage(root).free
        if free < 3e9:
            print(f"Only {free / 1e9:.1f} GB are free in {root}; this needs three.")
            return 1
        failed = False
        if "growth" in options.parts:
            print("\n## Growth: forecasts and alarms\n", flush=True)
            started = time.monotonic()
            table = report.table(growth.lines(root / "growth"))
            print(f"{table}\n\ngrowth: measured in {time.monotonic() - started:.0f} s.", flush=True)
        if "homes" in options.parts:
            print(f"\n## Homes: the plan\n\n{report.table(homes.lines())}", flush=True)
        if not set(options.parts) & set(SERVED_PARTS):
            options.engines = ()
        if "sqlite" in options.engines:
            failed |= not bench("SQLite", root / "sqlite", "", options)
        if "postgresql" in options.engines:
            failed |= not bench_postgresql(root / "postgresql", options)
        if options.clone:
            print(f"\n## From clone to first page\n\n{report.table(clone.lines())}")
    print(f"\n{report.machine()}")
    return int(failed)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="100,000 entries instead of a million")
    parser.add_argument("--only", choices=PARTS, action="append", help="this part (repeatable)")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--keep", metavar="DIR", help="keep the databases there for the next run")
    parser.add_argument("--clone", action="store_true", help="also time `make run` on a new clone")
    options = parser.parse_args()
    both = ("sqlite", "postgresql")
    options.engines = both if options.database == "both" else (options.database,)
    options.parts = options.only or PARTS
    return options


def bench_postgresql(folder: Path, options: argparse.Namespace) -> bool:
    try:
        with postgres.server_url(folder / "server") as url:
            return bench("PostgreSQL", folder, url, options)
    except ImportError as error:
        print(
            f"\nPOSTGRESQL NOT MEASURED: {error}. Name one with TEST_DATABASE_URL=postgres://...",
            file=sys.stderr,
        )
        return False


def bench(engine: str, folder: Path, url: str, options: argparse.Namespace) -> bool:
    """Measure one engine and print its table; whether everything could be measured."""
    print(f"\n## {engine}\n", flush=True)
    large_size = sizes.QUICK_LARGE if options.quick else sizes.LARGE
    small, large = (
        sizes.Database(
            size=size,
            folder=folder / size.name,
            url=url and postgres.database_url(url, f"pouch_bench_{size.name.replace('-', '_')}"),
        )
        for size in (sizes.SMALL, large_size)
    )
    for database in (small, large):
        seconds = database.make()
        how = f"seeded in {seconds:.0f} s" if seconds else "kept from before"
        facts = database.facts
        print(
            f"{database.size.name}: {facts['in_care']} animals in care of {facts['animals']:,}, "
            f"{facts['entries']:,} entries, {how}.",
            flush=True,
        )
    lines: list[Line] = []
    all_measured = True
    # One by one: a part that fails leaves the others their figures.
    parts: dict[str, Callable[[list[Place]], list[Line]]] = {
        "pages": page_lines,
        "phone": phone_lines,  # before rounds are saved, which lengthen the last 24 hours
        "round": round_lines,
        "writers": writer_lines,
        "reconnect": reconnect_lines,
    }
    since = dt.datetime.now(dt.UTC)
    try:
        with server.running(small) as small_server, server.running(large) as large_server:
            places = [(small, small_server), (large, large_server)]
            for name, part in parts.items():
                if name not in options.parts:
                    continue
                started = time.monotonic()
                try:
                    lines += part(places)
                except Exception as error:
                    all_measured = False
                    print(f"{name}: NOT MEASURED, {type(error).__name__}: {error}", flush=True)
                else:
                    print(f"{name}: measured in {time.monotonic() - started:.0f} s.", flush=True)
    finally:
        for database in (small, large):
            database.inside("forget", since.isoformat())
    print(f"\n{report.table(lines)}", flush=True)
    return all_measured


def page_lines(places: list[Place]) -> list[Line]:
    small, large = pages.measure_pages(places)
    asked = [name for name in large if name in small]
    lines = []
    for name in asked:
        is_ours = name in PAGE_BUDGETS
        few, many = small[name].timings, large[name].timings
        lines.append(
            Line(
                what=f"{name}, p50 small and large",
                budget=f"{P50_MS:.0f} ms" if is_ours else "",
                measured=(
                    f"{few.p50:.1f} and {many.p50:.1f} ms (of it processor "
                    f"{small[name].cpu_ms:.1f} and {large[name].cpu_ms:.1f} ms)"
                ),
                ok=max(few.p50, many.p50) <= P50_MS if is_ours else None,
            )
        )
    for name in PAGE_BUDGETS:
        if name in asked:
            few, many = small[name].timings, large[name].timings
            lines.append(
                Line(
                    what=f"{name}, p95 large over small",
                    budget=f"{RATIO}x",
                    measured=f"{many.p95 / few.p95:.2f}x ({few.p95:.1f} and {many.p95:.1f} ms)",
                    ok=many.p95 / few.p95 <= RATIO,
                )
            )
    for name in asked:
        counts = sorted({small[name].queries, large[name].queries})
        lines.append(
            Line(
                what=f"{name}, queries small and large",
                budget=f"at most {QUERIES_AT_MOST}, the same",
                measured=" and ".join(map(str, counts)),
                ok=counts[-1] <= QUERIES_AT_MOST and len(counts) == 1,
            )
        )
    today = max(small["Today"].gz_bytes, large["Today"].gz_bytes)
    others = ", ".join(f"{name} {large[name].gz_bytes / 1000:.1f}" for name in asked[1:])
    lines.append(
        Line(
            what="HTML of Today, gz",
            budget="14 kB",
            measured=f"{today / 1000:.1f} kB ({others})",
            ok=today <= HTML_GZ_BYTES,
        )
    )
    return lines


def round_lines(places: list[Place]) -> list[Line]:
    lines = []
    for database, running in places:
        timings = pages.measure_rounds(database, running)
        processor = f" (processor {timings.cpu_ms:.1f} ms)" if timings.cpu_ms else ""
        lines.append(
            Line(
                what=f"storing a round of 5 feeds + 5 weigh-ins, {database.size}",
                budget=f"p50 under {P50_MS:.0f} ms",
                measured=f"{timings.p50:.1f} / {timings.p95:.1f} ms{processor}",
                ok=timings.p50 < P50_MS,
            )
        )
    return lines


def writer_lines(places: list[Place]) -> list[Line]:
    database, running = places[-1]
    written = writers.measure_writers(database, running)
    for error in written.errors[: writers.ERRORS_SHOWN]:
        print(f"    a writer stopped: {error}", flush=True)
    failed = written.not_stored + len(written.errors)
    return [
        Line(
            what=f"{writers.WRITERS} writers for {writers.SECONDS} s by HTTP, {database.size}",
            budget=f"{ENTRIES_A_SECOND} entries/s, no error",
            measured=(
                f"{written.entries_a_second:.0f} entries/s, {failed} errors, "
                f"slowest {written.slowest_ms:.0f} ms, on {written.cores:.2f} cores"
            ),
            ok=written.entries_a_second >= ENTRIES_A_SECOND and not failed,
        )
    ]


def reconnect_lines(places: list[Place]) -> list[Line]:
    database, running = places[-1]
    morning = reconnect.measure_reconnect(database, running)
    for error in morning.errors[: writers.ERRORS_SHOWN]:
        print(f"    a phone gave up: {error}", flush=True)
    said = ", ".join(f"{number:,} {status}" for status, number in morning.results.most_common())
    statuses = ", ".join(f"{status}: {number}" for status, number in morning.statuses.items())
    return [
        Line(
            what=f"{reconnect.PHONES} phones with {reconnect.ENTRIES} entries each at once, "
            f"every {reconnect.AGAIN}th sends all of it twice, {database.size}",
            budget=f"{RECONNECT_SECONDS} s, all stored once, no error",
            measured=(
                f"{morning.seconds:.1f} s, slowest phone {morning.slowest_s:.1f} s; {said}; "
                f"{morning.in_ledgers:,} in the ledgers; answers {statuses}; "
                f"{morning.cpu_seconds:.0f} s of processor"
            ),
            ok=morning.seconds <= RECONNECT_SECONDS and morning.is_whole,
        )
    ]


def phone_lines(places: list[Place]) -> list[Line]:
    database, running = places[-1]
    port = running.port
    lines: list[Line] = []
    with phone.browsing() as browser:
        if browser is None:
            raise RuntimeError("no Chromium on this machine; name one with CHROMIUM=path")
        asked = pages.paths_of(database)
        visitors = {name: server.Visitor(port) for name in PAGE_BUDGETS}
        visits = {}
        for name, visitor in visitors.items():
            email, path = asked[name]
            visitor.sign_in(email)
            visits[name] = phone.measure(browser, port, visitor, path)
        visits["Sign in"] = phone.measure(browser, port, server.Visitor(port), "/sign-in/")
        offline = phone.measure_offline(browser, port, visitors["Today"], asked["Today"][1])
    today = visits["Today"]
    first, later = today.first, today.later
    lines += [
        Line(
            what="first visit of Today, over the wire",
            budget="90 kB",
            measured=f"{first.bytes / 1000:.1f} kB in {len(first.from_network)} answers",
            ok=first.bytes <= FIRST_VISIT_BYTES,
        ),
        Line(
            what="of it script",
            budget="20 kB",
            measured=f"{first.script_bytes / 1000:.1f} kB",
            ok=first.script_bytes <= SCRIPT_BYTES,
        ),
        Line(
            what="later visit of Today, over the wire",
            budget="the HTML only",
            measured=f"{later.bytes / 1000:.1f} kB: {', '.join(later.from_network)}",
            ok=len(later.from_network) == 1,
        ),
    ]
    painted_ms, scripts_ms = offline.times[len(offline.times) // 2]
    slowest_ms = max(both[1] for both in offline.times)
    lines.append(
        Line(
            what="all that a phone has fetched once it works without a signal",
            budget="",
            measured=f"{offline.bytes / 1000:.0f} kB: Today, the app's files, {offline.kept} pages",
        )
    )
    lines.append(
        Line(
            what="Today without a signal, processor at a quarter",
            budget=f"usable in {OFFLINE_MS / 1000:.1f} s",
            measured=(
                f"{painted_ms / 1000:.2f} s (scripts ran by {scripts_ms / 1000:.2f} s, the slowest "
                f"of {len(offline.times)} by {slowest_ms / 1000:.2f} s)"
            ),
            ok=painted_ms <= OFFLINE_MS,
        )
    )
    for name, seen in visits.items():
        for which, painted, scripts, budget in (
            ("first", seen.first_ms, seen.first_scripts_ms, FIRST_MS),
            ("later", seen.later_ms, seen.later_scripts_ms, LATER_MS),
        ):
            lines.append(
                Line(
                    what=f"{name} on the slow phone, {which} visit",
                    budget=f"usable in {budget / 1000:.1f} s",
                    measured=f"{painted / 1000:.2f} s (scripts ran by {scripts / 1000:.2f} s)",
                    ok=painted <= budget,
                )
            )
    return lines


if __name__ == "__main__":
    sys.exit(main())
