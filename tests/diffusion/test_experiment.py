import numpy as np
import torch

from hotcold.config.latents import LatentExperiment
from hotcold.config.sampling import Sampler
from hotcold.data.pixels import to_model
from hotcold.diffusion.experiment import sample_experiment
from hotcold.diffusion.latent import Pools
from hotcold.diffusion.models import TrainedModel
from tests.diffusion.oracle import MODEL, degradation_of, restorer_of


def test_a_sweep_starts_from_the_same_garments(digits, garments):
    """A sampler without noise gives the first starts the same samples once more; on_images is told of the others."""
    pools, told = Pools(*({"test": one.test_images[:20]} for one in (digits, garments))), []
    restorer = restorer_of(lambda z_t, t: torch.tanh(z_t), degradation_of("morph"))
    experiment = LatentExperiment(source="perturbed", options={"reach": "start"}, sweep={"lam": [0, 0.2, 0.4]})
    sampler, model = Sampler(function="naive", steps=3), TrainedModel(MODEL, 1, restorer, None)
    found = sample_experiment(model, sampler, experiment, pools, "test", 7, block=5, on_images=told.append)
    assert [*found] == ["values", "images", "again", "z_T"]
    assert (found["values"].tolist(), told) == ([0, 0.2, 0.4], 3 * [5, 2])
    assert found["images"].shape == found["z_T"].shape == (3, 7, 28, 28)
    np.testing.assert_allclose(found["again"], found["images"][:, :4], atol=1e-6)
    plain, small, large = found["z_T"]
    assert {image.tobytes() for image in plain} <= {image.tobytes() for image in to_model(garments.test_images, 0.5)}
    np.testing.assert_allclose((large - plain) / 2, small - plain, atol=1e-6)
