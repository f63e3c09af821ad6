"""Queries whose SQL is built once; each time they are asked, only their values are filled in.

For what is asked after everything that is stored: there the ORM takes longer to build a query than
the database takes to answer it. Such a query is written as any other, with a `Slot` for each value.
"""

import copy
import functools
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models.expressions import Expression
from django.db.models.sql import Query, UpdateQuery
from django.db.models.sql.compiler import SQLCompiler

# Where each part of a UUID begins in its 32 digits, and how many it has of them.
UUID_PARTS = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))


class Slot(Expression):
    """One value that is filled in later, an instant unless told otherwise."""

    def __init__(self, name: str, output_field: models.Field | None = None) -> None:
        super().__init__(output_field=output_field or models.DateTimeField())
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def filled(self, values: dict[str, Any], connection) -> Any:
        return self.output_field.get_db_prep_value(values[self.name], connection)


class Keys(Slot):
    """However many keys, for `in`: one statement serves for all numbers of them."""

    def __init__(self, name: str, output_field: models.Field | None = None) -> None:
        super().__init__(name, output_field or models.BigIntegerField())

    def as_sqlite(self, compiler, connection):
        return "(SELECT value FROM json_each(%s))", [self]

    def as_postgresql(self, compiler, connection):
        return f"(SELECT unnest(%s::{self.output_field.rel_db_type(connection)}[]))", [self]

    def filled(self, values: dict[str, Any], connection) -> Any:
        prepare = self.output_field.get_db_prep_value
        keys = [prepare(value, connection) for value in values[self.name]]
        return json.dumps(keys) if connection.vendor == "sqlite" else keys


class IdText(models.Func):
    """An entry's id as text, as `str` has it: made by the database at a fifth of the price."""

    output_field = models.CharField()
    arity = 1

    def as_sqlite(self, compiler, connection):
        digits, parameters = compiler.compile(self.source_expressions[0])
        parts = (f"substr({digits}, {start}, {length})" for start, length in UUID_PARTS)
        return "({})".format(" || '-' || ".join(parts)), parameters * len(UUID_PARTS)

    def as_postgresql(self, compiler, connection):
        return super().as_sql(compiler, connection, template="(%(expressions)s)::text")


class Built(Query):
    """A query that brings its own compiler, which is done."""

    done: SQLCompiler

    def get_compiler(self, *args, **options) -> SQLCompiler:
        return self.done


class Prepared:
    """A function that builds a query, to be called with the values of the query's slots."""

    def __init__(self, build: Callable[[], models.QuerySet]) -> None:
        self.build = build
        self.built: dict[str, tuple[models.QuerySet, SQLCompiler, str, Iterable]] = {}

    def __call__(self, **values: Any) -> list[Any]:
        """The rows, as the query gives them: objects, tuples or values."""
        here = connections[DEFAULT_DB_ALIAS]
        if here.vendor not in self.built:
            self.built[here.vendor] = self.compiled(here)
        queryset, compiler, sql, parameters = self.built[here.vendor]
        if queryset.query.select_for_update and not here.in_atomic_block:
            raise transaction.TransactionManagementError("Rows are held by a transaction only.")
        filled = fill(parameters, values, here)
        done = copy.copy(compiler)
        done.connection = here
        done.as_sql = lambda *args, **options: (sql, filled)
        rows = queryset.all()
        # Not by `rows.query`: who sets that gets dictionaries instead of tuples.
        rows._query = queryset.query.chain(klass=Built)
        rows._query.done = done
        return list(rows)

    def compiled(self, here) -> tuple[models.QuerySet, SQLCompiler, str, Iterable]:
        queryset = self.build()
        compiler = queryset.query.get_compiler(connection=here)
        sql, parameters = compiler.as_sql()
        read = compiler.get_converters([column for column, *_ in compiler.select])
        compiler.get_converters = lambda expressions: read
        return queryset, compiler, sql, parameters


def write_columns(rows: Sequence[models.Model], columns: Sequence[str]) -> None:
    """As `bulk_update`, whose one statement for all rows takes as long to build as all the rest."""
    if not rows:
        return
    model, here = type(rows[0]), connections[DEFAULT_DB_ALIAS]
    sql, parameters = update_statement(model, tuple(columns), here.vendor)
    names = [(name, model._meta.get_field(name).attname) for name in columns]
    values = [{"pk": row.pk} | {name: getattr(row, key) for name, key in names} for row in rows]
    with here.cursor() as cursor:
        cursor.executemany(sql, [fill(parameters, each, here) for each in values])


@functools.cache
def update_statement(
    model: type[models.Model], columns: tuple[str, ...], vendor: str
) -> tuple[str, Iterable]:
    query = model._base_manager.filter(pk=Slot("pk", model._meta.pk)).query.chain(UpdateQuery)
    query.add_update_values({name: Slot(name, model._meta.get_field(name)) for name in columns})
    return query.get_compiler(DEFAULT_DB_ALIAS).as_sql()


def fill(parameters: Iterable, values: dict[str, Any], here) -> tuple:
    return tuple(one.filled(values, here) if isinstance(one, Slot) else one for one in parameters)
