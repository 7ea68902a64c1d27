# Two commands: `make all` runs the study, `make test` passes the tests. Both set themselves up.
PYTHON ?= python3
VENV := .venv
CORES ?= $(shell nproc)
RUN := PATH="$(CURDIR)/$(VENV)/bin:$$PATH"

.PHONY: all test test-fast test-configs test-image test-kill test-slurm bench lint format lock report gallery clean

all: $(VENV)/ready
	$(RUN) snakemake --cores $(CORES) all

test: $(VENV)/ready
	$(RUN) pytest -n $(CORES) --dist loadfile

# All but those that run the workflow.
test-fast: $(VENV)/ready
	$(RUN) pytest -n $(CORES) --dist loadfile -m "not dag and not slurm and not image and not kill"

# Builds the image and runs the study's first targets in it. Needs root, debootstrap, podman and runc, or says so.
test-image: $(VENV)/ready
	$(RUN) pytest -m image -rs

# Kills trainings and studies at random moments, a hundred times; results/killed.md. Takes half an hour.
test-kill: $(VENV)/ready
	$(RUN) pytest -m kill

# The study on a SLURM of one node, and its jobs as Kubernetes gets them. Needs root and SLURM's daemons, or says so.
test-slurm: $(VENV)/ready
	$(RUN) pytest -m "slurm or dag" -rs tests/workflow/test_slurm.py tests/workflow/test_kubernetes.py

# Thousands of wrong and nearly right configs instead of hundreds.
test-configs: $(VENV)/ready
	$(RUN) pytest tests/config --hypothesis-profile thorough

# How fast the study is on this machine, measured anew: results/bench. Nothing else should run meanwhile.
bench: $(VENV)/ready
	$(RUN) python benchmarks/bench.py

lint: $(VENV)/ready
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) snakefmt --check Snakefile workflow
	$(RUN) snakemake --lint
	$(RUN) mypy
	$(RUN) hadolint Dockerfile

format: $(VENV)/ready
	$(RUN) ruff check --fix .
	$(RUN) ruff format .
	$(RUN) snakefmt Snakefile workflow

# The exact versions that the study is run with, for every platform, and the hashes of their files. A version stays
# as it is while pyproject.toml allows it. Needs uv.
lock:
	uv pip compile --quiet pyproject.toml --extra dev --extra cluster-dev --universal --python-version 3.11 \
		--generate-hashes --no-annotate --custom-compile-command "make lock" --output-file requirements.lock

# With figure 19 where the target `quality` has made it.
report: $(VENV)/ready
	$(RUN) snakemake --report report.html all $(wildcard results/laptop/figures/fig19_steps_vs_fid.png)

# The figures of results/laptop, reduced in size, for the README.
gallery: $(VENV)/ready
	$(RUN) python docs/gallery.py results/laptop/figures docs/gallery

$(VENV)/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --requirement requirements.lock
	$(VENV)/bin/pip install --quiet --no-deps --editable .
	touch $@

clean:
	rm -rf results .snakemake report.html
