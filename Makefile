# make demo | make test | make check: each sets up .venv first; nothing else is needed by hand.
PYTHON ?= python3
BIN := .venv/bin
SETUP := .venv/.set-up

.PHONY: setup browser unpackers demo test check eval lock clean

setup: $(SETUP)

$(SETUP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Gongkai needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Call: make PYTHON=python3.11")'
	@$(PYTHON) -c 'import ensurepip, venv' || { echo "python3 has no venv: install it first (Debian: apt-get install python3-venv)"; exit 1; }
	@echo "Setting up .venv (once, a few minutes) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(MAKE) --no-print-directory browser unpackers
	@touch $(SETUP)

# A Chromium for pages drawn by scripts: an installed one, else Debian's (as root), else what playwright downloads. Nothing
# else needs one but the tests of the coverage page, so a machine that can have none is told so and goes on.
browser:
	@$(BIN)/python -m crawler.fetching.chromium >/dev/null 2>&1 \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo "Installing Debian's chromium ..." \
		&& apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends chromium fonts-wqy-microhei >/dev/null; } \
	|| { echo "Downloading a Chromium ..."; timeout 300 $(BIN)/playwright install chromium >/dev/null 2>&1; } \
	|| true
	@$(BIN)/python -m crawler.fetching.chromium >/dev/null \
		|| echo "Everything works without one but script-drawn portals and the coverage page's tests."

# For packed .rar and .7z among the files of reports; without them such a file is kept unread, with a note that says so.
unpackers:
	@command -v unar >/dev/null && { command -v 7z || command -v 7zz; } >/dev/null \
		|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq \
			&& apt-get install -y -qq --no-install-recommends unar p7zip-full >/dev/null; } \
		|| echo "no unar or 7z: install them (Debian: apt-get install unar p7zip-full); packed .rar and .7z stay unread"

demo: setup
	@$(BIN)/scrapy demo

# Three workers a core: a crawl under test waits more than half of its time. Bytecode is kept, or each process compiles everything.
# Files in the order of tests/conftest.py: by default those with few tests come last, and these are the longest crawls.
test: setup
	@PYTHONDONTWRITEBYTECODE= PYTHONHASHSEED=0 $(BIN)/python -m pytest -n $$(( 3 * $$($(BIN)/python -c 'import os; print(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)') )) --dist loadfile --no-loadscope-reorder

check: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

# What extraction and the quality gate get right, beside what was accepted last.
eval: setup
	@$(BIN)/python -m benchmarks.evaluation

# Needs uv. Names, versions and hashes only: no index address may stand in the lock file.
lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet -o requirements.lock

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis output/demo
