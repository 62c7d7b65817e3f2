# Every target sets up .venv by itself from requirements.lock; only Python 3.11 or later, make and git must be there.
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
KERNELS := $(VENV)/.kernels
WORKERS ?= 2
SOURCES := models optimiser instances api benchmarks tools tests

export HYPOTHESIS_STORAGE_DIRECTORY := $(CURDIR)/.cache/hypothesis

.DEFAULT_GOAL := help
.PHONY: help setup peers plan serve test check smoke format lint types contracts slow messages rules settings audit lock clean

help:
	@echo "make setup     install Halte and its tools into .venv"
	@echo "make peers     install the solvers that halte bench can run beside (Python 3.11 or 3.12)"
	@echo "make plan      plan one cycle of instances/queyras into out/queyras"
	@echo "make serve     serve the API on http://127.0.0.1:8000, data in halte-data"
	@echo "make test      run the tests, but for the slow proofs"
	@echo "make check     check format, lint, types and import contracts, then run the slow proofs"
	@echo "make smoke     a minute of benchmarks, compared with benchmarks/baseline.csv"
	@echo "make format    format the code and apply the safe fixes"
	@echo "make messages  bring the French catalogue up to date with the code"
	@echo "make rules     bring docs/rules.md up to date with the marks in the code"
	@echo "make settings  bring the table of settings in docs/running.md up to date with the code"
	@echo "make audit     ask advisory services about what requirements.lock pins"
	@echo "make lock      resolve requirements.lock anew"
	@echo "make clean     remove caches and outputs"

setup: $(KERNELS)

$(INSTALLED): requirements.lock pyproject.toml
	@python="$${PYTHON:-}"; \
	if [ -z "$$python" ]; then \
	  for name in python3 python3.13 python3.12 python3.11 python; do \
	    if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$name; break; fi; \
	  done; \
	fi; \
	if [ -z "$$python" ]; then echo "Halte needs Python 3.11 or later; name one with PYTHON=..." >&2; exit 1; fi; \
	"$$python" -m venv $(VENV) || { echo "$$python cannot make a virtual environment (Debian: python3-venv)" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Apart from the rest: some of these publish wheels for few versions of Python, and nothing but comparisons needs them.
peers: $(INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-peers.lock

# The compiled kernels are kept in the user's cache, which all processes share: neither a plan nor a test then waits for them.
$(KERNELS): $(INSTALLED) $(wildcard optimiser/search/*.py)
	$(BIN)/python -m tools.warm_kernels
	@touch $@

plan: $(KERNELS)
	$(BIN)/halte plan instances/queyras --out out/queyras

serve: $(KERNELS)
	$(BIN)/halte serve

test: $(KERNELS)
	$(BIN)/pytest -n $(WORKERS) -m "not slow" $(PYTEST_ARGS)

check: lint types contracts slow

smoke: $(KERNELS)
	$(BIN)/halte bench smoke

format: $(INSTALLED)
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

lint: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(INSTALLED)
	$(BIN)/mypy

contracts: $(INSTALLED)
	$(BIN)/lint-imports --no-logo --cache-dir .cache/imports

slow: $(KERNELS)
	$(BIN)/pytest -n $(WORKERS) -m slow $(PYTEST_ARGS)

messages: $(INSTALLED)
	$(BIN)/python -m tools.messages

rules: $(INSTALLED)
	$(BIN)/python -m tools.rules

settings: $(INSTALLED)
	$(BIN)/python -m tools.settings_table

audit: $(INSTALLED)
	$(BIN)/python -m tools.audit

lock: $(INSTALLED)
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --fork-strategy fewest --python-version 3.11 \
	  --generate-hashes --no-header --quiet --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra peers --constraint requirements.lock --universal --fork-strategy fewest \
	  --python-version 3.11 --generate-hashes --no-header --quiet --output-file requirements-peers.lock

clean:
	rm -rf .cache build dist out
	find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +
