"""Samplers: from z_T back to an image.

A sampler is a module of ``samplers/`` with ``sample(restorer, start, times, noise, *, options)``. It is a generator of
``(t, z_t)`` for every time after the first; the last, at t = 0, is the sample. ``NEEDS`` lists what it needs of a
degradation, if anything: ``"noise"`` as its end; that it is the ``"mixture"`` of ``mixing.py``, ``MIXTURE``; or an
``"inverse"``, which is its ``infer_end``. A mapping says with which values of which option:
``{"reading": {"inferred_z": ["inverse"]}}``; ``"else"`` stands for all other values. ``STEPS`` is how many steps it
takes, if that is a number of its own.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from hotcold import plugins
from hotcold.config.fit import misfit, time_grid
from hotcold.config.sampling import Sampler
from hotcold.diffusion.restorer import Restorer
from hotcold.errors import InputError

States = Iterator[tuple[int, Tensor]]
Noise = Callable[[Tensor], Tensor]  # standard Gaussian noise, shaped like its argument


@dataclass(frozen=True)
class Start:
    """Where sampling starts, (n, 1, 28, 28) both.

    Attributes:
        z_T: the state at the first time.
        z: the end of the degradation as Algorithm 1's fixed-z reading keeps it; usually z_T itself.

    """

    z_T: Tensor
    z: Tensor


def time_steps(times: list[int]) -> Iterator[tuple[int, int]]:
    """Yield (t, s) for each step from t down to s."""
    return pairwise(times)


def sampler_states(restorer: Restorer, sampler: Sampler, start: Start, first: int, seed: int, *, block: int) -> States:
    """Run ``sampler`` from ``start``, the state at time ``first`` (1..T); yield (t, z_t) after each step.

    Args:
        restorer: R(z_t, t).
        sampler: the function, its options, and its number of steps from T to 0; from ``first`` on it takes the
            same share of them.
        start: the state at ``first``.
        first: first time, 1..T.
        seed: of the sampler's own noise.
        block: noise is drawn for so many images and cut to those there are, so that the first images of a
            block are the same whether or not it is full.

    Raises:
        InputError: the degradation lacks what the sampler needs of it.

    """
    if reason := misfit(sampler, restorer.degradation.name):
        raise InputError(reason)
    generator = torch.Generator(start.z_T.device).manual_seed(seed)

    def noise(like: Tensor) -> Tensor:
        shape = (block, *like.shape[1:])
        return torch.randn(shape, generator=generator, device=like.device, dtype=like.dtype)[: len(like)]

    steps = max(1, round(sampler.steps * first / restorer.degradation.timesteps))
    states: States = plugins.entry("samplers", sampler.function)(
        restorer, start, time_grid(first, steps), noise, **sampler.options
    )
    return states
