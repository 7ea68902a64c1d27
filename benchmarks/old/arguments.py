from pathlib import Path

from hotcold.cli import Arguments
from hotcold.config.bench import BenchSettings
from hotcold.config.training import ComputeSettings


class ModelBench(Arguments):
    """Arguments of a measurement of one model."""

    name: str
    """The model, one of settings.models."""

    settings: BenchSettings
    """What is timed, and how often."""

    pixel_limit: float = 0.5
    """Pixels are scaled to [-pixel_limit, pixel_limit]."""

    digits: Path
    """Digits, as get_data.py writes them (.npz)."""

    garments: Path
    """Garments, likewise."""

    compute: ComputeSettings = ComputeSettings()
    """What to run on; precision is not used, because each variant has its own."""

    output: Path
    """Measurements (.parquet)."""
