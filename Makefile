# One word per chore; `make help` lists them.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test test-next lint format coverage bench chaos screenshots requirements clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  PORT=8123 make run, HOST=0.0.0.0 make run, DATABASE_URL=... make run, POUCH_DATA=dir make run"
	@echo "  make test ARGS='-k growth' hands its ARGS to pytest; PARTS='style unit' runs these parts only"

run: $(VENV)/.runtime ## from a fresh clone to a page; again: starts at once and keeps the data
	@exec $(PY) -m fosterapp.local_server

# CI's machine is fresh and has nobody to ask: there, what Python's own venv needs is installed too.
test: BRING_VENV := yes
test: $(VENV)/.tests ## everything: style, unit, browser, and the database tests on PostgreSQL too
	@$(PY) -m tests.tools.suite $(PARTS) -- $(ARGS)

lint: $(VENV)/.tests ## format, style, types, templates, forgotten migrations, deployment settings
	@$(PY) -m tests.tools.lint

format: $(VENV)/.tests ## let ruff lay the code out
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

coverage: $(VENV)/.tests ## which lines and branches no test reaches (htmlcov/index.html has them marked)
	@$(PY) -m pytest -q -n 2 -m "not browser" --cov --cov-report=term --cov-report=html $(ARGS)

bench: $(VENV)/.tests ## the budgets of docs/architecture.md, measured on this machine
	@$(PY) -m bench $(ARGS)

chaos: $(VENV)/.tests ## random walks over dead phones, lost signals and killed servers: lost and doubled entries
	@$(PY) -m tests.tools.chaos $(ARGS)

screenshots: $(VENV)/.tests ## the pictures in docs/screenshots, from the demo story
	@$(PY) -m tests.tools.screenshots $(ARGS)

test-next: ## the suite on Python 3.13 and Django 6.1, where that Python is found
	@python=$$(for p in "$(PYTHON_NEXT)" python3.13 "$$HOME"/.pyenv/versions/3.13*/bin/python3.13; do \
	  [ -n "$$p" ] && "$$p" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' >/dev/null 2>&1 \
	  && echo "$$p" && break; done); \
	if [ -z "$$python" ]; then \
	  echo "part next: NOT RUN, no Python 3.13 on this machine (name one with PYTHON_NEXT=...)" >&2; exit 1; \
	fi; \
	$(MAKE) --no-print-directory VENV=.venv-next PYTHON="$$python" next-suite

.PHONY: next-suite
next-suite: $(VENV)/.next
	@$(PY) -m tests.tools.suite $(or $(PARTS),unit browser postgres) -- $(ARGS)

# Python 3.11 because that is the oldest that Pouch runs on; --universal covers the newer ones.
COMPILE := UV_CUSTOM_COMPILE_COMMAND="make requirements" .venv-tools/bin/uv pip compile --quiet \
  --universal --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links $(ARGS)
requirements: .venv-tools/.ready ## pin anew what pyproject.toml asks for (ARGS=--upgrade for newer versions)
	$(COMPILE) -p 3.11 pyproject.toml --group lts -o requirements.txt
	$(COMPILE) -p 3.11 --group test -c requirements.txt -o tests/requirements.txt
	$(COMPILE) -p 3.13 pyproject.toml --group next --group test -o tests/requirements-next.txt
	@! grep -nE '://|^-' requirements.txt tests/requirements.txt tests/requirements-next.txt \
	  || { echo "An address or an option got into a pinned file, see above." >&2; exit 1; }

clean: ## remove environments and caches; never the data
	rm -rf .venv .venv-next .venv-tools .mypy_cache .ruff_cache .pytest_cache .hypothesis htmlcov .coverage \
	  test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- environments ------------------------------------------------------------------------------

# An environment whose Python has gone or was upgraded away does not start; it is made anew.
$(VENV)/bin/python: FORCE
	@$@ -c 'import pip' >/dev/null 2>&1 || { \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "Pouch needs Python 3.11 or newer and found `$(PYTHON) --version 2>/dev/null || echo none`; name another with: make PYTHON=/path/to/python3.11" >&2; exit 1; }; \
	  $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    [ "$(BRING_VENV)$$(id -u)" = yes0 ] && command -v apt-get >/dev/null \
	    && apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y python3-venv >/dev/null; } || { \
	    echo "Python's venv module is missing; on Debian and Ubuntu install it with: apt install python3-venv" >&2; exit 1; }; \
	  echo "Making $(VENV) with `$(PYTHON) --version`"; \
	  rm -rf $(VENV); $(PYTHON) -m venv $(VENV); }

FORCE:

# Packages are installed again when a pinned file is newer than the last install, not otherwise.
# The recipes look for themselves: make would trust the stamp of an environment just thrown away.
$(VENV)/.runtime: $(VENV)/bin/python FORCE
	@[ $@ -nt requirements.txt ] || { echo "Installing packages (once)" \
	  && $(PY) $(PIP_INSTALL) -r requirements.txt && touch $@; }

$(VENV)/.tests: $(VENV)/.runtime FORCE
	@[ $@ -nt tests/requirements.txt ] || { echo "Installing test packages (once)" \
	  && $(PY) $(PIP_INSTALL) -r tests/requirements.txt && touch $@; }

$(VENV)/.next: $(VENV)/bin/python FORCE
	@[ $@ -nt tests/requirements-next.txt ] || { echo "Installing packages (once)" \
	  && $(PY) $(PIP_INSTALL) -r tests/requirements-next.txt && touch $@; }

.venv-tools/.ready: pyproject.toml
	@[ -x .venv-tools/bin/python ] || $(PYTHON) -m venv .venv-tools
	@.venv-tools/bin/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@
