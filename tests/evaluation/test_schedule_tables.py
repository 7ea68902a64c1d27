import numpy as np
import pandas as pd
import pytest
from scipy.stats import kstest

from hotcold import seeds
from hotcold.config.base import Choice
from hotcold.config.gaussianity import GaussianitySettings
from hotcold.data.pixels import to_model
from hotcold.diffusion.schedule import make_schedule
from hotcold.errors import InputError
from hotcold.evaluation import schedule_tables
from hotcold.evaluation.gaussianity import first_not_rejected
from hotcold.evaluation.schedule_tables import CROSSINGS, KS, SCHEDULES, analyse, summary

SETTINGS = GaussianitySettings(images=[1, 2], noise_seeds=2, threshold=0.1, test_pixels=[10, 1000])
T = 30
BOTH = {
    name: make_schedule(Choice(function="constant", options={"value": beta}), T)
    for name, beta in (("quick", 0.3), ("slow", 0.01))
}


@pytest.fixture(scope="module")
def analysed(digits):
    told = []
    return *analyse(BOTH, digits.train_images[:5], 0.5, SETTINGS, lambda: told.append(1)), len(told)


def test_schedules_by_t():
    table = schedule_tables.schedule_table(BOTH)
    assert set(table) == set(SCHEDULES)
    slow = table[table["schedule"] == "slow"].set_index("t")
    np.testing.assert_allclose(slow["alpha_bar"], 0.99 ** np.arange(T + 1))
    np.testing.assert_allclose(slow["beta"], [np.nan, *[0.01] * T])
    np.testing.assert_allclose(slow.loc[1:, "snr"], 1 / (0.99 ** -np.arange(1.0, T + 1) - 1))


def test_sampled_distances_are_scipys_of_the_same_draws(digits, analysed):
    ks, _, _ = analysed
    assert set(ks) == set(KS)
    pixels = to_model(digits.train_images[:2], 0.5).ravel().astype(float)
    generator = seeds.numpy_generator(0, "ks", "slow", 2, 0)
    rows = ks.query("schedule == 'slow' and method == 'sampled' and images == 2").set_index(["formula", "t"])
    for t, alpha_bar in enumerate(BOTH["slow"].alpha_bar[1:], start=1):
        eps = generator.standard_normal(len(pixels))
        for formula, factor in (("correct", np.sqrt(1 - alpha_bar)), ("published", 1 - np.sqrt(alpha_bar))):
            row = rows.loc[(formula, t)]
            expected = kstest(np.sqrt(alpha_bar) * pixels + factor * eps, "norm")
            assert row["distance"] == pytest.approx(expected.statistic, abs=1e-12)
            assert row["p_value"] == pytest.approx(expected.pvalue, rel=1e-6, abs=1e-300)
            assert row["pixels"] == 1568


def test_crossings_are_where_the_curves_pass_the_threshold(analysed):
    ks, crossings, told = analysed
    assert list(crossings[list(CROSSINGS)]) == list(CROSSINGS)
    assert told == 2 * len(schedule_tables.sampled_tests(SETTINGS)) * SETTINGS.noise_seeds
    assert len(crossings) == told + 2 * len(SETTINGS.test_pixels)
    keys = ["schedule", "formula", "images"]
    for _, row in crossings[(crossings["noise_seed"] == 0)].iterrows():
        above = ks[(ks[keys] == row[keys]).all(axis=1) & (ks["p_value"] > SETTINGS.threshold)]["t"]
        assert (above.min() if len(above) else None) == (None if pd.isna(row["first_t"]) else row["first_t"])
    for _, row in crossings[crossings["method"] == "exact"].iterrows():
        curve = ks[(ks[["method", *keys]] == row[["method", *keys]]).all(axis=1)]["distance"].to_numpy()
        assert len(curve) == T
        first = first_not_rejected(curve, row["pixels"], SETTINGS.threshold)
        assert first == (None if pd.isna(row["first_t"]) else row["first_t"])


def test_more_digits_than_there_are_is_one_line(digits):
    with pytest.raises(InputError, match=r"^gaussianity\.images: expected at most 1, as there are, not 2$"):
        analyse(BOTH, digits.train_images[:1], 0.5, SETTINGS, lambda: None)


def test_the_summary_is_median_and_range(analysed):
    first = {"a": [3, 9, 5], "b": [pd.NA, 4, pd.NA], "c": [pd.NA] * 3}
    rows = [(name, t) for name, ts in first.items() for t in ts]
    table = pd.DataFrame(rows, columns=["schedule", "first_t"]).astype({"first_t": "Int64"})
    table = table.assign(method="sampled", formula="correct", images=1, pixels=784)
    assert summary(table)[["a", "b", "c"]].iloc[0].tolist() == ["5 [3–9]", "4 [4–4], 2 of 3 never", "–"]
    found = summary(analysed[1])
    assert list(found["method"]) == ["sampled"] * 4 + ["exact"] * 2
    assert list(found["pixels"]) == [784, 1568] * 2 + [10, 1000]
