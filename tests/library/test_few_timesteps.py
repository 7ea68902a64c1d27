"""A model of fewer timesteps than the default number of steps."""

import copy

import numpy as np
import pytest

import hotcold
from hotcold.diffusion.checkpoints import load_checkpoint, save_checkpoint
from hotcold.errors import InputError


def test_it_takes_all_of_them_by_default(study, tmp_path):
    about, epoch, network = load_checkpoint(study / "runs" / "cold-cnn" / "seed-0" / "epoch-11.safetensors", "ema")
    short = tmp_path / "epoch-11.safetensors"
    save_checkpoint(short, about.model_copy(update={"timesteps": 20}), epoch, network, copy.deepcopy(network))
    model = hotcold.load(short)
    assert model.trajectory(1).shape == (21, 1, 28, 28)
    np.testing.assert_array_equal(model.sample(2), model.sample(2, steps=20))
    with pytest.raises(InputError, match=r"^steps: 21; expected at most T, 20$"):
        model.sample(2, steps=21)
