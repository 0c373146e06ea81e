# Two commands do everything on a fresh machine:  make demo   and   make test
PY ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
SETUP = $(VENV)/.ready
OUT ?= out

demo: $(SETUP)  ## build the demonstration study, run the main job, say where map, workbook and report lie
	@$(BIN)/kiitools demo $(OUT)/etude-demo --out $(OUT)/resultats

test: $(SETUP)  ## all tests
	@$(BIN)/python -m pytest

check: $(VENV)/.ready-dev  ## style, types, storeys, notebooks without outputs
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python notebooks/strip.py --verify

bench: $(SETUP)  ## speed and memory beside peers, as ratios
	@for file in benchmarks/[a-z]*.py; do $(BIN)/python $$file || exit 1; done

lab: $(SETUP)  ## the notebooks in JupyterLab
	@$(BIN)/python -m jupyterlab notebooks

setup: $(SETUP)

# uv when it is there (seconds), else venv and pip (a minute or two)
define install
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv -q --allow-existing --python $(PY) $(VENV) && uv pip install -q --python $(BIN)/python -e '.[$(EXTRAS)]'; \
	else \
	  $(PY) -m venv $(VENV) && $(BIN)/python -m pip install -q --disable-pip-version-check -e '.[$(EXTRAS)]'; \
	fi
endef

$(SETUP): EXTRAS = test,team
$(VENV)/.ready-dev: EXTRAS = dev,team

$(SETUP): pyproject.toml
	@$(PY) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else "kiitools: Python 3.11, 3.12 or 3.13 is needed (make PY=python3.12 …)")'
	@echo "kiitools : installation dans $(VENV) / installing into $(VENV) …"
	$(install)
	@touch $@

$(VENV)/.ready-dev: $(SETUP)
	$(install)
	@touch $@

clean:
	rm -rf $(VENV) $(OUT)

.PHONY: demo test check bench lab setup clean
