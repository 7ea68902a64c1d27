# What the rules share: the checked config, where results lie, how a step's command line is written.
import json
import os
import shlex
import sys
from pathlib import Path

from snakemake.io import sourcecache_entry

# The checkout's modules come before an installed or an image's copy of them, here and in every step, so that what
# runs is what is watched for changes.
SOURCES = str(Path.cwd() / "src")
sys.path.insert(0, SOURCES)

from hotcold import plugins
from hotcold.config.study import load_study
from hotcold.clock import date_today
from hotcold.errors import InputError
from hotcold.set_aside import DamagedResults
from hotcold.dependencies import source_files

try:
    STUDY = load_study(config)
except InputError as error:
    raise SystemExit(f"config: {error}")

# Steps run on the Python that runs Snakemake, whether or not its environment is activated.
os.environ.update(
    PATH=os.pathsep.join([str(Path(sys.executable).parent), *os.get_exec_path()]),
    PYTHONPATH=os.pathsep.join(filter(None, [SOURCES, os.getenv("PYTHONPATH")])),
)

RESULTS = f"results/{STUDY.study}"
TABLES = f"{RESULTS}/metrics"
FIGURES = f"{RESULTS}/figures"
LOGS = f"{RESULTS}/logs"
BENCHMARKS = f"{RESULTS}/benchmarks"
BENCH = f"{RESULTS}/bench"
DIGITS = f"{RESULTS}/data/digits.npz"
GARMENTS = f"{RESULTS}/data/garments.npz"
SCRIPTS = "workflow/scripts"
DAMAGED = DamagedResults(Path(RESULTS), Path(LOGS))
# None without --cores, as for a report; workflow.cores would refuse to make one.
CORES = workflow.resource_settings.cores or 1
SCORED_TOGETHER = 10  # runs and seeds that one job scores by digits
# GPUs of a job that runs a network. A limit only where one is given: without `--resources gpu=N`, a local run has none.
GPU = 0 if STUDY.compute.device == "cpu" else 1


# Snakemake itself would end in a traceback.
onstart:
    there = next(
        path for path in (Path(RESULTS), *Path(RESULTS).parents) if path.exists()
    )
    if not os.access(there, os.W_OK):
        raise SystemExit(f"{there}: cannot be written to; mend that and run again")
    # After a clock was set back, Snakemake would refuse every job whose inputs are younger than what it makes of them.
    if workflow.is_main_process and (count := date_today(Path(RESULTS))):
        logger.warning(
            f"{RESULTS}: {count} files were dated in the future; they are dated today now"
        )


onerror:
    # A job on a cluster is a Snakemake of its own, which may be tried again.
    if workflow.is_main_process:
        for path, aside in DAMAGED.set_aside():
            logger.error(
                f"{path}: set aside as {aside}; run again, and it is made anew"
            )


wildcard_constraints:
    run="|".join(STUDY.runs),
    seed=r"\d+",
    epoch=r"\d+",


def code(script, **used):
    """Return the script and every source file it depends on; `used` are plugins, e.g. networks=["cnn"].

    They are marked as what travels with a job, also where all other files lie in a storage.
    """
    modules = [
        plugins.source_file(kind, name)
        for kind, names in used.items()
        for name in names
    ]
    here = Path.cwd()
    files = source_files(Path(f"{SCRIPTS}/{script}").resolve(), modules)
    return [
        source(str(file.relative_to(here) if file.is_relative_to(here) else file))
        for file in files
    ]


def source(path):
    return sourcecache_entry(path, path)


def flags(**arguments):
    """Return a step's arguments as a command line; models and containers become JSON."""
    words = []
    for name, value in arguments.items():
        if hasattr(value, "model_dump"):
            value = value.model_dump(mode="json")
        if value is None:  # every such argument is optional
            continue
        text = value if isinstance(value, str) else json.dumps(value)
        words += [f"--{name}", shlex.quote(text)]
    return " ".join(words)


def threads_of(jobs):
    """Return the threads of each of so many jobs that may run side by side: an even share of the cores.

    Snakemake tells a job through OMP_NUM_THREADS how many it got.
    """
    return STUDY.threads or max(1, CORES // max(jobs, 1))


def growing(amount):
    """Return a resource that grows with every attempt, for a job that ran out of it the last time."""
    return lambda wildcards, attempt: attempt * amount


def run_folder(run, seed):
    return f"{RESULTS}/runs/{run}/seed-{seed}"


def run_plugins(run):
    """Return the plugins that a run's model is made of, as `code` takes them."""
    settings = STUDY.runs[run]
    return {
        "degradations": [settings.degradation],
        "schedules": [STUDY.choice("schedules", settings.schedule).function],
        "networks": [STUDY.choice("networks", settings.network).function],
    }


def run_seeds(runs=None):
    return [
        (run, seed)
        for run in (STUDY.runs if runs is None else runs)
        for seed in STUDY.runs[run].seeds
    ]


def checkpoint(run, seed, epoch=None):
    """Return a run's checkpoint after `epoch`, by default the last."""
    return f"{run_folder(run, seed)}/epoch-{epoch or STUDY.run_training(run).epochs}.safetensors"


def guides(run, seed, *samplers):
    """Return the earlier checkpoints of a run that guide those samplers."""
    epochs = {sampler.guidance.epoch for sampler in samplers if sampler.guidance}
    return [checkpoint(run, seed, epoch) for epoch in sorted(epochs)]


def trace_samplers(run):
    """Return the samplers that a run is traced with."""
    return [STUDY.run_sampler(run), *STUDY.sampling.trace.beside]


def samples(run, seed, epoch=None):
    """Return the samples of that checkpoint."""
    return f"{run_folder(run, seed)}/samples/epoch-{epoch or STUDY.run_training(run).epochs}.npz"


def all_samples(run, seed):
    return [samples(run, seed, epoch) for epoch in STUDY.run_training(run).checkpoints]


def score_batch(batch):
    """Return the runs and seeds that one job scores by digits; one alone takes less time than the job to start."""
    first = int(batch) * SCORED_TOGETHER
    return run_seeds()[first : first + SCORED_TOGETHER]


def scores(features):
    """Return the files of all runs' scores by those features."""
    if features == "digits":
        batches = range(-(-len(run_seeds()) // SCORED_TOGETHER))
        return [f"{RESULTS}/scores/digits-{batch}.parquet" for batch in batches]
    return [
        f"{run_folder(run, seed)}/fid-{features}.parquet" for run, seed in run_seeds()
    ]


def runs_where(degradation, network):
    """Return the runs of that degradation and network function, in the config's order."""
    return [
        name
        for name, run in STUDY.runs.items()
        if run.degradation == degradation
        and STUDY.choice("networks", run.network).function == network
    ]


def sampling_code(script, run, *samplers):
    """Return what a step depends on that samples from a run's checkpoint with those samplers."""
    return code(
        script,
        **run_plugins(run),
        samplers=[sampler.function for sampler in samplers],
        latents=[plugins.constant("degradations", STUDY.runs[run].degradation, "END")],
    )


EXPERIMENTS = list(STUDY.latents.experiments) if STUDY.latents.run else []


def experiment(name):
    return f"{RESULTS}/latents/{name}.npz"


def bench_code(script, *models):
    """Return what a benchmark depends on that brings those models to life, all by default."""
    used = [STUDY.bench.models[name] for name in models or STUDY.bench.models]
    return code(
        script,
        networks=["cnn", *(model.network.function for model in used)],
        degradations=["gaussian", *(model.degradation for model in used)],
        schedules=["linear"],
        samplers=["ancestral", "direct", *(model.sampler.function for model in used)],
        latents=["noise", "garments"],
    )


def bench_flags(**arguments):
    return flags(
        settings=STUDY.bench,
        pixel_limit=STUDY.data.pixel_limit,
        compute=STUDY.compute,
        **arguments,
    )
