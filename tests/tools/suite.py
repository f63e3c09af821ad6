"""Every part of `make test`, one after the other, each with its verdict by name.

python -m tests.tools.suite [PART ...] [-- PYTEST-ARGUMENT ...]
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.tools import chromium, lint, postgres

PROJECT = Path(__file__).resolve().parents[2]
NO_TEST_SELECTED = 5
# Migrating takes each worker longer than most files of tests. The PostgreSQL part migrates for
# real, `make run` in its test does on SQLite, and the style part finds a forgotten migration.
TABLES_AS_MODELS = "--no-migrations"


@dataclass(frozen=True)
class Verdict:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    problem: str = ""

    @property
    def good(self) -> bool:
        return not self.failed and not self.problem


def style(_: list[str]) -> Verdict:
    return Verdict() if lint.main() == 0 else Verdict(failed=1, problem="see the checks above")


def unit(arguments: list[str]) -> Verdict:
    return pytest("-m", "not browser", TABLES_AS_MODELS, arguments=arguments)


def browser(arguments: list[str]) -> Verdict:
    path = chromium.ensure()
    if path is None:
        return Verdict(
            failed=1,
            problem="COULD NOT RUN, no Chromium was found and none could be installed "
            "(name one with CHROMIUM=path)",
        )
    return pytest(
        # Recording a trace costs each test a third; `pytest` by itself does it.
        *("-m", "browser", TABLES_AS_MODELS, "--tracing=off"),
        arguments=arguments,
        environment={"CHROMIUM": path},
    )


def postgresql(arguments: list[str]) -> Verdict:
    try:
        with postgres.postgres_url() as url:
            return pytest(
                "-m",
                "not browser",
                "--only-database",
                arguments=arguments,
                environment={"DATABASE_URL": url},
            )
    except Exception as error:
        return Verdict(
            failed=1,
            problem=f"COULD NOT RUN, no PostgreSQL started ({error}); "
            "name one with TEST_DATABASE_URL=postgres://...",
        )


PARTS: dict[str, Callable[[list[str]], Verdict]] = {
    "style": style,
    "unit": unit,
    "browser": browser,
    "postgres": postgresql,
}


def pytest(
    *selection: str, arguments: list[str], environment: dict[str, str] | None = None
) -> Verdict:
    with tempfile.TemporaryDirectory(prefix="pouch-test-", dir=memory_folder()) as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *workers()]
        command += ["--durations=5", "--durations-min=3", f"--basetemp={folder}/tmp"]
        command += ["-o", "tmp_path_retention_policy=failed"]
        status = subprocess.run(
            [*command, *selection, *arguments],
            cwd=PROJECT,
            env=lint.clean_environment() | {"POUCH_SCRATCH": folder} | (environment or {}),
            stdin=subprocess.DEVNULL,
        ).returncode
        if status == NO_TEST_SELECTED and not arguments:
            return Verdict(failed=1, problem="no test was found")
        return read(report, status)


def memory_folder() -> str | None:
    """In memory where there is such a place; given from here, a killed run leaves nothing."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def workers() -> list[str]:
    cores = min(os.cpu_count() or 1, 4)
    return ["-n", str(cores), "--dist", "worksteal"] if cores > 1 else []


def read(report: Path, status: int) -> Verdict:
    if not report.exists():
        return Verdict(failed=1, problem=f"pytest ended with {status} before it had a result")
    suites = list(ElementTree.parse(report).getroot().iter("testsuite"))
    total, failures, errors, skipped = (
        sum(int(suite.get(name, "0")) for suite in suites)
        for name in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    if status not in {0, NO_TEST_SELECTED} and not failed:
        return Verdict(total - skipped, 1, skipped, f"pytest ended with {status}")
    return Verdict(total - failed - skipped, failed, skipped)


def main(arguments: list[str]) -> int:
    split = arguments.index("--") if "--" in arguments else len(arguments)
    names, for_pytest = arguments[:split] or list(PARTS), arguments[split + 1 :]
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"No part is called {unknown[0]}; there are {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    # Ending by exception is what stops the PostgreSQL that a part has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    verdicts: dict[str, Verdict] = {}
    lines: list[str] = []
    for name in names:
        print(f"\n== part {name}", flush=True)
        started = time.monotonic()
        verdict = verdicts[name] = PARTS[name](for_pytest)
        line = f"part {name}: {'passed' if verdict.good else 'FAILED'}"
        line += f" ({time.monotonic() - started:.0f} s)"
        lines.append(f"{line}: {verdict.problem}" if verdict.problem else line)
        print(lines[-1], flush=True)
    print("\n" + "\n".join(lines))
    passed, failed, skipped = (
        sum(getattr(verdict, what) for verdict in verdicts.values())
        for what in ("passed", "failed", "skipped")
    )
    print(f"\n{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    return 0 if all(verdict.good for verdict in verdicts.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
