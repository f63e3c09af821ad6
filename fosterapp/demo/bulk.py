"""Lines into tables by the hundred thousand: bulk_create without its model instances.

A million instances of 25 fields take ten times as long to build and take apart as SQLite needs to
store them. The columns' own preparation and the database's constraints apply all the same.
"""

import itertools
from collections.abc import Callable, Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from feedings.models import Entry, Source

from .lives import COLUMNS, Line

BATCH = 10_000


class Table:
    """Writes lines of one model: prepared columns first, constants for all others."""

    def __init__(self, model: type[Entry]) -> None:
        # The connection itself: the usual proxy looks it up again for every value.
        self.connection = connection = connections[DEFAULT_DB_ALIAS]
        fields: dict[str, Any] = {field.name: field for field in model._meta.concrete_fields}
        given = [fields.pop(name) for name in COLUMNS[model]]
        constants = [
            field.get_db_prep_save(
                Source.DEMO.value if name == "source" else field.get_default(), connection
            )
            for name, field in fields.items()
        ]
        self.prepare: list[Callable] = [
            field.target_field.get_db_prep_save if field.is_relation else field.get_db_prep_save
            for field in given
        ]
        self.constants = tuple(constants)
        quote = connection.ops.quote_name
        names = ", ".join(quote(field.column) for field in (*given, *fields.values()))
        places = ", ".join(["%s"] * (len(given) + len(fields)))
        self.sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"

    def row(self, line: Line) -> tuple:
        prepared = (
            prepare(value, self.connection)
            for prepare, value in zip(self.prepare, line.values, strict=True)
        )
        return (*prepared, *self.constants)


def store(lines: Iterable[Line], *, at_most: int | None = None) -> int:
    """Store lines, `at_most` so many; the number stored. Call it inside a transaction."""
    lines = itertools.islice(lines, at_most)
    tables = {model: Table(model) for model in COLUMNS}
    stored = 0
    while batch := list(itertools.islice(lines, BATCH)):
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            for model, table in tables.items():
                rows = [table.row(line) for line in batch if line.model is model]
                if rows:
                    cursor.executemany(table.sql, rows)
        stored += len(batch)
    return stored
