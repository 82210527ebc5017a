# Every target does its own set-up; nothing but package registries is needed.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test test-postgres coverage soak lint types layers conformance browser screenshots benchmarks messages lock wheel clean

$(VENV)/run: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --require-hashes -r requirements.txt
	$(BIN)/python -m pip install -q --no-deps -e .
	touch $@

$(VENV)/dev: requirements-dev.txt $(VENV)/run
	$(BIN)/python -m pip install -q --require-hashes -r requirements-dev.txt
	$(BIN)/python scripts/messages.py compile
	touch $@

demo: $(VENV)/run
	$(BIN)/verbund demo $(ARGS)

test: $(VENV)/dev
	$(BIN)/python -m pytest -n 2 -m "not browser" $(ARGS)

conformance: $(VENV)/dev
	$(BIN)/python -m tests.conformance $(ARGS)
	scripts/with_postgres.sh $(BIN)/python -m tests.conformance $(ARGS)

# All that touches a database, the story over three nodes too; engines, protocols and made cases touch none and ran before.
test-postgres: $(VENV)/dev
	SCHEMA_EXAMPLES=3 scripts/with_postgres.sh $(BIN)/python -m pytest -n 2 -m "not browser" \
	  --ignore=tests/apps/cooperation/report/test_effects.py --ignore=tests/apps/cooperation/report/test_inputs.py \
	  tests/story tests/apps tests/contract tests/rights tests/node $(ARGS)

coverage: $(VENV)/dev
	$(BIN)/python -m pytest -q -n 2 -m "not browser" --cov --cov-report= $(ARGS)
	$(BIN)/coverage report --fail-under=85
	$(BIN)/coverage report --fail-under=95 --include='*/engines/*,*/protocols/*'

soak: $(VENV)/dev
	scripts/soak.sh

browser: $(VENV)/dev
	$(BIN)/python -m pytest -n 2 -m browser $(ARGS)

lint: $(VENV)/dev
	$(BIN)/ruff check src tests scripts benchmarks
	$(BIN)/ruff format --check src tests scripts benchmarks
	$(BIN)/python scripts/messages.py check

types: $(VENV)/dev
	$(BIN)/mypy

layers: $(VENV)/dev
	PYTHONPATH=src $(BIN)/lint-imports

screenshots: $(VENV)/dev
	$(BIN)/python scripts/screenshots.py $(ARGS)

# The network of a country takes half an hour to make: `python -m benchmarks.cascade_large` by hand.
benchmarks: $(VENV)/dev
	for b in $(filter-out cascade_large,$(notdir $(basename $(wildcard benchmarks/[a-z]*.py)))); do echo "== $$b"; $(BIN)/python -m benchmarks.$$b || exit 1; done

messages: $(VENV)/dev
	$(BIN)/python scripts/messages.py make
	$(BIN)/python scripts/messages.py compile

lock:
	uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml -o requirements.txt
	uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --group dev pyproject.toml -c requirements.txt -o requirements-dev.txt

wheel: $(VENV)/dev
	rm -rf dist
	$(BIN)/python -m build -q --wheel --no-isolation

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache
