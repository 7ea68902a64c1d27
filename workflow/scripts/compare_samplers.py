"""Compare samplers and numbers of steps on one checkpoint: how good their images are and what they cost."""

import logging
from pathlib import Path

from pydantic import Field

from hotcold import seeds
from hotcold.config.model import Weights
from hotcold.config.sampling import Guidance, RunSampler
from hotcold.diffusion.device import pick_device
from hotcold.diffusion.latent import draw_latents, read_pools
from hotcold.diffusion.models import TrainedModel, open_model
from hotcold.evaluation.features.digit_classifier import load_classifier
from hotcold.evaluation.quality import QUALITY, compare_samplers, digit_scores
from hotcold.evaluation.reference import read_reference
from hotcold.plugins import SOURCES
from hotcold.steps.arguments import Sampling
from hotcold.steps.command import run
from hotcold.storage.tables import write_table


class CompareSamplers(Sampling):
    """Compare samplers and numbers of steps on one checkpoint."""

    checkpoint: Path
    """The model (.safetensors of train.py)."""

    samplers: list[RunSampler] = Field(min_length=1)
    """What to compare, all with the averaged weights; a checkpoint that guides lies beside the model."""

    images: int = Field(1000, ge=2)
    """Images from each sampler."""

    reference: Path
    """Digit features of real digits, as compute_reference.py writes them (.npz)."""

    classifier: Path
    """The digit classifier (.safetensors)."""

    confident: float = 0.9
    """Probability from which a sample counts as confidently classified."""

    output: Path
    """Table to write (.parquet)."""


def main(arguments: CompareSamplers) -> None:
    def opened(weights: Weights, guidance: Guidance | None) -> TrainedModel:
        return open_model(arguments.checkpoint, weights, arguments.compute, guidance)

    model = opened(arguments.weights, None)
    source = SOURCES[model.restorer.degradation.end]
    pools = read_pools(arguments.digits, arguments.garments, arguments.split)
    # The starts that sample.py takes too, so that both tables give the run's own sampler the same score.
    generator = seeds.numpy_generator(model.description.seed, "latents", source)
    latents = draw_latents(model, pools, arguments.images, generator, source)
    reference = read_reference(arguments.reference, arguments.digits, arguments.classifier)
    classifier = load_classifier(arguments.classifier, pick_device(arguments.compute.device))
    table = compare_samplers(
        opened,
        (arguments.weights, arguments.sampler),
        arguments.samplers,
        latents,
        block=arguments.block,
        compute=arguments.compute,
        score=lambda images: digit_scores(images, reference, classifier, arguments.confident),
        on_sampler=logging.info,
    )
    write_table(table, arguments.output, QUALITY)


if __name__ == "__main__":
    run(main, CompareSamplers)
