# What a person types; `make help` lists it. Needs Python 3.11 or newer and make, nothing else:
# the first target that needs it makes .venv and fills it from the pinned, hashed lists in requirements/.
.DEFAULT_GOAL := help
SHELL := /bin/sh

# Any Python from 3.11 on: `make test PYTHON=/path/to/python3.12`. Names on the path may be empty shims, so each is
# tried; once, and only when .venv is made.
PYTHON ?= $(eval PYTHON := $(shell for name in python3.13 python3.12 python3.11 python3 python; do \
  $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$name && break; done))$(PYTHON)
VENV ?= .venv
BIN := $(VENV)/bin
RUN := $(VENV)/run.stamp
DEV := $(VENV)/dev.stamp
# Doubly quiet: what pip warns of is a machine's own set-up; errors still show.
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url
# Tests share two cores well; pytest-xdist keeps the tests of a file together.
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile

.PHONY: help demo test lint format docs bench-smoke reference messages lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

demo: $(RUN) ## set up, then solve the shipped city into runs/zhangdian
	$(BIN)/python -m siting solve scenarios/zhangdian -o runs/zhangdian

test: $(DEV) ## set up, then run every test
	$(PYTEST)

lint: $(DEV) ## style, types, and the walls between modules
	$(BIN)/ruff check siting tests benchmarks
	$(BIN)/ruff format --check siting tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(DEV) ## lay out the code as `make lint` wants it
	$(BIN)/ruff check --fix siting tests benchmarks
	$(BIN)/ruff format siting tests benchmarks

docs: $(DEV) ## build the documentation into site/, strictly
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

bench-smoke: $(DEV) ## every strategy and peer once on the smallest instances, and the report; times mean nothing
	rm -rf runs/benchmarks-smoke
	$(BIN)/python benchmarks/run.py all --smoke --once --jobs 2 -o runs/benchmarks-smoke
	$(BIN)/python benchmarks/report.py runs/benchmarks-smoke

reference: $(DEV) ## write the tables of scenario keys and catalogue, the JSON Schema and the notebook's page anew
	$(BIN)/python -m tests.docs.scenario_keys
	$(BIN)/python -m tests.docs.catalogue_tables
	$(BIN)/python -m tests.docs.json_schema
	$(BIN)/python -m tests.docs.notebook

messages: $(DEV) ## gather what planners read into the catalogue, and compile it
	@mkdir -p build
	$(BIN)/pybabel --quiet extract --no-location --sort-output -k tr -k mark -k both -o build/siting.pot siting
	$(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
	  -D siting -d siting/locale -l zh -i build/siting.pot
	$(BIN)/pybabel --quiet compile -D siting -d siting/locale
	$(BIN)/pybabel --quiet compile -D messages -d siting/locale

lock: $(DEV) ## choose the newest versions anew, for every Python and platform
	$(LOCK) --upgrade -o requirements/run.txt pyproject.toml requirements/build.in >/dev/null
	$(LOCK) --upgrade -o requirements/dev.txt --extra dev --extra docs --extra bench -c requirements/run.txt pyproject.toml requirements/build.in >/dev/null

clean: ## remove what was built or installed here; runs/ stays
	rm -rf $(VENV) site dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .grimp_cache .hypothesis
	find siting tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "siting needs Python 3.11 or newer, and none was found. Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "siting needs Python 3.11 or newer; '$(PYTHON)' is older, or is no Python." >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(RUN): requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "Installing the pinned packages into $(VENV), once (a few hundred MB) ..."
	$(PIP) --require-hashes -r requirements/run.txt
	$(PIP) --no-build-isolation --no-deps -e .
	@touch $@

$(DEV): requirements/dev.txt $(RUN)
	@echo "Installing the tools for tests, style and documentation, once ..."
	$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@
