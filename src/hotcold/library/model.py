"""A trained model in a user's hands: sample, restore, degrade, and watch."""

from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from hotcold import plugin_checks, seeds
from hotcold.config.fit import misfit
from hotcold.config.model import ModelDescription
from hotcold.config.sampling import Sampler, Split
from hotcold.data.pixels import from_unit, to_unit
from hotcold.diffusion.generation import LAST, generate
from hotcold.diffusion.latent import Latents, draw_starts, source_of
from hotcold.diffusion.models import TrainedModel
from hotcold.errors import InputError
from hotcold.library.degrading import Times, degraded, draw_end, pools, read_end
from hotcold.library.images import Images, ImagesLike, read_states
from hotcold.library.schedules import Schedule
from hotcold.library.settings import settings

STEPS = 50
MOST = 1_000_000_000  # images, as in the config
BLOCK = 100  # images side by side, as in config.yaml: the same seed gives the samples that a study has
SPLIT: Split = "test"


class Model:
    """A trained model, as `hotcold.load` returns it.

    Images go in and out as everywhere in `hotcold`. A *state* z_t is an image on its way, on the same scale (0 paper,
    1 ink), but not clipped: noise and mixtures go beyond both.

    The methods that sample have these arguments in common:

    - ``seed``: of every draw. The first images are the same however many are asked for.
    - ``steps``: of the sampler from T to 0, at most T; None: 50, or T if that is fewer. From t on it takes the same
      share of them.
    - ``sampler``: ``"ancestral"``, ``"ddim"``, ``"dpm"``, ``"naive"``, ``"cold"``, ``"direct"``, or any other module of
      ``hotcold/diffusion/samplers``. By default ancestral with the posterior variance where it fits, as for hot
      diffusion, and naive for others: what gave the best pictures.
    - further keywords are options of the sampler, e.g. ``sampler="cold", reading="inferred_z"``.
    """

    def __init__(self, trained: TrainedModel) -> None:
        """Take what `hotcold.diffusion.models.open_model` returned."""
        self._trained = trained
        self._restorer = trained.restorer
        self._degradation = trained.restorer.degradation

    def __repr__(self) -> str:
        about = self.description
        what = f"{about.degradation}, {about.schedule}, {about.network}, T = {about.timesteps}"
        return f"Model({what}; {about.run}, seed {about.seed}, epoch {self.epoch})"

    @property
    def description(self) -> ModelDescription:
        """What it is, with its run, seed, degradation, schedule, network, timesteps and pixel_limit."""
        return self._trained.description

    @property
    def epoch(self) -> int:
        """The epoch of training that it was kept after."""
        return self._trained.epoch

    @property
    def timesteps(self) -> int:
        """T, the number of diffusion steps."""
        return self.description.timesteps

    @property
    def schedule(self) -> Schedule:
        """Its noise schedule."""
        alpha_bar = self._degradation.alpha_bar
        return Schedule(np.concatenate([[np.nan], 1 - alpha_bar[1:] / alpha_bar[:-1]]))

    def sample(
        self,
        n: int | None = None,
        *,
        seed: int = 0,
        steps: int | None = None,
        sampler: str | None = None,
        start: ImagesLike | None = None,
        progress: bool = False,
        **options: Any,  # noqa: ANN401
    ) -> Images:
        """Generate n images.

        Args:
            n: how many; may be left out with ``start``.
            seed: see `Model`.
            steps: see `Model`.
            sampler: see `Model`.
            start: what to start from in place of draws by ``seed``: images to morph into digits (cold), standard
                Gaussian noise (n, 28, 28) (hot), or images degraded to T (what ends in itself). By default a morph
                starts from bundled test garments, and what ends in itself from bundled test digits, degraded: 2,000
                of either, which come again in more samples than that.
            progress: whether a bar is shown meanwhile.
            options: of the sampler.

        Returns:
            float32 (n, 28, 28) in [0, 1].

        Raises:
            InputError: the sampler does not fit the model, or an argument is not as expected.

        """
        chosen, latents = self._sampler(sampler, steps, options), self._latents(n, seed, start)
        sample: Images = self._generated(chosen, latents, seed, progress)[-1]
        return sample.clip(0, 1)

    def trajectory(
        self,
        n: int | None = None,
        *,
        seed: int = 0,
        steps: int | None = None,
        sampler: str | None = None,
        start: ImagesLike | None = None,
        progress: bool = False,
        **options: Any,  # noqa: ANN401
    ) -> Images:
        """Generate n images as `sample` does, and return all states on the way.

        Returns:
            float32 (steps + 1, n, 28, 28): states from the start to the digits. The last, clipped, is what `sample`
            returns.

        Raises:
            InputError: see `sample`.

        """
        chosen, latents = self._sampler(sampler, steps, options), self._latents(n, seed, start)
        return self._generated(chosen, latents, seed, progress, kept=slice(None))

    def degrade(self, images: ImagesLike, t: Times, *, seed: int = 0, end: ImagesLike | None = None) -> Images:
        """Degrade clean images to step t as in this model's training (see `hotcold.degrade`).

        Returns:
            float32 (n, 28, 28): states z_t, which `restore` takes.

        """
        return degraded(self._degradation, self.description.pixel_limit, images, t, seed, end)

    def restore(
        self,
        images: ImagesLike,
        t: int,
        *,
        seed: int = 0,
        steps: int | None = None,
        sampler: str | None = None,
        end: ImagesLike | None = None,
        **options: Any,  # noqa: ANN401
    ) -> Images:
        """Restore images that are degraded already, as `degrade` returns them.

        Args:
            images: states z_t, (n, 28, 28) or (n, 1, 28, 28), not clipped.
            t: how far they are degraded, 0..T; 0 returns them as they are, T is sampling.
            seed: see `Model`.
            steps: see `Model`.
            sampler: see `Model`; ``"direct"`` is the network's first guess.
            end: what they were degraded with, where it is known (see `degrade`). For a morph ``"cold"`` gains by it,
                and ``"naive"`` errs more with it. Both keep it, and otherwise take the one that the first guess
                implies, or that `degrade` draws with this seed, for a model that ends in itself.
            options: of the sampler.

        Returns:
            float32 (n, 28, 28) in [0, 1].

        Raises:
            InputError: the sampler does not fit the model, or an argument is not as expected.

        """
        limit, states = self.description.pixel_limit, read_states(images)
        if isinstance(t, bool) or not isinstance(t, int | np.integer) or not 0 <= t <= self.timesteps:
            raise InputError(f"t: {t!r}; expected a whole number of 0 to {self.timesteps}")
        chosen = self._sampler(sampler, steps, options)
        z_t = from_unit(states, limit)
        if t == 0:
            return states.clip(0, 1)
        if end is not None:
            z = read_end(self._degradation, limit, end, len(z_t))
        elif self._degradation.end == "itself":
            z = draw_end(self._degradation, limit, len(z_t), seed)
        else:
            z = self._implied_end(z_t, int(t))
        restored: Images = self._generated(chosen, Latents(z_T=z_t, z=z), seed, False, int(t))[-1]
        return restored.clip(0, 1)

    @torch.inference_mode()
    def _implied_end(self, z_t: Images, t: int) -> Images:
        """Return the z for which the first guess degrades to z_t, within the pixels' range; z_t where there is none."""
        if self._degradation.end == "noise" or self._degradation.inverse is None:
            return z_t
        limit, ends = self.description.pixel_limit, []
        for first in range(0, len(z_t), BLOCK):
            state = torch.from_numpy(z_t[first : first + BLOCK])[:, None].to(self._degradation.device)
            end = self._degradation.infer_end(state, self._restorer(state, t), t)
            ends.append(end[:, 0].clamp(-limit, limit).float().cpu().numpy())
        return np.concatenate(ends)

    def _sampler(self, function: str | None, steps: int | None, options: dict[str, Any]) -> Sampler:
        if function is None:
            fits = misfit(Sampler(function="ancestral"), self._degradation.name) is None
            function, options = ("ancestral", {"variance": "posterior"} | options) if fits else ("naive", options)
        plugin_checks.check_options("samplers", function, options, f"sampler {function!r}")
        taken = min(STEPS, self.timesteps) if steps is None else steps
        chosen = settings(Sampler, function=function, options=options, steps=taken)
        if chosen.steps > self.timesteps:
            raise InputError(f"steps: {steps}; expected at most T, {self.timesteps}")
        return chosen

    def _latents(self, n: int | None, seed: int, start: ImagesLike | None) -> Latents:
        if n is None and start is not None:
            n = len(read_states(start, "start"))
        elif isinstance(n, bool) or not isinstance(n, int | np.integer) or not 1 <= n <= MOST:
            raise InputError(f"n: {n!r}; expected a number of images from 1 on, or what to start from")
        if start is None:
            return draw_starts(self._trained, pools(), SPLIT, int(n), seed, source_of(self._degradation, None))
        limit = self.description.pixel_limit
        z_T = read_end(self._degradation, limit, start, n, "start")
        itself = self._degradation.end == "itself"
        return Latents(z_T=z_T, z=draw_end(self._degradation, limit, n, seed) if itself else z_T)

    def _generated(
        self, sampler: Sampler, latents: Latents, seed: int, progress: bool, t: int | None = None, kept: slice = LAST
    ) -> Images:
        """Return the states (kept, n, 28, 28) on the scale of images."""
        noise_seed, found = seeds.derive(seed, "samples", SPLIT), []
        with tqdm(total=len(latents.z_T), unit=" images", disable=None if progress else True) as bar:
            for states in generate(self._restorer, sampler, latents, noise_seed, block=BLOCK, first=t, kept=kept):
                found.append(states)
                bar.update(states.shape[1])
        return to_unit(np.concatenate(found, axis=1), self.description.pixel_limit)
