"""What is measured of samples whose classes, starts and copies are known."""

import numpy as np
import pytest

from hotcold import seeds
from hotcold.data.pixels import to_bytes, to_model
from hotcold.evaluation.intervals import share
from hotcold.evaluation.latent_tables import LATENTS, count_distinct, measure_latents
from hotcold.evaluation.metrics import fid, manifold_share, precision, recall, sharpness
from hotcold.evaluation.seen import look
from hotcold.storage.arrays import Arrays

N, AGAIN = 30, 4
SWEEPS = {
    "perturbed-start": ("perturbed", "lam", [0.1, 0, 0.5]),
    "means": ("mean", "images", [0, 5]),
    "garments": ("garments", "", [np.nan]),
}


def experiments(seed, rng):
    files = []
    for name, (source, option, levels) in SWEEPS.items():
        images = rng.normal(0, 0.6, size=(len(levels), N, 28, 28)).astype(np.float32)
        about = {"experiment": name, "source": source, "option": option, "pixel_limit": 0.5, "seed": seed}
        about |= {"run": "r", "degradation": "morph", "schedule": "linear", "network": "unet"}
        files.append(Arrays({"values": np.array(levels), "images": images, "again": images[:, :AGAIN]}, about))
    return files


def test_every_row_is_what_its_metric_says(reference, eye, rng):
    files = [*experiments(0, rng), *experiments(7, rng)]
    table = measure_latents(files, eye, reference)
    assert list(table) == list(LATENTS)
    assert set(table["seed"]) == {0, 7}
    seen = [(file, *of_level) for file in files for of_level in zip(file["values"], file["images"], strict=True)]
    keys = ["experiment", "level", "seed"]
    assert len(table[keys].drop_duplicates()) == len(seen) + 2  # real digits for either seed
    for file, level, images in seen:
        name, seed = file.metadata["experiment"], file.metadata["seed"]
        rows = table[(table["experiment"] == name) & (table["seed"] == seed)]
        rows = rows[rows["level"].isna() if np.isnan(level) else rows["level"] == level].set_index("metric")
        of = look(eye, to_bytes(images, 0.5))
        classes = of.probabilities.argmax(axis=1)
        for digit in range(10):
            expected = share(classes == digit)
            assert rows.loc[f"class_{digit}", ["value", "low", "high", "n"]].tolist() == [*expected[:3], N]
        for metric in (fid, manifold_share, precision, recall, sharpness):
            expected = metric.measure(reference.test, of)
            found = rows.loc[metric.__name__.split(".")[-1]]
            np.testing.assert_allclose([found[end] for end in ("value", "low", "high")], expected[:3])
        assert rows.loc["distinct", ["value", "low", "high", "n"]].tolist() == [N] * 4
        if file.metadata["option"] == "lam":
            same = eye(to_bytes(file["images"][1], 0.5)).probabilities.argmax(axis=1)
            assert rows.loc["class_changed", "value"] == (classes != same).mean()
        else:  # a mean of no garments is no unperturbed garment
            assert "class_changed" not in rows.index


def test_real_digits_are_those_of_validation_drawn_by_the_seed(reference, eye, rng):
    table = measure_latents(experiments(7, rng), eye, reference)
    rows = table[table["experiment"] == "real digits"].set_index("metric")
    drawn = seeds.numpy_generator(7, "real digits").permutation(200)[:N]
    expected = fid.measure(reference.test, look(eye, reference.validation.images[drawn]))
    assert rows.loc["fid", ["value", "low", "high", "n"]].tolist() == pytest.approx([*expected[:3], N])
    assert rows.loc["precision", "value"] > 0.7
    assert not {"distinct", "class_changed"} & set(rows.index)


def test_distinct_counts_what_no_other_start_gives_and_each_start_once(digits):
    images = to_model(digits.test_images[:10], 0.5)
    assert count_distinct(images, images[:4], 0.5) == 10
    assert count_distinct(images, images[:4] + 0.001, 0.5) == 10  # another order of sums on a GPU, say
    copied = images.copy()
    copied[7] = copied[2]
    assert count_distinct(copied, copied[:4], 0.5) == 9
    by_chance = images[:4].copy()
    by_chance[1, 5, 5] += 0.01
    assert count_distinct(images, by_chance, 0.5) == 11
