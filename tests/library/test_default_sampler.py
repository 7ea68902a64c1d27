"""The sampler of a model where none is named."""

import numpy as np
import pytest

import hotcold
from hotcold.diffusion.checkpoints import save_checkpoint
from hotcold.storage.places import StudyFiles
from tests.library.conftest import described, network
from tests.own_plugins import EVEN, own_plugins

__all__ = ["own_plugins"]

POSTERIOR = {"sampler": "ancestral", "variance": "posterior"}


@pytest.mark.parametrize(
    ("degradation", "chosen"),
    [("gaussian", POSTERIOR), ("morph", {"sampler": "naive"}), ("even", {"sampler": "naive"})],
)
def test_the_default_is_one_that_fits(own_plugins, tmp_path, degradation, chosen):
    own_plugins.add("degradations", "even", EVEN)
    path = StudyFiles(tmp_path / "small").checkpoint("any-cnn", 0, 1)
    save_checkpoint(path, described("any-cnn", degradation), 1, network(0), network(1))
    model = hotcold.load(path)
    np.testing.assert_array_equal(model.sample(2, steps=3), model.sample(2, steps=3, **chosen))
    if degradation == "even":
        with pytest.raises(
            hotcold.InputError, match=r"^ddim needs a degradation that is a MIXTURE, as even is not; try c"
        ):
            model.sample(2, steps=3, sampler="ddim")
