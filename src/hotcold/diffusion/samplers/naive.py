"""Naive sampling of Cold Diffusion."""

from hotcold.diffusion.restorer import Restorer
from hotcold.diffusion.sampling import Noise, Start, States, time_steps


def sample(restorer: Restorer, start: Start, times: list[int], noise: Noise) -> States:
    """Naive sampling of Cold Diffusion (Bansal et al. 2022, arXiv:2208.09392, algorithm 1): restore, degrade again.

    ``z_s = D(x̂, s, z)`` with the z that sampling started from: every state is one that training could have shown,
    whatever x̂ is, while algorithm 2 carries the errors of all earlier x̂ along.

    Args:
        restorer: gives x0_hat.
        start: z_T, and the z that is kept.
        times: descending, from T to 0.
        noise: not used; the algorithm is deterministic.

    """
    z_t = start.z_T
    for t, s in time_steps(times):
        z_t = restorer.degradation.degrade(restorer(z_t, t), s, start.z)
        yield s, z_t
