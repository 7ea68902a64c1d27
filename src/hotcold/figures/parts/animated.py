"""What an animation shows, in words."""

from collections.abc import Mapping

from hotcold.config.study import Study
from hotcold.plugins import End

ENDS: Mapping[End, str] = {
    "noise": "Gaussian noise",
    "garments": "garments",
    "itself": "what is left of digits",
}


def animation_caption(study: Study, run: str) -> str:
    """Return the caption of a run's animation."""
    sampler, seed = study.run_sampler(run), study.run_seeds(run)[0]
    steps = f"{sampler.steps} step{'' if sampler.steps == 1 else 's'}"
    return (
        f"{study.animations.images} images turn from {ENDS[study.run_end(run)]} into digits, by {sampler.title} in"
        f" {steps}, and are degraded back. Seed {seed}, epoch {study.training.epochs}."
    )
