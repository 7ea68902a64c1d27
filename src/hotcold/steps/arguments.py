"""Arguments that several steps take."""

from pathlib import Path

from pydantic import PositiveInt

from hotcold.config.base import Choice
from hotcold.config.compute import ComputeSettings
from hotcold.config.model import Weights
from hotcold.config.sampling import RunSampler, Split
from hotcold.steps.command import Arguments


class OnDevice(Arguments):
    """Arguments of a step that runs a network."""

    compute: ComputeSettings = ComputeSettings()
    """What to run on."""

    digits: Path
    """Digits of training and validation, as get_data.py writes them (.npz)."""


class OnImages(OnDevice):
    """Arguments of a step that needs both sets of images."""

    garments: Path
    """Garments, likewise."""


class Generating(OnImages):
    """Arguments of a step that generates images."""

    digits_test: Path
    """Digits of the test split (.npz)."""

    garments_test: Path
    """Garments of the test split (.npz)."""

    sampler: RunSampler
    """How to get from z_T to an image; a checkpoint that guides lies beside the one that it guides."""


class InBlocks(Arguments):
    """Arguments of a step that generates many images."""

    block: PositiveInt = 250
    """Images generated side by side."""


class Starting(Arguments):
    """Arguments of a step that starts where a run's samples do."""

    start: Choice | None = None
    """The source of latents; null takes that of what the model's degradation ends in."""


class Sampling(Generating):
    """Arguments of a step that samples from a trained model."""

    weights: Weights
    """Which of the model's weights sample."""

    split: Split
    """Images of which split to start from."""
