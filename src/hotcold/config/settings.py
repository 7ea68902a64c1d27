"""All settings that decide the results of a run, as one flat list, so that two runs can be compared."""

from collections.abc import Mapping
from typing import Any

from hotcold import plugins
from hotcold.config.base import Choice
from hotcold.config.study import Study


def run_settings(study: Study, run: str) -> dict[str, Any]:
    """Return what decides the results of a run, by dotted names; options that are left out have their defaults.

    The seed is not among them, nor what only says where and how fast a run is computed. ``trained_as`` decides nothing:
    it says whose checkpoints a run samples.
    """
    model, sampler, start = study.model(run, 0), study.run_sampler(run), study.run_start(run)
    kinds = ("degradation", "schedule", "network")
    return {
        "scale": study.scale,
        "trained_as": study.runs[run].trained_as,
        "timesteps": study.timesteps,
        **_flat("data", study.data.model_dump(mode="json")),
        **{kind: getattr(model, kind) for kind in kinds},
        **{key: value for kind in kinds for key, value in _choice(kind, getattr(model, f"{kind}_function")).items()},
        **_flat("training", study.run_training(run).model_dump(mode="json")),
        "training.precision": study.run_compute(study.runs[run].trained_as or run).precision,
        **_choice("sampler", sampler),
        "sampler.own": _choice("sampler", sampler) != _choice("sampler", study.declared_sampler(run)),
        "start": start.function,
        "start.own": _choice("latent", start) != _choice("latent", study.declared_start(run)),
        **_flat("start.options", {**plugins.defaults("latents", start.function), **start.options}),
        "sampler.precision": study.run_compute(run).precision,
        "sampler.steps": sampler.steps,
        "sampler.clip_x0": sampler.clip_x0,
        **_flat("sampler.guidance", sampler.guidance.model_dump(mode="json") if sampler.guidance else {}),
        "sampling.weights": study.sampling.weights[0],
        "sampling.splits": study.sampling.splits,
        "sampling.images": study.sampling.images,
        "sampling.checkpoint_images": study.sampling.checkpoint_images,
        "sampling.block": study.sampling.block,
        **_flat("sampling.trace", study.sampling.trace.model_dump(mode="json")),
        "scores.classifier": study.scores.classifier,
    }


def _choice(kind: str, choice: Choice) -> dict[str, Any]:
    defaults = plugins.defaults(f"{kind}s", choice.function)  # type: ignore[arg-type]
    return {f"{kind}.function": choice.function, **_flat(f"{kind}.options", {**defaults, **choice.options})}


def _flat(prefix: str, given: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in given.items():
        name = f"{prefix}.{key}"
        flat |= _flat(name, value) if isinstance(value, Mapping) else {name: value}
    return flat
