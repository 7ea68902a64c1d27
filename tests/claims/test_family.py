"""The claims that speak of all degradations that a study has."""

import itertools

import pytest

from hotcold.claims.parts.judging import judge_claim
from tests.claims.world import World, tables_of
from tests.shipped import claims_of


def test_several_runs_of_a_degradation_are_all_told_of():
    world = World()
    world.family["blur-cosine-unet_more"] = ("blur", "cosine", "unet")
    world.changed["blur-cosine-unet_more"] = world.changed["blur-cosine-unet_broken"] | {"start.options.noise": 0.1}
    why = judge_claim("a_little_noise_raises_diversity", world.tables()).why
    assert [part.partition(":")[0] for part in why.split("; ")[:-1]] == [
        "blur-cosine-unet_broken",
        "pixelate",
        "blur-cosine-unet_more",
    ]


@pytest.mark.parametrize("claim", claims_of("cold diffusion"))
@pytest.mark.parametrize("runs", [["blur"], ["blur", "pixelate"]])
def test_a_degradation_whose_runs_differ_in_more_is_left_out(claim, runs):
    world = World()
    for name, run in itertools.product(runs, world.family):
        if run.startswith(name) and run.endswith(("_naive", "_direct", "_fitted")):
            world.changed[run] = world.changed[run] | {"sampler.clip_x0": False}
    found = judge_claim(claim, {**tables_of(5), "settings": world.settings()})
    if claim == "digits_are_generated_without_noise":
        assert (found.verdict, found.why[:26]) == ("not comparable", "sampler.clip_x0 differs (g")
    elif runs == ["blur"] and claim != "algorithm_1_beats_naive":
        assert "blur" not in found.why
        assert "pixelate" in found.why
    else:
        assert found.verdict == "undecided"
