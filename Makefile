# Everything a newcomer needs: `make rehearse` to try the bot, `make test` to check it. Both set themselves up.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
VOTERS ?= 0

.PHONY: rehearse test soak bench lint types layers unit texts golden clean

rehearse: $(READY)
	$(BIN)/debate-bot rehearse --voters $(VOTERS)

test: lint types layers unit

# The long variants of the fault tests: KILLS=200, FAULTS=400 and ZIPS=50000 for more, SEED=… to repeat a run.
soak: $(READY)
	$(BIN)/pytest -m soak -s

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

layers: $(READY)
	$(BIN)/lint-imports

unit: $(READY)
	$(BIN)/pytest --numprocesses auto --dist loadfile --quiet

# Figures, some eight minutes of them; `make bench ONLY=casting` takes one of them, see tests/bench/__main__.py.
bench: $(READY)
	$(BIN)/python tests/bench $(ONLY)

# Collects every sentence that people see into the catalogue's template.
texts: $(READY)
	$(BIN)/pybabel -q extract --mapping pyproject.toml --omit-header --no-location --sort-output \
		--keywords say --keywords say_many:1,2 --keywords speech --keywords many:1,2 \
		--output bot/locale/debate-bot.pot bot

# Draws the pictures anew that tests compare byte by byte. Look at each before you commit it.
golden: $(READY)
	$(BIN)/python tests/pictures/gallery.py

# constraints.txt names the exact versions that the tests have passed with.
$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
