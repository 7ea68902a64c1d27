"""Arguments that several steps take."""

from pathlib import Path

from pydantic import PositiveInt

from hotcold.config.compute import ComputeSettings
from hotcold.config.model import Weights
from hotcold.config.sampling import RunSampler, Split
from hotcold.steps.command import Arguments


class OnDevice(Arguments):
    """Arguments of a step that runs a network."""

    compute: ComputeSettings = ComputeSettings()
    """What to run on."""

    digits: Path
    """Digits, as get_data.py writes them (.npz)."""


class OnImages(OnDevice):
    """Arguments of a step that needs both sets of images."""

    garments: Path
    """Garments, likewise."""


class OfModel(OnImages):
    """Arguments of a step that samples from a trained model."""

    weights: Weights = "ema"
    """Which of the model's weights sample."""

    sampler: RunSampler
    """How to get from z_T to an image; a checkpoint that guides lies beside the one that it guides."""


class Sampling(OfModel):
    """Arguments of a step that generates images."""

    split: Split = "held_out"
    """Which garments to start from: held out, or those of training."""

    block: PositiveInt = 250
    """Images generated side by side."""
