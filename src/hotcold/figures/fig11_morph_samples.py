"""Figure 11: Samples of the morph runs by epoch."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.figures.parts.samples_by_epoch import samples_by_epoch
from hotcold.plugins import Inches, Side
from hotcold.storage.arrays import Arrays

NEEDS = {
    "tables": ["scores", "settings"],
    "samples": "every",
    "runs": [{"degradation": "morph", "network": "unet"}],
    "compares": "schedule",
}
CATEGORY = "Morph"
CAPTION = (
    "Samples of the morph runs by epoch, each epoch from the same test garments; of each run's first seed, by its own "
    "sampler. Figure 13 has samplers side by side. The margin is the three outermost rows and columns, with "
    "95 % intervals: over images for one seed, over seeds from three on."
)


def draw(
    samples: list[Arrays], scores: pd.DataFrame, settings: pd.DataFrame, *, side: Side = 4, width: Inches = 7.0
) -> Figure:
    """Figure 11: samples of the morph runs by epoch."""
    return samples_by_epoch(samples, scores, settings, side, width)
