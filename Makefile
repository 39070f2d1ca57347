# Each target is one step of the daily loop; CI runs the same ones.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin

.PHONY: build test test-slow lint bench lock clean

build: $(VENV)/installed
	$(RUN)/wh build

$(VENV)/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "claimhouse needs Python 3.11 or newer, this is " + sys.version.split()[0] + "; try: make build PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --compile --require-hashes -r requirements.lock
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --compile --no-deps --no-build-isolation --editable .
	$(RUN)/python -m compileall -q wh loaders
	@touch $@

test: $(VENV)/installed
	$(RUN)/python -m pytest tests
	$(RUN)/ruff check . && $(RUN)/ruff format --check .
	$(RUN)/mypy

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
		--group dev pyproject.toml --output-file requirements.lock
