# One word each: run the dashboard, test it, check it, measure it.
# Needs Python 3.11 or newer and make; everything else is installed into .venv.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8501

.PHONY: run test check lint types imports canvas faults bench bench-quick soak figures screenshot licences lock clean

## Start the dashboard on http://localhost:8501 (the demo board, until you have a board of your own).
run: $(VENV)/.run-installed
	@if [ -z "$$SPECTRUM_DATABASE" ] && [ -z "$$SPECTRUM_DEMO" ] && [ ! -e data/votes.duckdb ]; then \
		export SPECTRUM_DEMO=1; \
		echo "No database of your own yet: showing the demo board (made-up votes)."; \
	fi; \
	exec $(BIN)/streamlit run dashboard.py --server.port $(PORT)

## Set everything up and pass every check and test.
test: check

check: lint types imports canvas
	$(BIN)/python -m pytest --numprocesses logical --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.dev-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev-installed
	$(BIN)/mypy

imports: $(VENV)/.dev-installed
	$(BIN)/lint-imports

## The canvas's pure functions. Without Node they are skipped, but in CI.
canvas:
	@if command -v node >/dev/null; then \
		node --test tests/canvas/*.test.mjs; \
	elif [ -n "$$CI" ]; then \
		echo "Node is missing, so the canvas cannot be tested."; exit 1; \
	else \
		echo "The canvas's tests are skipped: they need Node 20 or newer (on Debian: apt-get install nodejs)."; \
	fi

## Break the system in the long form: 50 kills instead of 10, and a million votes in both databases.
## `make check` has the short one.
faults: $(VENV)/.dev-installed
	FAULTS_LONG=1 $(BIN)/python -m pytest tests/faults tests/store/test_durability.py tests/store/test_stores_agree.py

## Measure what the product does on this machine, beside other ways to do it: a quarter of an hour at most.
bench: $(VENV)/.dev-installed
	$(BIN)/python -m bench

## The same at small sizes, each once and two parts at a time: two minutes. It shows that everything still works.
bench-quick: $(VENV)/.dev-installed
	$(BIN)/python -m bench --quick

## Watch the server's memory through half an hour of voting.
soak: $(VENV)/.dev-installed
	$(BIN)/python -m bench soak

## Put the figures of the newest `make bench` into README.md and docs/performance.md.
figures: $(VENV)/.dev-installed
	$(BIN)/python -m bench.report

## Make the documents' pictures anew.
screenshot: $(VENV)/.dev-installed
	$(BIN)/python docs/make_screenshot.py
	$(BIN)/python docs/make_organise_pictures.py

## Write the licences of what is installed into docs/dependencies.md.
licences: $(VENV)/.dev-installed
	$(BIN)/python docs/list_licences.py

## Choose the exact versions anew.
lock: $(VENV)/.dev-installed
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate requirements.txt -o requirements.lock
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate -c requirements.lock requirements-dev.txt -o requirements-dev.lock

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Spectrum needs Python 3.11 or newer. Name one: make PYTHON=/path/to/python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run-installed: requirements.lock | $(VENV)/bin/python
	@echo "Installing what the dashboard needs into $(VENV) (once, about a minute) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev-installed: requirements-dev.lock | $(VENV)/.run-installed
	@echo "Installing what the tests need into $(VENV) (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
