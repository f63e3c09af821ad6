"""Sixteen carers save rounds at once, by HTTP, for fifteen seconds."""

import threading
import time
from dataclasses import dataclass, field

from .pages import RoundWriter
from .server import Server
from .sizes import Database

WRITERS = 16
SECONDS = 15
ENTRIES_A_ROUND = 10
ERRORS_SHOWN = 3


@dataclass
class Written:
    seconds: float = 0.0
    rounds: int = 0
    not_stored: int = 0
    errors: list[str] = field(default_factory=list)
    slowest_ms: float = 0.0
    cpu_seconds: float = 0.0

    @property
    def cores(self) -> float:
        """How many of the processor's cores the server had, which is fewer on a busy machine."""
        return self.cpu_seconds / self.seconds

    @property
    def entries_a_second(self) -> float:
        return self.rounds * ENTRIES_A_ROUND / self.seconds


def measure_writers(database: Database, server: Server, *, seconds: float = SECONDS) -> Written:
    """The first home is left alone: it is the one whose pages are compared."""
    carers = [carer for carer in database.facts["carers"] if len(carer["animals"]) == 5]
    writers = [RoundWriter(server.port, carer) for carer in carers[1 : WRITERS + 1]]
    if len(writers) < WRITERS:
        raise RuntimeError(f"only {len(writers)} homes have a litter of five to feed")
    written = Written()
    lock = threading.Lock()
    start = threading.Barrier(WRITERS + 1)
    until = [0.0]

    def write(writer: RoundWriter) -> None:
        start.wait()
        while time.monotonic() < until[0]:
            try:
                took = writer.save()
            except Exception as error:
                with lock:
                    written.errors.append(f"{type(error).__name__}: {error}")
                return
            with lock:
                written.rounds += took is not None
                written.not_stored += took is None
                written.slowest_ms = max(written.slowest_ms, (took or 0) * 1000)

    threads = [threading.Thread(target=write, args=(writer,), daemon=True) for writer in writers]
    for thread in threads:
        thread.start()
    cpu_before = server.cpu_seconds()
    started = time.monotonic()
    until[0] = started + seconds
    start.wait()
    for thread in threads:
        thread.join(seconds + 60)
    written.seconds = time.monotonic() - started
    cpu_after = server.cpu_seconds()
    if cpu_before is not None and cpu_after is not None:
        written.cpu_seconds = cpu_after - cpu_before
    return written
