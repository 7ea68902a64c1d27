"""Which samplers fit which degradations, and which steps they take."""

import numpy as np

from hotcold import plugins
from hotcold.config.base import Choice
from hotcold.kinds import Need


def misfit(sampler: Choice, degradation: str) -> str | None:
    """Return why a sampler cannot sample what a degradation, by its function, is restored from; None if it can."""
    needs = _needs(sampler)
    if "noise" in needs and plugins.constant("degradations", degradation, "END") != "noise":
        return f"{sampler.function} needs a degradation that ends in noise, as {degradation} does not; try cold"
    if "mixture" in needs and not plugins.constant("degradations", degradation, "MIXTURE"):
        return f"{sampler.function} needs a degradation that is a MIXTURE, as {degradation} is not; try cold or naive"
    if "inverse" in needs and not plugins.has_function("degradations", degradation, "infer_end"):
        return f"{sampler.function} needs a degradation with infer_end, as {degradation} has none; try fixed_z or naive"
    return None


def _needs(sampler: Choice) -> list[Need]:
    """Return what a sampler needs of a degradation, with the options that it is given and the defaults of others."""
    needs: list[Need] | dict[str, dict[str | float, list[Need]]] | None
    needs = plugins.constant("samplers", sampler.function, "NEEDS")
    if not isinstance(needs, dict):
        return needs or []
    options = {**plugins.defaults("samplers", sampler.function), **sampler.options}
    return [
        need for option, values in needs.items() for need in values.get(options.get(option, ""), values.get("else", []))
    ]


def misplaced(source: str, degradation: str) -> str | None:
    """Return why what a degradation, by its function, ends in does not come from a source of latents; None if it does.

    What ends in noise or garments may start from anything but digits.
    """
    of_digits = plugins.constant("latents", source, "POOL") in ("digits", "degraded")
    itself = plugins.constant("degradations", degradation, "END") == "itself"
    if of_digits and not itself:
        return f"{source} are degraded digits, and {degradation} ends in something else; try garments or noise"
    if itself and not of_digits:
        return f"{source} is nothing that {degradation} ends in, which is its own last state; try digits or fitted"
    return None


def steps_taken(sampler: Choice, steps: int, timesteps: int) -> int:
    """Return how many steps a sampler takes that is given so many: T at most."""
    own: int | None = plugins.constant("samplers", sampler.function, "STEPS")
    return min(own or steps, timesteps)


def time_grid(first: int, steps: int) -> list[int]:
    """Return times from ``first`` down to 0 in ``steps`` steps as even as integers allow.

    ``steps`` beyond ``first`` gives every integer once.
    """
    times: list[int] = np.rint(np.linspace(first, 0, min(steps, first) + 1)).astype(int).tolist()
    return times
