"""Tell the demo story to an empty database, with foster networks of any size around it."""

import datetime as dt
import time

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from animals.commands import PlainCommand
from feedings.alerts import keeping
from fosterapp.demo import cast, inventory, network, story
from fosterapp.demo.inventory import Holds

MOST_NETWORKS = 1_000
MOST_ENTRIES = 100_000_000


class Command(PlainCommand):
    help = (
        "Tell the demo story to an empty database: two lonely runts, their families and homes, "
        "with dates that end now. With --scale, foster networks with full histories around it."
    )

    # The values are read in handle(): argparse would answer a slip with its usage and exit 2.
    def add_arguments(self, parser):
        parser.add_argument(
            "--scale",
            metavar="N",
            help="add N times a foster network of 10 homes, 20 litters and 100 animals in care",
        )
        parser.add_argument(
            "--entries",
            metavar="M",
            help="with --scale: add earlier seasons of these homes until there are M entries",
        )
        parser.add_argument(
            "--seed",
            default=story.DEFAULT_SEED,
            help="the same seed and --at tell the same, to the last gram",
        )
        parser.add_argument("--at", metavar="ISO", help="when the story ends; now by default")
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="tell it to an empty database, and leave any other silently as it is",
        )

    def handle(self, *args, scale, entries, seed, at, if_empty, verbosity, **options):
        scale = whole_number("--scale", scale, least=1, most=MOST_NETWORKS)
        entries = whole_number("--entries", entries, least=1, most=MOST_ENTRIES)
        seed = whole_number("--seed", seed, least=0, most=2**63)
        at = moment(at)
        if entries and not scale:
            raise CommandError("--entries says how far back the networks go; it needs --scale.")
        holds = inventory.holds()
        if holds != Holds.NOTHING:
            if not if_empty:
                self.answer_for_what_is_there(holds, scale)
            return
        started = time.monotonic()
        story.tell(at=at, seed=seed)
        if scale:
            told = inventory.count().entries
            network.grow(
                at=at,
                seed=seed,
                homes=scale * network.HOMES_PER_NETWORK,
                entries=max(entries - told, 0) if entries else None,
            )
        keeping.refresh_all(at=at)
        if verbosity:
            self.say_what_was_made(time.monotonic() - started, networks=bool(scale))

    def answer_for_what_is_there(self, holds: Holds, scale: int | None) -> None:
        if holds == Holds.OTHER:
            raise CommandError(
                "This database holds other data; the demo story goes into an empty one only."
            )
        if scale and not inventory.has_network():
            raise CommandError(
                "The demo story is there without networks; --scale needs an empty database."
            )
        self.stdout.write("The demo story is there already.")

    def say_what_was_made(self, seconds: float, *, networks: bool) -> None:
        self.stdout.write(f"{inventory.count()}, in {seconds:.1f} s.")
        for someone in cast.PEOPLE:
            self.stdout.write(f"  {someone.email:26} {someone.name}, {someone.role}")
        if networks:
            self.stdout.write(f"  {inventory.NETWORK_CARER:26} and on, one for each home")
        self.stdout.write(f"  password of all: {cast.PASSWORD}")


def whole_number(option: str, text: str | int | None, *, least: int, most: int) -> int | None:
    if text is None:
        return None
    try:
        value = int(text)
    except ValueError:
        value = None
    if value is None or not least <= value <= most:
        raise CommandError(f"{option} is {text!r}; it takes a number from {least} to {most:,}.")
    return value


def moment(text: str | dt.datetime | None) -> dt.datetime:
    if text is None:
        return timezone.now()
    try:
        found = text if isinstance(text, dt.datetime) else parse_datetime(text)
    except ValueError:  # it has the shape of a time, such as 2026-13-40T25:00
        found = None
    if found is None:
        raise CommandError(f"--at is {text!r}; it takes a time such as 2026-05-01T03:00.")
    return found if found.tzinfo else timezone.make_aware(found)
