"""What training minimises, where its value is known."""

import numpy as np
import scipy.stats
import torch
from torch import Tensor, nn

from hotcold.couplings import independent
from hotcold.degradations import make_degradation
from hotcold.device import autocast
from hotcold.objective import Objective
from hotcold.pairs import Images
from hotcold.schedules import make_schedule
from hotcold.timesteps import Timesteps

T, SIGMA, N = 20, 0.2, 400
SCHEDULE = make_schedule("cosine", T)
BLACK = Images(torch.zeros(N, 1, 4, 4, dtype=torch.uint8), torch.zeros(5, 1, 4, 4, dtype=torch.uint8), 0.5)


class Seen(nn.Module):
    """Keeps what it was shown; predicts what a function of it says."""

    def __init__(self, predict) -> None:
        super().__init__()
        self.predict = predict

    def forward(self, z_t: Tensor, time: Tensor) -> Tensor:
        self.z_t, self.alpha_bar = z_t, SCHEDULE.alpha_bar[np.rint(time.numpy() * T).astype(int)][:, None, None, None]
        return self.predict(z_t, torch.tensor(self.alpha_bar, dtype=torch.float32))


def losses(network: Seen, degradation: str, sigma: float) -> Tensor:
    operator, pairs = make_degradation(degradation, SCHEDULE), BLACK.paired(independent, torch.Generator())
    objective = Objective(operator, Timesteps(T, (1, 1)), autocast(torch.device("cpu"), "float32"), sigma)
    return objective.losses(network, pairs, torch.arange(N), torch.Generator().manual_seed(0))


def test_a_perturbed_garment_is_seen_and_the_clean_digit_is_asked_for() -> None:
    network = Seen(lambda z_t, _: torch.full_like(z_t, -0.5))
    assert losses(network, "morph", SIGMA).abs().max() == 0
    # Digit and garment are black, so all else in z_t is the perturbation, as far as the garment shows.
    clean = -0.5 * (np.sqrt(network.alpha_bar) + np.sqrt(1 - network.alpha_bar))
    perturbation = (network.z_t.numpy() - clean) / np.sqrt(1 - network.alpha_bar)
    assert scipy.stats.kstest(perturbation.ravel() / SIGMA, "norm").pvalue > 1e-3


def test_perturbed_noise_is_seen_and_the_noise_itself_is_asked_for() -> None:
    """What brings back the z that is seen errs by the perturbation, whose mean square is known."""
    network = Seen(lambda z_t, alpha_bar: (z_t + 0.5 * alpha_bar.sqrt()) / (1 - alpha_bar).sqrt())
    assert losses(network, "gaussian", 0).mean() < 1e-9
    squares = losses(network, "gaussian", SIGMA).sum() * 16 / SIGMA**2
    assert 1e-3 < scipy.stats.chi2(N * 16).cdf(float(squares)) < 1 - 1e-3
