"""Which samplers and steps are looked at with a perfect denoiser."""

import pytest

from hotcold.config.base import Choice
from hotcold.config.discretisation import DiscretisationSettings
from hotcold.config.load import load_study
from hotcold.errors import InputError

HOT, COLD = (
    {"degradation": degradation, "schedule": "linear", "network": "cnn"} for degradation in ("gaussian", "morph")
)
DPM = {"function": "dpm", "steps": 33}
OWN = {"function": "ddim", "steps": 7, "options": {"eta": 0.5}}
NAIVE = {"function": "naive", "steps": 8}


def discretised(runs, **settings):
    return load_study({"runs": runs, "discretisation": {"samplers": [{"function": "dpm"}], "steps": [9], **settings}})


def test_those_of_the_runs_are_added_once_to_their_own_degradation():
    runs = {"a": {**HOT, "sampler": OWN}, "b": {**HOT, "sampler": DPM}, "c": {**COLD, "sampler": NAIVE}}
    hot, cold = discretised({**runs, "d": {**COLD, "sampler": {**DPM, "steps": 8}}}).discretised()
    assert (hot.degradation, cold.degradation) == ("gaussian", "morph")
    assert hot.samplers == [Choice(function="dpm"), Choice(function="ddim", options={"eta": 0.5})]
    assert cold.samplers == [Choice(function="dpm"), Choice(function="naive")]
    assert hot.steps == cold.steps == [7, 8, 9, 33]
    assert hot.schedules == ["linear", "cosine", "constant", "inverse_linear"]
    assert cold.schedules == ["linear"], "of the morphs alone"


def test_a_degradation_of_another_name_and_no_morph():
    named = {"degradations": {"mine": {"function": "morph"}}, "runs": {"a": {**COLD, "degradation": "mine"}}}
    assert [plan.degradation for plan in load_study(named).discretised()] == ["gaussian", "morph"]
    assert [plan.degradation for plan in discretised({"a": {**HOT, "sampler": DPM}}).discretised()] == ["gaussian"]


def test_the_defaults_are_six_different_samplers_of_noise_and_four_of_garments():
    hot, cold = load_study({"runs": {"a": {**HOT, "sampler": DPM}, "b": {**COLD, "sampler": DPM}}}).discretised()
    assert hot.samplers == DiscretisationSettings().samplers
    assert len({(one.function, *one.options.values()) for one in hot.samplers}) == 6
    assert [one.function for one in cold.samplers] == ["cold", "dpm", "cold", "naive"], "ancestral needs noise"
    assert {5, 33, 1000} <= {*hot.steps}


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        (
            {"samplers": [{"function": "ode"}]},
            r"discretisation\.samplers\.0\.function: 'ode' does not exist",
        ),
        (
            {"samplers": [{"function": "ddim", "options": {"eta": 2}}]},
            r"discretisation\.samplers\.0\.options\.eta: .*not 2",
        ),
        ({"samplers": []}, r"discretisation\.samplers: "),
        ({"steps": [0]}, r"discretisation\.steps\.0: .*not 0"),
        ({"steps": [5, 5]}, r"discretisation\.steps: expected different values"),
    ],
)
def test_what_cannot_be_computed_is_one_line(settings, line):
    with pytest.raises(InputError, match=f"^{line}") as error:
        discretised({"a": {**HOT, "sampler": DPM}}, **settings)
    assert "\n" not in str(error.value)


def test_networks_are_those_of_the_runs():
    study = discretised({"a": {**HOT, "sampler": DPM}, "b": {**COLD, "network": "unet"}, "c": COLD})
    assert study.network_names() == ["cnn", "unet"]
