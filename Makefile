# `make all` runs the study, `make test` its tests, `make help` lists the rest. Each sets itself up in .venv first.
PYTHON ?= python3
# Not as many as OMP_NUM_THREADS says, to which nproc would listen. macOS has no nproc.
CORES ?= $(shell OMP_NUM_THREADS= nproc 2> /dev/null || getconf _NPROCESSORS_ONLN)
IN := PATH="$(CURDIR)/.venv/bin:$$PATH" .venv/bin/python
.DEFAULT_GOAL := all

# What would come before the packages in .venv, and what notebooks set for themselves.
unexport MPLBACKEND PIP_PREFIX PIP_TARGET PIP_USER PYTHONHOME PYTHONPATH PYTHONWARNINGS
# Where HOME cannot be written to, caches lie beside the results.
ifneq ($(shell test -d "$$HOME" && test -w "$$HOME" && echo writable),writable)
export XDG_CACHE_HOME ?= $(CURDIR)/.snakemake/cache
export MPLCONFIGDIR ?= $(CURDIR)/.snakemake/cache/matplotlib
endif

.PHONY: help all test test-fast test-configs test-image test-kill test-slurm test-versions bench docs lint format lock report gallery clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1#\2/p' Makefile | awk -F '#' '{ printf "make %-13s %s\n", $$1, $$2 }'

all: .venv/ready ## the study of config.yaml: results/laptop
	$(IN) -m snakemake --cores $(CORES) all

# With figure 19 where the target `quality` has made it.
report: .venv/ready ## the study on one page that opens offline: report.html
	$(IN) -m snakemake --report report.html all $(wildcard results/laptop/figures/fig19_steps_vs_fid.png)

clean: ## delete one study for good, as in make clean STUDY=laptop
	@case "$$STUDY" in *[!a-z0-9_-]*) false ;; ?*) test -d "results/$$STUDY" ;; *) false ;; esac || { \
		echo "make clean STUDY=laptop deletes results/laptop; expected one of:" $$(ls results 2> /dev/null) >&2; exit 1; }
	rm -r "results/$$STUDY"

test: .venv/ready ## all tests that need no root
	$(IN) -m pytest -n $(CORES) --dist loadfile

test-fast: .venv/ready ## those that run no workflow
	$(IN) -m pytest -n $(CORES) --dist loadfile -m "not dag and not slurm and not image and not kill"

# Its last lines count what each test was given, and what came of it.
test-configs: .venv/ready ## 10,000 configs that a generator writes, read; 200 planned; 20 run; 1,000 folders of images
	$(IN) -m pytest -m "" -k "not accepted" --hypothesis-profile thorough --hypothesis-show-statistics \
		tests/config/test_any_config.py tests/data/test_any_folder.py

test-image: .venv/ready ## the image built, and run; needs root, debootstrap, podman and runc, or says so
	$(IN) -m pytest -m image -rs

test-kill: .venv/ready ## trainings and studies killed a hundred times, results/killed.md; takes half an hour
	$(IN) -m pytest -m kill

# In .versions/lowest and .versions/newest, about 6 GB each; the newest Python may be a path.
NEWEST_PYTHON ?= 3.13
VERSIONS := lowest lowest-direct 3.11 newest highest $(NEWEST_PYTHON)
test-versions: ## the fast tests with the lowest and the newest packages that pyproject.toml allows; needs uv
	@uv --version > /dev/null 2>&1 || { echo "make: no uv; expected one, as from pip install uv" >&2; exit 1; }
	@mkdir -p .versions && set -- $(VERSIONS) && while [ $$# -gt 0 ]; do \
		env=.versions/$$1; echo "Tests with the $$1 packages, on Python $$3"; \
		{ uv venv --clear --python "$$3" $$env && uv pip install --compile-bytecode --python $$env/bin/python \
			--resolution $$2 --editable '.[dev]'; } > $$env.log 2>&1 || { \
			echo "make: the $$1 packages could not be installed ($$(tail -n 1 $$env.log)); see $$env.log" >&2; exit 1; }; \
		uv pip list --python $$env/bin/python | grep -E '^(numpy|pandas|pydantic|snakemake|torch) '; \
		PATH="$(CURDIR)/$$env/bin:$$PATH" $$env/bin/python -m pytest -n $(CORES) --dist loadfile \
			-m "not dag and not slurm and not image and not kill" || exit 1; \
		shift 3; done

test-slurm: .venv/ready ## a SLURM of one node, and Kubernetes' jobs; needs root and SLURM's daemons, or says so
	$(IN) -m pytest -m "slurm or dag" -rs tests/workflow/test_slurm.py tests/workflow/test_kubernetes.py

bench: .venv/ready ## how fast the study is here, results/bench; nothing else should run meanwhile
	$(IN) benchmarks/bench.py

lint: .venv/ready ## ruff, snakefmt, mypy, Snakemake's and Docker's linters
	$(IN) -m ruff check .
	$(IN) -m ruff format --check .
	$(IN) -m snakefmt --check Snakefile workflow
	$(IN) -m snakemake --lint
	$(IN) -m mypy
	.venv/bin/hadolint Dockerfile

format: .venv/ready ## code and rules laid out
	$(IN) -m ruff check --fix .
	$(IN) -m ruff format .
	$(IN) -m snakefmt Snakefile workflow

docs: .venv/ready ## the pages that teach: docs/_build/index.html
	$(IN) -m sphinx --quiet --fail-on-warning --keep-going docs docs/_build

gallery: .venv/ready ## the pictures of README and pages, some from the figures of results/laptop
	$(IN) docs/gallery.py results/laptop/figures docs/gallery
	$(IN) docs/pictures.py docs/pictures
	$(IN) docs/rulegraph.py docs/pictures

# The exact versions that the study is run with, for every platform, and the hashes of their files. A version stays
# as it is while pyproject.toml allows it.
lock: ## requirements.lock; needs uv
	uv pip compile --quiet pyproject.toml --extra dev --extra cluster-dev --extra docs --universal --python-version 3.11 \
		--generate-hashes --no-annotate --custom-compile-command "make lock" --output-file requirements.lock

NEW_ENOUGH := import sys; assert sys.version_info >= (3, 11)
# A .venv that somebody else made may lack pip, as uv's do.
USABLE := { .venv/bin/python -c '$(NEW_ENOUGH)' && \
	{ .venv/bin/python -c 'import pip' || .venv/bin/python -m ensurepip; }; } > /dev/null 2>&1
# Not so after an upgrade of Python, nor in a copy of the folder.
RUNS_THIS := import importlib.util, os; \
	assert os.path.samefile(importlib.util.find_spec("hotcold").origin, "src/hotcold/__init__.py")
BROKEN := $(shell .venv/bin/python -E -c '$(RUNS_THIS)' 2> /dev/null || echo broken)
.PHONY: broken

# What works is kept; what is dead, half made or of an old Python is made anew.
.venv/ready: requirements.lock pyproject.toml $(BROKEN)
	@$(USABLE) || $(PYTHON) -c '$(NEW_ENOUGH)' 2> /dev/null || { \
		echo "make: $(PYTHON) is $$($(PYTHON) --version 2>&1); expected Python 3.11 or newer: name one, as in" \
			"make PYTHON=python3.12" >&2; exit 1; }
	@$(USABLE) || said=$$($(PYTHON) -m venv --clear .venv 2>&1) || { \
		echo "make: $(PYTHON) cannot set up .venv:" $$said >&2; exit 1; }
	@echo "Installing packages in .venv, about 6 GB; what pip says is in .venv/setup.log"
	@{ .venv/bin/python -m pip install --requirement requirements.lock && \
		.venv/bin/python -m pip install --no-deps --editable .; } > .venv/setup.log 2>&1 || { \
		echo "make: packages could not be installed ($$(grep ERROR .venv/setup.log | head -n 1)); see .venv/setup.log," \
			"mend the network or make room, and run the same command again" >&2; exit 1; }
	@touch $@
