"""Algorithm 1, in both readings."""

from typing import Literal

from hotcold.diffusion.restorer import Restorer
from hotcold.diffusion.sampling import Noise, Start, States, time_steps

NEEDS = {"reading": {"inferred_z": ["inverse"]}}


def sample(
    restorer: Restorer,
    start: Start,
    times: list[int],
    noise: Noise,
    *,
    reading: Literal["fixed_z", "inferred_z"] = "fixed_z",
) -> States:
    """Improved sampling of Cold Diffusion (Bansal et al. 2022, algorithm 2; the report's Algorithm 1).

    ``z_s = z_t − D(x̂, t) + D(x̂, s)`` leaves open which end z the operator D uses. ``fixed_z`` keeps the one
    sampling started from (the published choice): the sum telescopes into a weighted average of the
    restorations, and a perturbation of z_T alone reaches the output undamped. ``inferred_z`` recovers z from
    z_t and x̂ at every step, which is DDIM with eta = 0.

    Args:
        restorer: gives x0_hat.
        start: z_T, and the z that ``fixed_z`` keeps.
        times: descending, from T to 0.
        noise: not used; the algorithm is deterministic.
        reading: which z enters D.

    """
    z_t = start.z_T
    degrade = restorer.degradation.degrade
    for t, s in time_steps(times):
        x0_hat = restorer(z_t, t)
        z = start.z if reading == "fixed_z" else restorer.degradation.infer_end(z_t, x0_hat, t)
        z_t = z_t - degrade(x0_hat, t, z) + degrade(x0_hat, s, z)
        yield s, z_t
