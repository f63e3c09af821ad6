"""The real server, gunicorn as `make run` starts it, to be stopped, killed and started again."""

import contextlib
import datetime as dt
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

from tests.tools import instance, lint

PROJECT = Path(__file__).resolve().parents[3]
ENTRY_TABLES = ("feedings_feed", "feedings_weighin", "feedings_observation")


def environment(data: Path) -> dict[str, str]:
    return lint.clean_environment() | {"POUCH_DATA": str(data), "POUCH_DEMO": "off"}


def make_stage(data: Path) -> None:
    """A data folder with the cast in its database; tests take copies."""
    run = [sys.executable, "-m", "tests.browser.offline.stage"]
    in_debug = {"DEBUG": "on", "DJANGO_SETTINGS_MODULE": "fosterapp.settings", "SECRET_KEY": ""}
    subprocess.run(run, cwd=PROJECT, env=environment(data) | in_debug, check=True)


class Pouch:
    def __init__(self, data: Path, *, port: int | None = None):
        self.data = data
        self.port = port or instance.free_port()
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "fosterapp.local_server"],
            cwd=PROJECT,
            env=environment(self.data)
            | {"HOST": "127.0.0.1", "PORT": str(self.port), "POUCH_WATCH": "off"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            instance.wait_for(f"http://127.0.0.1:{self.port}/healthz", self.process)
        except SystemExit as why:  # which pytest would take for the end of everything
            raise RuntimeError(str(why)) from None

    def stop(self) -> None:
        self.end(signal.SIGTERM)

    def kill(self) -> None:
        """As when the power goes: all its processes at once."""
        self.end(signal.SIGKILL)

    def end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        self.process.wait(timeout=30)
        self.process = None

    @contextlib.contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.data / "pouch.sqlite3", timeout=20)
        connection.row_factory = sqlite3.Row
        try:
            with connection:
                yield connection
        finally:
            connection.close()

    def rows(self, sql: str, *values) -> list[sqlite3.Row]:
        with self.database() as database:
            return database.execute(sql, values).fetchall()

    def ids(self) -> set[str]:
        """Of all entries that came from a phone, or are held."""
        found = set()
        for table in ENTRY_TABLES:
            found |= {
                row["id"] for row in self.rows(f"select id from {table} where device is not null")
            }
        found |= {row["entry_id"] for row in self.rows("select entry_id from feedings_heldentry")}
        return {str(uuid.UUID(one)) for one in found}

    def amounts(self, *, typed: str = "device is not null") -> list[float]:
        """The amounts of all feeds from phones that stand, held ones too, in order."""
        stored = self.rows(
            f"select volume_ml from feedings_feed f where {typed} and voided_at is null"
            " and not exists (select 1 from feedings_feed c where c.corrects_id = f.id)"
        )
        held = self.rows(
            "select json_extract(content, '$.volume_ml') as volume_ml from feedings_heldentry"
        )
        return sorted(float(row["volume_ml"]) for row in [*stored, *held])

    def round_amounts(self) -> list[float]:
        """The same of all rounds, those too that were sent as plain forms."""
        return self.amounts(typed="round is not null")

    def upgrade(self) -> None:
        """Other static files, as after an upgrade: another service worker."""
        names = self.data / "static" / "staticfiles.json"
        known = json.loads(names.read_text())
        known["paths"][f"{uuid.uuid4()}.txt"] = known["paths"]["js/app.js"]
        names.write_text(json.dumps(known))

    def forget_sessions(self) -> None:
        with self.database() as database:
            database.execute("delete from django_session")

    def move_away(self, name: str, *, at: dt.datetime) -> None:
        """Hand an animal over to Cleo."""
        moment = at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        with self.database() as database:
            animal = database.execute(
                "select id from animals_animal where name = ?", [name]
            ).fetchone()["id"]
            home = database.execute(
                "select id from animals_fosterhome where name = 'Cleo''s home'"
            ).fetchone()["id"]
            database.execute(
                "update animals_placement set ended_at = ? where animal_id = ?", [moment, animal]
            )
            database.execute(
                "insert into animals_placement"
                " (animal_id, home_id, started_at, reason, in_spite_of)"
                " values (?, ?, ?, '', '')",
                [animal, home, moment],
            )


def copied(stage: Path, folder: Path) -> Path:
    shutil.copytree(stage, folder)
    return folder
