"""Train one run: write a checkpoint at each listed epoch and the table of its losses."""

import logging
from pathlib import Path

import pandas as pd
import torch

from hotcold import seeds
from hotcold.artifacts import Column, read_arrays, write_table
from hotcold.checkpoints import save_checkpoint
from hotcold.cli import Arguments, run
from hotcold.config.model import ModelDescription
from hotcold.config.training import ComputeSettings, TrainingSettings
from hotcold.device import autocast, pick_device
from hotcold.models import model_degradation
from hotcold.networks import build_network
from hotcold.training import Epoch, Images, train

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
    """Folder that receives epoch-<e>.safetensors and losses.parquet."""


def main(arguments: Train) -> None:
    model, training = arguments.model, arguments.training
    device = pick_device(arguments.compute.device)
    logging.info("on %s, CPU threads: %d", device, torch.get_num_threads())
    digits, garments = read_arrays(arguments.digits), read_arrays(arguments.garments)

    def images(split: str, limit: int | None) -> Images:
        pair = (digits[f"{split}_images"][:limit], garments[f"{split}_images"])
        return Images(*(torch.from_numpy(array)[:, None].to(device) for array in pair), model.pixel_limit)

    choice = model.network_function
    network = build_network(choice.function, choice.options, seeds.derive(model.seed, "weights")).to(device)
    losses = []
    for epoch in train(
        network,
        model_degradation(model, device),
        images("train", training.images),
        images("test", training.validation_images),
        epochs=training.epochs,
        batch_size=training.batch_size,
        learning_rate=training.learning_rate,
        ema_decay=training.ema_decay,
        seed=model.seed,
        autocast=autocast(device, arguments.compute.precision),
    ):
        losses += _rows(epoch)
        logging.info("epoch %d: loss %.5f, validation %.5f", epoch.number, epoch.train_loss, epoch.validation_loss)
        if epoch.number in training.checkpoints:
            path = arguments.output / f"epoch-{epoch.number}.safetensors"
            save_checkpoint(path, model, epoch.number, epoch.network, epoch.ema)

    names = {name: getattr(model, name) for name in ("run", "seed", "degradation", "schedule", "network")}
    write_table(pd.DataFrame(losses).assign(**names), arguments.output / "losses.parquet", LOSSES)


def _rows(epoch: Epoch) -> list[dict[str, object]]:
    values = {
        ("train", "raw"): epoch.train_loss,
        ("validation", "raw"): epoch.validation_loss,
        ("validation", "ema"): epoch.validation_loss_ema,
    }
    return [
        {"epoch": epoch.number, "split": split, "weights": weights, "loss": loss}
        for (split, weights), loss in values.items()
    ]


if __name__ == "__main__":
    run(main, Train)
