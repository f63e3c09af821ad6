"""What the README promises is there, and what is there the README tells."""

import csv
import re
from pathlib import Path

import pytest

from animals.placement_matching import RULES
from feedings.alerts import rules

PROJECT = Path(__file__).resolve().parent.parent
README = (PROJECT / "README.md").read_text()
PINNED = ["requirements.txt", "tests/requirements.txt", "tests/requirements-next.txt"]


def targets():
    makefile = (PROJECT / "Makefile").read_text()
    return re.findall(r"^([a-z-]+):[^#\n]*## ", makefile, re.MULTILINE)


def variables():
    settings = (PROJECT / "fosterapp" / "settings.py").read_text()
    read = set(re.findall(r"env(?:\.\w+)?\(\s*\"([A-Z_]+)\"", settings))
    server = (PROJECT / "fosterapp" / "local_server.py").read_text()
    conf = (PROJECT / "fosterapp" / "gunicorn.conf.py").read_text()
    read |= set(re.findall(r"environ\.get\(\s*[\"']([A-Z_]+)[\"']", server + conf))
    return sorted(read - {"POUCH_GREETING"})


def test_there_are_targets_and_variables_to_look_for():
    assert {"run", "test", "lint", "bench", "help"} <= set(targets())
    assert {"DEBUG", "SECRET_KEY", "DATABASE_URL", "HOST", "WEB_CONCURRENCY"} <= set(variables())


@pytest.mark.parametrize("target", targets())
def test_every_make_target_is_in_the_readme(target):
    assert f"make {target}`" in README or target in {"clean"}


@pytest.mark.parametrize("variable", variables())
def test_every_environment_variable_is_in_the_readme(variable):
    assert f"`{variable}`" in README


def links():
    for document in [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)|src=\"([^\"]+)\"", document.read_text()):
            link = target[0] or target[1]
            if "://" not in link:
                yield pytest.param(document, link, id=f"{document.name}: {link}")


@pytest.mark.parametrize(("document", "link"), list(links()))
def test_every_link_leads_somewhere(document, link):
    assert (document.parent / link).exists()


@pytest.mark.parametrize("name", PINNED)
def test_pinned_files_carry_hashes_and_no_address(name):
    text = (PROJECT / name).read_text()
    assert "://" not in text
    pins = re.findall(r"^[\w.-]+==", text, re.MULTILINE)
    assert pins
    assert len(re.findall(r"^[\w.-]+==[^\n]*\\\n +--hash=sha256:", text, re.MULTILINE)) == len(pins)


def test_the_page_about_growth_has_every_alert_and_its_limits():
    page = (PROJECT / "docs" / "growth.md").read_text()
    table = page[page.index("| code | says | limit |") : page.index("## `manage.py growth`")]
    codes = set(re.findall(r"`([a-z0-9_]+)`", " ".join(re.findall(r"^\|([^|]*)\|", table, re.M))))
    assert codes == {*(rule.__name__ for rule in rules.RULES), "silence"}
    limits = set(re.findall(r"`([a-z0-9_]+)`", table)) - codes
    assert limits <= {line["key"] for line in published_limits()}


def test_the_page_about_placements_has_every_rule_in_its_order():
    page = (PROJECT / "docs" / "placements.md").read_text()
    table = page[page.index("| code | blocks | when |") : page.index("## Points")]
    rows = re.findall(r"^\|([^|]*`[^|]*)\| (yes|warns) \|", table, re.M)
    told = [
        (code, blocks == "yes") for codes, blocks in rows for code in re.findall(r"`(\w+)`", codes)
    ]
    assert told == [(rule.code, rule.blocks) for rule in RULES]


def published_limits():
    for name in ("thresholds.csv", "own_limits.csv"):
        with (PROJECT / "animals" / "reference" / name).open(newline="") as file:
            yield from csv.DictReader(file)
