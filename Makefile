# Every target works on a fresh clone on Debian 12: what is missing is installed first.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
NODE_READY := node_modules/.package-lock.json
JAVASCRIPT := $(wildcard webui/static/js/*.js webui/static/js/*.mjs)
TESTS ?= tests

unexport PYTHONDONTWRITEBYTECODE  # the stories start hundreds of processes, which would each compile all of it anew

.PHONY: help demo test lint bench fuzz pictures lock clean
.DELETE_ON_ERROR:

help:
	@echo "make demo   a simulated plant with the product on it"
	@echo "make test   every test (TESTS=tests/maps for some)"
	@echo "make lint   style, types, the order of imports"
	@echo "make bench  every benchmark, quick"
	@echo "make fuzz   53 000 mutants and a million bit flips for what reads the network, twice (half an hour)"
	@echo "make pictures  the README's pictures, taken from a demonstration"
	@echo "make lock   pin the newest packages that pyproject.toml admits"
	@echo "make clean  remove what these made"

demo: $(READY)
	$(BIN)/plantwatch demo

# Two processes, a file of tests seldom split between them: what a file starts once is started once. The longest go first.
test: $(READY)
	@deploy/system-packages run test
	@$(BIN)/python -c 'import easysnmp' 2>/dev/null || \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --requirement requirements-easysnmp.lock
	$(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder $(TESTS)

lint: $(READY) $(if $(JAVASCRIPT),$(NODE_READY))
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(if $(JAVASCRIPT),PATH="$(CURDIR)/$(BIN):$$PATH" node_modules/.bin/tsc --project .)

bench: $(READY)
	for name in poll walk dead fifth scale judge locate store plant lookup geo city outage map; do $(BIN)/python -m bench $$name --quick --json || exit 1; done

# Twice: all of it, then the C core built with AddressSanitizer and UndefinedBehaviorSanitizer (needs gcc).
fuzz: $(READY)
	$(BIN)/python -m tests.fuzz
	$(BIN)/python -m tests.fuzz --sanitized

# Python's own venv where it has one (pyenv, a distribution with everything); Debian's needs a package for it.
$(READY): requirements-dev.lock pyproject.toml setup.py $(wildcard collectors/snmp/native/*.[ch])
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Plantwatch needs Python 3.11 or newer; $(PYTHON) is older or missing. Name another: make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || deploy/system-packages run
	@$(BIN)/python -c 'import pip' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@echo "Installing Python packages into .venv"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.lock
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

pictures: $(READY)
	@deploy/system-packages run test
	$(BIN)/python -m docs.record

$(NODE_READY): package-lock.json $(READY)
	PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --no-audit --no-fund
	@touch $@

lock: $(READY)
	CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --upgrade --extra dev --extra postgresql \
	  --build-deps-for editable --allow-unsafe --strip-extras --no-emit-options --no-emit-index-url \
	  --no-emit-trusted-host --no-emit-find-links --output-file requirements-dev.lock pyproject.toml

clean:
	rm -rf .venv node_modules build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
