"""Noise schedules: how much of the clean image is left at each diffusion step.

Indices run 0..T; index 0 is the clean image. ``alpha_bar[t] = prod_{i<=t} (1 - beta[i])`` (the report
writes α_t for it), always recomputed from the betas that are used, in float64.
"""

import contextlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hotcold import plugins
from hotcold.config.base import Choice
from hotcold.errors import InputError

MOST_LEFT = 0.01  # of the clean image's variance at T, where sampling starts from the end alone
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
        InputError: the name is unknown, or its betas are not T numbers with 0 < beta < 1, or float32 cannot tell its
            alpha_bar from 1 at the first step, or from 0 at the last.

    """
    name = choice.function
    try:
        with np.errstate(all="ignore"):
            beta = np.asarray(plugins.entry("schedules", name)(timesteps, **choice.options), dtype=np.float64)
    except (ArithmeticError, TypeError, ValueError) as error:
        raise InputError(f"schedule {name!r}: cannot be computed with {choice.options} ({error})") from error
    if beta.shape != (timesteps,) or not np.all((beta > 0) & (beta < 1)):
        why = f", as rescale: true does not leave them at T = {timesteps}" if choice.options.get("rescale") else ""
        raise InputError(f"schedule {name!r}: beta must be {timesteps} numbers between 0 and 1, exclusive{why}")
    schedule = NoiseSchedule(np.concatenate([[np.nan], beta]))
    first, last = schedule.alpha_bar[[1, -1]].astype(np.float32)
    # Samplers divide by alpha_bar and by 1 - alpha_bar, in float32.
    if not (first < 1 and last >= np.finfo(np.float32).smallest_normal):
        raise InputError(
            f"schedule {name!r}: alpha_bar goes from {first:g} to {last:g}, beyond what float32 can tell;"
            f" {_mend(choice, timesteps)}"
        )
    return schedule


def check_end(choice: Choice, timesteps: int, run: str) -> None:
    """Check that next to nothing is left of the clean image at T, as a run that starts from the end alone needs it.

    Raises:
        InputError: more than `MOST_LEFT` of its variance is.

    """
    left = make_schedule(choice, timesteps).alpha_bar[-1]
    if left > MOST_LEFT:
        raise InputError(
            f"alpha_bar is {left:.3g} at T = {timesteps}, and {run} starts from what has nothing of a digit; expected"
            f" {MOST_LEFT} at most: {_mend(choice, timesteps)}"
        )


def scale(timesteps: int, rescale: bool) -> float:
    """Return by how much betas grow so that T steps add about the noise that `MEANT_FOR` steps would."""
    return MEANT_FOR / timesteps if rescale else 1.0


def _mend(choice: Choice, timesteps: int) -> str:
    """Return what would make a schedule end well."""
    known = plugins.options("schedules", choice.function)
    rescaled = Choice(function=choice.function, options={**choice.options, "rescale": True})
    if "rescale" in known and not choice.options.get("rescale"):
        with contextlib.suppress(InputError):
            if make_schedule(rescaled, timesteps).alpha_bar[-1] <= MOST_LEFT:
                return "set options.rescale: true, which scales betas to T"
    others = ", ".join(option for option in known if option != "rescale")
    return f"raise its betas (options {others}), or timesteps" if others else "raise its betas, or timesteps"
