"""What training minimises, where its value is known."""

from dataclasses import replace

import numpy as np
import scipy.stats
import torch
from torch import nn

from hotcold.config.base import Choice
from hotcold.diffusion.schedule import make_schedule
from hotcold.training.couplings import independent
from hotcold.training.pairs import Images
from tests.own_plugins import FADE
from tests.training.parts import objective

T, SIGMA, N = 20, 0.2, 400
SCHEDULE = make_schedule(Choice(function="cosine"), T)
BLACK = Images(torch.zeros(N, 1, 4, 4, dtype=torch.uint8), torch.zeros(5, 1, 4, 4, dtype=torch.uint8), 0.5)


class Seen(nn.Module):
    """Keeps what it was shown; predicts black, or what a function of it says."""

    def __init__(self, predict=lambda z_t, _: torch.full_like(z_t, -0.5)):
        super().__init__()
        self.predict = predict

    def forward(self, z_t, time):
        self.z_t, self.time = z_t, time
        self.alpha_bar = SCHEDULE.alpha_bar[np.rint(time.numpy() * T).astype(int)][:, None, None, None]
        return self.predict(z_t, torch.tensor(self.alpha_bar, dtype=torch.float32))


def losses(network, degradation, sigma):
    pairs = BLACK.paired(independent.pair, torch.Generator())
    minimised = objective(degradation, T, sigma, "cosine")
    return minimised.losses(network, pairs, torch.arange(N), torch.Generator().manual_seed(0))


def test_a_perturbed_garment_is_seen_and_the_clean_digit_is_asked_for():
    network = Seen()
    assert losses(network, "morph", SIGMA).abs().max() == 0
    assert {*np.rint(network.time.numpy() * T)} == {*range(1, T + 1)}
    # Digit and garment are black, so all else in z_t is the perturbation, as far as the garment shows.
    clean = -0.5 * (np.sqrt(network.alpha_bar) + np.sqrt(1 - network.alpha_bar))
    perturbation = (network.z_t.numpy() - clean) / np.sqrt(1 - network.alpha_bar)
    assert scipy.stats.kstest(perturbation.ravel() / SIGMA, "norm").pvalue > 1e-3


def test_perturbed_noise_is_seen_and_the_noise_itself_is_asked_for():
    """What brings back the z that is seen errs by the perturbation, whose mean square is known."""
    network = Seen(lambda z_t, alpha_bar: (z_t + 0.5 * alpha_bar.sqrt()) / (1 - alpha_bar).sqrt())
    assert losses(network, "gaussian", 0).mean() < 1e-9
    squares = losses(network, "gaussian", SIGMA).sum() * 16 / SIGMA**2
    assert 1e-3 < scipy.stats.chi2(N * 16).cdf(float(squares)) < 1 - 1e-3


def test_images_are_degraded_in_full_precision(own_plugins):
    own_plugins.add("degradations", "sums", FADE.replace("x * (1 - strength * time)", "x @ x.new_full((4, 4), 1 / 3)"))
    network, pairs = Seen(), BLACK.paired(independent.pair, torch.Generator())
    given = replace(objective("sums", T, 0, "cosine"), autocast=torch.autocast("cpu", torch.bfloat16))
    given.losses(network, pairs, torch.arange(N), torch.Generator().manual_seed(0))
    torch.testing.assert_close(network.z_t, torch.full((N, 1, 4, 4), -2 / 3))


def test_what_ends_in_itself_is_made_from_noise(own_plugins):
    """A digit that fades is seen faded; where z is added, Gaussian noise is. Asked for is the digit."""
    seen = {}
    for name, code in (("wane", FADE), ("adds", FADE.replace("x * (1 - strength * time)", "x + z"))):
        own_plugins.add("degradations", name, code)
        seen[name] = Seen()
        assert losses(seen[name], name, 0).abs().max() == 0
    left = 1 - 0.5 * seen["wane"].time.numpy()
    np.testing.assert_allclose(seen["wane"].z_t[:, 0, 0, 0], np.broadcast_to(-0.5 * left, N), rtol=1e-6)
    assert scipy.stats.kstest(seen["adds"].z_t.ravel() + 0.5, "norm").pvalue > 1e-3
