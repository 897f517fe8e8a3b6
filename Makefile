# ExporterHub: one verb per need. `make` alone lists them.
PYTHON ?= python3
LISTEN ?= 127.0.0.1:8080
NODE ?= 127.0.0.1:9100
ICONS ?= 16
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup run test lint fmt types golden messages docs bench example lab prove icons grafana-schema lock clean new-entry new-check new-collector

help: ## list the verbs
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

.venv/.run: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; set PYTHON=python3.x"; exit 3; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.run requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

setup: .venv/.dev ## make .venv from the locked requirements, tools for development included

run: .venv/.run ## serve the hub, the host exporter beside it (LISTEN=host:port NODE=host:port)
	@$(BIN)/exporterhub serve --listen $(LISTEN) --node $(NODE)

test: .venv/.dev ## run all tests, those against real programs included (ARGS= for pytest)
	$(BIN)/python -m pytest -n auto --dist loadgroup $(ARGS)

lint: .venv/.dev ## style, types, and the rows of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fmt: .venv/.dev ## format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: .venv/.dev ## check types
	$(BIN)/mypy

golden: .venv/.dev ## rewrite the expected files of the tests and show what changed
	$(BIN)/python -m pytest -q --golden tests || true
	git --no-pager diff --stat -- tests

docs: .venv/.dev ## rewrite the reference pages that are made from code
	$(BIN)/python -m exporterhub.cli.reference

messages: .venv/.dev ## read the texts of the pages into the catalogs of the languages
	$(BIN)/python -m exporterhub.hub.languages.extract

bench: .venv/.dev ## measure the distances, side by side with the peers
	$(BIN)/python -m bench

example: .venv/.dev ## a Flask application under ab: its counters equal ab's figures (ARGS= for its flags)
	$(BIN)/python examples/flask-app/run_example.py $(ARGS)

lab: .venv/.dev ## record every entry anew in the lab (long; real services)
	$(BIN)/exporterhub lab record --all

prove: .venv/.dev ## prove the alerts of every entry in the lab (long; real services, real faults)
	$(BIN)/exporterhub lab prove --all

new-entry: .venv/.run ## start an entry (NAME=slug)
	$(BIN)/exporterhub new entry $(NAME)

new-check: .venv/.dev ## start a check of alert rules (NAME=group/name)
	@$(BIN)/python tools/new.py check "$(NAME)"

new-collector: .venv/.dev ## start a collector of the host exporter (NAME=name)
	@$(BIN)/python tools/new.py collector "$(NAME)"

icons: .venv/.dev ## take the icons that entries name from simple-icons (needs npm)
	npm install --silent --no-audit --no-fund --prefix .cache/icons simple-icons@$(ICONS) svgo@4
	$(BIN)/python tools/icons.py .cache/icons/node_modules

.cache/grafana/node_modules:
	npm install --silent --no-audit --no-fund --ignore-scripts --prefix .cache/grafana @grafana/schema@11.6.0 typescript@5 ts-json-schema-generator@2 ajv@8
	@touch $@

grafana-schema: .venv/.dev .cache/grafana/node_modules ## check every dashboard against the schema that Grafana publishes (needs npm)
	$(BIN)/python tools/grafana_schema.py .cache/grafana/node_modules

lock: .venv/.dev ## resolve the dependencies anew (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate pyproject.toml --group build -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate pyproject.toml --group dev -o requirements-dev.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate examples/flask-app/requirements.in -o examples/flask-app/requirements.txt

clean: ## remove what the verbs made
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache
