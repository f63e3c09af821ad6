"""The browser that the tests drive: this machine's Chromium, the size of a phone in one hand."""

import pytest

from tests.tools import chromium


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = chromium.find()
    if path is None:
        pytest.fail("no Chromium: run `make test`, which brings one, or set CHROMIUM=path")
    return {**browser_type_launch_args, "executable_path": path, "args": chromium.ARGUMENTS}


@pytest.fixture(scope="session")
def base_url(live_server):
    """So that page.goto("/today/") goes to the server under test."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "viewport": chromium.PHONE,
        "has_touch": True,
        "reduced_motion": "reduce",
        # A test of pages meets the server alone; tests/browser/test_shell.py allows the worker.
        "service_workers": "block",
    }
