"""The real server, as `make run` starts it, on a loopback port; and a browser-like client of it."""

import contextlib
import gzip
import http.client
import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import brotli

from fosterapp.local_server import DEMO_PASSWORD
from tests.tools import instance

from .sizes import PROJECT, Database

START_SECONDS = 120
STOP_SECONDS = 30
ANSWER_SECONDS = 60
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, kw_only=True)
class Server:
    port: int
    pid: int

    def cpu_seconds(self) -> float | None:
        """Processor time of the server and its workers so far; None where /proc does not say.

        On a machine that is busy otherwise this is what a request costs, and the clock is not.
        """
        ticks = 0
        try:
            children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
            for pid in (str(self.pid), *children):
                after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                ticks += int(after_name[11]) + int(after_name[12])
        except OSError:
            return None
        return ticks / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def running(database: Database) -> Iterator[Server]:
    """A server on this database; it ends with the block, whatever happens in it."""
    port = instance.free_port()
    log = database.folder / "server.log"
    with log.open("w") as log_file:
        process = subprocess.Popen(
            [sys.executable, "-m", "fosterapp.local_server"],
            cwd=PROJECT,
            env=database.environment | {"HOST": "127.0.0.1", "PORT": str(port)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log_file,
        )
    try:
        wait_for(port, process, log)
        yield Server(port=port, pid=process.pid)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(port: int, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended {process.returncode}: {log.read_text()[-500:]}")
        with contextlib.suppress(OSError, http.client.HTTPException):
            if Visitor(port).get("/healthz").status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the server did not answer within {START_SECONDS} s")


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    headers: dict[str, str]
    encoded: bytes
    seconds: float

    @property
    def text(self) -> str:
        return decoded(self.encoded, self.headers.get("content-encoding", "")).decode()


def decoded(body: bytes, encoding: str) -> bytes:
    if encoding == "gzip":
        return gzip.decompress(body)
    return brotli.decompress(body) if encoding == "br" else body


class Visitor:
    """One browser: a kept connection, cookies, compressed answers."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.connection: http.client.HTTPConnection | None = None

    def get(self, path: str, *, accept: str = "gzip, deflate, br") -> Answer:
        return self.ask("GET", path, {"Accept-Encoding": accept})

    def post(self, path: str, fields: list[tuple[str, str]]) -> Answer:
        body = urllib.parse.urlencode(fields)
        headers = {
            "Accept-Encoding": "gzip, deflate, br",
            "Content-Type": FORM,
            "Origin": f"http://localhost:{self.port}",
        }
        return self.ask("POST", path, headers, body)

    def ask(self, method: str, path: str, headers: dict[str, str], body: str | None = None):
        if self.cookies:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            headers = {**headers, "Cookie": cookies}
        headers = {"Host": f"localhost:{self.port}", **headers}
        for is_last_try in (False, True):
            if self.connection is None:
                self.connection = http.client.HTTPConnection(
                    "127.0.0.1", self.port, timeout=ANSWER_SECONDS
                )
                self.connection.connect()
                # Else the kernel waits 40 ms to join the header with the body that follows it.
                self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            started = time.perf_counter()
            try:
                self.connection.request(method, path, body, headers)
                response = self.connection.getresponse()
                content = response.read()
                break
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                # The server may close a kept connection at any time between two requests.
                self.connection.close()
                self.connection = None
                if is_last_try:
                    raise
        seconds = time.perf_counter() - started
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                self.cookies.update([cookie_of(value)])
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(status=response.status, headers=found, encoded=content, seconds=seconds)

    def sign_in(self, email: str) -> None:
        token = token_in(self.get("/sign-in/").text)
        answer = self.post(
            "/sign-in/",
            [("csrfmiddlewaretoken", token), ("username", email), ("password", DEMO_PASSWORD)],
        )
        if answer.status != 302:
            raise RuntimeError(f"{email} could not sign in: {answer.status}")


def cookie_of(header: str) -> tuple[str, str]:
    name, _, value = header.partition(";")[0].partition("=")
    return name, value


def token_in(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if found is None:
        raise RuntimeError("the page has no form")
    return found[1]


class FormReader(HTMLParser):
    """The fields of the page's form as a browser would send them untouched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self.confirmations: list[tuple[str, str]] = []
        self.select = ""
        self.first_option: str | None = None
        self.chosen: str | None = None
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attributes) -> None:
        facts = dict(attributes)
        if tag == "form":
            self.inside = facts.get("method") == "post" and "data-round" in facts
        if not self.inside:
            return
        name, value = facts.get("name", ""), facts.get("value")
        if tag == "input" and name:
            kind = facts.get("type", "text")
            if kind in ("checkbox", "radio"):
                if "checked" in facts:
                    self.fields.append((name, value or "on"))
                elif name.endswith("confirmed"):
                    self.confirmations.append((name, value or "on"))
            elif kind not in ("submit", "button"):
                self.fields.append((name, value or ""))
        elif tag == "textarea" and name:
            self.fields.append((name, ""))
        elif tag == "select" and name:
            self.select, self.first_option, self.chosen = name, None, None
        elif tag == "option" and self.select:
            if self.first_option is None:
                self.first_option = value or ""
            if "selected" in facts:
                self.chosen = value or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        if tag == "select" and self.select:
            value = self.chosen if self.chosen is not None else self.first_option
            self.fields.append((self.select, value or ""))
            self.select = ""
