# What the rules share: the checked config, where results lie, and how a step is told what to do.
import os
import sys
from pathlib import Path

# Of the package that this workflow needs; the checkout's own, where there is one, comes before an installed one.
VERSION = "0.4.0.dev0"
if (ROOT / "src").is_dir():
    sys.path.insert(0, str((ROOT / "src").resolve()))

try:
    import hotcold
except ImportError:
    raise SystemExit(
        f"the package hotcold is not installed; expected version {VERSION}"
    )
if hotcold.__version__ != VERSION:
    raise SystemExit(
        f"the package hotcold is installed in version {hotcold.__version__}; expected {VERSION}, this workflow's own"
    )

import yaml

from hotcold import plugins
from hotcold.config.settings import run_settings
from hotcold.errors import InputError
from hotcold.figures.parts.needs import figures_of, left_out
from hotcold.steps.meaning import meaning
from hotcold.steps.signals import terminate_on_hangup
from hotcold.steps.study import open_study, open_written
from hotcold.storage.places import StudyFiles

# Read as it was written, for the lines of its mistakes, unless another workflow gives it as a value.
GIVEN = workflow.modifier.skip_configfile
SETTINGS = workflow.config_settings
OWN_CONFIG = [] if SETTINGS.replace_workflow_config else [Path(own("config.yaml"))]
try:
    STUDY = (
        open_study(config)
        if GIVEN
        else open_written([*OWN_CONFIG, *SETTINGS.configfiles], SETTINGS.config)
    )
except InputError as error:
    raise SystemExit(f"config: {error}" if GIVEN else str(error))

# Steps run on the Python that runs Snakemake, whether or not its environment is activated.
os.environ.update(
    PATH=os.pathsep.join([str(Path(sys.executable).parent), *os.get_exec_path()])
)

# Snakemake would leave its lock behind.
terminate_on_hangup()

FILES = StudyFiles(Path("results") / STUDY.study)
# Snakemake itself would end in a traceback over a file in the place of one.
FOLDERS = "animations benchmarks claims data features figures latents logs metrics runs scores"
for folder in (
    FILES.folder.parent,
    FILES.folder,
    *(FILES.folder / name for name in FOLDERS.split()),
):
    if os.path.lexists(folder) and not folder.is_dir():
        raise SystemExit(
            f"{folder}: {'a link to what is not there' if folder.is_symlink() else 'a file'}; expected a folder;"
            " mend that, or move it away, and run again"
        )
LOGS = f"{FILES.folder}/logs"
BENCHMARKS = f"{FILES.folder}/benchmarks"
# Training and validation in one file, the test split in one of its own: the graph shows who reads it.
DIGITS, DIGITS_TEST = str(FILES.data("digits")), str(FILES.data("digits-test"))
GARMENTS, GARMENTS_TEST = str(FILES.data("garments")), str(FILES.data("garments-test"))
IMAGES = {
    "digits": DIGITS,
    "garments": GARMENTS,
    "digits_test": DIGITS_TEST,
    "garments_test": GARMENTS_TEST,
}
# None without --cores, as for a report; workflow.cores would refuse to make one.
CORES = workflow.resource_settings.cores or 1
SCORED_TOGETHER = 12  # runs and seeds that one job scores by digits
# GPUs of a job that runs a network. A limit only where one is given: without `--resources gpu=N`, a local run has none.
GPU = 0 if STUDY.compute.device == "cpu" else 1
# What every step is: a script that is told its settings, and the files of its rule, as YAML.
STEP = """python {params.launcher:q} {params.script:q} > {log:q} 2>&1 <<'SETTINGS'
{params.told}
SETTINGS"""


# Snakemake itself would end in a traceback.
onstart:
    there = next(
        path for path in (FILES.folder, *FILES.folder.parents) if path.exists()
    )
    if not os.access(there, os.W_OK):
        raise SystemExit(f"{there}: cannot be written to; mend that and run again")


wildcard_constraints:
    run="|".join(STUDY.runs),
    seed=r"0|[1-9]\d*",
    epoch=r"[1-9]\d*",


def step(script, settings=None, used=None, resume=None, checks=None):
    """Return the params of a rule that runs a script.

    Its results depend on `settings` and on what the code means, and on nothing else but the rule's files; Snakemake
    compares those two by value. What the step is told, and where the script lies, follow from them.

    Args:
        script: its name.
        settings: what it is told, or a function of the wildcards that returns it.
        used: its plugins by kind, or a function of the wildcards that returns them.
        resume: of a step that continues what was killed: what else it is told, without an effect on its results.
        checks: of a step that may refuse its input: likewise, a function of the wildcards.

    """
    path, launcher = own(f"workflow/scripts/{script}.py"), own("workflow/step.py")

    def given(wildcards):
        return plain(settings(wildcards) if callable(settings) else settings or {})

    def code(wildcards):
        kinds = used(wildcards) if callable(used) else used or {}
        files = [
            plugins.source_file(kind, name)
            for kind, names in kinds.items()
            for name in names
        ]
        return meaning(Path(path), files)

    def told(wildcards, input, output):
        kept = {} if resume is None else {"code": code(wildcards), **resume}
        kept.update(plain(checks(wildcards)) if checks else {})
        return written({**given(wildcards), **kept, **files(input), **files(output)})

    return {
        "settings": given,
        "code": code,
        "told": told,
        # Functions of the output too: another place of the checkout is no reason to run again.
        "script": lambda wildcards, output: str(path),
        "launcher": lambda wildcards, output: str(launcher),
    }


def plain(value):
    """Return settings as numbers, texts, lists and mappings."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def files(named):
    """Return a rule's named files; what it only waits for has no name."""
    return {
        name: str(file) if isinstance(file, str) else [str(path) for path in file]
        for name, file in named.items()
    }


def written(settings):
    """Return settings as YAML that a person can read, one key a line."""
    return yaml.safe_dump(
        settings,
        sort_keys=False,
        allow_unicode=True,
        width=120,
        default_flow_style=None,
    ).rstrip()


def threads_of(jobs):
    """Return the threads of each of so many jobs that may run side by side: an even share of the cores.

    Snakemake tells a job through OMP_NUM_THREADS how many it got.
    """
    return STUDY.threads or max(1, CORES // max(jobs, 1))


def growing(megabytes, minutes):
    """Return a job's memory and time, which grow with every attempt, for one that ran out of them the last time."""
    return {
        "mem_mb": lambda wildcards, attempt: attempt * megabytes,
        "runtime": lambda wildcards, attempt: attempt * minutes,
    }


def sampled(run):
    """Return how a step is told to sample a run as the study does."""
    return {
        "sampler": STUDY.run_sampler(run),
        "start": STUDY.run_start(run),
        "weights": STUDY.sampling.weights[0],
        "split": STUDY.sampling.splits[0],
        "compute": STUDY.run_compute(run),
    }


def choices(kind, names):
    """Return the functions and options that names stand for."""
    return {name: STUDY.choice(kind, name) for name in names}


def functions(chosen):
    """Return the plugins that such choices name."""
    return [choice.function for choice in chosen.values()]


def run_plugins(run):
    """Return the plugins that a run's model is made of, by kind."""
    model = STUDY.model(run, 0)
    return {
        "degradations": [model.degradation_function.function],
        "schedules": [model.schedule_function.function],
        "networks": [model.network_function.function],
    }


def sampling_plugins(run, *samplers, source=None):
    """Return the plugins that sample from a run's checkpoint with those samplers."""
    return {
        **run_plugins(run),
        "samplers": [sampler.function for sampler in samplers],
        "latents": [source or STUDY.run_start(run).function],
    }
