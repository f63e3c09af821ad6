"""A Pouch of its own for a tool to look at: the real server on a free loopback port, own data."""

import contextlib
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.tools import lint

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120

ONE_CARER = """
from animals.models import Person
Person.objects.create_user(
    email="carer@example.org", password="pouch-demo", name="Robin", role=Person.Role.CARER
)
"""


@contextmanager
def running(*, demo: bool = True) -> Iterator[str]:
    """The address of a server with the demo story, or with nothing in it but one carer."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="pouch-instance-") as data:
        environment = lint.clean_environment() | {
            "POUCH_DATA": data,
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "POUCH_DEMO": "on" if demo else "off",
        }
        server = subprocess.Popen(
            [sys.executable, "-m", "fosterapp.local_server"],
            cwd=PROJECT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        try:
            address = f"http://localhost:{port}"
            wait_for(f"{address}/healthz", server)
            if not demo:
                make_one_carer(environment)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=30)


def free_port() -> int:
    """Below those that connections going out are given: one of them may take a port meanwhile."""
    while True:
        port = random.randint(10_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def wait_for(address: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit(f"The server ended with {server.returncode} before it answered.")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError as answer:
            sys.exit(f"{address} answers {answer.code}.")
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{address} did not answer within {PATIENCE_SECONDS} s.")


def make_one_carer(environment: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", ONE_CARER],
        cwd=PROJECT,
        env=environment | {"SECRET_KEY": "", "DEBUG": "on"},
        stdin=subprocess.DEVNULL,
        check=True,
    )
