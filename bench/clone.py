"""From `git clone` to the first page, with a package cache that is empty, and the second start."""

import os
import signal
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from tests.tools.instance import free_port

from .report import Line
from .sizes import NOT_OURS, PROJECT

FIRST_SECONDS, SECOND_SECONDS = 60, 3
GIVE_UP_SECONDS = 600


def lines() -> list[Line]:
    with tempfile.TemporaryDirectory(prefix="pouch-clone-") as folder:
        copy = Path(folder) / "pouch"
        environment = {key: value for key, value in os.environ.items() if key not in NOT_OURS}
        environment |= {"PIP_CACHE_DIR": str(Path(folder) / "cache"), "PORT": str(free_port())}
        started = time.monotonic()
        subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(copy)], check=True)
        first = until_first_page(copy, environment, started)
        second = until_first_page(copy, environment, time.monotonic())
    return [
        Line(
            what="from clone to first page, cold package cache",
            budget=f"{FIRST_SECONDS} s",
            measured=f"{first:.1f} s",
            ok=first < FIRST_SECONDS,
        ),
        Line(
            what="second start",
            budget=f"{SECOND_SECONDS} s",
            measured=f"{second:.1f} s",
            ok=second < SECOND_SECONDS,
        ),
    ]


def until_first_page(copy: Path, environment: dict[str, str], started: float) -> float:
    server = subprocess.Popen(
        ["make", "--no-print-directory", "run"],
        cwd=copy,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    address = f"http://localhost:{environment['PORT']}/sign-in/"
    try:
        while time.monotonic() - started < GIVE_UP_SECONDS:
            try:
                with urllib.request.urlopen(address, timeout=5):
                    return time.monotonic() - started
            except OSError:
                if server.poll() is not None:
                    raise RuntimeError(f"make run ended {server.returncode}") from None
                time.sleep(0.05)
        raise RuntimeError(f"no page within {GIVE_UP_SECONDS} s")
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(60)
