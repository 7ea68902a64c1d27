"""Figure 5: Samples by epoch, constant and inverse linear."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.figures.parts.samples_by_epoch import samples_by_epoch
from hotcold.figures.parts.verdicts import Judged
from hotcold.plugins import Inches, Side
from hotcold.storage.arrays import Arrays

NEEDS = {
    "tables": ["scores", "settings"],
    "claims": ["constant_and_inverse_leave_noisy_backgrounds"],
    "samples": "every",
    "runs": [{"degradation": "gaussian", "network": "cnn", "schedules": ["constant", "inverse_linear"]}],
    "judged": [{"degradation": "gaussian", "network": "cnn"}],
    "compares": "schedule",
}
CATEGORY = "Gaussian"
CAPTION = (
    "Samples by epoch under the constant and inverse linear schedules, each epoch from the same latents; of each "
    "run's first seed. The margin is the three outermost rows and columns, with "
    "95 % intervals: over images for one seed, over seeds from three on."
)


def draw(
    samples: list[Arrays],
    scores: pd.DataFrame,
    settings: pd.DataFrame,
    claims: dict[str, Judged],
    *,
    side: Side = 4,
    width: Inches = 7.0,
) -> Figure:
    """Figure 5: samples of the constant and inverse linear schedules by epoch."""
    return samples_by_epoch(samples, scores, settings, side, width, claims.values())
