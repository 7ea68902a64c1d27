"""What the sections of a config must agree in, beyond what each checks of itself.

Every check raises an `InputError` of one line that starts with the key.
"""

import os
from collections.abc import Iterable, Mapping
from typing import Any

from hotcold import plugin_checks, plugins
from hotcold.config.base import Choice
from hotcold.config.fit import misfit, misplaced, steps_taken, time_grid
from hotcold.config.needed import check_data
from hotcold.config.sampling import RunSampler
from hotcold.config.study import Study
from hotcold.config.written import OTHERS
from hotcold.errors import InputError, meant, value_part

TAKEN = ("null", OTHERS)  # null says that there is no run
TAKEN_STUDIES = ("bench", "downloads")  # folders of results that are no study
MOST_STATES = 100  # shown side by side


def check_study(study: Study) -> None:
    """Check a config whose sections are right by themselves.

    Raises:
        InputError: one line with the key path, the value, and what is allowed.

    """
    if study.study in TAKEN_STUDIES:
        raise InputError(f"study: {study.study!r} is taken; expected another name than {', '.join(TAKEN_STUDIES)}")
    if study.scale == "exact" or not study.scale.isprintable():  # verdicts call so what needs no training
        raise InputError(f"scale: expected words on one line, other than exact, not {value_part(study.scale)}")
    _check_choices(study)
    _check_runs(study)
    _check_trace(study)
    _check_latents(study)
    _check_quality(study)
    _check_listed(study)
    _check_figures(study)
    _check_weights(study)
    check_data(study)


def _check_name(kind: plugins.Kind, name: str, key: str, also: Mapping[str, Any] | None = None) -> None:
    allowed = sorted({*plugins.names(kind), *(also or {})})
    if name not in allowed:
        raise InputError(f"{key}: {name!r} does not exist{meant(name, allowed)}; allowed: {', '.join(allowed)}")


def _check_run(name: str, allowed: Iterable[str], key: str, what: str = "a run") -> None:
    if name not in allowed:
        raise InputError(f"{key}: {name!r} is not {what}{meant(name, allowed)}; allowed: {', '.join(allowed)}")


def _check_choice(kind: plugins.Kind, choice: Choice, key: str) -> None:
    _check_name(kind, choice.function, f"{key}.function")
    plugin_checks.check_options(kind, choice.function, choice.options, f"{key}.options")


def _check_choices(study: Study) -> None:
    named: tuple[tuple[plugins.Kind, dict[str, Choice]], ...] = (
        ("degradations", study.degradations),
        ("schedules", study.schedules),
        ("networks", study.networks),
    )
    for kind, choices in named:
        for name, choice in choices.items():
            _check_choice(kind, choice, f"{kind}.{name}")
    for name, sampler in study.sampling.samplers.items():
        _check_name("degradations", name, f"sampling.samplers.{name}", study.degradations)
        _check_choice("samplers", sampler, f"sampling.samplers.{name}")
    for index, name in enumerate(study.scores.metrics):
        _check_name("metrics", name, f"scores.metrics.{index}")
    for index, name in enumerate(study.gaussianity.schedules):
        _check_name("schedules", name, f"gaussianity.schedules.{index}", study.schedules)
    for index, choice in enumerate(study.discretisation.samplers):
        _check_choice("samplers", choice, f"discretisation.samplers.{index}")


def _check_weights(study: Study) -> None:
    weights = study.scores.inception_weights
    if weights and not os.path.isfile(weights):  # noqa: PTH113
        raise InputError(f"scores.inception_weights: {weights!r} is no file; expected the weights, or null")


def _check_runs(study: Study) -> None:
    for name, run in study.runs.items():
        key = f"runs.{name}"
        if name in TAKEN:
            raise InputError(f"{key}: the name is taken; expected another than {', '.join(TAKEN)}")
        _check_name("degradations", run.degradation, f"{key}.degradation", study.degradations)
        _check_name("schedules", run.schedule, f"{key}.schedule", study.schedules)
        _check_name("networks", run.network, f"{key}.network", study.networks)
        if run.sampler:
            _check_choice("samplers", run.sampler, f"{key}.sampler")
        for own in ("epochs", "checkpoints"):
            if own in run.training:
                raise InputError(
                    f"{key}.training.{own}: expected the study's, training.{own}; a run has none of its own"
                )
        _check_trained(study, name)
        training = study.run_training(name)
        coupling, optimiser = (
            f"{f'{key}.training' if own in run.training else 'training'}.{own}" for own in ("coupling", "optimiser")
        )
        _check_name("couplings", training.coupling, coupling)
        _check_name("optimisers", training.optimiser, optimiser)
        if training.coupling != "independent" and study.run_end(name) != "garments":
            raise InputError(f"{coupling}: {name} does not end in garments; expected independent")
        listed = run.sampler is None and run.degradation in study.sampling.samplers
        where = f"sampling.samplers.{run.degradation}" if listed else f"{key}.sampler"
        sampler, degradation = study.run_sampler(name), study.run_degradation(name)
        _refuse(where, misfit(sampler, degradation))
        _check_guidance(study, name, sampler, where)
        if run.start:
            _check_choice("latents", run.start, f"{key}.start")
            _refuse(f"{key}.start", misplaced(run.start.function, degradation))


def _check_trained(study: Study, name: str) -> None:
    """Check that a run that samples another's checkpoints is the same but for its sampler."""
    run, key = study.runs[name], f"runs.{name}.trained_as"
    if run.trained_as is None:
        return
    _check_run(run.trained_as, study.trained_runs(), key, "a run that is trained")
    other = study.runs[run.trained_as]
    for part in ("degradation", "schedule", "network", "precision"):
        if getattr(run, part) != getattr(other, part):
            raise InputError(f"{key}: {run.trained_as} has another {part}; expected the same")
    if run.training:
        raise InputError(f"runs.{name}.training: expected none, since {run.trained_as} is trained")
    if missing := set(study.run_seeds(name)) - set(study.run_seeds(run.trained_as)):
        raise InputError(f"{key}: {run.trained_as} is not trained with seed {min(missing)}; expected one of its seeds")


def _refuse(key: str, reason: str | None) -> None:
    """Refuse a key, if there is a reason to."""
    if reason:
        raise InputError(f"{key}: {reason}")


def _check_guidance(study: Study, run: str, sampler: RunSampler, key: str) -> None:
    earlier, guidance = study.run_training(run).checkpoints[:-1], sampler.guidance
    if guidance is None:
        return
    if guidance.epoch not in earlier:
        raise InputError(
            f"{key}.guidance.epoch: expected an epoch of {run} that keeps a checkpoint, before the last,"
            f" {', '.join(map(str, earlier)) or 'of which there is none'}, not {guidance.epoch}"
        )
    for name, t in (("from_t", guidance.from_t), ("to_t", guidance.to_t)):
        if t is not None and t > study.timesteps:
            raise InputError(f"{key}.guidance.{name}: expected at most timesteps = {study.timesteps}, not {t}")
    times = time_grid(study.timesteps, steps_taken(sampler, sampler.steps, study.timesteps))[:-1]
    last = guidance.to_t or study.timesteps
    if not any(guidance.from_t <= t <= last for t in times):
        raise InputError(
            f"{key}.guidance: expected a step to be guided; none of {len(times)} steps starts at t from"
            f" {guidance.from_t} to {last}"
        )


def _check_trace(study: Study) -> None:
    trace = study.sampling.trace
    for index, sampler in enumerate(trace.beside):
        key = f"sampling.trace.beside.{index}"
        _check_choice("samplers", sampler, key)
        for run in study.runs:  # those of a degradation that it does not fit are traced without it
            _check_guidance(study, run, sampler, key)
        if sampler.title in [one.title for one in trace.beside[:index]]:  # which tables and figures tell it by
            raise InputError(f"{key}: {sampler.title} twice; expected samplers that differ in more than steps")
    if trace.ladder != sorted(set(trace.ladder)) or trace.ladder[-1] > study.timesteps:
        raise InputError(
            f"sampling.trace.ladder: expected ascending steps up to timesteps = {study.timesteps}, not {trace.ladder}"
        )
    if not study.timesteps / MOST_STATES <= trace.every <= study.timesteps:
        raise InputError(
            f"sampling.trace.every: expected at most timesteps = {study.timesteps}, and at most {MOST_STATES} states,"
            f" not {trace.every}"
        )


def _check_latents(study: Study) -> None:
    latents = study.latents
    if latents.run is None:
        return
    _check_run(latents.run, study.runs, "latents.run")
    if study.run_end(latents.run) != "garments":
        raise InputError(f"latents.run: {latents.run!r} does not end in garments; expected a run that morphs")
    if latents.sampler:
        _check_choice("samplers", latents.sampler, "latents.sampler")
        _refuse("latents.sampler", misfit(latents.sampler, study.run_degradation(latents.run)))
        _check_guidance(study, latents.run, latents.sampler, "latents.sampler")
    for name, experiment in latents.experiments.items():
        key = f"latents.experiments.{name}"
        _check_name("latents", experiment.source, f"{key}.source")
        _refuse(f"{key}.source", misplaced(experiment.source, study.run_degradation(latents.run)))
        plugin_checks.check_options("latents", experiment.source, experiment.options, f"{key}.options")
        if experiment.option in experiment.options:
            raise InputError(f"{key}.options.{experiment.option}: swept too; expected it in options or in sweep")
        for option, values in experiment.sweep.items():
            for value in values:
                plugin_checks.check_options("latents", experiment.source, {option: value}, f"{key}.sweep")


def _check_quality(study: Study) -> None:
    steps = study.quality.steps
    if steps != sorted(set(steps)) or steps[-1] > study.timesteps:
        raise InputError(f"quality.steps: expected ascending numbers up to timesteps = {study.timesteps}, not {steps}")
    for name, samplers in study.quality.runs.items():
        _check_run(name, study.runs, "quality.runs")
        for index, sampler in enumerate(samplers):
            key = f"quality.runs.{name}.{index}"
            _check_choice("samplers", sampler, key)
            _refuse(key, misfit(sampler, study.run_degradation(name)))
            if sampler in samplers[:index]:
                raise InputError(f"{key}: the same sampler twice; expected different ones")


def _check_listed(study: Study) -> None:
    for key, listed in (("animations.runs", study.animations.runs), ("sampling.traced", study.sampling.traced or [])):
        for index, name in enumerate(listed):
            _check_run(name, study.runs, f"{key}.{index}")


def _check_figures(study: Study) -> None:
    for name, options in study.figures.options.items():
        _check_name("figures", name, f"figures.options.{name}")
        plugin_checks.check_options("figures", name, options, f"figures.options.{name}")
    for name, runs in study.figures.runs.items():
        _check_name("figures", name, f"figures.runs.{name}")
        if not plugins.constant("figures", name, "NEEDS").get("runs"):
            raise InputError(f"figures.runs.{name}: {name} shows no runs; expected a figure that does")
        for run in runs:
            _check_run(run, study.runs, f"figures.runs.{name}")
