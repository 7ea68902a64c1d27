"""Half of what is restored at every step."""

from hotcold.diffusion.restorer import Restorer
from hotcold.diffusion.sampling import Noise, Start, States, time_steps


def sample(restorer: Restorer, start: Start, times: list[int], noise: Noise) -> States:
    """Go half of the way to the restored image, whatever t is."""
    z_t = start.z_T
    for t, s in time_steps(times):
        z_t = (z_t + restorer(z_t, t)) / 2
        yield s, z_t
