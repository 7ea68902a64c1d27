"""Whether a schedule begins and ends where samplers can use it; a training, of a checked config, needs none of it."""

import contextlib

import numpy as np

from hotcold import plugins
from hotcold.config.base import Choice
from hotcold.diffusion.schedule import NoiseSchedule, make_schedule
from hotcold.errors import InputError

MOST_LEFT = 0.01  # of the clean image's variance at T, where sampling starts from the end alone


def check_ends(choice: Choice, timesteps: int, run: str | None = None) -> NoiseSchedule:
    """Return a schedule whose ends are sound.

    Args:
        choice: the schedule's module and its options.
        timesteps: T >= 1.
        run: one that starts from the end alone, if there is one: next to nothing of the clean image may be left at T.

    Raises:
        InputError: `make_schedule` refuses it, or float32 cannot tell its alpha_bar from 1 at the first step, or from 0
            at the last, or more than `MOST_LEFT` of the variance is left for ``run``.

    """
    schedule = make_schedule(choice, timesteps)
    first, last = schedule.alpha_bar[[1, -1]].astype(np.float32)
    # Samplers divide by alpha_bar and by 1 - alpha_bar, in float32.
    if not (first < 1 and last >= np.finfo(np.float32).smallest_normal):
        raise InputError(
            f"schedule {choice.function!r}: alpha_bar goes from {first:g} to {last:g}, beyond what float32 can tell;"
            f" {_mend(choice, timesteps)}"
        )
    if run and last > MOST_LEFT:
        raise InputError(
            f"alpha_bar is {last:.3g} at T = {timesteps}, and {run} starts from what has nothing of a digit; expected"
            f" {MOST_LEFT} at most: {_mend(choice, timesteps)}"
        )
    return schedule


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
