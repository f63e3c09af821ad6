"""The watcher looks again and again, whatever fails, and ends when it is told to."""

import datetime as dt
import logging
import os
import runpy
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from feedings.alerts import evaluation, keeping
from feedings.management.commands import watch_alerts
from feedings.models import Alert
from tests.factories import feed, make_animal
from tests.plumbing import PROJECT

HOUR = dt.timedelta(hours=1)
PATIENCE_SECONDS = 30


def test_once_finds_what_only_time_makes_wrong(bens_home):
    joey = make_animal(home=bens_home)
    feed(animal=joey, at=timezone.now() - 12 * HOUR)
    assert not Alert.objects.exists()
    call_command("watch_alerts", once=True)
    found = set(Alert.objects.open().values_list("code", flat=True))
    assert {"feeds_missed", "silence"} <= found


def test_once_says_where_something_could_not_be_looked_at(db, monkeypatch):
    make_animal()
    monkeypatch.setattr(evaluation, "evaluate", fails(ValueError("poisoned")))
    with pytest.raises(CommandError, match="1 animals could not be looked at"):
        call_command("watch_alerts", once=True)


def fails(problem):
    def fail(*args, **named):
        raise problem

    return fail


@pytest.mark.parametrize("every", ["x", "0", "-1", "3601", "nan", ""])
def test_a_pause_that_is_none_is_refused_in_words(every):
    with pytest.raises(CommandError, match="it takes seconds from 1 to 3,600"):
        call_command("watch_alerts", every=every)


@pytest.mark.parametrize("problem", [OperationalError("database is locked"), ValueError("a bug")])
def test_a_look_that_fails_is_logged_and_the_next_one_is_taken(db, monkeypatch, caplog, problem):
    stop, looks = threading.Event(), []

    def refresh_all():
        looks.append("looked")
        if len(looks) == 3:
            stop.set()
        raise problem

    monkeypatch.setattr(keeping, "refresh_all", refresh_all)
    with caplog.at_level(logging.ERROR):
        watch_alerts.watch(stop, every=0.01)
    assert len(looks) == 3
    assert caplog.text.count(str(problem)) >= 3


def test_it_does_not_look_more_often_than_it_was_told(db, monkeypatch):
    stop, looks = threading.Event(), []
    monkeypatch.setattr(keeping, "refresh_all", lambda: looks.append("looked"))
    threading.Timer(0.3, stop.set).start()
    watch_alerts.watch(stop, every=0.2)
    assert len(looks) == 2


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A database of its own, for watchers in processes of their own."""
    data = tmp_path_factory.mktemp("watched")
    found = {"POUCH_DATA": str(data), "PATH": "", "DEBUG": "on"}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=PROJECT,
        env=found,
        check=True,
    )
    return found


def start(environment, *, before=()):
    return subprocess.Popen(
        [*before, sys.executable, "manage.py", "watch_alerts"],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_when_it_is_told_to(environment, number):
    watcher = start(environment)
    assert watcher.stdout.readline() == "Watching, every 30 s.\n"
    watcher.send_signal(number)
    _, errors = watcher.communicate(timeout=PATIENCE_SECONDS)
    assert (watcher.returncode, errors) == (0, "")


@pytest.mark.slow
def test_it_ends_with_the_process_that_started_it_even_one_that_was_killed(environment):
    # A shell of its own stands for the server; it says the watcher's number and waits.
    script = '"$@" --started-by $$ & echo $!; wait'
    shell = start(environment, before=("/bin/sh", "-c", script, "sh"))
    pid = int(shell.stdout.readline())
    assert shell.stdout.readline() == "Watching, every 30 s.\n"
    shell.kill()
    shell.wait()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(pid)


@pytest.fixture
def server(monkeypatch):
    """The server's hooks, with watchers that only sleep, and those watchers."""
    hooks = runpy.run_path(str(PROJECT / "fosterapp" / "gunicorn.conf.py"))
    monkeypatch.setenv("POUCH_WATCH", "on")
    watchers = []

    def start_watching():
        watchers.append(subprocess.Popen(["sleep", "60"]))
        return watchers[-1]

    hooks["when_ready"].__globals__.update(start_watching=start_watching, AGAIN_SECONDS=0.05)
    hooks["when_ready"](None)
    yield hooks, watchers
    hooks["on_exit"](None)


def test_the_server_starts_another_watcher_where_one_died(server):
    _, watchers = server
    for number in (1, 2):
        assert len(watchers) == number
        watchers[-1].kill()
        assert comes_true(lambda number=number: len(watchers) == number + 1)
    assert watchers[-1].poll() is None


def test_a_server_that_ends_ends_its_watcher_and_starts_none(server):
    hooks, watchers = server
    hooks["on_exit"](None)
    assert watchers[0].poll() is not None
    time.sleep(0.2)
    assert len(watchers) == 1


def comes_true(condition) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # One that has ended and that nobody has asked for is still in the table.
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return not state.stdout.strip().startswith("Z")
