# Every target sets up what it needs. `make help` lists them.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: help setup book test notebooks lint lab bench clean

help: ## This list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 11

setup: $(STAMP) ## Set up .venv from the lock

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed, found $$($(PYTHON) --version); set PYTHON=" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

book: $(STAMP) ## Execute every chapter and compile the book to build/html
	$(BIN)/trade-report build

test: $(STAMP) ## Run all tests; the browser tests need Chromium
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

notebooks: $(STAMP) ## Store the outputs of the committed notebooks and the picture of the README anew
	$(BIN)/trade-report notebooks
	$(BIN)/trade-report headline

lint: $(STAMP) ## Formatter, linter and type checker
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

lab: $(STAMP) ## JupyterLab on the notebooks
	$(BIN)/jupyter lab --notebook-dir notebooks

bench: $(STAMP) ## Measure against the plain way of building; takes minutes
	$(BIN)/python tests/bench/bench_engine.py
	$(BIN)/python tests/bench/bench.py

clean: ## Remove build products
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis
