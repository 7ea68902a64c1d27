"""What a page says of a study: what was run, and what its figures are called."""

import ast
from collections.abc import Iterable

from hotcold import plugins
from hotcold.config.study import Study


def ran(study: Study) -> str:
    """Return in one paragraph what was run."""
    runs, trained = study.runs.values(), len(study.trained_runs())
    training, sampling, data = study.training, study.sampling, study.data
    others = f", and {len(runs) - trained} more sample their checkpoints in another way" if len(runs) > trained else ""
    named = {
        "Degradations": listed(run.degradation for run in runs),
        "schedules": listed(run.schedule for run in runs),
        "networks": listed(run.network for run in runs),
    }
    steps = listed(f"{steps:,}" for steps in sorted({study.run_sampler(run).steps for run in study.runs}))
    return " ".join(
        [
            f"{counted(trained, 'run was', 'runs were')} trained{others}.",
            f"{'; '.join(f'{what}: {names}' for what, names in named.items())}.",
            f"A training took {counted(training.epochs, 'epoch', 'epochs')} of"
            f" {f'{training.images:,}' if training.images else 'all'} training digits"
            f" (digits: {data.digits}, garments: {data.garments}).",
            f"{sampling.images:,} images were sampled from each last checkpoint, in {steps} of T = {study.timesteps:,}"
            f" steps, and scored against {listed(sampling.splits)} digits (features: {listed(study.scores.features)}).",
        ]
    )


def seeds_of(study: Study) -> str:
    """Return which seeds the runs of a study have."""
    of_runs = [study.run_seeds(run) for run in study.runs]
    every = sorted({seed for seeds in of_runs for seed in seeds})
    fewer = " (some runs have fewer)" if any(len(seeds) < len(every) for seeds in of_runs) else ""
    return f"seed{'s' * (len(every) > 1)} {listed(map(str, every))}{fewer}"


def figure_title(name: str) -> str:
    """Return what a figure is called, from the first line of its module."""
    label, _, subject = name.partition("_")
    text = ast.get_docstring(ast.parse(plugins.source_file("figures", name).read_bytes())) or ""
    said = text.partition("\n")[0].rstrip(".")
    if said.startswith("Figure "):
        return said
    return f"Figure {label.removeprefix('fig').lstrip('0') or 0}: {said or subject.replace('_', ' ')}"


def listed(names: Iterable[str]) -> str:
    """Return different names in words: one, another and a third."""
    *first, last = dict.fromkeys(names)
    return f"{', '.join(first)} and {last}" if first else last


def counted(n: int, one: str, many: str) -> str:
    """Return a number with its noun."""
    return f"{n:,} {one if n == 1 else many}"
