"""What `make run` starts: one machine, nothing to set up, and the data kept from run to run.

It fills in the environment that a real installation would set by hand, brings the database and
the static files up to date, tells the demo story to an empty database, and becomes gunicorn.
All that happens in one process because each start of Django costs most of a second; the watcher
of alerts is one of its own beside the server and ends with it.
"""

import errno
import hashlib
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from fosterapp.secret import kept_secret

PROJECT = Path(__file__).resolve().parent.parent
EVERY_INTERFACE = {"0.0.0.0", "::"}
DEMO_PEOPLE = {
    "carer@example.org": "carer, has Kangaroo and Possum",
    "foster@example.org": "carer of the other home",
    "coordinator@example.org": "coordinator",
    "staff@example.org": "staff, with the admin",
}
DEMO_PASSWORD = "pouch-demo"


class DoesNotStart(Exception):
    """Says in one sentence what is in the way."""


def main() -> int:
    try:
        host, port = address()
        refuse_busy_port(host, port)
        fill_environment(host, port)
        prepare()
    except DoesNotStart as reason:
        print(f"Pouch does not start: {reason}", file=sys.stderr)
        return 1
    os.environ["POUCH_GREETING"] = greeting(host, port)
    sys.stdout.flush()
    os.chdir(PROJECT)
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "-c", "fosterapp/gunicorn.conf.py"])


def address() -> tuple[str, int]:
    host = os.environ.get("HOST") or "127.0.0.1"
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise DoesNotStart(f"PORT is {text!r}, and a port is a number from 1 to 65535.")
    return host, int(text)


def refuse_busy_port(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            # Without this a port counts as busy for a minute after the last Pouch on it stopped.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except PermissionError:
        raise DoesNotStart(
            f"only the administrator may use port {port}; take one above 1023."
        ) from None
    except socket.gaierror:
        raise DoesNotStart(f"HOST is {host!r}, which is no address of this machine.") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise DoesNotStart(
                f"port {port} is already in use; stop what runs there, "
                f"or take another: PORT={port + 1} make run"
            ) from None
        raise DoesNotStart(f"it may not listen on {host} port {port} ({error.strerror}).") from None


def fill_environment(host: str, port: int) -> None:
    """Set what is not set; whoever sets something knows better."""
    data = Path(os.environ.get("POUCH_DATA") or PROJECT / ".data").expanduser().resolve()
    try:
        data.mkdir(parents=True, exist_ok=True)
        if "SECRET_KEY" not in os.environ and "SECRET_KEY_FILE" not in os.environ:
            os.environ["SECRET_KEY_FILE"] = str(kept_secret(data / "secret_key"))
    except OSError as error:
        raise DoesNotStart(f"it may not write in {data} ({error.strerror}).") from None
    os.environ["POUCH_DATA"] = str(data)
    os.environ["HOST"], os.environ["PORT"] = host, str(port)
    os.environ.setdefault("DEBUG", "off")
    os.environ.setdefault("POUCH_WATCH", "on")
    os.environ.setdefault("HTTPS", "off")
    os.environ.setdefault("ALLOWED_HOSTS", ",".join(names_of_this_machine(host)))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fosterapp.settings")


def names_of_this_machine(host: str) -> list[str]:
    names = ["localhost", "127.0.0.1", "[::1]"]
    if host in EVERY_INTERFACE:
        name = socket.gethostname()
        names += [name, name.partition(".")[0] + ".local", *lan_addresses()]
    elif host not in names:
        names.append(f"[{host}]" if ":" in host else host)
    return list(dict.fromkeys(names))


def lan_addresses() -> list[str]:
    """The addresses that a phone on the same network would type."""
    found = []
    # Connecting a datagram socket sends nothing; it only asks which of our addresses is used.
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        found.append(probe.getsockname()[0])
    with suppress(OSError):
        rows = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        found += [str(place[0]) for *_, place in rows]
    return [address for address in dict.fromkeys(found) if not address.startswith("127.")]


def prepare() -> None:
    try:
        django.setup()
        bring_database_up_to_date()
        tell_demo_story_to_an_empty_database()
        if not settings.DEBUG:
            collect_changed_static_files()
        connection.close()
    except (ImproperlyConfigured, CommandError, ValueError, OSError) as error:
        raise DoesNotStart(first_line(error)) from error
    except DatabaseError as error:
        raise DoesNotStart(f"the database does not answer: {first_line(error)}") from error


def first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def bring_database_up_to_date() -> None:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Preparing the database", flush=True)
        call_command("migrate", interactive=False, verbosity=0)


def tell_demo_story_to_an_empty_database() -> None:
    from django.contrib.auth import get_user_model

    wanted = os.environ.get("POUCH_DEMO", "on").lower() not in {"off", "false", "no", "0"}
    if wanted and not get_user_model().objects.exists():
        print("Telling the demo story", flush=True)
        call_command("seed_demo", verbosity=0)


def collect_changed_static_files() -> None:
    """Collecting compresses every file, which takes seconds; most starts have nothing new."""
    mark = Path(settings.STATIC_ROOT) / ".collected"
    now = static_fingerprint()
    if not mark.exists() or mark.read_text() != now:
        print("Collecting static files", flush=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        mark.write_text(now)


def static_fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(static_sources()):
        facts = path.stat()
        digest.update(f"{path} {facts.st_mtime_ns} {facts.st_size}\n".encode())
    return digest.hexdigest()


def static_sources() -> Iterator[Path]:
    from django.contrib.staticfiles.finders import get_finders

    yield PROJECT / "fosterapp" / "settings.py"  # names the storage that does the work
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield Path(storage.path(name))


def greeting(host: str, port: int) -> str:
    from django.contrib.auth import get_user_model

    if host in EVERY_INTERFACE:
        places = ["localhost", *lan_addresses()]
    else:
        places = ["localhost" if host == "127.0.0.1" else f"[{host}]" if ":" in host else host]
    lines = ["", "Pouch is at " + " and ".join(f"http://{place}:{port}" for place in places)]
    people = set(
        get_user_model().objects.filter(email__in=DEMO_PEOPLE).values_list("email", flat=True)
    )
    connection.close()
    if people:
        lines.append(f"Demo sign-ins, password {DEMO_PASSWORD}:")
        lines += [f"  {mail:26} {who}" for mail, who in DEMO_PEOPLE.items() if mail in people]
    lines += ["Ctrl+C stops it; the data stays in " + os.environ["POUCH_DATA"], ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
