"""Denoising diffusion implicit models."""

from typing import Annotated

from pydantic import Field

from hotcold.diffusion.restorer import Restorer
from hotcold.diffusion.sampling import Noise, Start, States, time_steps

NEEDS = {"eta": {0: ["mixture"], "else": ["noise", "mixture"]}}


def sample(
    restorer: Restorer,
    start: Start,
    times: list[int],
    noise: Noise,
    *,
    eta: Annotated[float, Field(ge=0, le=1)] = 0.0,
) -> States:
    """Denoising diffusion implicit model over any descending times (Song et al. 2021, eq. 12 and 16).

    Args:
        restorer: gives x0_hat; eps_hat follows from z_t and the clipped x0_hat.
        start: z_T.
        times: descending, from T to 0.
        noise: draws eps; used only if eta > 0, of a degradation that ends in noise.
        eta: 0 is deterministic; 1 over all T steps is ancestral sampling with the posterior variance.

    """
    z_t = start.z_T
    degradation = restorer.degradation
    for t, s in time_steps(times):
        alpha_bar_t, alpha_bar_s = float(degradation.alpha_bar[t]), float(degradation.alpha_bar[s])
        x0_hat = restorer(z_t, t)
        eps_hat = degradation.infer_end(z_t, x0_hat, t)
        sigma2 = eta**2 * (1 - alpha_bar_s) / (1 - alpha_bar_t) * (1 - alpha_bar_t / alpha_bar_s)
        z_t = alpha_bar_s**0.5 * x0_hat + max(1 - alpha_bar_s - sigma2, 0.0) ** 0.5 * eps_hat
        if sigma2 > 0:
            z_t = z_t + sigma2**0.5 * noise(z_t)
        yield s, z_t
