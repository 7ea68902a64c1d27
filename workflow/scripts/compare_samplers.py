"""Compare samplers and numbers of steps on one checkpoint: how good their images are and what they cost."""

import logging
from pathlib import Path

from pydantic import Field

from hotcold import seeds
from hotcold.config.base import Name
from hotcold.config.model import Weights
from hotcold.config.sampling import RunSampler
from hotcold.diffusion.device import pick_device
from hotcold.diffusion.latent import draw_starts, read_pools, source_of
from hotcold.diffusion.models import TrainedModel, open_model
from hotcold.evaluation.quality import QUALITY, compare_samplers, digit_scores
from hotcold.evaluation.reference import read_reference
from hotcold.evaluation.seen import open_eye
from hotcold.steps.arguments import InBlocks, Sampling, Starting
from hotcold.steps.command import run
from hotcold.storage.tables import write_table


class CompareSamplers(Sampling, InBlocks, Starting):
    """Compare samplers and numbers of steps on one checkpoint."""

    run: Name
    """Name of the run."""

    checkpoint: Path
    """The model (.safetensors of train.py)."""

    samplers: list[RunSampler] = Field(min_length=1)
    """What to compare, all with the averaged weights; a checkpoint that guides lies beside the model."""

    images: int = Field(ge=2)
    """Images from each sampler."""

    reference: Path
    """Digit features of real digits, as compute_reference.py writes them (.npz)."""

    classifier: Path
    """The digit classifier (.safetensors)."""

    output: Path
    """Table to write (.parquet)."""


def main(arguments: CompareSamplers) -> None:
    def opened(weights: Weights, sampler: RunSampler) -> TrainedModel:
        return open_model(arguments.checkpoint, weights, arguments.compute, sampler)

    model, split = opened(arguments.weights, arguments.sampler), arguments.split
    seed, source = model.description.seed, source_of(model.restorer.degradation, arguments.start)
    pools = read_pools(arguments.digits, arguments.digits_test, arguments.garments, arguments.garments_test)
    # The starts and the noise that sample.py takes too, so that both tables give the run's own sampler the same score.
    latents = draw_starts(model, pools, split, arguments.images, seed, source)
    reference = read_reference(arguments.reference, arguments.digits, arguments.digits_test, arguments.classifier)
    eye = open_eye("digits", arguments.classifier, pick_device(arguments.compute.device))
    table = compare_samplers(
        arguments.run,
        opened,
        (arguments.weights, arguments.sampler),
        arguments.samplers,
        latents,
        seeds.derive(seed, "samples", split),
        block=arguments.block,
        compute=arguments.compute,
        score=lambda images: digit_scores(images, split, reference, eye),
        on_sampler=logging.info,
    )
    write_table(table, arguments.output, QUALITY)


if __name__ == "__main__":
    run(main, CompareSamplers)
