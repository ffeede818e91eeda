# Everything a developer runs. `make setup` once; then `make check` before every commit.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup check lint types layers test pages build bench

setup:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable '.[dev]'

check: lint types layers pages test

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

layers:
	$(BIN)/lint-imports

test:
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest --quiet
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

pages:
	$(BIN)/python -m tools.catalogues --check
	$(BIN)/python -m tools.pages --check
	$(BIN)/python -m tools.demands --check
	$(BIN)/python -m tools.schemas --check

build:
	$(BIN)/python -m build

bench:
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	$(BIN)/python -m benchmarks
