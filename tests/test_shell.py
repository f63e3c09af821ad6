"""The manifest, the worker's text and the page for no signal."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from fosterapp import shell
from tests.factories import make_animal

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture
def manifest(client):
    return json.loads(client.get("/manifest.webmanifest").content)


def test_every_icon_of_the_manifest_is_there_in_its_size(manifest):
    for icon in manifest["icons"]:
        png = Path(finders.find(icon["src"].removeprefix("/static/"))).read_bytes()
        assert png.startswith(b"\x89PNG")
        size = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
        assert icon["sizes"] == "{}x{}".format(*size)
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}


def test_the_manifests_addresses_are_pages(client, ben, manifest):
    client.force_login(ben)
    shortcuts = {shortcut["name"]: shortcut["url"] for shortcut in manifest["shortcuts"]}
    assert set(shortcuts) == {"Round", "Waiting", "When one is fading"}
    for address in [manifest["start_url"], *shortcuts.values()]:
        assert client.get(address).status_code == 200
        assert address.startswith(manifest["scope"])


def test_the_worker_brings_every_module_and_the_styles(client):
    text = client.get("/service-worker.js").content.decode()
    files = set(json.loads(re.search(r"const FILES ?= ?(\[.*\])", text)[1]))
    modules = {f"/{path.relative_to(PROJECT)}" for path in PROJECT.glob("static/js/**/*.js")}
    assert "/static/js/offline/send.js" in modules
    assert modules | {"/static/css/app.css"} <= files


def test_the_worker_is_asked_for_each_time_and_sent_only_when_it_changed(client, monkeypatch):
    first = client.get("/service-worker.js")
    assert first["Content-Type"].startswith("text/javascript")
    assert "no-cache" in first["Cache-Control"]
    again = client.get("/service-worker.js", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    monkeypatch.setattr(shell, "shell_files", lambda: ["/static/css/app.0123456789ab.css"])
    changed = client.get("/service-worker.js", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    version = re.compile(rb'const SHELL ?= ?"(.+)"')
    assert version.search(changed.content)[1] != version.search(first.content)[1]


def test_the_page_for_no_signal_names_nobody(client, ben):
    client.force_login(ben)
    signed_in = client.get("/offline/").content
    client.logout()
    assert client.get("/offline/").content == signed_in


def test_today_names_the_pages_to_keep_each_once(client, ben, bens_home):
    animals = [make_animal(name=f"Joey {number}", home=bens_home) for number in range(14)]
    client.force_login(ben)
    page = client.get("/today/").content.decode()
    listed = re.search(r"<script[^>]* data-keep-pages>(.*?)</script>", page, re.DOTALL)[1]
    kept = json.loads(listed)
    assert len(kept) == len(set(kept)) == 4 + 14 + 3 * 12
    assert {animal.get_absolute_url() for animal in animals} <= set(kept)
    assert {client.get(address).status_code for address in kept} == {200}
