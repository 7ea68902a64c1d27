"""DPM-Solver++(2M)."""

import math

from hotcold.diffusion.restorer import Restorer
from hotcold.diffusion.sampling import Noise, Start, States, time_steps

NEEDS = ["mixture"]


def sample(restorer: Restorer, start: Start, times: list[int], noise: Noise) -> States:
    """DPM-Solver++(2M), second order in the step, from x0_hat (Lu et al. 2022, arXiv:2211.01095, algorithm 2).

    Integrates the same flow as DDIM with eta = 0, and extrapolates x0_hat from the last two restorations in
    half the log-SNR, lambda = log(sqrt(alpha_bar) / sqrt(1 - alpha_bar)). The first step, and the last, where
    lambda is infinite, are of first order.

    Args:
        restorer: gives x0_hat.
        start: z_T.
        times: descending, from T to 0.
        noise: not used; the solver is deterministic.

    """
    alpha_bar = restorer.degradation.alpha_bar.tolist()
    z_t, previous, previous_h = start.z_T, None, math.nan
    for t, s in time_steps(times):
        x0_hat = restorer(z_t, t)
        if s == 0:
            yield s, x0_hat
            return
        h = _half_log_snr(alpha_bar[s]) - _half_log_snr(alpha_bar[t])
        ahead = x0_hat if previous is None else x0_hat + h / (2 * previous_h) * (x0_hat - previous)
        shrink = math.sqrt((1 - alpha_bar[s]) / (1 - alpha_bar[t]))
        z_t = shrink * z_t - math.sqrt(alpha_bar[s]) * math.expm1(-h) * ahead
        previous, previous_h = x0_hat, h
        yield s, z_t


def _half_log_snr(alpha_bar: float) -> float:
    return 0.5 * math.log(alpha_bar / (1 - alpha_bar))
