"""Figure 11: Samples of the morph runs by epoch."""

from matplotlib.figure import Figure

from hotcold.figures.parts.grids import samples_by_epoch
from hotcold.plugins import Inches, Side
from hotcold.storage.arrays import Arrays

NEEDS = {"samples": "every", "runs": [{"degradation": "morph", "network": "unet"}]}
CATEGORY = "Morph"
CAPTION = (
    "Samples of the morph runs by epoch, each epoch from the same held-out garments. config.yaml samples naively "
    "(Bansal et al. 2022, algorithm 1): the digit that is seen is degraded again with the garment that sampling "
    "started from; config/paper.yaml takes the report's Algorithm 1. Figure 13 has them side by side. Where the "
    "config guides the sampler, epochs after the one that guides are guided by it (autoguidance, Karras et al. "
    "2024). Real digits have 0.1 % of ink in their margin, the two outermost rows and columns."
)


def draw(samples: list[Arrays], *, side: Side = 4, width: Inches = 7.0) -> Figure:
    """Figure 11: samples of the morph runs by epoch."""
    return samples_by_epoch(samples, side, width)
