"""Images degraded: drowned in noise, morphed into garments, or by a degradation of one's own."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from hotcold import plugin_checks, plugins, seeds
from hotcold.config.base import Choice
from hotcold.config.data import DataSettings
from hotcold.data.pixels import from_unit, to_unit
from hotcold.diffusion.degradation import Degradation, make_degradation
from hotcold.diffusion.latent import Pools
from hotcold.errors import InputError
from hotcold.library.bundled import bundled
from hotcold.library.images import Images, ImagesLike, read, read_states
from hotcold.library.schedules import Schedule
from hotcold.library.schedules import schedule as make
from hotcold.plugins import SOURCES

Times = int | Sequence[int] | NDArray[np.integer]


def degrade(
    images: ImagesLike,
    t: Times,
    *,
    degradation: str = "gaussian",
    schedule: str | Schedule | Callable[..., ArrayLike] = "cosine",
    timesteps: int = 1000,
    seed: int = 0,
    end: ImagesLike | None = None,
    **options: Any,  # noqa: ANN401
) -> Images:
    """Degrade clean images to step t: z_t = √alpha_bar[t] · x + √(1 − alpha_bar[t]) · z, for noise and morphs alike.

    The formula holds on the scale of the networks, [-0.5, 0.5]: take 0.5 off the images, and off what is returned.

    Args:
        images: (n, 28, 28) or (n, 1, 28, 28), uint8 or floats in [0, 1].
        t: 0..T, where 0 leaves the images as they are; one for all, or one for each.
        degradation: ``"gaussian"``, ``"morph"``, or any other module of ``hotcold/diffusion/degradations``.
        schedule: a name or a function, as `hotcold.schedule` takes them, or what it returned.
        timesteps: T, unless a `Schedule` is given, which has its own.
        seed: of the noise, or of the bundled test garments that are drawn. What ends in itself is made by noise too,
            if there is anything random in it.
        end: z instead of that: an image for each (morph), or standard Gaussian noise (n, 28, 28) (all others).
        options: those of the degradation, e.g. ``place="centre"`` of ``"mask"``.

    Returns:
        float32 (n, 28, 28) on the scale of the images, 0 paper and 1 ink. Not clipped, so that it can be restored:
        noise, of standard deviation 1 at T, and mixtures go beyond both.

    Raises:
        InputError: images, t, a name, an option or the end are not as expected.

    """
    chosen = schedule if isinstance(schedule, Schedule) else make(schedule, timesteps)
    plugin_checks.check_options("degradations", degradation, options, f"degradation {degradation!r}")
    operator = make_degradation(Choice(function=degradation, options=options), chosen)
    return degraded(operator, DataSettings().pixel_limit, images, t, seed, end)


def degraded(
    degradation: Degradation, limit: float, images: ImagesLike, t: Times, seed: int, end: ImagesLike | None
) -> Images:
    """Return images degraded, where the networks see [-limit, limit] (see `degrade`)."""
    x = read(images)
    times = read_times(t, len(x), degradation.timesteps)
    z = draw_end(degradation, limit, len(x), seed) if end is None else read_end(degradation, limit, end, len(x))
    pixels, ends = (torch.from_numpy(side)[:, None].to(degradation.device) for side in (from_unit(x, limit), z))
    z_t = degradation.degrade(pixels, torch.from_numpy(times).to(degradation.device), ends)
    return to_unit(z_t[:, 0].cpu().numpy(), limit)


def read_times(t: Times, n: int, timesteps: int) -> NDArray[np.int64]:
    """Return the time (n,) of each image."""
    times = np.asarray(t)
    if times.dtype.kind not in "iu" or times.shape not in ((), (n,)) or times.min() < 0 or times.max() > timesteps:
        raise InputError(f"t: {t!r}; expected a whole number of 0 to {timesteps}, or one for each of {n} images")
    return np.broadcast_to(times, (n,)).astype(np.int64)


def read_end(degradation: Degradation, limit: float, end: ImagesLike, n: int, name: str = "end") -> Images:
    """Return a z that was given, (n, 28, 28) in model space."""
    noise = (name == "end" and degradation.end == "itself") or degradation.end == "noise"
    z = read_states(end, name) if noise else from_unit(read(end, name), limit)
    if noise and z.min() >= 0:
        raise InputError(f"{name}: nothing below 0; expected standard Gaussian noise, as this degradation takes")
    if len(z) != n:
        raise InputError(f"{name}: {len(z)}; expected one for each of {n} images")
    return z


def draw_end(degradation: Degradation, limit: float, n: int, seed: int) -> Images:
    """Return a z (n, 28, 28) in model space for each of n images, as training draws it."""
    source = SOURCES["noise" if degradation.end == "itself" else degradation.end]
    pool = pools().of(source, "test", limit)
    drawn: Images = plugins.entry("latents", source)(pool, n, seeds.numpy_generator(seed, "degrade", source)).z
    return drawn


def pools() -> Pools:
    """Return the bundled images that ends and starts are drawn from."""
    return Pools(*({"test": bundled(name).test_images} for name in ("digits", "garments")))
