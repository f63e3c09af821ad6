"""A morning: two hundred phones find a signal at once, each with the forty entries of its night."""

import datetime as dt
import json
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field

from .pages import last_weights
from .server import Server, Visitor
from .sizes import Database

PHONES = 200
ROUNDS, WEIGHED = 7, 5  # seven rounds for a box of five, and its weights of the morning
ENTRIES = ROUNDS * 5 + WEIGHED
AGAIN = 10  # every so many phones lose the answer and send all of it again


@dataclass
class Morning:
    seconds: float = 0.0
    slowest_s: float = 0.0
    cpu_seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    results: Counter[str] = field(default_factory=Counter)
    in_ledgers: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Everything stored once, and said so."""
        return (
            not self.errors
            and set(self.statuses) == {200}
            and self.results["stored"] == self.in_ledgers == PHONES * ENTRIES
            and self.results["already_stored"] == PHONES // AGAIN * ENTRIES
        )


class Phone:
    def __init__(self, port: int, cookies: dict[str, str], night: list[dict]) -> None:
        self.visitor = Visitor(port)
        self.visitor.cookies = dict(cookies)
        self.device = str(uuid.uuid4())
        self.entries = [{**entry, "id": str(uuid.uuid4())} for entry in night]

    def send(self) -> tuple[int, list[dict]]:
        body = {
            "device": self.device,
            "sent_at": dt.datetime.now(dt.UTC).isoformat(),
            "entries": self.entries,
        }
        headers = {"Content-Type": "application/json", "Accept-Encoding": "gzip"}
        answer = self.visitor.ask("POST", "/sync/entries", headers, json.dumps(body))
        results = json.loads(answer.text)["results"] if answer.status == 200 else []
        return answer.status, results

    def in_ledger(self) -> int:
        headers = {"Accept": "application/json", "Accept-Encoding": "gzip"}
        answer = self.visitor.ask("GET", f"/devices/{self.device}/ledger", headers)
        return sum(day["stored"] for day in json.loads(answer.text)["days"])


def night_of(animals: list[int], weights: dict[str, str]) -> list[dict]:
    """Rounds an hour and a half apart, as suggested by nobody: what counts is how many."""
    now = dt.datetime.now(dt.UTC)
    night: list[dict] = []
    for number in range(ROUNDS):
        at = (now - dt.timedelta(minutes=90 * (ROUNDS - number))).isoformat()
        sitting = str(uuid.uuid4())
        night += [
            {
                "kind": "feed",
                "animal": animal,
                "happened_at": at,
                "round": sitting,
                "route": "bottle",
                "volume_ml": "6.5",
                "peed": True,
            }
            for animal in animals
        ]
    return night + [
        {
            "kind": "weigh_in",
            "animal": animal,
            "happened_at": now.isoformat(),
            "grams": weights.get(str(animal), "200"),
            "purpose": "growth",
        }
        for animal in animals
    ]


def measure_reconnect(database: Database, server: Server) -> Morning:
    """All phones at once; those of one carer share a sign-in, as her phone and her tablet may."""
    carers = [carer for carer in database.facts["carers"] if len(carer["animals"]) == 5]
    signed_in = []
    for carer in carers:
        visitor = Visitor(server.port)
        visitor.sign_in(carer["email"])
        page = visitor.get(f"/round/?litter={carer['litter']}").text
        weights = last_weights(page, carer["animals"])
        signed_in.append((visitor.cookies, night_of(carer["animals"], weights)))
    phones = [Phone(server.port, *signed_in[i % len(signed_in)]) for i in range(PHONES)]
    morning = Morning()
    lock = threading.Lock()
    start = threading.Barrier(PHONES + 1)

    def wake(number: int, phone: Phone) -> None:
        start.wait()
        woke = time.monotonic()
        for _ in range(2 if number % AGAIN == 0 else 1):
            try:
                status, results = phone.send()
            except Exception as error:
                with lock:
                    morning.errors.append(f"{type(error).__name__}: {error}")
                return
            with lock:
                morning.statuses[status] += 1
                morning.results.update(result["status"] for result in results)
        with lock:
            morning.slowest_s = max(morning.slowest_s, time.monotonic() - woke)

    threads = [
        threading.Thread(target=wake, args=place, daemon=True) for place in enumerate(phones)
    ]
    for thread in threads:
        thread.start()
    cpu_before = server.cpu_seconds()
    start.wait()
    started = time.monotonic()
    for thread in threads:
        thread.join(300)
    morning.seconds = time.monotonic() - started
    cpu_after = server.cpu_seconds()
    if cpu_before is not None and cpu_after is not None:
        morning.cpu_seconds = cpu_after - cpu_before
    morning.in_ledgers = sum(phone.in_ledger() for phone in phones)
    return morning
