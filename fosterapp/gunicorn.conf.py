"""How gunicorn serves Pouch, on a laptop and on a server; GUNICORN_CMD_ARGS overrides any of it."""

import os
import subprocess
import sys
import threading
from pathlib import Path

wsgi_app = "fosterapp.wsgi"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"

# Threads, because a phone on a bad line uploads for seconds: two of those stall two sync workers
# and everybody with them. Two processes, so that one may die or reload while the other answers.
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
preload_app = True

# Phones keep their connection through a round instead of paying a handshake for every page.
keepalive = 20
timeout = 60
graceful_timeout = 20

# The heartbeat file must not wait for a disk; the control socket would sit in someone's home.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True

loglevel = "warning"

watchers = []
ended = threading.Event()
AGAIN_SECONDS = 5


def when_ready(server):
    # Views load on the first request otherwise, once in every worker, while somebody waits.
    from django.urls import get_resolver

    assert get_resolver().url_patterns
    if os.environ.get("POUCH_WATCH", "off").lower() in {"on", "true", "yes", "1"}:
        watchers.append(start_watching())
        threading.Thread(target=keep_watching, name="watchers", daemon=True).start()
    greeting = os.environ.get("POUCH_GREETING")
    if greeting:
        print(greeting, flush=True)  # noqa: T201


def start_watching():
    """Alerts that only the clock raises: one process beside the workers, as long as they run."""
    project = Path(__file__).resolve().parent.parent
    command = ["manage.py", "watch_alerts", "--started-by", str(os.getpid()), "--verbosity", "0"]
    return subprocess.Popen([sys.executable, *command], cwd=project, stdin=subprocess.DEVNULL)


def keep_watching():
    """Another watcher for one that died. A thread, as gunicorn has no hook for what is no worker;
    it only waits, so that a worker which is forked meanwhile inherits no lock that is held.
    """
    while not ended.is_set():
        watchers[-1].wait()
        if not ended.wait(AGAIN_SECONDS):
            watchers[-1] = start_watching()


def on_exit(server):
    ended.set()
    for watcher in watchers:
        watcher.terminate()
    for watcher in watchers:
        try:
            watcher.wait(timeout=10)
        except subprocess.TimeoutExpired:
            watcher.kill()
