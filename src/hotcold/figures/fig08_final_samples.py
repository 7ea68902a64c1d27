"""Figure 8: Final samples."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.figures.parts.grids import final_score, first_seeds, mosaic, show
from hotcold.figures.parts.labels import run_colours, run_labels, what_all_are
from hotcold.figures.parts.style import new_figure
from hotcold.plugins import Inches, Side
from hotcold.storage.arrays import Arrays

NEEDS = {"tables": ["fid"], "samples": "last", "runs": [{"but": [["gaussian", "unet"], ["morph", "unet"]]}]}
CATEGORY = "Gaussian"
CAPTION = (
    "Samples of each run's last checkpoint with their Frechet distance. The report's figure 8 is missing from its "
    "copy; this one shows what the text around it compares."
)


def draw(samples: list[Arrays], fid: pd.DataFrame, *, side: Side = 5, width: Inches = 7.0) -> Figure:
    """Figure 8: final samples of the runs, with their FID."""
    samples = first_seeds(samples)
    about = [file.metadata for file in samples]
    labels, colours = run_labels(about), run_colours(about)
    figure = new_figure(width, width / len(samples) + 0.75, images=True)
    for axis, file in zip(figure.subplots(1, len(samples), squeeze=False)[0], samples, strict=True):
        meta = file.metadata
        score = final_score(fid, meta["run"], "sound")
        show(axis, mosaic(file["images"], side), meta["pixel_limit"])
        axis.set_title(
            f"{labels[meta['run']]}\nFID {score['value']:.3g} (n = {score['n_generated']:,})",
            color=colours[meta["run"]],
        )
    features, floor = score["features"], score["floor"]
    common = what_all_are(about)
    which = f"Final samples ({common})" if common else "Final samples"
    figure.suptitle(f"{which}; {features} features, floor {floor:.2g}")
    return figure
