"""What `make run` does before and while it serves."""

import os
import signal
import socket
import stat
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from fosterapp import local_server
from fosterapp.secret import kept_secret
from tests.tools import instance

PROJECT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("port", ["abc", "0", "-1", "65536", "80.5", "８０００x"])
def test_a_port_that_is_none_is_refused_in_one_sentence(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(local_server.DoesNotStart, match="PORT is"):
        local_server.address()


def test_without_anything_set_it_listens_on_this_machine_only(monkeypatch):
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.delenv("HOST", raising=False)
    assert local_server.address() == ("127.0.0.1", 8000)


def test_a_busy_port_is_said_so():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(local_server.DoesNotStart, match=f"port {port} is already in use"):
            local_server.refuse_busy_port("127.0.0.1", port)


def test_a_host_that_is_not_this_machines_is_said_so():
    with pytest.raises(local_server.DoesNotStart, match="may not listen on 192"):
        local_server.refuse_busy_port("192.0.2.77", instance.free_port())


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    path = kept_secret(tmp_path / "secret_key")
    first = path.read_text()
    assert len(first) >= 40
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert kept_secret(path).read_text() == first


def test_an_emptied_secret_is_made_anew(tmp_path):
    (tmp_path / "secret_key").write_text("\n")
    assert len(kept_secret(tmp_path / "secret_key").read_text()) >= 40


def test_only_a_server_for_the_network_answers_to_more_than_localhost():
    assert local_server.names_of_this_machine("127.0.0.1") == ["localhost", "127.0.0.1", "[::1]"]
    assert "10.0.0.5" in local_server.names_of_this_machine("10.0.0.5")
    assert socket.gethostname() in local_server.names_of_this_machine("0.0.0.0")


def test_what_is_set_by_hand_stays(monkeypatch, tmp_path):
    monkeypatch.setenv("POUCH_DATA", str(tmp_path))
    monkeypatch.setenv("ALLOWED_HOSTS", "pouch.example")
    monkeypatch.setenv("DEBUG", "on")
    monkeypatch.setenv("HTTPS", "on")
    monkeypatch.setenv("SECRET_KEY", "mine")
    local_server.fill_environment("127.0.0.1", 8000)
    assert os.environ["ALLOWED_HOSTS"] == "pouch.example"
    assert os.environ["DEBUG"] == os.environ["HTTPS"] == "on"
    assert not (tmp_path / "secret_key").exists()


def test_a_folder_that_cannot_be_written_is_said_so(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("POUCH_DATA", str(tmp_path / "file" / "data"))
    with pytest.raises(local_server.DoesNotStart, match="may not write"):
        local_server.fill_environment("127.0.0.1", 8000)


def start(environment):
    return subprocess.Popen(
        [sys.executable, "-m", "fosterapp.local_server"],
        cwd=PROJECT,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("DATABASE_URL", "postgres://nobody@127.0.0.1:9/none", "the database does not answer"),
        ("DATABASE_URL", "certainly not", "DATABASE_URL"),
        ("SECRET_KEY", "short", "SECRET_KEY"),
        ("TIME_ZONE", "Mars/Base", "TIME_ZONE"),
    ],
)
def test_what_stands_in_the_way_is_one_sentence_and_no_traceback(
    tmp_path, variable, value, sentence
):
    server = start(
        {"POUCH_DATA": str(tmp_path), "PORT": str(instance.free_port()), variable: value}
    )
    _, errors = server.communicate(timeout=60)
    assert server.returncode == 1
    assert sentence in errors
    assert errors.startswith("Pouch does not start: ")
    assert len(errors.strip().splitlines()) == 1


@pytest.mark.slow
def test_it_starts_tells_where_it_is_and_keeps_its_data(tmp_path):
    port = instance.free_port()
    environment = {"POUCH_DATA": str(tmp_path), "PORT": str(port), "POUCH_DEMO": "off"}
    environment |= {"DATABASE_URL": f"sqlite:///{tmp_path / 'pouch.sqlite3'}"}
    environment.pop("SECRET_KEY", None)
    for _ in range(2):
        server = start(environment)
        try:
            instance.wait_for(f"http://127.0.0.1:{port}/healthz", server)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=10) as page:
                assert page.status == 200
        finally:
            server.send_signal(signal.SIGINT)
            output, errors = server.communicate(timeout=60)
        assert f"Pouch is at http://localhost:{port}\n" in output
        assert "Traceback" not in errors
    assert "Preparing the database" not in output, "the second start found it ready"
