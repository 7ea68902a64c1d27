"""Which samplers fit which degradations: in words, in a config, and in what is traced."""

import re

import pytest

from hotcold.config.base import Choice
from hotcold.config.fit import misfit
from hotcold.config.load import load_study
from hotcold.config.study import Study
from hotcold.errors import InputError
from tests.config.configs import CONFIG
from tests.shipped import SAMPLERS

NOISE = r"needs a degradation that ends in noise, as {} does not; try cold$"
MIXTURE = r"needs a degradation that is a MIXTURE, as {} is not; try cold or naive$"
INVERSE = r"needs a degradation with infer_end, as {} has none; try fixed_z or naive$"
INFERRED, FIXED = (Choice(function="cold", options={"reading": reading}) for reading in ("inferred_z", "fixed_z"))
NOISY = Choice(function="ddim", options={"eta": 0.5})
OWN = """
NEEDS = {"reading": {"a": ["inverse"], "b": ["noise"]}}
def sample(restorer, start, times, noise, *, reading: Literal["a", "b", "c"] = "a"): ...
"""
REASONS = {"ancestral": NOISE, "ddim": MIXTURE, "dpm": MIXTURE, "cold": None, "naive": None, "direct": None}


@pytest.mark.parametrize("sampler", [*(Choice(function=name) for name in SAMPLERS), INFERRED, NOISY])
def test_a_mixture_fits_all_and_those_that_add_noise_where_it_ends_in_noise(sampler):
    assert misfit(sampler, "gaussian") is None
    reason = misfit(sampler, "morph")
    if sampler.function == "ancestral" or sampler == NOISY:
        assert re.search(NOISE.format("morph"), reason)
    else:
        assert reason is None


@pytest.mark.parametrize(
    ("sampler", "reason"),
    [*((Choice(function=name), reason) for name, reason in REASONS.items()), (INFERRED, INVERSE), (FIXED, None)],
)
def test_a_fade_has_no_end_and_no_inverse(fading, sampler, reason):
    said = misfit(sampler, "wane")
    run = {"degradation": "slow", "schedule": "linear", "network": "cnn", "sampler": sampler.model_dump()}
    config = {
        **CONFIG,
        "degradations": {"slow": {"function": "wane", "options": {"strength": 0.9}}},
        "runs": {**CONFIG["runs"], "fading": run},
        "sampling": {**CONFIG["sampling"], "trace": {"beside": [sampler.model_dump()]}},
    }
    if reason is None:
        assert said is None
        assert load_study(config).model("fading", 0).degradation_function.options == {"strength": 0.9}
    else:
        assert re.fullmatch(f"{sampler.function} {reason.format('wane')[:-1]}", said)
        with pytest.raises(InputError, match=f"^runs.fading.sampler: {sampler.function} {reason.format('wane')}"):
            load_study(config)
    # Beside its own sampler a run is traced with those that fit it.
    own = {"function": "direct" if sampler.function == "naive" else "naive"}
    study = Study.model_validate({**config, "runs": {**config["runs"], "fading": {**run, "sampler": own}}})
    assert [one.function for one in study.trace_samplers("fading")[1:]] == [sampler.function] * (reason is None)
    assert study.trace_samplers("gaussian-linear-cnn")[1:] == []  # Algorithm 1 is about garments


def test_what_a_sampler_needs_by_its_defaults_counts_too(fading):
    fading.add("samplers", "mine", OWN)
    for options, needed in (({}, INVERSE), ({"reading": "a"}, INVERSE), ({"reading": "b"}, NOISE)):
        reason = misfit(Choice(function="mine", options=options), "wane")
        assert re.fullmatch(f"mine {needed.format('wane')[:-1]}", reason)
    assert misfit(Choice(function="mine", options={"reading": "c"}), "wane") is None
