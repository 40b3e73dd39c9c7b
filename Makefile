# make run    everything from nothing: environment, texts, knowledge base, the app in the browser
#             (MIRROR=DIR: look for official texts in DIR first; PORT=8501)
# make test   the fast tests        make bench   the measured figures, into bench/results
# make check  lint and types      make fit     weights out of the tuning questions, into kb/

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
MIRROR ?=
PORT ?= 8501
INSTALLED := $(VENV)/installed

.PHONY: run ingest test bench fit check clean

run: ingest
	@$(BIN)/regatlas app --port $(PORT)

ingest: $(INSTALLED)
	@$(BIN)/regatlas ingest $(if $(MIRROR),--mirror $(MIRROR))

test: $(INSTALLED)
	@$(BIN)/python -m pytest

bench: $(INSTALLED)
	@$(BIN)/python -m bench

fit: $(INSTALLED)
	@$(BIN)/python -m bench.fit

check: $(INSTALLED)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

$(INSTALLED): pyproject.toml constraints.txt
	@echo "making the environment in $(VENV) (a few minutes the first time)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed; name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV)
