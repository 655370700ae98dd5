# Every action of the project; `make help` lists them. CI calls the same targets (.ci/run).
.DEFAULT_GOAL := help
.PHONY: help env env-dev run up down status psql backup restore test test-long test-cluster coverage fuzz bench bench-city bench-assess bench-days bench-board bench-monthly bench-intake \
  lint format docs docs-site wheel lock changelog clean

PACK ?= dongan-2020
SCALE ?= 0.1
SEED ?= 1
ROLE ?= analyst
ARGS ?=
export PY

python := .venv/bin/python

help:  ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

env:  ## Build .venv from the hashed lock (PY=python3.12 chooses the interpreter)
	@ops/build_env.sh runtime

env-dev:  ## The same with what tests and checks need
	@ops/build_env.sh dev

run: env  ## Run a whole simulated campaign through Airflow (PACK=dongan-2020 SCALE=0.1 SEED=1)
	@$(python) -m ops.local.run --pack $(PACK) --scale $(SCALE) --seed $(SEED)

up: env  ## Start Airflow and the database and leave them running, schedules on
	@$(python) -m ops.local.supervisor up

down: env  ## Stop everything that runs for this state folder
	@$(python) -m ops.local.supervisor down

status: env  ## Say what runs
	@$(python) -m ops.local.supervisor status

psql: env  ## Open psql on the warehouse (ROLE=analyst, caseworker, auditor, publisher, loader, owner)
	@$(python) -m ops.local.psql $(ROLE)

backup: env  ## Back up database, landed and published files; the keys apart (TO=folder KEYS=folder)
	@$(python) -m ops.local.backup backup $(if $(TO),--to "$(TO)") $(if $(KEYS),--keys "$(KEYS)")

restore: env  ## Restore a backup into an empty state folder (FROM=folder KEYS=folder)
	@$(python) -m ops.local.backup restore $(if $(FROM),--from "$(FROM)") $(if $(KEYS),--keys "$(KEYS)")

test: env-dev  ## Run the tests (ARGS="tests/local -k embedded" chooses)
	@$(python) -m pytest -n 3 --no-loadscope-reorder $(ARGS)

test-long: env-dev  ## Run the tests that take longer (marker `long`), at most 60 minutes
	@$(python) -m pytest -m long -n 2 --override-ini addopts="-q -ra --strict-markers" $(ARGS)

coverage: env-dev  ## Measure coverage of the quick tests; fails below the floor, and asks to raise it when it has grown
	@$(python) -m tests.coverage_floor

test-cluster: env-dev  ## Start the server size's services natively and compare a small campaign
	@$(python) -m tests.cluster.run $(ARGS)

bench: env-dev  ## Measure speed against floors and peers on two small places, and compare the committed ratios (ARGS="--accept" writes them)
	@$(python) -m tests.bench $(ARGS)

bench-city: env-dev  ## The same on the whole of Heyuan (half an hour and more, 25 GB of disk)
	@$(python) -m tests.bench --pack heyuan-2020 --scale 1 --json build/bench-city.json $(ARGS)

bench-assess: env-dev  ## Measure a whole re-assessment against its floor (2.75 million persons)
	@$(python) -m tests.bench.reassess $(ARGS)

bench-board: env-dev  ## Measure the board's pages at two populations, each page asked once (ARGS="--populations 300000" chooses)
	@$(python) -m tests.bench.board $(ARGS)

bench-monthly: env-dev  ## Measure a county's monthly set of reports, forty towns (ARGS="--persons 300000" chooses)
	@$(python) -m tests.bench.monthly $(ARGS)

bench-days: env-dev  ## Measure days of 50,000 payments and 2,000 list rows at two populations (ARGS="--json FILE" writes the figures)
	@$(python) -m tests.bench.days $(ARGS)

bench-intake: env-dev  ## Measure one list of 500,000 rows from file to facts (ARGS="--form csv 100000" chooses)
	@$(python) -m tests.bench.intake $(ARGS)

fuzz: env-dev  ## Look longer for persons and inputs on which the parts disagree
	@HYPOTHESIS_PROFILE=fuzz $(python) -m pytest -m fuzz -n 2 --override-ini addopts="-q -ra --strict-markers" $(ARGS)

lint: env-dev  ## Check style, types, imports, SQL, YAML and plain English
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@PYTHONPATH=plugins .venv/bin/lint-imports --no-logo
	@.venv/bin/sqlfluff lint --processes 2 sql
	@.venv/bin/yamllint --strict policies docker docker-compose.yml mkdocs.yml
	@$(python) -m tests.docs.plain_english

format: env-dev  ## Format Python
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

docs: env-dev  ## Write the generated pages of docs/ and the schemas of policies/
	@$(python) -m warehouse.dictionary
	@$(python) -m transforms.policy.reference.page
	@$(python) -m transforms.policy.reference.report_matrix
	@$(python) -m pipeline.workbench.json_schema
	@$(python) -m transforms.identity.document_kinds_page

docs-site: env-dev  ## Build the documentation as a site in build/site, strictly
	@NO_MKDOCS_2_WARNING=1 .venv/bin/mkdocs build

wheel: env-dev  ## Build the wheel in build/
	@.venv/bin/uv build --wheel --no-build-isolation -q -o build .

lock: env-dev  ## Write requirements/*.txt from pyproject.toml; add ARGS=--upgrade for newer versions
	@.venv/bin/uv pip compile pyproject.toml --universal --generate-hashes --python-version 3.11 --no-header -q \
	  -o requirements/runtime.txt $(ARGS)
	@.venv/bin/uv pip compile pyproject.toml --group dev --universal --generate-hashes --python-version 3.11 --no-header -q \
	  -o requirements/dev.txt $(ARGS)

changelog: env-dev  ## Collect changes/*.md into CHANGELOG.md (VERSION=1.0.0)
	@.venv/bin/towncrier build --yes --version $(VERSION)

clean: env  ## Stop everything and delete the state folder with its database
	@$(python) -m ops.local.clean $(ARGS)
