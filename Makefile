# The only commands anyone types. `make` alone lists them.
SHELL := /bin/sh
BIN := .venv/bin
BROKER ?= local
PYTHON ?= python3
SETUP := @PYTHON="$(PYTHON)" deploy/setup/bootstrap.sh
# More than there are cores: each waits for servers much of its time. What a file of tests
# starts, a whole federation even, is started once, by one worker.
PARALLEL := -n 3 --dist loadfile --no-loadscope-reorder
# Containers often forbid it; without bytecode each of hundreds of processes compiles
# every module again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-unit bench lint format types check locks migration assets

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Three boroughs and leadership on this machine, with sample data (BROKER=local|rabbitmq PORT=8100)
	$(SETUP) run $(if $(filter rabbitmq,$(BROKER)),--rabbitmq)
	@$(BIN)/accord demo --broker $(BROKER) $(if $(PORT),--first-port $(PORT))

setup: ## Make the environment for developing, with the commit hooks
	$(SETUP) dev
	@if [ -d .git ]; then $(BIN)/pre-commit install --install-hooks; fi

test: ## Every test, with real brokers and databases (T=path for some)
	$(SETUP) dev --services
ifdef T
	@$(BIN)/python -m pytest $(T)
else
	@$(BIN)/python -m pytest $(PARALLEL)
endif

test-unit: ## The quick tests only: no broker, no database server, no browser
	$(SETUP) dev
	@$(BIN)/python -m pytest $(PARALLEL) tests/unit tests/contract tests/house

bench: ## Measure speed against a reference of the same run (M=name for one)
	$(SETUP) dev --services
	@$(BIN)/python -m tests.benchmarks $(M)

lint: ## Style, import rules and formatting
	$(SETUP) dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/accord contracts check

format: ## Put the code in the house's format
	$(SETUP) dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: ## Check all types, strictly
	$(SETUP) dev
	@$(BIN)/mypy
	@cd deploy/setup && ../../$(BIN)/mypy --strict bootstrap.py programs.py

check: lint types test ## Everything a change must pass

locks: ## Write the lock files again after a change to pyproject.toml
	$(SETUP) dev
	@deploy/setup/locks.sh

migration: ## Write the next migration of the tables' changes (M="what changes", S=borough|leadership)
	$(SETUP) dev
	@for service in $(or $(S),borough leadership); do \
		$(BIN)/accord $$service migration --message "$(or $(M),changes)" || exit 1; \
	done

assets: ## Build the pages' styles and scripts again
	$(SETUP) run
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/accord assets
