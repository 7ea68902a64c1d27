"""What claims say of the number of sampling steps, and which runs they take where there are several numbers."""

import re

import pytest

from hotcold.claims.parts.judging import judge_claim
from hotcold.claims.parts.needs import claim_needs
from tests.claims.values import MORPHS
from tests.claims.verdicts import AS_IT_IS
from tests.claims.world import World, judged, scaled, tables_of
from tests.shipped import CLAIMS

EARLY = "linear_and_cosine_draw_shapes_sooner"


@pytest.fixture(scope="module")
def tables():
    return tables_of(5)


def test_discretisation_that_is_not_small_beside_the_difference_is_said(tables):
    claims = [claim for claim in CLAIMS if "discretisation" in claim_needs(claim)]
    assert len(claims) == 7

    def farther(table, steps, schedules=("constant", "linear")):
        return scaled(table, {"schedule": schedules, "steps": steps}, 3, "distance")

    few, scores = farther(tables["discretisation"], 50), tables["scores"]
    # After a fifth of the training runs differ by more.
    early = {**tables, "discretisation": few}
    assert "discretisation is small" in judge_claim(claims.pop(claims.index(EARLY)), early).why
    early["discretisation"] = scaled(few, {"schedule": ["constant", "linear"], "steps": 50}, 30, "distance")
    assert "discretisation is not small at 50 steps" in judge_claim(EARLY, early).why
    for claim in claims:
        assert judged(claim).why.endswith("; discretisation is small at 50 steps.")
        found = judge_claim(claim, {**tables, "discretisation": few})
        assert "discretisation is not small at 50 steps: in pixels it may make up 2 of " in found.why
        assert found.verdict == AS_IT_IS[claim]
        # What is left at T steps too is the schedule's own doing, and that of steps which were not used says nothing.
        for other in (farther(few, 1000), farther(tables["discretisation"], 10)):
            assert "discretisation is small" in judge_claim(claim, {**tables, "discretisation": other}).why
        missing = tables["discretisation"].query("schedule != 'linear'")
        assert "linear is not known at 50 steps" in judge_claim(claim, {**tables, "discretisation": missing}).why
        unmeasured = {**tables, "scores": scores[scores["metric"] != "pixel_distance"]}
        assert "the runs have no pixel_distance" in judge_claim(claim, unmeasured).why
    assert "2 of 6.5 between cosine and constant" in judge_claim(claims[1], {**tables, "discretisation": few}).why


def test_discretisation_is_compared_in_the_unit_of_the_models_pixels(tables):
    claim, few = (
        "cosine_has_the_lowest_fid",
        scaled(tables["discretisation"], {"schedule": "constant"}, 2.0, "distance"),
    )
    few = scaled(few, {"schedule": "constant", "steps": 1000}, 0.5, "distance")  # 1 of 6.5: small; of 26: smaller
    more = scaled(few, {"schedule": "constant", "steps": 50}, 2.0, "distance")  # 3 of 6.5 or 26
    for limit, found in ((0.5, "3 of 6.5 between cosine and constant"), (1.0, "discretisation is small")):
        world = World()
        world.changed |= {run: {"data.pixel_limit": limit} for run in world.about}
        with_limit = {**tables, "settings": world.settings()}
        assert "discretisation is small" in judge_claim(claim, {**with_limit, "discretisation": few}).why
        assert found in judge_claim(claim, {**with_limit, "discretisation": more}).why


def test_schedules_are_judged_by_the_runs_of_most_steps(tables):
    world, claim = World(fine=True), "cosine_has_the_lowest_fid"
    scores = scaled(world.scores(), {"metric": "fid", "run": "gaussian-cosine-cnn_400"}, 10)
    finer = {**tables, "settings": world.settings(), "scores": scores}
    assert judge_claim(claim, finer).verdict == "refuted"
    assert "at 400 steps" in judge_claim(claim, finer).why
    settings = finer["settings"]
    without = {**finer, "settings": settings[settings["run"] != "gaussian-constant-cnn_400"]}  # all alike, or none
    assert judge_claim(claim, without).verdict == "confirmed"
    assert "at 50 steps" in judge_claim(claim, without).why


def test_morphs_are_judged_by_the_runs_of_most_steps_and_fewer_are_told_beside(tables):
    world, similar = World(fine=True), "morph_schedules_end_at_a_similar_fid"
    finer = {**tables, "settings": world.settings(), "losses": world.losses(), "scores": world.scores()}
    equal = scaled(finer["scores"], {"metric": "fid", "run": "morph-cosine-unet_250"}, 60 / 76)
    found = judge_claim(similar, {**finer, "scores": equal})
    assert found.verdict == "confirmed"
    assert "at 250 steps" in found.why
    beside = r"; in 50 steps it differs by ([\d.]+).*; with inferred_z in 50 steps it differs by ([\d.]+)"
    fixed, inferred = (float(value) for value in re.search(beside, found.why).groups())
    assert (fixed, inferred) == pytest.approx((100 * (76 / 60 - 1), 100 * (55 / 50 - 1)), abs=2)

    loss = "loss_measures_how_well_a_morph_generates"
    fine = {"metric": "kid", "run": [f"{run}_250" for run in MORPHS]}
    turned = scaled(finer["scores"], {**fine, "epoch": 1}, 0.01)  # their early samples would be the best
    as_it_is = judge_claim(loss, finer)
    assert judge_claim(loss, {**finer, "scores": turned}).value < as_it_is.value - 0.5
    assert as_it_is.why.count("at 250 steps") == 1


def test_degradations_and_networks_are_compared_in_the_most_steps_that_all_are_sampled_in(tables):
    world = World(fine=True)
    finer = {**tables, "settings": world.settings(), "scores": world.scores()}
    beats, network = "morph_unet_beats_gaussian_cnn", "the_network_makes_the_difference"
    turned = scaled(finer["scores"], {"metric": "fid", "run": "morph-cosine-unet_250"}, 10)
    found = judge_claim(beats, {**finer, "scores": turned})
    assert found.verdict == "refuted"
    assert found.why.startswith("in 250 steps FID falls by")
    fewer, other = re.search(
        r"; in 50 steps it falls by ([\d.]+).*; with inferred_z in 50 steps it falls by ([\d.]+)", found.why
    ).groups()
    assert (float(fewer), float(other)) == pytest.approx((150 - 76, 150 - 55), abs=3)
    turned = scaled(finer["scores"], {"metric": "fid", "run": "gaussian-cosine-unet_250"}, 10)
    found = judge_claim(network, {**finer, "scores": turned})
    assert found.why.startswith("in 250 steps the UNet divides FID by")
    assert found.value == pytest.approx(judge_claim(network, finer).value / 10**0.5)
    lacking = finer["settings"][finer["settings"]["run"] != "gaussian-cosine-unet_250"]
    assert judge_claim(network, {**finer, "settings": lacking, "scores": turned}).why.startswith("in 50 steps")


def test_the_other_reading_is_told_in_the_most_steps_that_it_is_sampled_in(tables):
    world = World(fine=True)
    for schedule in ("linear", "cosine"):
        run = f"morph-{schedule}-unet_inferred_250"
        world.about[run] = ("morph", schedule, "unet")
        world.changed[run] = {"sampler.steps": 250, "sampler.options.reading": "inferred_z"}
    scores = scaled(world.scores(), {"metric": "fid", "run": "morph-cosine-unet_inferred_250"}, 0.5)
    finer = {**tables, "settings": world.settings(), "scores": scores}
    for claim, said, expected in (
        ("morph_unet_beats_gaussian_cnn", "falls by", 150 - 55 / 2),
        ("morph_schedules_end_at_a_similar_fid", "differs by", 100 * (1 - 55 / 2 / 50)),
    ):
        found = re.search(rf"with inferred_z it {said} −?([\d.]+)", judge_claim(claim, finer).why)
        assert float(found[1]) == pytest.approx(expected, abs=2)
    why = judge_claim("the_network_makes_the_difference", finer).why
    times = float(re.search(r"with inferred_z morphing multiplies it by ([\d.]+)", why)[1])
    assert times == pytest.approx((50 / 38 * 55 / 2 / 25) ** 0.5, rel=0.03)


def test_steps_of_networks_that_differ_are_told_of_each(tables):
    few = scaled(tables["discretisation"], {"degradation": "morph", "schedule": "cosine", "steps": 50}, 2.0, "distance")
    far = scaled(tables["scores"], {"metric": "pixel_distance", "run": "morph-cosine-cnn"}, 3)
    said = judge_claim("loss_measures_how_well_a_morph_generates", {**tables, "discretisation": few, "scores": far}).why
    assert "; cnn: discretisation is small at 50 steps; unet: discretisation is not small" in said
