# Two commands do everything: `make book` and `make test`. The rest is for people who write the book.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help book check test mutants serve widgets bench lint notebooks clean

VENV := .venv
PYTHON := python3
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PORT := 8000
UNFINISHED := _build/unfinished
# Browser tests wait at times: two processes more than there are processors keep these busy.
FILES_IN_ORDER = --numprocesses $(shell $(PYTHON) -c 'import os; print(os.cpu_count() + 2)') --dist loadfile --no-loadscope-reorder

# One thread: on a busy machine several wait for each other, and a chapter takes up to seven times as long.
book check test mutants notebooks: export OMP_NUM_THREADS := 1
# What the tools keep for themselves stays in the environment: a home that cannot be written to is no hindrance.
export MPLCONFIGDIR := $(CURDIR)/$(VENV)/matplotlib
export IPYTHONDIR := $(CURDIR)/$(VENV)/ipython
export JUPYTER_CONFIG_DIR := $(CURDIR)/$(VENV)/jupyter/config
export JUPYTER_DATA_DIR := $(CURDIR)/$(VENV)/jupyter/data
export JUPYTER_RUNTIME_DIR := $(CURDIR)/$(VENV)/jupyter/runtime

help:  ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1	/' | expand -t 18

# An environment that is there keeps what it has and the pins admit, a small CPU build of torch above all.
$(READY): requirements.txt pyproject.toml
	[ -x $(BIN)/pip ] || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -c 'import sys; sys.exit("the book needs Python 3.10 or newer; say make clean book PYTHON=python3.12" if sys.version_info < (3, 10) else 0)'
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

book: $(READY)  ## set up, execute the chapters, build; says where the page is
	@# -W judges only what this run reads: after a build that failed or was cut short, all is read again.
	if [ -e $(UNFINISHED) ]; then rm -rf _build/html _build/.doctrees; fi
	mkdir -p _build
	touch $(UNFINISHED)
	$(BIN)/jupyter-book build . -W -n --keep-going --quiet
	rm $(UNFINISHED)
	@echo "The book is at $(CURDIR)/_build/html/index.html"

check: $(READY)  ## set up and run, in about two minutes, the tests that need no built book, no data and no long programs: unit, JavaScript
	$(BIN)/pytest tests -p no:nbval --ignore=tests/browser --ignore=tests/book -m "not fashion_mnist and not programs" --numprocesses logical --dist worksteal

test: $(READY) book  ## set up and run every test: unit, JavaScript, notebooks, browser
	$(BIN)/python -m tests.browser.find_chromium --install
	$(BIN)/pytest chapters tests --nbval --nbval-kernel-startup-timeout=600 $(FILES_IN_ORDER)

mutants: $(READY)  ## try every small change to right code: do checkers and tests notice?
	$(BIN)/python -m tests.mutation.of_exercises
	$(BIN)/python -m tests.mutation.of_ops

serve: book  ## build and serve on http://localhost:8000 (PORT=...)
	$(BIN)/python -m http.server --bind localhost --directory _build/html $(PORT)

widgets: $(READY)  ## show each explorable on a plain page while you write it, on http://localhost:8000 (PORT=...)
	$(BIN)/python tools/serve_widgets.py $(PORT)

bench: $(READY)  ## measure speed, side by side, as ratios
	for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script; done

lint: $(READY)  ## check style, without changing a file
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/biome lint --error-on-warnings

notebooks: $(READY)  ## execute the chapters and write them back normalised
	$(BIN)/python tools/normalise_notebooks.py

clean:  ## remove what the other commands made
	rm -rf _build $(VENV) dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
