# Everything starts here. `make demo` and `make test` prepare what they need by themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
UV := $(BIN)/uv
# trust the machine's certificates, as pip does: a company's own mirror is signed by the company
export UV_SYSTEM_CERTS := 1
# what is compiled once starts in half the time, program and tests alike: uv compiles only when asked, containers often forbid it
export UV_COMPILE_BYTECODE := 1
export PYTHONDONTWRITEBYTECODE :=

.PHONY: collected explore floors mutants proof setup demo test quick quick-first quick-others check format lock bench pictures system clean

setup: $(STAMP)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(UV): | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(STAMP): requirements-dev.txt pyproject.toml | $(UV)
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements-dev.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup
	$(BIN)/digest demo

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# values in, values out, whole; of the doors and the jobs a thin choice that stands on SQLite; few examples of each property
ROOMS := tests/clock tests/config tests/delivery tests/editing tests/renditions tests/sources tests/stories
DOORS := tests/contracts tests/adapters/test_outbox.py tests/adapters/test_store.py tests/adapters/test_templates.py \
	tests/jobs/test_edit.py tests/cli/test_reference.py
QUICK := $(BIN)/pytest -p no:schemathesis -p no:xdist -p no:anyio -p no:pytest_cov -m "not shared and not slow" --hypothesis-profile=quick
# three things at once on two cores: two runs, each of which collects its own tests only, cost a third less than one with two workers
FIRST := tests/sources tests/stories tests/clock tests/editing tests/config tests/delivery
quick: setup
	@$(MAKE) --no-print-directory --jobs=3 --output-sync=target check quick-first quick-others

quick-first: setup
	$(QUICK) $(FIRST)

quick-others: setup
	$(QUICK) $(wildcard tests/test_*.py) $(filter-out $(FIRST),$(ROOMS)) $(DOORS)

system: setup
	$(BIN)/python tests/system.py

# axe is no part of the product and of no Python lock: where npm is, it is asked for; where not, its tests say so
AXE := 4.14.1
build/axe/.$(AXE):
	@mkdir -p build/axe
	@if command -v npm >/dev/null; then npm install --silent --no-audit --no-fund --prefix build/axe axe-core@$(AXE) && touch $@; fi

# two validators of markup, in the same way; the Nu checker (vnu) needs Java, which `make system` installs
HTML := 10.17.0
VNU := 26.9.27
build/html/.$(HTML).$(VNU):
	@mkdir -p build/html
	@if command -v npm >/dev/null; then npm install --silent --no-audit --no-fund --prefix build/html html-validate@$(HTML) vnu-jar@$(VNU) && touch $@; fi

# node's own MJML, for the bench only
MJML := 5.4.1
build/mjml/.$(MJML):
	@mkdir -p build/mjml
	@if command -v npm >/dev/null; then npm install --silent --no-audit --no-fund --prefix build/mjml mjml@$(MJML) && touch $@; fi

# where every line and every branch is tried by some test; and what is held of everything
WHOLE := digest/model/*,digest/ports/*,digest/clock/*,digest/config/*,digest/sources/*,digest/stories/*,digest/editing/*,digest/renditions/*,digest/delivery/*
test: setup
	@$(MAKE) --no-print-directory --jobs=4 --output-sync=target check collected system build/axe/.$(AXE) build/html/.$(HTML).$(VNU)
	$(BIN)/pytest tests -n 3 --dist worksteal --cov --cov-report=term:skip-covered --cov-fail-under=95
	$(BIN)/coverage report --include="$(WHOLE)" --fail-under=100 --show-missing

# tests are compiled as they are collected: once, beside the types, and not by each worker for itself
collected: setup
	@mkdir -p build
	@$(BIN)/pytest tests --collect-only -q -p no:xdist >build/collected || { cat build/collected; exit 1; }

# the properties alone, with ten times as many new examples as `make test`; an hour or more
explore: setup
	$(BIN)/pytest $$(grep -rlE "^from hypothesis" tests --include="test_*.py") -n 2 --hypothesis-profile=explore

# the oldest versions that pyproject.toml admits, in an environment of their own: the program with them, not the tools of its tests
build/floors/.ready: pyproject.toml | $(UV)
	$(UV) venv --quiet --clear --python $(BIN)/python build/floors
	$(UV) pip compile --quiet --resolution lowest-direct --no-header --no-annotate --all-extras pyproject.toml -o build/floors/floors.txt
	$(UV) pip install --quiet --python build/floors/bin/python -r build/floors/floors.txt --editable . \
		pytest pytest-randomly pytest-timeout pytest-xdist hypothesis "dkimpy[ed25519]"
	@touch $@

# all but the browser, and what builds packages or lives through years
FLOORS := $(ROOMS) tests/adapters tests/cli tests/contracts tests/demo tests/jobs tests/robust tests/web tests/test_library.py \
	$(filter-out %/test_installed.py %/test_simulated_year.py,$(wildcard tests/features/test_*.py))
floors: setup build/floors/.ready
	build/floors/bin/pytest $(FLOORS) -n 2 -m "not shared" --hypothesis-profile=quick

# changes the program where it must not be wrong a little at a time and counts what no test notices
# `make mutants ROOMS=clock EVERY=5` for one of them and each fifth change
EVERY := 1
mutants: setup
	$(BIN)/python -m tests.mutants $(ROOMS) --every $(EVERY)

pictures: setup
	$(BIN)/python -m tests.pictures

# the peers that are measured against have an environment of their own
build/bench/.ready: requirements-bench.txt | $(UV)
	$(UV) venv --quiet --allow-existing --python $(BIN)/python build/bench
	$(UV) pip sync --quiet --python build/bench/bin/python --require-hashes requirements-bench.txt
	@touch $@

# `make bench NAMES="unchanged memory"` for some of them
bench: setup build/bench/.ready build/mjml/.$(MJML)
	$(BIN)/python -m tests.bench $(NAMES)

# kills the sender two hundred times; some minutes
proof: setup system
	$(BIN)/python -m tests.proofs

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Hashes of every release file, and no index: the same lock works with any mirror.
lock: $(UV)
	$(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet --upgrade pyproject.toml -o requirements.txt
	$(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet --upgrade --all-extras pyproject.toml requirements-dev.in -c requirements.txt -o requirements-dev.txt
	$(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet --extra postgresql pyproject.toml -c requirements-dev.txt -o requirements-postgresql.txt
	$(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet --upgrade requirements-bench.in -o requirements-bench.txt

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .hypothesis
