"""Every claim on synthetic tables for which its verdict is known, and what none of them may decide."""

import re

import numpy as np
import pandas as pd
import pytest

from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.judging import judge_claim
from hotcold.claims.parts.needs import claim_needs
from tests.claims.verdicts import AS_IT_IS, OTHERWISE
from tests.claims.world import World, judged, scaled, tables_of
from tests.shipped import CLAIMS, claims_of

EXACT = ["as_many_samples_as_start_images", "clipping_has_little_effect", "cosine_looks_gaussian_last"]
OF_LATENTS = [
    "a_mixture_remedies_variety",
    "means_are_biased_to_3_and_8",
    "means_give_smeared_digits",
    "small_lambda_changes_nothing",
]
OF_SEEDS = [name for name in CLAIMS if name not in EXACT]


@pytest.fixture(scope="module")
def tables():
    return tables_of(5)


@pytest.mark.parametrize("claim", CLAIMS)
def test_the_verdict_on_the_world_as_it_is(claim):
    found = judged(claim)
    assert found.verdict == AS_IT_IS[claim], found.why
    assert found.low <= found.value <= found.high
    assert found.scale == ("exact" if claim in EXACT[1:] else "toy scale")
    assert found.seeds == (0 if claim in EXACT[1:] else 5)
    assert found.why.endswith(".")
    assert "nan" not in found.why


@pytest.mark.parametrize(("claim", "table", "where", "factor", "verdict"), OTHERWISE)
def test_the_verdict_on_another_world(tables, claim, table, where, factor, verdict):
    factor, column = factor if isinstance(factor, tuple) else (factor, "value")
    changed = scaled(tables[table], where, factor, column)
    if table == "ranges":
        changed = scaled(changed, where, factor, "high")
    found = judge_claim(claim, {**tables, table: changed})
    assert found.verdict == verdict, found.why


def test_every_claim_has_a_world_in_which_it_holds_and_one_in_which_it_does_not():
    seen = {claim: {verdict} for claim, verdict in AS_IT_IS.items()}
    for claim, *_, verdict in OTHERWISE:
        seen[claim].add(verdict)
    for claim in set(CLAIMS) - set(EXACT[1:]):  # those two are tested below, on the real schedules too
        assert {"confirmed", "refuted"} <= seen[claim], claim


@pytest.mark.parametrize("seeds", [1, 2])
@pytest.mark.parametrize("claim", OF_SEEDS)
def test_too_few_seeds_decide_nothing_about_training_and_give_the_point_estimate(claim, seeds):
    found = judged(claim, seeds)
    assert found.verdict == "undecided"
    assert found.why.startswith(f"{seeds} seed")
    assert found.seeds == seeds
    assert found.value == pytest.approx(judged(claim).value, rel=0.2, abs=0.01)


def test_what_is_counted_needs_no_seeds():
    for claim in EXACT:
        assert judged(claim, 1).verdict == AS_IT_IS[claim]


@pytest.mark.parametrize(("claim", "table"), [(claim, table) for claim in CLAIMS for table in claim_needs(claim)])
def test_a_table_that_the_study_does_not_make_leaves_a_claim_undecided(tables, claim, table):
    found = judge_claim(claim, {name: tables[name] for name in tables if name != table})
    assert (found.verdict, found.why) == ("undecided", f"this study makes no table {table}")
    assert np.isnan(found.value)


@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize("poison", [np.nan, np.inf])
def test_what_is_not_a_number_decides_nothing(tables, claim, poison):
    needs = [table for table in claim_needs(claim) if table not in ("settings", "discretisation")]
    for table in needs:
        bad = tables[table].copy()
        for column in ("value", "loss", "loss_x", "loss_eps", "high", "alpha_bar"):
            if column in bad:
                bad[column] = bad[column].astype(float)
                bad.loc[bad["seed"] == 1 if "seed" in bad else bad.index, column] = poison
        if "first_t" in bad:
            bad["first_t"] = pd.NA
        found = judge_claim(claim, {**tables, table: bad})
        assert found.verdict == "undecided", (table, found)
        assert len(found.why.splitlines()) == 1


@pytest.fixture(scope="module")
def alone(tables):
    """Return the tables without the runs of the other reading, which would take the place of one that is missing."""
    settings = tables["settings"]
    return {**tables, "settings": settings[~settings["run"].str.endswith("_inferred")]}


def compared_runs(claim, tables):
    """Return the runs whose numbers a claim reads."""
    read, weights = set(), Evidence.weights
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Evidence, "weights", lambda self, run, rows: read.add(run) or weights(self, run, rows))
        assert judge_claim(claim, tables).verdict != "undecided"
    return sorted(read)


OF_FAMILY = claims_of("cold diffusion")  # these speak of all degradations that a study has
# What a claim tells of, and is not judged from.
BESIDE = {"morph_unet_beats_gaussian_cnn": ["gaussian-cosine-cnn", "morph-linear-unet"]}
COMPARING = [name for name in OF_SEEDS if {"scores", "losses"} & set(claim_needs(name)) and name not in OF_FAMILY]


@pytest.mark.parametrize("claim", COMPARING)
def test_runs_that_differ_in_more_than_the_factor_are_not_compared(tables, alone, claim):
    compared = [run for run in compared_runs(claim, alone) if run not in BESIDE.get(claim, [])]
    assert len(compared) > 1
    for run in compared:
        world = World()
        world.changed.setdefault(run, {}).update({"training.epochs": 9, "sampler.guidance.epoch": 2})
        found = judge_claim(claim, {**tables, "settings": world.settings()})
        assert found.verdict == "not comparable"
        assert found.why.startswith("training.epochs, sampler.guidance differ (")


@pytest.mark.parametrize(
    "claim", [name for name in OF_SEEDS if name not in (*COMPARING, *OF_FAMILY) and name.startswith(("alg", "rest"))]
)
def test_a_missing_run_is_named(alone, claim):
    settings = alone["settings"][alone["settings"]["run"] != "morph-cosine-unet"]
    found = judge_claim(claim, {**alone, "settings": settings})
    assert (found.verdict, found.why) == ("undecided", "this study has no run of morph, cosine, unet")


def test_the_other_reading_of_algorithm_1_stands_beside(tables, alone):
    similar = judge_claim("morph_schedules_end_at_a_similar_fid", tables)
    assert similar.verdict == "refuted"
    assert similar.value == pytest.approx(100 * (76 / 60 - 1), abs=2)
    beside = float(re.search(r"with inferred_z it differs by ([\d.]+)", similar.why)[1])
    assert beside == pytest.approx(100 * (55 / 50 - 1), abs=2)
    beats = judge_claim("morph_unet_beats_gaussian_cnn", tables)
    assert float(re.search(r"with inferred_z it falls by ([\d.]+)", beats.why)[1]) == pytest.approx(150 - 55, abs=2)
    assert "inferred_z" not in judge_claim("morph_unet_beats_gaussian_cnn", alone).why
    effect = judge_claim("the_network_makes_the_difference", tables).why
    times = float(re.search(r"with inferred_z morphing multiplies it by ([\d.]+)", effect)[1])
    assert times == pytest.approx(np.sqrt(50 / 38 * 55 / 25), rel=0.03)
    assert judge_claim("the_network_makes_the_difference", alone).why.endswith("sampled with fixed_z alone.")


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("time_in_every_block_matters", "morphs are sampled with fixed_z alone"),
        ("kernels_of_1_leave_remnants", "morphs are sampled with fixed_z alone"),
        ("loss_measures_how_well_a_morph_generates", "morphs are sampled with fixed_z alone"),
        *((claim, "morph-cosine-unet itself samples with fixed_z") for claim in OF_LATENTS),
        ("cosine_looks_gaussian_last", "the exact distance is that of 784 Gaussian pixels from 800 on"),
        ("algorithm_1_deblurs", "from t = 1000, where all is garment, it changes sharpness by 0.26"),
        ("loss_does_not_rank_samples", "the same for every seed; 1 if the loss ranked them, −1 if the wrong way round"),
        ("restoration_is_good_until_900", "good up to t = 900"),
        ("restoration_is_good_until_900", "with the linear schedule "),
        ("restoration_is_good_until_900", "of digits, 200 a seed, come back"),
        ("the_network_makes_the_difference", "in 50 steps"),
        ("unclipped_beta_explodes", "the farthest pixel of 8 images a seed"),
        ("means_give_smeared_digits", "at N = 5"),
    ],
)
def test_a_verdict_names_what_it_depends_on(tables, claim, said):
    assert said in judge_claim(claim, tables).why


def test_the_printed_numbers_count_where_inception_measures_them(tables):
    claim, scores = "morph_unet_beats_gaussian_cnn", tables["scores"]
    published = (scores["metric"] == "fid") & (scores["protocol"] == "published") & (scores["n"] == 1000)
    inception = scores[published].assign(features="inception")
    assert "not measured here" in judge_claim(claim, tables).why
    last = inception[inception["epoch"] == 8].groupby("run")["value"].mean()
    for cnn, unet, verdict in ((113.31, 50.98, "confirmed"), (113.31, 20.0, "corrected"), (60.0, 50.98, "corrected")):
        rows = scaled(inception, {"run": "gaussian-linear-cnn"}, cnn / last["gaussian-linear-cnn"])
        rows = scaled(rows, {"run": "morph-cosine-unet"}, unet / last["morph-cosine-unet"])
        found = judge_claim(claim, {**tables, "scores": pd.concat([scores, rows])})
        assert found.verdict == verdict, found.why
