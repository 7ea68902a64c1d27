"""Train one run: write a checkpoint at each listed epoch and the table of its losses."""

import logging
from pathlib import Path

import torch
from pydantic import NonNegativeFloat

from hotcold import plugins
from hotcold.config.model import ModelDescription
from hotcold.config.training import TrainingSettings
from hotcold.diffusion.checkpoints import save_checkpoint
from hotcold.diffusion.device import pick_device, pick_precision
from hotcold.steps.arguments import OnImages
from hotcold.steps.command import run
from hotcold.steps.progress import progress
from hotcold.steps.resume import ResumePoint, fingerprint
from hotcold.steps.signals import keeping
from hotcold.storage.arrays import read_arrays
from hotcold.storage.tables import write_table
from hotcold.training.loop import train
from hotcold.training.objective import Objective
from hotcold.training.pairs import Images
from hotcold.training.state import TrainingState
from hotcold.training.tables import LOSSES, losses_table


class Train(OnImages):
    """Train one run."""

    model: ModelDescription
    """What to train."""

    training: TrainingSettings
    """How to train it."""

    checkpoints: list[Path]
    """Files to write, one for each of training.checkpoints (.safetensors). Until all are there, the folder `resume`
    beside the first holds what a training that was killed continues from."""

    losses: Path
    """Table to write (.parquet)."""

    code: str = ""
    """What the step's code means; a resume point of other code is not continued from."""

    resume_seconds: NonNegativeFloat = 60
    """Time between two resume points."""


def main(arguments: Train) -> None:
    model, training = arguments.model, arguments.training
    device = pick_device(arguments.compute.device)
    logging.info("on %s, CPU threads: %d", device, torch.get_num_threads())
    digits, garments = read_arrays(arguments.digits, "digits"), read_arrays(arguments.garments, "garments")
    images, validation = (
        Images.of(digits[f"{split}_images"][:limit], garments[f"{split}_images"], model.pixel_limit, device)
        for split, limit in (("train", training.images), ("validation", training.validation_images))
    )
    state = TrainingState.begin(model, training, device)
    settings = arguments.model_dump_json(include={"model", "training", "compute"})
    depends = fingerprint(settings, arguments.code, [arguments.digits, arguments.garments])
    point = ResumePoint(arguments.checkpoints[0].parent / "resume", depends)
    if point.about:
        state.restore(point.tensors, point.about)
    outputs = dict(zip(training.checkpoints, arguments.checkpoints, strict=True))
    n = len(images.digits)
    with (
        progress(n * training.epochs, "training", done=state.seen(n, training.batch_size)) as bar,
        keeping(
            save=lambda: point.save(state.tensors(), **state.position()),
            due=lambda: point.seconds_since_saved() >= arguments.resume_seconds,
        ) as keep,
    ):

        def on_batch(done: int) -> None:
            bar.update(done)
            keep()

        logging.info("epoch %d of %d", state.epoch, training.epochs)
        for losses in train(
            state,
            Objective.of(model, training, device, arguments.compute.precision),
            images,
            validation,
            plugins.entry("couplings", training.coupling),
            epochs=training.epochs,
            batch_size=training.batch_size,
            seed=model.seed,
            on_batch=on_batch,
        ):
            about = (losses.epoch, training.epochs, losses.train, losses.validation)
            logging.info("epoch %d of %d: loss %.5f, validation %.5f", *about)
            if output := outputs.get(losses.epoch):
                save_checkpoint(point.path(output.name), model, losses.epoch, state.network, state.ema.network)
                point.finish(output.name)
    precision = pick_precision(device, arguments.compute.precision)
    write_table(losses_table(model, precision, state.losses), arguments.losses, LOSSES)
    point.deliver(arguments.checkpoints)


if __name__ == "__main__":
    run(main, Train)
