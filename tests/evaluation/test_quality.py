import numpy as np
import pytest
import torch

from hotcold.config.compute import ComputeSettings
from hotcold.config.sampling import Guidance, RunSampler
from hotcold.diffusion.degradation import model_degradation
from hotcold.diffusion.latent import Latents
from hotcold.diffusion.models import TrainedModel
from hotcold.diffusion.restorer import Guide, Restorer
from hotcold.errors import InputError
from hotcold.evaluation.metrics import fid, manifold_share
from hotcold.evaluation.quality import QUALITY, compare_samplers, digit_scores
from hotcold.evaluation.ruler_table import floor
from hotcold.evaluation.seen import look
from tests.figures.study import model

MODEL = model("mine", "morph", "linear", "cnn", seed=4)
VALUE = {"ema": 0.25, "raw": -0.25}  # what the network of those weights says of every pixel
OWN = RunSampler(function="naive", steps=4, guidance=Guidance(epoch=1, weight=0.5))


def compared(samplers, score, value=VALUE):
    def opened(weights, sampler):
        guide = sampler.guidance and Guide(lambda z_t, _: torch.zeros_like(z_t), sampler.guidance.weight)
        degradation = model_degradation(MODEL, torch.device("cpu"))
        restorer = Restorer(lambda z_t, _: torch.full_like(z_t, value[weights]), degradation, 0.5, guide)
        return TrainedModel(MODEL, 7, restorer, sampler.guidance)

    latents, said = Latents(*[np.zeros((5, 28, 28), np.float32)] * 2), []
    compute = ComputeSettings(device="cpu", precision="float32")
    options = {"block": 2, "compute": compute, "score": score, "on_sampler": said.append}
    return compare_samplers("mine", opened, ("ema", OWN), samplers, latents, 3, **options), said


def test_every_sampler_is_a_row_and_the_runs_own_is_marked():
    """The own function, guided or not, samples from the raw weights too; each with its weights and its guide."""
    plain, shown = OWN.model_copy(update={"guidance": None}), []

    def score(images):
        shown.extend(np.unique(images).tolist())
        left = ["split", "features", "value", "low", "high", "floor", "floor_low", "floor_high", "manifold_share"]
        left += ["share_low", "share_high"]
        return {"n": len(images), **dict.fromkeys(left, 0.5)}

    table, said = compared([RunSampler(function="direct", steps=9), plain, OWN], score)
    assert list(table) == list(QUALITY)
    guided = "naive; guided by epoch 1, weight 0.5"
    assert table[["weights", "sampler", "steps", "own"]].to_numpy().tolist() == [
        ["ema", "direct", 9, False],
        ["ema", "naive", 4, False],
        ["ema", guided, 4, True],
        ["raw", "naive", 4, False],
        ["raw", guided, 4, False],
    ]
    # Guidance by a network that says 0 moves every prediction half as far again; ±0.5 are black and white.
    assert shown == [round((value + 0.5) * 255) for value in (0.25, 0.25, 0.375, -0.25, -0.375)]
    assert (table[["run", "seed", "epoch", "device", "n"]] == ["mine", 4, 7, "cpu", 5]).all(axis=None)
    assert (table["seconds_per_image"] > 0).all()
    assert said[:2] == ["warming up", "ema, direct, 9 steps"]


def test_a_pixel_that_is_no_number_names_the_sampler():
    with pytest.raises(InputError, match=r"^mine: ema, direct, 3 steps: a pixel is not finite; train that run again$"):
        compared([RunSampler(function="direct", steps=3)], lambda _: {}, {"ema": torch.nan})


def test_images_are_scored_as_all_others_are(digits, eye, reference):
    """Blank images and digits, beside the metrics' own numbers and the floor of the ruler's table."""
    test = reference.test
    for images in (np.zeros((50, 28, 28), np.uint8), digits.test_images[:50]):
        found = digit_scores(images, "test", reference, eye)
        assert set(found) < set(QUALITY)
        expected = fid.measure(test, look(eye, images))
        assert [found[end] for end in ("value", "low", "high")] == pytest.approx([*expected[:3]])
        of_real = floor("fid", reference, "test", 50)
        assert [found[name] for name in ("floor", "floor_low", "floor_high")] == list(of_real.values())
        share = manifold_share.measure(test, look(eye, images))
        assert [found[name] for name in ("manifold_share", "share_low", "share_high")] == [*share[:3]]
        assert (found["n"], found["features"]) == (50, "digits")
