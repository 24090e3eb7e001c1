# Every target sets up what it needs. `make help` lists them.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LAB := $(VENV)/etc/jupyter/jupyter_server_config.json
UV := $(shell uv --version >/dev/null 2>&1 && echo uv)
INSTALL = VIRTUAL_ENV=$(VENV) $(or $(UV),$(BIN)/uv) pip install --quiet \
  --constraints requirements.lock --build-constraints requirements.lock
# By the pip that is there, or else by the one that comes with Python, which takes longer to unpack.
GET_UV = install --quiet --disable-pip-version-check --require-hashes --requirement $(VENV)/uv.txt

# Python keeps what it compiled, whatever the machine says: the tests start a hundred processes, which would each compile
# all that they import.
unexport PYTHONDONTWRITEBYTECODE

PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

.PHONY: help setup lock book test test-all notebooks lint lab bench clean

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 11

setup: $(READY) ## Set up .venv from the lock, with what building needs

# Every package is installed by uv in the version of the lock and only if its digest is there.
$(READY): requirements.lock pyproject.toml Makefile
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed, found $$($(PYTHON) --version); set PYTHON=" >&2; exit 1; }
ifdef UV
	uv venv --quiet --allow-existing --python $(PYTHON) $(VENV)
else
	$(PYTHON) -m venv --without-pip $(VENV)
	sed -n '/^uv==/,/[^\]$$/p' requirements.lock > $(VENV)/uv.txt
	$(PYTHON) -m pip --python $(BIN)/python $(GET_UV) 2>/dev/null || \
	  { $(BIN)/python -m ensurepip >/dev/null && $(BIN)/python -m pip $(GET_UV); }
endif
	$(INSTALL) --editable .
	@mkdir -p $(dir $(LAB)) && echo '{"ContentsManager": {"pre_save_hook": "analysis.lab.keep_plain"}}' > $(LAB)
	@touch $@

# One optional group of pyproject.toml more.
$(READY)-%: $(READY)
	$(INSTALL) --requirements pyproject.toml --extra $*
	@touch $@

lock: $(READY)-dev ## Write requirements.lock anew after a change of pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	  --all-extras --output-file requirements.lock pyproject.toml

book: $(READY) ## Execute every chapter and compile the book to build/html
	$(BIN)/trade-report build

test: $(READY)-dev ## Run the tests but for the long ones, in minutes; the browser tests need Chromium
	$(PYTEST)

test-all: $(READY)-dev ## Run all tests, as CI does
	$(PYTEST) -m 'not live and not fuzz'

notebooks: $(READY) ## Store the outputs of the committed notebooks and the picture of the README anew
	$(BIN)/trade-report notebooks
	$(BIN)/trade-report headline

lint: $(READY)-dev ## Formatter, linter and type checker
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

lab: $(READY)-lab ## JupyterLab on the repository; edited modules are loaded anew
	@echo 'A saved chapter keeps its outputs as text. To have the committed one back: git restore notebooks/NAME.ipynb,'
	@echo 'and in an open Lab then File, Reload Notebook from Disk.'
	PYTHONSTARTUP=$(CURDIR)/analysis/lab/startup.py $(BIN)/jupyter lab --LabApp.default_url=/lab/tree/notebooks

bench: $(READY)-dev ## Measure against the plain way of building; takes minutes
	$(BIN)/python tests/bench/bench_engine.py
	$(BIN)/python tests/bench/bench.py

clean: ## Remove build products
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis
