"""What a sampler leaves undone with so many steps: for Gaussian data and its perfect denoiser, exactly.

Few steps punish some schedules more than others, however well a network has learnt. For digits x and ends z that are
Gaussian the perfect denoiser is linear, and in the coordinates of a `GaussianPair` a sample is a sum of known
multiples of the means, of z and of the noise of each step. So the samples are Gaussian too, with a mean and a
covariance that follow without drawing any. Nothing is clipped.
"""

import itertools
import math
from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import torch
from torch import Tensor

from hotcold import plugins
from hotcold.config.base import Choice
from hotcold.config.discretisation import Discretised
from hotcold.config.fit import steps_taken, time_grid
from hotcold.config.sampling import Sampler
from hotcold.diffusion.degradation import Degradation, make_degradation
from hotcold.diffusion.restorer import Restorer
from hotcold.diffusion.sampling import Start
from hotcold.diffusion.schedule import NoiseSchedule
from hotcold.evaluation.gaussian_pair import Floats, GaussianPair
from hotcold.storage.tables import Column

DISCRETISATION = {
    "split": Column("", "of the digits and garments whose mean and covariance are taken: train"),
    "degradation": Column("", "function of the degradation, which says what ends are: white noise, or garments"),
    "schedule": Column("", "name of the noise schedule"),
    "sampler": Column("", "function and options of the sampler"),
    "function": Column("", "function of the sampler"),
    "steps": Column("step", "sampling steps from T to 0"),
    "distance": Column(
        "pixel unit²",
        "squared Fréchet distance between samples and digits, both Gaussian; exact; missing for a sampler whose samples"
        " are not linear in its start and its noise, pixel by pixel, or that adds noise to garments",
    ),
    "variance_left": Column("", "variance of the samples as a share of the digits', summed over pixels; likewise"),
}


def perfect_restorer(degradation: Degradation, variance: Tensor, mean: Tensor, end: Tensor) -> Restorer:
    """Return R(z_t, t) = E[x | z_t] for states (1, 1, 1, d) of coordinates, under a degradation that mixes.

    Args:
        degradation: of z_t = sqrt(alpha_bar) x + sqrt(1 - alpha_bar) z.
        variance: (d,) of x; that of z is 1.
        mean: of x, (1, 1, 1, d).
        end: that of z, likewise.

    """

    def network(z_t: Tensor, time: Tensor) -> Tensor:
        alpha_bar = float(degradation.alpha_bar[round(float(time[0]) * degradation.timesteps)])
        signal, noise = math.sqrt(alpha_bar), math.sqrt(1 - alpha_bar)
        deviation = (z_t - signal * mean - noise * end) / (alpha_bar * variance + 1 - alpha_bar)
        if degradation.predicts == "eps":
            return end + noise * deviation
        return mean + signal * variance * deviation

    return Restorer(network, degradation, float("inf"))


def sampled_moments(sampler: Sampler, degradation: Degradation, pair: GaussianPair) -> tuple[Floats, Floats] | None:
    """Return mean and variance (d,), along the coordinates, of what a sampler makes of z with the perfect denoiser.

    A sample is Σ c u over the inputs u: the two means, the deviation of z from its, and each noise. The c are its
    derivatives, read off the sampler itself by automatic differentiation, whatever its formula. None if its samples
    are no such sum, or noise is added in coordinates in which it is correlated.
    """
    generator = torch.Generator().manual_seed(0)  # a sum has the same derivatives everywhere
    inputs: list[Tensor] = []

    def drawn() -> Tensor:
        shape = (1, 1, 1, len(pair.mean))
        inputs.append(torch.rand(shape, generator=generator, dtype=torch.float64).requires_grad_())
        return inputs[-1]

    mean, end = drawn(), drawn()
    z = end + drawn()
    restorer = perfect_restorer(degradation, torch.from_numpy(pair.variance), mean, end)
    times, sample = time_grid(degradation.timesteps, sampler.steps), plugins.entry("samplers", sampler.function)
    *_, (_, x) = sample(restorer, Start(z_T=z, z=z), times, lambda like: drawn(), **sampler.options)
    white = pair.overlap is None
    if not x.requires_grad or (len(inputs) > 3 and not white):
        return None
    of_mean, of_end, *of_noises = found = torch.autograd.grad(x.sum(), inputs, materialize_grads=True)
    summed = torch.stack([c * u for c, u in zip(found, inputs, strict=True)]).sum(dim=0)
    if not torch.allclose(summed, x, rtol=1e-6, atol=1e-6):
        return None
    variance = torch.stack(of_noises).square().sum(dim=0)
    moved = of_mean.flatten().numpy() * pair.mean + of_end.flatten().numpy() * pair.end
    return moved, variance.flatten().numpy()


def discretisation_table(
    plans: Sequence[Discretised],
    schedules: Mapping[str, NoiseSchedule],
    pairs: Mapping[str, GaussianPair],
    on_sampler: Callable[[], object],
) -> pd.DataFrame:
    """Return what every schedule, sampler and number of steps leaves of the digits; see `DISCRETISATION`.

    Args:
        plans: what is looked at of each degradation; of steps those that are taken.
        schedules: by name.
        pairs: digits and ends, by the function of the degradation.
        on_sampler: called after each sampler of each schedule.

    """
    rows = []
    for plan in plans:
        pair = pairs[plan.degradation]
        for name, choice in itertools.product(plan.schedules, plan.samplers):
            degradation = make_degradation(Choice(function=plan.degradation), schedules[name])
            for steps in sorted({steps_taken(choice, steps, degradation.timesteps) for steps in plan.steps}):
                sampler = Sampler(function=choice.function, options=choice.options, steps=steps)
                rows.append(
                    {
                        "split": "train",
                        "degradation": plan.degradation,
                        "schedule": name,
                        "sampler": sampler.title,
                        "function": sampler.function,
                        "steps": steps,
                        **_left(pair, sampled_moments(sampler, degradation, pair)),
                    }
                )
            on_sampler()
    return pd.DataFrame(rows).astype(dict.fromkeys(("distance", "variance_left"), float))


def _left(pair: GaussianPair, found: tuple[Floats, Floats] | None) -> dict[str, float | None]:
    if found is None:
        return {"distance": None, "variance_left": None}
    _, variance = found
    return {
        "distance": pair.squared_distance(*found),
        "variance_left": pair.total(variance) / pair.total(pair.variance),
    }
