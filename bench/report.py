"""The budget table, in Markdown, and what the figures were measured on."""

import os
import platform
import sqlite3
from dataclasses import dataclass
from importlib.metadata import version


@dataclass(frozen=True, kw_only=True)
class Line:
    """One budget with what was measured; `ok` None is for information."""

    what: str
    budget: str
    measured: str
    ok: bool | None = None

    @property
    def verdict(self) -> str:
        return {True: "ok", False: "**miss**", None: ""}[self.ok]


def table(lines: list[Line]) -> str:
    rows = [("what", "budget", "measured", ""), ("---", "---", "---", "---")]
    rows += [(line.what, line.budget, line.measured, line.verdict) for line in lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def machine() -> str:
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, Django {version('django')}, "
        f"gunicorn {version('gunicorn')}, SQLite {sqlite3.sqlite_version}. "
        f"Load of the last 1, 5 and 15 minutes at the end: {load}."
    )
