# Two commands do everything: `make book` and `make test`. The rest is for people who write the book.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help book test mutants serve bench lint notebooks clean

VENV := .venv
PYTHON := python3
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PORT := 8000
BUILD := $(BIN)/jupyter-book build . -W -n --keep-going --quiet

help:  ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1	/' | expand -t 18

# An environment that is there keeps what it has and the pins admit, a small CPU build of torch above all.
$(READY): requirements.txt pyproject.toml
	[ -x $(BIN)/pip ] || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -c 'import sys; sys.exit("the book needs Python 3.10 or newer; say make clean book PYTHON=python3.12" if sys.version_info < (3, 10) else 0)'
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

book: $(READY)  ## set up, execute the chapters, build; says where the page is
	$(BUILD)
	@echo "The book is at $(CURDIR)/_build/html/index.html"

test: $(READY) book  ## set up and run every test: unit, JavaScript, notebooks, browser
	$(BIN)/python -m tests.browser.find_chromium --install
	$(BIN)/pytest tests --nbval chapters

mutants: $(READY)  ## try every small change to right code: do checkers and tests notice?
	$(BIN)/python -m tests.mutation.of_exercises
	$(BIN)/python -m tests.mutation.of_ops

serve: book  ## build and serve on http://localhost:8000 (PORT=...)
	$(BIN)/python -m http.server --bind localhost --directory _build/html $(PORT)

bench: $(READY)  ## measure speed, side by side, as ratios
	for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script; done

lint: $(READY)  ## check style, without changing a file
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

notebooks: $(READY)  ## execute the chapters and write them back normalised
	$(BIN)/python tools/normalise_notebooks.py

clean:  ## remove what the other commands made
	rm -rf _build $(VENV) dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
