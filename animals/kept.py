"""Rows of a species that pages go by all the time, kept in memory until one of them is edited."""

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

from .models import Species

MOST_KEPT = 64
Rows = TypeVar("Rows")


class Kept(Generic[Rows]):
    """What `load` reads for species that are new here, or were edited since: all of them at once.

    Species.protocol_version is another one after each edit, on whatever machine it was made.
    """

    def __init__(self, load: Callable[[list[Species]], Mapping[int, Rows]]) -> None:
        self.load = load
        self.rows: dict[tuple, Rows] = {}
        self.lock = threading.Lock()

    def of(self, all_species: Iterable[Species]) -> dict[int, Rows]:
        """The rows by the key of their species. No query where nothing was edited."""
        wanted = {mark(species): species for species in all_species}
        missing = [species for key, species in wanted.items() if key not in self.rows]
        loaded = self.load(missing) if missing else {}
        found = {
            species.pk: loaded[species.pk] if species.pk in loaded else self.rows[key]
            for key, species in wanted.items()
        }
        if loaded:
            self.keep({key: found[species.pk] for key, species in wanted.items()})
        return found

    def keep(self, rows: Mapping[tuple, Rows]) -> None:
        with self.lock:
            # A new dict, so that who reads at the same time has a whole one.
            self.rows = dict(rows) if len(self.rows) > MOST_KEPT else {**self.rows, **rows}


def mark(species: Species) -> tuple:
    return species.pk, species.feeding_scheme, species.protocol_version
