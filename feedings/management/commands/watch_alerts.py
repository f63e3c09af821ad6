"""Look at all animals and homes again and again: what only time makes wrong is found by this."""

import logging
import os
import signal
import threading
import time

from django.core.management.base import CommandError
from django.db import DatabaseError, close_old_connections

from animals.commands import PlainCommand
from feedings.alerts import keeping

EVERY_SECONDS = 30
LEAST_SECONDS, MOST_SECONDS = 1, 3600
# How long it outlives a server that was killed, where it was told to end with it.
PARENT_LOOK_SECONDS = 1

logger = logging.getLogger(__name__)


class Command(PlainCommand):
    help = (
        "Let the alerts of all animals in care and the silence of homes follow the clock: feeds "
        "missed, weigh-ins overdue, no entry for hours. Runs until it is stopped. Safe to run "
        "twice at once; what cannot be looked at is logged and tried again."
    )

    # Read in handle(): argparse would answer a slip with its usage and exit 2.
    def add_arguments(self, parser):
        parser.add_argument(
            "--every",
            default=EVERY_SECONDS,
            metavar="SECONDS",
            help=f"how often to look, {EVERY_SECONDS} by default",
        )
        parser.add_argument(
            "--once",
            action="store_true",
            help="look once and end, for cron; exits 1 where something could not be looked at",
        )
        parser.add_argument(
            "--started-by",
            metavar="PID",
            help="end when this process, which started the watcher, is gone, however it went",
        )

    def handle(self, *args, every, once, started_by, verbosity, **options):
        every = seconds(every)
        if once:
            if failed := keeping.refresh_all():
                raise CommandError(f"{failed} animals could not be looked at; the log says why.")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        if verbosity:
            self.stdout.write(f"Watching, every {every:g} s.")
            self.stdout.flush()
        if started_by:
            threading.Thread(target=follow_parent, args=(stop, started_by), daemon=True).start()
        watch(stop, every=every)


def watch(stop: threading.Event, *, every: float) -> None:
    """Until told to stop; a look under way is finished, and none starts before its time."""
    while not stop.is_set():
        began = time.monotonic()
        look()
        stop.wait(max(0.0, every - (time.monotonic() - began)))


def follow_parent(stop: threading.Event, parent: str) -> None:
    """A killed server cannot end what it started; the orphan sees that it is one."""
    while str(os.getppid()) == parent:
        if stop.wait(PARENT_LOOK_SECONDS):
            return
    stop.set()


def look() -> None:
    """One look, whatever becomes of it: the next one tries again."""
    close_old_connections()
    try:
        keeping.refresh_all()
    except DatabaseError as problem:
        logger.error("The alerts could not be looked at: %s", problem)
    except Exception:
        logger.exception("The alerts could not be looked at.")
    finally:
        close_old_connections()


def seconds(text: str | float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not LEAST_SECONDS <= value <= MOST_SECONDS:
        raise CommandError(
            f"--every is {text!r}; it takes seconds from {LEAST_SECONDS} to {MOST_SECONDS:,}."
        )
    return value
