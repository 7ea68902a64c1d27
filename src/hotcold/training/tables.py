"""The table of a training's losses."""

from collections.abc import Sequence

import pandas as pd

from hotcold.config.model import ModelDescription
from hotcold.storage.tables import Column
from hotcold.training.state import EpochLosses

LOSSES = {
    "run": Column("", "name of the run"),
    "seed": Column("", "seed of the run"),
    "degradation": Column("", "degradation of the run"),
    "schedule": Column("", "noise schedule of the run"),
    "network": Column("", "network of the run"),
    "epoch": Column("epoch", "passes over the training digits"),
    "split": Column("", "train: mean over the epoch; validation: digits of validation, the same t and z every epoch"),
    "weights": Column("", "raw: as trained; ema: their exponential moving average"),
    "precision": Column("", "of the network's arithmetic in training: bfloat16 or float32"),
    "loss": Column("model space²", "mean squared error of what the network predicts (eps or x)"),
}


def losses_table(model: ModelDescription, precision: str, epochs: Sequence[EpochLosses]) -> pd.DataFrame:
    """Return one row for each epoch, split and set of weights."""
    about = {name: getattr(model, name) for name in ("run", "seed", "degradation", "schedule", "network")}
    rows = [
        {**about, "epoch": losses.epoch, "split": split, "weights": weights, "precision": precision, "loss": loss}
        for losses in epochs
        for split, weights, loss in (
            ("train", "raw", losses.train),
            ("validation", "raw", losses.validation),
            ("validation", "ema", losses.validation_ema),
        )
    ]
    return pd.DataFrame(rows)
