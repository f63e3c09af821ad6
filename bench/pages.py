"""How long pages take and what they weigh, both sizes by turns so that a busy machine hits both."""

import json
import re
import statistics
import time
import uuid
from dataclasses import dataclass, field

from .server import FormReader, Server, Visitor
from .sizes import Database

WARM_UP = 12
TIMES = 200
LEAST_TIMES = 30
ENOUGH_SECONDS = 150  # on a busy machine fewer times have to do
ROUNDS = 80
MOST_TRIES = 3


@dataclass
class Timings:
    """Milliseconds, one per request, and the server's processor time for each where it is known."""

    values: list[float] = field(default_factory=list)
    cpu_ms: float | None = None

    @property
    def p50(self) -> float:
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.values, n=20)[18]


@dataclass(kw_only=True)
class PageFacts:
    timings: Timings = field(default_factory=Timings)
    gz_bytes: int = 0
    queries: int = 0
    cpu_ms: float = 0.0


def paths_of(database: Database) -> dict[str, tuple[str, str]]:
    """By name, who asks for which page. The first carer's home is the same at every size."""
    carer = database.facts["carers"][0]
    email = carer["email"]
    return {
        "Today": (email, "/today/"),
        "Round": (email, "/round/"),
        "Animal": (email, f"/animals/{carer['animals'][0]}/"),
        "Litter": (email, f"/litters/{carer['litter']}/"),
        "Animals, coordinator": ("coordinator@example.org", "/animals/"),
        "Today, coordinator": ("coordinator@example.org", "/today/"),
        "Placements, coordinator": ("coordinator@example.org", "/placements/"),
    }


def measure_pages(places: list[tuple[Database, Server]]) -> list[dict[str, PageFacts]]:
    """For each database and its server: the facts of each page."""
    found: list[dict[str, PageFacts]] = []
    asks = []
    for database, server in places:
        facts: dict[str, PageFacts] = {}
        visitors: dict[str, Visitor] = {}
        for name, (email, path) in paths_of(database).items():
            if email not in visitors:
                visitors[email] = Visitor(server.port)
                visitors[email].sign_in(email)
            visitor = visitors[email]
            answer = visitor.get(path, accept="gzip")
            if answer.status != 200:
                print(f"    {name} answers {answer.status} at {database.size.name}; left out")
                continue
            facts[name] = PageFacts(gz_bytes=len(answer.encoded))
            asks.append((visitor, path, facts[name].timings))
        found.append(facts)
    started = time.monotonic()
    for turn in range(WARM_UP + TIMES):
        if turn > WARM_UP + LEAST_TIMES and time.monotonic() - started > ENOUGH_SECONDS:
            print(f"    the machine is busy: {turn - WARM_UP} times instead of {TIMES}")
            break
        for visitor, path, timings in asks:
            answer = visitor.get(path)
            if turn >= WARM_UP:
                timings.values.append(answer.seconds * 1000)
    for (database, _), facts in zip(places, found, strict=True):
        for name, counted in count_queries(database).items():
            if name in facts:
                facts[name].queries = counted["queries"]
                facts[name].cpu_ms = counted["cpu_ms"]
    return found


def count_queries(database: Database) -> dict:
    found = database.inside("queries", stdin=json.dumps(paths_of(database)))
    assert isinstance(found, dict)
    return found


class RoundWriter:
    """A carer who saves round after round of five feeds with five weights, on one sheet."""

    def __init__(self, port: int, carer: dict) -> None:
        self.visitor = Visitor(port)
        self.visitor.sign_in(carer["email"])
        self.path = f"/round/?litter={carer['litter']}"
        page = self.visitor.get(self.path)
        if page.status != 200:
            raise RuntimeError(f"{self.path} answers {page.status} for {carer['email']}")
        self.weights = last_weights(page.text, carer["animals"])
        self.fields = self.filled_in(FormReader(page.text).fields)
        self.confirmed: dict[str, str] = {}

    def filled_in(self, fields: list[tuple[str, str]]) -> dict[str, list[str]]:
        """As suggested, all fed, each weighing what it weighed last."""
        form: dict[str, list[str]] = {}
        for name, value in fields:
            form.setdefault(name, []).append(value)
        for animal in form["animal"]:
            prefix = f"a{animal}"
            form[f"{prefix}-fed"] = ["on"]
            form[f"{prefix}-peed"] = ["on"]
            form[f"{prefix}-weight_before"] = [self.weights.get(animal, "200")]
        form["growth"] = ["on"]
        return form

    def save(self) -> float | None:
        """Save one round with fresh ids; its seconds, or None where it was not stored."""
        for name in self.fields:
            if name == "round" or name.endswith(("-feed_id", "-weigh_in_id")):
                self.fields[name] = [str(uuid.uuid4())]
        for _ in range(MOST_TRIES):
            form = self.fields | {name: [value] for name, value in self.confirmed.items()}
            pairs = [(name, value) for name, values in form.items() for value in values]
            answer = self.visitor.post(self.path, pairs)
            if answer.status == 302:
                return answer.seconds
            if answer.status != 422:
                return None
            # "Fed 0 min ago. Feed again?" is asked once; the same answer holds for the next round.
            self.confirmed.update(FormReader(answer.text).confirmations)
        return None


def last_weights(page: str, animals: list[int]) -> dict[str, str]:
    """The last weights as the sheet shows them, in its order; a nought where it shows none."""
    found = re.findall(
        r'name="animal" value="(\d+)".*?(?:class="round-last".*?number-sm">\s*([\d.]+)|</legend>)',
        page,
        re.DOTALL,
    )
    return {animal: weight for animal, weight in found if weight}


def measure_rounds(database: Database, server: Server) -> Timings:
    """Milliseconds to store a round of five feeds and five weigh-ins, by HTTP."""
    writer = RoundWriter(server.port, database.facts["carers"][0])
    writer.save()
    timings = Timings()
    before = server.cpu_seconds()
    for _ in range(ROUNDS):
        seconds = writer.save()
        if seconds is not None:
            timings.values.append(seconds * 1000)
        time.sleep(0.01)
    after = server.cpu_seconds()
    if before is not None and after is not None:
        timings.cpu_ms = (after - before) / ROUNDS * 1000
    if len(timings.values) < ROUNDS:
        raise RuntimeError(f"{ROUNDS - len(timings.values)} of {ROUNDS} rounds were not stored")
    return timings
