"""Direct restoration."""

from hotcold.diffusion.restorer import Restorer
from hotcold.diffusion.sampling import Noise, Start, States

STEPS = 1


def sample(restorer: Restorer, start: Start, times: list[int], noise: Noise) -> States:
    """Direct restoration: x0_hat = R(z_T, T) in one step, whatever the times between."""
    yield 0, restorer(start.z_T, times[0])
