# Everything happens in .venv, which the first target makes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test e2e lint golden previous bench mutants pairs random clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/installed ## make a complete repository from default answers in demo/
	@rm -rf demo && mkdir demo
	@cd demo && ../$(BIN)/terracutter new --defaults

test: $(VENV)/developed ## run every test
	$(BIN)/pytest -n auto

e2e: $(VENV)/developed ## only apply what is rendered, on an AWS of our own on the loopback address
	$(BIN)/pytest -m e2e

lint: $(VENV)/developed ## check style, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

golden: $(VENV)/developed ## write the generated files of this repository again
	$(BIN)/python tests/golden.py

previous: $(VENV)/developed ## render what release VERSION rendered, with the code of commit REF, and keep it in tests/previous/
	$(BIN)/python tests/releases.py $(REF) $(VERSION)

bench: $(VENV)/developed ## time terracutter against cookiecutter, interleaved
	$(BIN)/python tests/bench.py

SEED ?= 1
random: N ?= 1000
random: $(VENV)/developed ## render N random answers files by SEED, and see that Terraform takes what is accepted
	PYTHONPATH=tests $(BIN)/python tests/combinations_random.py $(N) $(SEED)

pairs: $(VENV)/developed ## find answers files for the pairs of values that tests/pairs.json does not account for
	PYTHONHASHSEED=0 PYTHONPATH=tests $(BIN)/python tests/combinations_file.py # sets are in one order: the same file again

mutants: N ?= 5000
mutants: $(VENV)/developed ## compare reader and formatter with terraform fmt over N texts by SEED
	PYTHONPATH=tests/hcl $(BIN)/python tests/hcl/differential.py $(N) $(SEED)

clean: ## remove what the targets made
	rm -rf $(VENV) demo

$(VENV)/bin/pip:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"

$(VENV)/installed: $(VENV)/bin/pip pyproject.toml
	$(BIN)/pip install --quiet --editable .
	$(BIN)/python -m compileall -q generator # as pip does with whatever is not editable
	@touch $@

$(VENV)/developed: $(VENV)/installed
	$(BIN)/pip install --quiet --group test --group lint
	@touch $@
