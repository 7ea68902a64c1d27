"""Compare samplers and numbers of steps on one checkpoint: how good their images are and what they cost."""

import logging
from pathlib import Path

from pydantic import Field, PositiveInt

from hotcold import seeds
from hotcold.config.compute import ComputeSettings
from hotcold.config.sampling import Guidance, RunSampler, Split, Weights
from hotcold.diffusion.device import pick_device
from hotcold.diffusion.latent import Pools, draw_latents
from hotcold.diffusion.models import TrainedModel, open_model
from hotcold.evaluation.features.digit_classifier import load_classifier
from hotcold.evaluation.quality import QUALITY, compare_samplers, digit_scores
from hotcold.evaluation.reference import read_reference
from hotcold.plugins import SOURCES
from hotcold.steps.command import Arguments, run
from hotcold.storage.arrays import read_arrays
from hotcold.storage.tables import write_table


class CompareSamplers(Arguments):
    """Compare samplers and numbers of steps on one checkpoint."""

    checkpoint: Path
    """The model (.safetensors of train.py)."""

    samplers: list[RunSampler] = Field(min_length=1)
    """What to compare, all with the averaged weights; a checkpoint that guides lies beside the model."""

    sampler: RunSampler
    """The run's own; its function and options, guided or not, are compared with the raw weights too."""

    weights: Weights = "ema"
    """The weights that the study samples from."""

    digits: Path
    """Digits, as get_data.py writes them (.npz)."""

    garments: Path
    """Garments, likewise."""

    split: Split = "held_out"
    """Which garments to start from."""

    images: int = Field(1000, ge=2)
    """Images from each sampler."""

    block: PositiveInt = 250
    """Images generated side by side."""

    reference: Path
    """Digit features of real digits, as compute_reference.py writes them (.npz)."""

    classifier: Path
    """The digit classifier (.safetensors)."""

    confident: float = 0.9
    """Probability from which a sample counts as confidently classified."""

    compute: ComputeSettings = ComputeSettings()
    """What to run on."""

    output: Path
    """Table to write (.parquet)."""


def main(arguments: CompareSamplers) -> None:
    def opened(weights: Weights, guidance: Guidance | None) -> TrainedModel:
        return open_model(arguments.checkpoint, weights, arguments.compute, guidance)

    model = opened(arguments.weights, None)
    about, degradation = model.description, model.restorer.degradation
    digits, garments = read_arrays(arguments.digits, "digits"), read_arrays(arguments.garments, "garments")
    # The starts that sample.py takes too, so that both tables give the run's own sampler the same score.
    pools, source = Pools(digits.arrays, garments.arrays, arguments.split, about.pixel_limit), SOURCES[degradation.end]
    generator = seeds.numpy_generator(about.seed, "latents", source)
    latents = draw_latents(degradation, pools, arguments.images, generator, source)
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
