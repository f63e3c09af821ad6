"""Bad options of any command: one line on stderr, exit 1, no traceback."""

import subprocess
import sys

import pytest

from tests.plumbing import PROJECT

BAD = [
    ["recount", "--chek"],
    ["seed_demo", "--scale", "many"],
    ["import_weights"],
    ["import_weights", "sheet.csv", "--species", "cow", "--born", "2026-01-01", "--unit", "g"],
]


@pytest.mark.parametrize("words", BAD, ids=" ".join)
def test_a_bad_option_gets_one_line_and_exit_1(words, tmp_path):
    ran = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=PROJECT,
        env={"POUCH_DATA": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 1
    assert len(ran.stderr.strip().splitlines()) == 1
    assert ran.stdout == ""
