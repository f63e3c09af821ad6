"""Format, style, types, templates, forgotten migrations and deployment settings, two at a time.

python -m tests.tools.lint
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
A_DEPLOYMENT = {
    "DEBUG": "off",
    "SECRET_KEY": "only-checked-never-served-Q7xTz2LmVb9RkWd4NsYh6JcPf3GaEu8o",
    "ALLOWED_HOSTS": "pouch.example",
    "HTTPS": "on",
}


@dataclass(frozen=True)
class Check:
    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


CHECKS = [
    Check("types", [PYTHON, "-m", "mypy"]),
    Check("format", [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."]),
    Check("style", [PYTHON, "-m", "ruff", "check", "--quiet", "."]),
    Check("templates", [PYTHON, "-m", "djlint", "--lint", "--quiet", "templates"]),
    Check("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
    Check(
        "deployment",
        [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        A_DEPLOYMENT,
    ),
]


def run(check: Check) -> tuple[Check, int, str, float]:
    started = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=PROJECT,
        env=clean_environment() | check.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return check, done.returncode, done.stdout, time.monotonic() - started


def clean_environment() -> dict[str, str]:
    """The settings that someone exported for an instance of theirs say nothing about the code."""
    theirs = {*A_DEPLOYMENT, "DATABASE_URL", "SECRET_KEY_FILE", "STATIC_ROOT"}
    return {key: value for key, value in os.environ.items() if key not in theirs}


def main() -> int:
    failed = 0
    with tempfile.TemporaryDirectory(prefix="pouch-lint-") as data, ThreadPoolExecutor(2) as pool:
        os.environ["POUCH_DATA"] = data
        for check, status, output, seconds in pool.map(run, CHECKS):
            print(f"{check.name}: {'failed' if status else 'passed'} ({seconds:.1f} s)", flush=True)
            if status:
                failed += 1
                print(output, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
