# A shortcut for `python -m venv`, `pip install` and two commands; the README says them in full.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock

.PHONY: demo test torch verify bench lint clean

demo: .venv/kit ## Grade the demo class in tests/classroom.
	$(BIN)/convlings grade tests/classroom --out report --timeout 10

test: .venv/dev ## Set up and run the test suite.
	$(BIN)/python -m pytest --numprocesses=logical --dist=loadfile

torch: .venv/dev ## Install PyTorch, and test the sandbox, its jail and the two-backend verdicts with it.
	$(PIP) --editable '.[dev,torch]'
	$(BIN)/python -m pytest tests/backends
	$(BIN)/python -m pytest --backend torch tests/trust tests/jail tests/engine/test_forgery.py tests/engine/test_provider.py

verify: .venv/dev ## The long proof: every order of checks, 50 keys.
	$(BIN)/convlings verify --seeds 50

bench: .venv/dev ## Measure against other graders.
	$(BIN)/python tests/benchmarks/throughput.py

lint: .venv/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/codespell

clean: ## Remove the demo's report and the environment.
	rm -rf report .venv

.venv/python:
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
		|| (echo "Python 3.11, 3.12 or 3.13 is needed: make PYTHON=python3.12" >&2; exit 1)
	$(PYTHON) -m venv .venv
	touch $@

.venv/kit: .venv/python pyproject.toml requirements.lock
	@echo "Installing (TensorFlow is large: some minutes the first time) ..."
	$(PIP) --editable .
	touch $@

.venv/dev: .venv/kit
	$(PIP) --editable '.[dev]'
	touch $@
