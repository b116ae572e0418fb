# Everything a newcomer needs: `make rehearse` to try the bot, `make test` to check it. Both set themselves up.

# The first Python that is new enough; `make PYTHON=… test` takes another.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
VENV := .venv
BIN := $(VENV)/bin
# What `make test` installs is enough for everything else.
DEV := $(VENV)/.dev
TRY := $(if $(wildcard $(DEV)),$(DEV),$(VENV)/.rehearsal)

.PHONY: rehearse install test soak bench night lint types layers unit texts golden docs lock clean

rehearse: $(TRY)
	$(BIN)/debate-bot rehearse $(if $(VOTERS),--voters $(VOTERS)) $(if $(PACE),--pace $(PACE)) $(if $(STAGE),--stage) $(if $(EMPTY),--empty)

# The bot alone, for a real server.
install: $(VENV)/.server

# The types are checked beside the tests, which leave each core some time to spare.
test: $(DEV)
	@$(MAKE) --no-print-directory --jobs 2 lint types layers unit

# The long variants of the fault tests: KILLS=200, FAULTS=400 and ZIPS=50000 for more, SEED=… to repeat a run.
soak: $(DEV)
	$(BIN)/pytest -m soak -s

lint: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(DEV)
	$(BIN)/mypy

layers: $(DEV)
	$(BIN)/lint-imports

# Images of Python often forbid to store bytecode; every process of the suite would then compile everything anew.
unit: export PYTHONDONTWRITEBYTECODE :=
unit: $(DEV)
	$(BIN)/pytest --numprocesses auto --dist worksteal --quiet

# Figures, some twenty minutes of them; `make bench ONLY=casting` takes one of them, see tests/bench/__main__.py.
bench: $(DEV)
	$(BIN)/python tests/bench $(ONLY)

# Ten thousand people at once, with all that goes wrong in such a night; it ends by itself in a few minutes.
# `make night ONLY=sqlite DIVIDE=10` takes one way, with a tenth of the people.
night: $(DEV)
	$(BIN)/python tests/night $(ONLY) $(if $(DIVIDE),--divide $(DIVIDE))

# Collects every sentence that people see into the catalogue's template, and brings each language's catalogue up to date with
# it: what is new there waits for its translation, and what nobody says any more goes.
texts: $(DEV)
	$(BIN)/pybabel -q extract --mapping pyproject.toml --omit-header --no-location --sort-output \
		--keywords say --keywords say_many:1,2 --keywords speech --keywords many:1,2 \
		--output bot/locale/debate-bot.pot bot
	$(BIN)/pybabel -q update --domain debate-bot --input-file bot/locale/debate-bot.pot --output-dir bot/locale \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

# Builds the documents as a site into site/, and fails on a link that leads nowhere.
docs: $(VENV)/.docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

# Draws the pictures anew that tests compare pixel by pixel. Look at each before you commit it.
golden: $(DEV)
	$(BIN)/python tests/charts/gallery.py

# Installs exactly the versions that the tests passed with, each checked against its hash; uv is used where it is there.
$(VENV)/.%: requirements/%.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is missing. On Debian or Ubuntu: sudo apt install python3 python3-venv" >&2; exit 1; }
	@if command -v uv >/dev/null; then \
		echo "Setting up $(VENV) with uv, once ($<)."; \
		uv venv --quiet --allow-existing --python $(PYTHON) $(VENV) \
		&& uv pip install --quiet --python $(BIN)/python --require-hashes --requirement $< \
		&& uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .; \
	else \
		$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing. On Debian or Ubuntu: sudo apt install python3-venv" >&2; exit 1; }; \
		echo "Setting up $(VENV), once ($<). This takes half a minute or so, a minute for the tests."; \
		$(PYTHON) -m venv $(VENV) \
		&& $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --requirement $< \
		&& $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .; \
	fi
# The bot and its libraries are compiled now: images of Python often forbid to store it later, so each start would do it.
	@test $* = docs || PYTHONDONTWRITEBYTECODE= $(BIN)/python -c 'from bot import app; from bot.ui import features as all; [*all.command_groups()]'
	@touch $@

# Writes requirements/ anew from pyproject.toml, with the newest versions that fit; needs uv.
LOCK := uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --no-header pyproject.toml
lock:
	$(LOCK) --extra postgresql --extra groups --group build --output-file requirements/server.txt
	$(LOCK) --extra postgresql --extra groups --extra parquet --extra spss --extra timestamp --group build \
		--constraint requirements/server.txt --output-file requirements/container.txt
	$(LOCK) --extra rehearsal --group build --output-file requirements/rehearsal.txt
	$(LOCK) --extra postgresql --extra rehearsal --extra groups --extra parquet --extra spss --extra timestamp \
		--group dev --group oracles --output-file requirements/dev.txt
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		--group docs --group build --constraint requirements/dev.txt --output-file requirements/docs.txt

clean:
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
