"""Train one run: write a checkpoint at each listed epoch and the table of its losses."""

import logging
from pathlib import Path

import torch
from pydantic import NonNegativeFloat

from hotcold import plugins, seeds
from hotcold.config.model import ModelDescription
from hotcold.config.training import TrainingSettings
from hotcold.diffusion.checkpoints import save_checkpoint
from hotcold.diffusion.degradation import model_degradation
from hotcold.diffusion.device import autocast, pick_device
from hotcold.networks import build_network
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
from hotcold.training.timesteps import Timesteps


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

    def images(split: str, limit: int | None) -> Images:
        return Images.of(digits[f"{split}_images"][:limit], garments[f"{split}_images"], model.pixel_limit, device)

    network = build_network(model.network_function, seeds.derive(model.seed, "weights")).to(device)
    rates = {"learning_rate": training.learning_rate, "ema_decay": training.ema_decay}
    state = TrainingState(network, training.optimiser, **rates)
    objective = Objective(
        model_degradation(model, device),
        Timesteps(model.timesteps, training.timestep_beta, device),
        autocast(device, arguments.compute.precision),
        training.input_perturbation,
    )
    point = resume_point(arguments, state)
    outputs = dict(zip(training.checkpoints, arguments.checkpoints, strict=True))
    train_images = images("train", training.images)
    n = len(train_images.digits)
    done = (state.epoch - 1) * n + min(state.step * training.batch_size, n)
    with (
        progress(n * training.epochs, "training", done=done) as bar,
        keeping(
            save=lambda: point.save(state.tensors(), **state.position()),
            due=lambda: point.seconds_since_saved() >= arguments.resume_seconds,
        ) as keep,
    ):

        def on_batch(images: int) -> None:
            bar.update(images)
            keep()

        logging.info("epoch %d of %d", state.epoch, training.epochs)
        for losses in train(
            state,
            objective,
            train_images,
            images("validation", training.validation_images),
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
    write_table(losses_table(model, state.losses), arguments.losses, LOSSES)
    point.deliver(arguments.checkpoints)


def resume_point(arguments: Train, state: TrainingState) -> ResumePoint:
    """Return the resume point of this training; a state that was kept is taken on."""
    settings = arguments.model_dump_json(include={"model", "training", "compute"})
    depends = fingerprint(settings, arguments.code, [arguments.digits, arguments.garments])
    point = ResumePoint(arguments.checkpoints[0].parent / "resume", depends)
    if point.about:
        state.restore(point.tensors, point.about)
        logging.info("continuing after epoch %d, update %d of the next", state.epoch - 1, state.step)
        if point.about["machine"] != state.machine:
            begun = point.about["machine"]
            logging.warning("begun on %s, now on %s: as good, but not the same bits", begun, state.machine)
    return point


if __name__ == "__main__":
    run(main, Train)
