# Makegood: `make up` runs it, `make test` tests it. Both make the environment in .venv first, from hash-pinned locks.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
# pip honours the mirrors and proxies of this machine; INSTALLER=uv is quicker where the public index is in reach.
INSTALLER ?= pip
BIN := .venv/bin
LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --universal --python-version 3.11 \
	--extra build --custom-compile-command "make lock"
BENCHES := commands return_flow growth timers crash cold_start policy_case eligibility policy_engines simulate lint pages

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev up down test check format lock bench shots clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: .venv/.project .venv/.npm ## Make .venv with the program in it (.venv/bin/makegood)

setup-dev: setup .venv/.dev

up: setup ## Start everything and serve at http://127.0.0.1:8000 (PORT=9000 make up for another port)
	@$(BIN)/makegood up

down: setup ## Stop everything
	@$(BIN)/makegood down

test: setup-dev ## Run all tests (PYTEST="-k refund" for some)
	$(BIN)/pytest -n auto --dist loadfile $(PYTEST)

check: setup-dev ## Lint, formatting, types, import ladder, tidiness
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(if $(wildcard tests/tidy),$(BIN)/pytest tests/tidy)

format: setup-dev ## Put the code into its format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: setup-dev ## Resolve the locks anew from pyproject.toml
	$(LOCK) pyproject.toml -o locks/runtime.txt
	$(LOCK) --extra dev -c locks/runtime.txt pyproject.toml -o locks/dev.txt

bench: setup-dev ## Run all measurements (BENCHES="timers" for some)
	@for name in $(BENCHES); do echo "== $$name"; $(BIN)/python -m bench.$$name || exit 1; done

shots: setup-dev ## Take the pictures of the README anew, with chromium
	$(BIN)/python -m tests.walks.pictures

clean: ## Remove what can be made again; .venv and the data in .makegood stay
	rm -rf build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .schemathesis
	find makegood tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# A venv that was cut short, or whose Python is gone, is made again.
.venv/.made:
	@test -n "$(PYTHON)" || { echo "Makegood needs Python 3.11 or newer. Install it, or name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is not Python 3.11 or newer. Install one, or name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) lacks its venv module. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { echo "Making .venv …"; $(PYTHON) -m venv --clear .venv; }
	@touch $@

.venv/.runtime: .venv/.made locks/runtime.txt
	$(call install,locks/runtime.txt)
	@touch $@

.venv/.dev: .venv/.runtime locks/dev.txt
	$(call install,locks/dev.txt)
	@touch $@

.venv/.project: .venv/.runtime pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# What the pages take from npm: charts, and updating parts of a page. Without it they work too, with tables and whole pages.
.venv/.npm: .venv/.made package-lock.json
	@if command -v npm >/dev/null 2>&1; then \
	echo "Installing package-lock.json …"; npm ci --silent --no-audit --no-fund || { \
	echo "The libraries of the pages could not be installed (see above). Check the network or the proxy, then run make again."; exit 1; }; \
	else echo "npm is missing, so that figures are shown as tables and pages load as a whole. For more install node 18 or newer, then run make again."; fi
	@if command -v npm >/dev/null 2>&1; then touch $@; fi

define install
@echo "Installing $(1) …"
@if [ "$(INSTALLER)" = uv ]; then \
	awk '/^uv==/{p=1} p{print} p&&!/\\$$/{exit}' locks/dev.txt > .venv/uv.txt && \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r .venv/uv.txt && \
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1); \
else \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); \
fi || { echo "Some packages could not be installed (see above). Check the network or the proxy, then run make again;"; \
	echo "what is installed already is kept."; exit 1; }
endef
