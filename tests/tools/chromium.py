"""A Chromium for the browser tests: found on this machine, else installed if that is allowed.

python -m tests.tools.chromium        prints the path, or says in one line why there is none
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ELSEWHERE = (
    "/usr/bin/chromium",
    "/usr/lib/chromium/chromium",
    "/snap/bin/chromium",
    "/opt/google/chrome/chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)

# Fonts by name, because a page without any font draws boxes and every width comes out wrong.
DEBIAN_PACKAGES = ("chromium", "fonts-dejavu-core")

PHONE = {"width": 390, "height": 844}  # in one hand

ARGUMENTS = [
    "--no-sandbox",  # a container's root may not open the sandbox; only our own pages are shown
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # A page that asks any other host for anything fails here instead of passing on a good line.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


def find() -> str | None:
    named = os.environ.get("CHROMIUM")
    if named:
        return named if starts(named) else None
    return next((path for path in candidates() if starts(path)), None)


def candidates() -> Iterator[str]:
    yield from filter(None, map(shutil.which, ON_PATH))
    yield from (path for path in ELSEWHERE if Path(path).exists())
    for cache in playwright_caches():
        for pattern in ("chromium*/chrome-*/chrome", "chromium*/chrome-*/*headless*shell"):
            yield from sorted(map(str, cache.glob(pattern)), reverse=True)
        yield from sorted(map(str, cache.glob("chromium-*/chrome-*/*.app/Contents/MacOS/*")))


def playwright_caches() -> Iterator[Path]:
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if named and named != "0":
        yield Path(named)
    yield Path.home() / ".cache" / "ms-playwright"
    yield Path.home() / "Library" / "Caches" / "ms-playwright"


def starts(path: str) -> bool:
    """Some systems ship a stub under the browser's name that only says where to get it."""
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and "chrom" in answer.stdout.lower()


def ensure() -> str | None:
    if os.environ.get("CHROMIUM"):
        return find()
    return find() or (install_from_system() and find()) or (download() and find()) or None


def install_from_system() -> bool:
    if not shutil.which("apt-get"):
        return False
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if as_root and not run(["sudo", "-n", "true"], quiet=True):
        return False
    print("No Chromium found: installing the system's package", flush=True)
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    return run([*apt, "update"], quiet=True) and run(
        [*apt, "install", "-y", "--no-install-recommends", *DEBIAN_PACKAGES], quiet=True
    )


def download() -> bool:
    print("No Chromium found: letting Playwright download one", flush=True)
    return run([sys.executable, "-m", "playwright", "install", "chromium"])


def run(command: list[str], *, quiet: bool = False) -> bool:
    output = subprocess.DEVNULL if quiet else None
    try:
        return subprocess.run(command, stdout=output, stdin=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    chromium = ensure()
    if chromium is None:
        sys.exit("No Chromium was found and none could be installed; name one with CHROMIUM=path.")
    print(chromium)
