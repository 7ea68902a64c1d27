"""T, steps and guidance: what makes no sound study is refused, and what a study records is what it does."""

import re

import numpy as np
import pytest

from hotcold.config.settings import run_settings
from hotcold.errors import InputError
from hotcold.steps.study import open_study

PARTS = {"schedule": "linear", "network": "cnn"}
BY_TIME = '''"""Noise that grows by time, whatever alpha_bar is."""

from torch import Tensor

END = "noise"
PREDICTS = "x"


def degrade(x: Tensor, z: Tensor, alpha_bar: Tensor, time: Tensor) -> Tensor:
    return (1 - time) * x + time * z
'''


def opened(timesteps, run, options=None, **sections):
    """Open a study of one run and T steps."""
    return open_study(
        {
            "timesteps": timesteps,
            "schedules": {"linear": {"function": "linear", "options": options or {}}},
            "runs": {"a": {**PARTS, **run}},
            "gaussianity": {"schedules": ["linear"]},
            "quality": {"steps": [1]},
            "training": {"epochs": 2, "checkpoints": [1, 2]},
        }
        | {"sampling": {"trace": {"every": timesteps, "ladder": [timesteps], **sections.pop("trace", {})}}}
        | sections
    )


@pytest.mark.parametrize("degradation", ["gaussian", "morph"])
@pytest.mark.parametrize("rescale", [False, True])
@pytest.mark.parametrize("timesteps", [2, 4, 20, 21, 100, 455, 456, 1000, 3000, 10_000])
def test_every_T_gives_a_sound_study_or_a_line_that_says_what_mends_it(timesteps, rescale, degradation):
    beta = np.linspace(1e-4, 0.02, timesteps) * (1000 / timesteps if rescale else 1)
    sound = beta[-1] < 1 and 1e-37 < np.prod(1 - beta) <= 0.01
    run = {"degradation": degradation, "sampler": {"function": "cold"}}
    if sound:
        assert opened(timesteps, run, {"rescale": rescale}).timesteps == timesteps
        return
    with pytest.raises(
        InputError, match=r"^schedules\.linear: .* beta must be|^schedules\.linear: .*alpha_bar"
    ) as error:
        opened(timesteps, run, {"rescale": rescale})
    line = str(error.value)
    assert "\n" not in line
    assert ("set options.rescale: true" in line) == (not rescale and timesteps > 20)
    if not rescale and timesteps <= 455:
        assert f"alpha_bar is {np.prod(1 - beta):.3g} at T = {timesteps}, and a starts from what" in line


def test_where_the_end_is_not_alpha_bars_any_schedule_will_do(fading):
    fading.add("degradations", "by_time", BY_TIME)
    for degradation in ("wane", "by_time"):
        assert opened(4, {"degradation": degradation, "sampler": {"function": "naive"}}).timesteps == 4


def test_steps_are_recorded_as_they_are_taken():
    """Of 50 steps no more than T, of direct restoration one; by every way that a sampler is named."""
    direct = {"function": "direct", "steps": 9}
    run = {"degradation": "morph", "sampler": {"function": "cold", "steps": 50}}
    further = {
        "latents": {"run": "a", "sampler": direct},
        "quality": {"steps": [1, 2], "runs": {"a": [{"function": "direct"}]}},
    }
    study = opened(4, run, {"first": 0.9, "last": 0.9}, trace={"beside": [direct]}, **further)
    assert run_settings(study, "a")["sampler.steps"] == 4
    assert [(one.function, one.steps) for one in study.trace_samplers("a")] == [("cold", 4), ("direct", 1)]
    assert study.latent_sampler().steps == 1
    assert [(one.function, one.steps) for one in study.quality_samplers("a")] == [("direct", 1), ("cold", 4)]


@pytest.mark.parametrize(
    ("steps", "guidance", "line"),
    [
        (50, {"from_t": 1001}, "from_t: expected at most timesteps = 1000, not 1001"),
        (50, {"to_t": 2000}, "to_t: expected at most timesteps = 1000, not 2000"),
        (4, {"from_t": 501, "to_t": 749}, "none of 4 steps starts at t from 501 to 749"),
        (4, {"from_t": 501, "to_t": 750}, None),
        (1, {"to_t": 999}, "none of 1 steps starts at t from 1 to 999"),
    ],
)
def test_guidance_guides_a_step_or_is_refused(steps, guidance, line):
    sampler = {"function": "cold", "steps": steps, "guidance": {"epoch": 1, **guidance}}
    run = {"degradation": "morph", "sampler": sampler}
    if line is None:
        assert opened(1000, run).run_sampler("a").guidance.from_t == guidance["from_t"]
    else:
        with pytest.raises(InputError, match=rf"^runs\.a\.sampler\.guidance.*{re.escape(line)}"):
            opened(1000, run)
