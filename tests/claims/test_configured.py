"""What the studies of config/ have: every run that their claims need."""

import pytest

from hotcold.claims.parts.judging import judge_claim
from hotcold.claims.parts.settings_table import settings_table
from hotcold.config.settings import run_settings
from tests.claims.world import World, judged
from tests.config.configs import study_of
from tests.shipped import claims_of


def configured(overlay, world):
    """Return a study, and the world's tables with its settings of the runs that both have."""
    study = study_of(overlay)
    settings = {run: run_settings(study, run) for run in study.runs if run in {*world.about, *world.family}}
    return study, {**world.tables(), "settings": settings_table(settings)}


@pytest.fixture(scope="module")
def replicated():
    return configured("replicated.yaml", World(fine=True))


@pytest.mark.parametrize("claim", claims_of("cold diffusion"))
def test_the_cold_study_has_what_its_claims_need(claim):
    study, tables = configured("cold.yaml", World())
    found, expected = judge_claim(claim, tables), judged(claim)
    assert (found.verdict, found.value) == (expected.verdict, expected.value), found.why
    assert study.claims == ["cold diffusion"]
    assert len(study.seeds) >= 3


@pytest.mark.parametrize("claim", claims_of("report"))
def test_the_replicated_study_has_what_every_claim_needs(replicated, claim):
    """Its runs, as configured, are there, comparable, and of enough seeds; only their numbers are made up."""
    study, tables = replicated
    found = judge_claim(claim, tables)
    expected = judged(claim)
    assert (found.verdict, found.value) == (expected.verdict, expected.value), found.why
    assert all(len(study.run_seeds(run)) >= 3 for run in study.runs)
    assert {"fid", "kid", "precision", "margin_ink", "pixel_distance", "start_remnant"} <= set(study.scores.metrics)
    assert {500, 900} <= set(study.sampling.trace.ladder)
    assert study.latents.run == "morph-cosine-unet"
    sweeps = {one.source: set(one.values) for one in study.latents.experiments.values()}
    assert {0, 0.001, 0.005, 0.01, 0.25, 0.5} <= sweeps["perturbed"]
    assert {1, 5, 10, 20} <= sweeps["mean"]
    assert {"garments", "mixture"} <= set(sweeps)
