"""Train one run: write a checkpoint at each listed epoch and the table of its losses."""

import logging
from pathlib import Path

import pandas as pd
import torch
from pydantic import NonNegativeFloat

from hotcold import seeds
from hotcold.artifacts import Column, read_arrays, write_table
from hotcold.checkpoints import save_checkpoint
from hotcold.cli import Arguments, run
from hotcold.config.model import ModelDescription
from hotcold.config.training import ComputeSettings, TrainingSettings
from hotcold.couplings import COUPLINGS
from hotcold.dependencies import source_files
from hotcold.device import autocast, pick_device
from hotcold.kept import KeptFiles, fingerprint
from hotcold.model_parts import model_code, model_degradation
from hotcold.networks import build_network
from hotcold.objective import Objective
from hotcold.pairs import Images
from hotcold.resume import ResumePoints
from hotcold.signals import asked_to_stop
from hotcold.timesteps import Timesteps
from hotcold.training import train
from hotcold.training_state import EpochLosses, TrainingState

LOSSES = {
    "run": Column("", "name of the run"),
    "seed": Column("", "seed of the run"),
    "degradation": Column("", "degradation of the run"),
    "schedule": Column("", "noise schedule of the run"),
    "network": Column("", "network of the run"),
    "epoch": Column("epoch", "passes over the training digits"),
    "split": Column("", "train: mean over the epoch; validation: held-out digits, the same t and z every epoch"),
    "weights": Column("", "raw: as trained; ema: their exponential moving average"),
    "loss": Column("model space²", "mean squared error of what the network predicts (eps or x)"),
}


class Train(Arguments):
    """Train one run."""

    model: ModelDescription
    """What to train."""

    training: TrainingSettings
    """How to train it."""

    compute: ComputeSettings = ComputeSettings()
    """What to run on."""

    digits: Path
    """Digits, as get_data.py writes them (.npz)."""

    garments: Path
    """Garments, likewise."""

    output: Path
    """Folder that receives epoch-<e>.safetensors and losses.parquet; until then its folder `resume` holds them and
    what a training that was killed continues from."""

    resume_seconds: NonNegativeFloat = 60
    """Time between two resume points."""


def main(arguments: Train) -> None:
    model, training = arguments.model, arguments.training
    device = pick_device(arguments.compute.device)
    logging.info("on %s, CPU threads: %d", device, torch.get_num_threads())
    digits, garments = read_arrays(arguments.digits, "digits"), read_arrays(arguments.garments, "garments")

    def images(split: str, limit: int | None) -> Images:
        pair = (digits[f"{split}_images"][:limit], garments[f"{split}_images"])
        return Images(*(torch.from_numpy(array)[:, None].to(device) for array in pair), model.pixel_limit)

    choice = model.network_function
    network = build_network(choice.function, choice.options, seeds.derive(model.seed, "weights")).to(device)
    state = TrainingState(
        network, training.optimiser, learning_rate=training.learning_rate, ema_decay=training.ema_decay
    )
    objective = Objective(
        model_degradation(model, device),
        Timesteps(model.timesteps, training.timestep_beta, device),
        autocast(device, arguments.compute.precision),
        training.input_perturbation,
    )
    kept = KeptFiles(arguments.output / "resume", _fingerprint(arguments))
    checkpoints = {epoch: f"epoch-{epoch}.safetensors" for epoch in training.checkpoints}
    with asked_to_stop() as stop:
        points = ResumePoints(kept, state, seconds=arguments.resume_seconds, stop=stop)
        for losses in train(
            state,
            objective,
            images("train", training.images),
            images("test", training.validation_images),
            COUPLINGS[training.coupling],
            epochs=training.epochs,
            batch_size=training.batch_size,
            seed=model.seed,
            on_batch=points.on_batch,
        ):
            logging.info("epoch %d: loss %.5f, validation %.5f", losses.epoch, losses.train, losses.validation)
            if name := checkpoints.get(losses.epoch):
                save_checkpoint(kept.path(name), model, losses.epoch, state.network, state.ema.network)
                kept.add(name)

    for name in checkpoints.values():
        kept.copy(name, arguments.output / name)
    names = {name: getattr(model, name) for name in ("run", "seed", "degradation", "schedule", "network")}
    rows = [row for losses in state.losses for row in _rows(losses)]
    write_table(pd.DataFrame(rows).assign(**names), arguments.output / "losses.parquet", LOSSES)
    kept.discard()


def _fingerprint(arguments: Train) -> str:
    """Return what a resume point must agree in: settings, data, code and PyTorch."""
    settings = arguments.model_dump_json(include={"model", "training", "compute"})
    code = source_files(Path(__file__), model_code(arguments.model))
    return fingerprint(f"{settings} torch {torch.__version__}", [arguments.digits, arguments.garments, *code])


def _rows(losses: EpochLosses) -> list[dict[str, object]]:
    values = {
        ("train", "raw"): losses.train,
        ("validation", "raw"): losses.validation,
        ("validation", "ema"): losses.validation_ema,
    }
    return [
        {"epoch": losses.epoch, "split": split, "weights": weights, "loss": loss}
        for (split, weights), loss in values.items()
    ]


if __name__ == "__main__":
    run(main, Train)
