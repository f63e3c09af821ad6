"""The databases that are measured, made once and kept where --keep says."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SEED = 5
# What Today shows is of the last hours, so a database that was kept too long shows nothing.
FRESH_FOR_SECONDS = 3 * 3600
# A person's own instance must not decide what is measured.
NOT_OURS = {
    "ALLOWED_HOSTS", "BEHIND_PROXY", "CSRF_TRUSTED_ORIGINS", "DATABASE_URL", "DEBUG",
    "GUNICORN_CMD_ARGS", "HOST", "HTTPS", "HTTPS_REDIRECT", "PORT", "POUCH_DATA", "POUCH_DEMO",
    "SECRET_KEY", "SECRET_KEY_FILE", "STATIC_ROOT", "TIME_ZONE", "WEB_CONCURRENCY",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Size:
    """So many homes of ten animals in care, and entries; the first home is the same in all."""

    name: str
    homes: int
    entries: int
    bench_home_entries: int = 2_000

    def __str__(self) -> str:
        return f"{self.homes * 10} animals in care, {self.entries:,} entries"


SMALL = Size(name="small", homes=1, entries=2_000)
LARGE = Size(name="large", homes=50, entries=1_000_000)
THOUSAND = Size(name="thousand", homes=100, entries=150_000)
QUICK_LARGE = Size(name="quick-large", homes=50, entries=100_000)


class Database:
    """One size on one engine: made, described, and handed to servers by its environment."""

    def __init__(self, *, size: Size, folder: Path, url: str = "") -> None:
        self.size, self.folder, self.url = size, folder, url
        folder.mkdir(parents=True, exist_ok=True)
        self.made = folder / "made.json"

    @property
    def environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if key not in NOT_OURS}
        ours = {
            "DJANGO_SETTINGS_MODULE": "fosterapp.settings",
            "POUCH_DATA": str(self.folder),
            "POUCH_DEMO": "off",
            "STATIC_ROOT": str(self.folder.parent / "static"),
            "DEBUG": "off",
            "HTTPS": "off",
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "SECRET_KEY": "a key for the benchmarks, which nobody outside this machine can reach",
        }
        return kept | ours | ({"DATABASE_URL": self.url} if self.url else {})

    def inside(self, *command: str, stdin: str = "") -> object:
        """What a step of bench.inside says, run in a Django of its own on this database."""
        done = subprocess.run(
            [sys.executable, "-m", "bench.inside", *command],
            cwd=PROJECT,
            env=self.environment,
            input=stdin,
            stdout=subprocess.PIPE,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"bench.inside {' '.join(command)} ended {done.returncode}")
        return json.loads(done.stdout or "null")

    @property
    def is_fresh(self) -> bool:
        if not self.made.exists():
            return False
        made = json.loads(self.made.read_text())
        return (
            made["size"] == str(self.size)
            and made["url"] == self.url
            and time.time() - made["at"] < FRESH_FOR_SECONDS
        )

    def make(self) -> float:
        """Fill it, unless it is there already; the seconds it took."""
        if self.is_fresh:
            return 0.0
        started = time.monotonic()
        self.made.unlink(missing_ok=True)
        if not self.url:
            for old in self.folder.glob("pouch.sqlite3*"):
                old.unlink()
        self.inside(
            "make",
            str(self.size.homes),
            str(self.size.entries),
            str(self.size.bench_home_entries),
            str(SEED),
        )
        note = {"size": str(self.size), "url": self.url, "at": time.time()}
        self.made.write_text(json.dumps(note))
        return time.monotonic() - started

    @cached_property
    def facts(self) -> dict:
        """Keys of the things that pages are asked for: see bench.inside."""
        found = self.inside("facts")
        assert isinstance(found, dict)
        return found
