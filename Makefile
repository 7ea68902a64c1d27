# Two commands: `make all` runs the study, `make test` passes the tests. Both set themselves up.
PYTHON ?= python3
VENV := .venv
CORES ?= $(shell nproc)
RUN := PATH="$(CURDIR)/$(VENV)/bin:$$PATH"

.PHONY: all test bench lint format report gallery clean

all: $(VENV)/ready
	$(RUN) snakemake --cores $(CORES) all

test: $(VENV)/ready
	$(RUN) pytest -n $(CORES) --dist loadfile

# Thousands of wrong and nearly right configs instead of hundreds.
.PHONY: test-configs
test-configs: $(VENV)/ready
	$(RUN) pytest tests/test_config.py --hypothesis-profile thorough

# How fast the study is on this machine, measured anew: results/laptop/bench. Nothing else should run meanwhile.
bench: $(VENV)/ready
	$(RUN) snakemake --cores $(CORES) bench --forcerun \
		bench_training bench_sampling bench_peers bench_steps bench_growth bench_orchestration

lint: $(VENV)/ready
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) snakefmt --check Snakefile workflow
	$(RUN) snakemake --lint

format: $(VENV)/ready
	$(RUN) ruff check --fix .
	$(RUN) ruff format .
	$(RUN) snakefmt Snakefile workflow

# With figure 19 where the target `quality` has made it.
report: $(VENV)/ready
	$(RUN) snakemake --report report.html all $(wildcard results/laptop/figures/fig19_steps_vs_fid.png)

# The figures of results/laptop, reduced in size, for the README.
gallery: $(VENV)/ready
	$(RUN) python docs/make_gallery.py results/laptop/figures docs/gallery

$(VENV)/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --requirement requirements.lock
	$(VENV)/bin/pip install --quiet --no-deps --editable .
	touch $@

clean:
	rm -rf results .snakemake report.html
