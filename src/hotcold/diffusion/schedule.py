"""Noise schedules: how much of the clean image is left at each diffusion step.

Indices run 0..T; index 0 is the clean image. ``alpha_bar[t] = prod_{i<=t} (1 - beta[i])`` (the report
writes α_t for it), always recomputed from the betas that are used, in float64.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hotcold import plugins
from hotcold.config.base import Choice
from hotcold.errors import InputError

MEANT_FOR = 1000  # steps, by betas that are rescaled


@dataclass(frozen=True)
class NoiseSchedule:
    """A variance-preserving schedule over T steps.

    Attributes:
        beta: (T+1,) float64, the noise variance added by step t; ``beta[0]`` is NaN.

    """

    beta: NDArray[np.float64]

    @property
    def timesteps(self) -> int:
        """T, the number of diffusion steps."""
        return len(self.beta) - 1

    @property
    def alpha_bar(self) -> NDArray[np.float64]:
        """(T+1,) share of the signal's variance left at step t; ``alpha_bar[0] = 1``."""
        return np.concatenate([[1.0], np.cumprod(1 - self.beta[1:])])

    @property
    def snr(self) -> NDArray[np.float64]:
        """(T+1,) signal-to-noise ratio alpha_bar / (1 - alpha_bar); infinite at t = 0."""
        alpha_bar = self.alpha_bar
        with np.errstate(divide="ignore"):
            return alpha_bar / (1 - alpha_bar)


def make_schedule(choice: Choice, timesteps: int) -> NoiseSchedule:
    """Build a schedule: the module of ``schedules/`` whose ``beta(timesteps, *, options)`` gives beta[1..T].

    Args:
        choice: the module's name, e.g. ``cosine``, and its options.
        timesteps: T >= 1.

    Raises:
        InputError: the name is unknown, or its betas are not T numbers with 0 < beta < 1.

    """
    name = choice.function
    try:
        with np.errstate(all="ignore"):
            beta = np.asarray(plugins.entry("schedules", name)(timesteps, **choice.options), dtype=np.float64)
    except (ArithmeticError, TypeError, ValueError) as error:
        raise InputError(f"schedule {name!r}: cannot be computed with {choice.options} ({error})") from error
    if beta.shape != (timesteps,) or not np.all((beta > 0) & (beta < 1)):
        raise InputError(
            f"schedule {name!r}: beta must be {timesteps} numbers between 0 and 1, exclusive"
            + (f", as rescale: true does not leave them at T = {timesteps}" if choice.options.get("rescale") else "")
        )
    return NoiseSchedule(np.concatenate([[np.nan], beta]))


def scale(timesteps: int, rescale: bool) -> float:
    """Return by how much betas grow so that T steps add about the noise that `MEANT_FOR` steps would."""
    return MEANT_FOR / timesteps if rescale else 1.0
