"""Noise schedules to look at, to degrade with, and to take elsewhere."""

import importlib.util
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from hotcold import plugin_checks
from hotcold.config.base import Choice
from hotcold.diffusion.schedule import NoiseSchedule
from hotcold.diffusion.schedule_ends import check_ends
from hotcold.errors import InputError

MOST = 100_000  # steps, as in the config


class Schedule(NoiseSchedule):
    """How much of the clean image is left at each of T diffusion steps; index 0 is the clean image.

    Attributes:
        timesteps: T.
        beta: float64 (T+1,), the variance of the noise that step t adds; ``beta[0]`` is NaN.
        alpha_bar: float64 (T+1,), the share of the image's variance that is left; ``alpha_bar[0]`` is 1.
        snr: float64 (T+1,), alpha_bar / (1 - alpha_bar); infinite at t = 0.

    """

    def __repr__(self) -> str:
        return f"Schedule(timesteps={self.timesteps}, alpha_bar[T]={self.alpha_bar[-1]:.3g})"

    def to_diffusers(self, **config: Any) -> Any:  # noqa: ANN401
        """Return it as a ``DDPMScheduler`` of diffusers, whose index t - 1 is our t.

        Args:
            config: further arguments of ``DDPMScheduler``, e.g. ``clip_sample_range=0.5``.

        Raises:
            InputError: diffusers is not installed.

        """
        if importlib.util.find_spec("diffusers") is None:
            raise InputError("to_diffusers: diffusers is not installed; pip install diffusers")
        from diffusers import DDPMScheduler

        return DDPMScheduler(num_train_timesteps=self.timesteps, trained_betas=self.beta[1:].tolist(), **config)


def schedule(name: str | Callable[..., ArrayLike], timesteps: int = 1000, **options: Any) -> Schedule:  # noqa: ANN401
    """Return a noise schedule.

    Args:
        name: ``"linear"``, ``"cosine"``, ``"constant"``, ``"inverse_linear"``, or any other module of
            ``hotcold/diffusion/schedules``; or a function of your own, ``f(timesteps, **options)``, that returns the
            T betas of t = 1..T.
        timesteps: T, the number of diffusion steps.
        options: those of the schedule, e.g. ``max_beta=0.999`` of ``"cosine"``.

    Raises:
        InputError: the name or an option is unknown, or the betas are not T numbers between 0 and 1.

    """
    whole = isinstance(timesteps, int | np.integer) and not isinstance(timesteps, bool)
    if not (whole and 1 <= timesteps <= MOST):
        raise InputError(f"timesteps: {timesteps!r}; expected a whole number of 1 to {MOST:,}")
    if callable(name):
        return Schedule(_betas_of(name, int(timesteps), options))
    plugin_checks.check_options("schedules", name, options, f"schedule {name!r}")
    return Schedule(check_ends(Choice(function=name, options=options), int(timesteps)).beta)


def _betas_of(function: Callable[..., ArrayLike], timesteps: int, options: dict[str, Any]) -> Any:  # noqa: ANN401
    """Return beta[0..T] of a function of the user's own."""
    beta = np.asarray(function(timesteps, **options))
    if beta.shape != (timesteps,) or beta.dtype.kind != "f" or not np.all((beta > 0) & (beta < 1)):
        called = getattr(function, "__name__", "the function")
        raise InputError(f"schedule {called!r}: expected {timesteps} betas between 0 and 1, exclusive")
    return np.concatenate([[np.nan], beta.astype(np.float64)])
