# `make help` lists the targets. Needed: Python 3.11 or newer, make, git. Everything else is installed below this folder.
PYTHON ?= python3
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo up down test prove bench lint types format lock ready

BIN := .venv/bin
ENVIRONMENTS := $(PYTHON) infra/local/environments.py

# A stale endpoint of another emulator would beat ours inside the functions.
unexport AWS_ENDPOINT_URL

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ready ## start everything, tell the story of a sync, leave it running
	@$(BIN)/python -m infra.local.demo

up: ready ## start the local stack, or bring a running one up to date
	@$(BIN)/python -m infra.local.up

down: ## stop the local stack and forget what it held
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m infra.local.down; fi

test: lint types ready ## everything that must pass: style, types, import rules, all tests
	$(BIN)/pytest -m "not e2e and not volume" --numprocesses auto --dist loadfile
	$(BIN)/pytest -m "e2e and not volume" --numprocesses 2 --dist loadfile

prove: ready ## cut sync sessions off at every point and with every fault, and sync thousands of records on the stack
	@$(BIN)/python -m tests.proof
	$(BIN)/pytest tests/e2e/test_volume.py tests/e2e/test_desktop_volume.py -m volume

bench: ready ## measure every figure of docs/performance.md
	@$(BIN)/python -m tests.benchmarks

lint: ## style, import rules, templates
	@$(ENVIRONMENTS) dev checkov
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/lint-imports
	$(BIN)/cfn-lint
	.venv-checkov/bin/checkov

types: ## static types, strictly
	@$(ENVIRONMENTS) dev
	$(BIN)/mypy

format: ## rewrite the code in the one style
	@$(ENVIRONMENTS) dev
	@$(BIN)/ruff check --quiet --fix
	@$(BIN)/ruff format

lock: ## pin every dependency anew within the ranges of pyproject.toml (UPGRADE=--upgrade for the newest)
	@$(ENVIRONMENTS) uv
	@$(PYTHON) infra/local/locks.py $(UPGRADE)

ready:
	@$(ENVIRONMENTS) dev emulator sam
