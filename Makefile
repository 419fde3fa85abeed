# MSC Portal. `make help` lists what there is.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(or $(shell command -v python3.11),python3)
PORT ?= 8000
PYTEST_ARGS ?=
PYTEST_WORKERS ?= 2
BIN := .venv/bin
PROJECT := manage.py mscportal articles evidence references benchmarks tests

FOR ?= 60

.PHONY: help run test fuzz model stress mutate bench lint fmt clean

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

run: .venv/.runs ## Start the portal on http://127.0.0.1:8000 (another port: make run PORT=8001)
	@PORT=$(PORT) exec $(BIN)/python -m mscportal.supervisor

test: .venv/.develops ## Run all tests; those in a browser where a Chromium is found
	$(BIN)/python -m pytest -n $(PYTEST_WORKERS) --dist worksteal $(PYTEST_ARGS)

fuzz: .venv/.develops ## Try the laws of imports on 10,000 files, drawn anew each time
	MSC_FILES=10000 $(BIN)/python -m pytest tests/references/test_laws.py $(PYTEST_ARGS)

model: .venv/.develops ## Try 5,000 steps of everybody's acts, drawn anew each time; each state is asked in SQL
	MSC_STEPS=5000 $(BIN)/python -m pytest tests/journeys/test_model.py -s $(PYTEST_ARGS)

stress: .venv/.develops ## Let 22 people work on 50 claims at once for a minute (longer: make stress FOR=300)
	@$(BIN)/python -m benchmarks.stress $(FOR)

mutate: .venv/.develops ## Break the rule and the policies in every small way: does a test notice (15 minutes)
	@$(BIN)/python -m tests.mutation

bench: .venv/.runs ## Measure what has a number: ratios taken in one run
	@$(BIN)/python -m benchmarks

lint: .venv/.develops ## Check style, types and who imports whom
	$(BIN)/ruff check $(PROJECT)
	$(BIN)/ruff format --check $(PROJECT)
	$(BIN)/mypy
	$(BIN)/lint-imports

fmt: .venv/.develops ## Format the code and mend what can be mended
	$(BIN)/ruff check --fix-only $(PROJECT)
	$(BIN)/ruff format $(PROJECT)

clean: ## Remove the virtual environment, caches and everything under var/ (the database too)
	@if [ -e var/pg/postmaster.pid ]; then echo "The portal's database runs: stop make run first."; exit 1; fi
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "MSC Portal needs Python 3.11 or newer; $(PYTHON) is not." \
			"Name a newer one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv .venv || { \
		echo "Python could not make a virtual environment (Debian: apt-get install python3-venv)."; \
		exit 1; }
	@touch $@

.venv/.runs: requirements.txt .venv/.made
	@echo "Installing what the portal needs ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.develops: requirements-dev.txt .venv/.runs
	@echo "Installing what tests and checks need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
