"""Ancestral sampling."""

from typing import Literal

from hotcold.diffusion.restorer import Restorer
from hotcold.diffusion.sampling import Noise, Start, States, time_steps

NEEDS = ["noise", "mixture"]


def sample(
    restorer: Restorer,
    start: Start,
    times: list[int],
    noise: Noise,
    *,
    variance: Literal["beta", "posterior"] = "beta",
) -> States:
    """Ancestral sampling of Gaussian diffusion (Ho et al. 2020, algorithm 2 and eq. 6–7).

    Over fewer than T times the steps' betas are those between the times kept (Nichol & Dhariwal 2021,
    section 4). No noise is added at the last step.

    Args:
        restorer: gives x0_hat; its degradation must end in noise.
        start: z_T ~ N(0, I).
        times: descending, from T to 0.
        noise: draws eps.
        variance: ``"beta"`` (the report's sigma² = beta) or the ``"posterior"`` variance, DDPM eq. 7.

    """
    z_t = start.z_T
    alpha_bar = restorer.degradation.alpha_bar
    for t, s in time_steps(times):
        alpha_bar_t, alpha_bar_s = float(alpha_bar[t]), float(alpha_bar[s])
        alpha = alpha_bar_t / alpha_bar_s
        beta = 1 - alpha
        x0_hat = restorer(z_t, t)
        z_t = (alpha_bar_s**0.5 * beta * x0_hat + alpha**0.5 * (1 - alpha_bar_s) * z_t) / (1 - alpha_bar_t)
        if s > 0:
            sigma2 = beta if variance == "beta" else beta * (1 - alpha_bar_s) / (1 - alpha_bar_t)
            z_t = z_t + sigma2**0.5 * noise(z_t)
        yield s, z_t
