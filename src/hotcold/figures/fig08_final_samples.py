import pandas as pd
from matplotlib.figure import Figure

from hotcold.artifacts import Arrays
from hotcold.config.base import Inches, Side
from hotcold.figures.grids import final_score, first_seeds, mosaic, show
from hotcold.figures.style import colour, label, new_figure


def draw(samples: list[Arrays], fid: pd.DataFrame, *, side: Side = 5, width: Inches = 7.0) -> Figure:
    """Figure 8: final samples of every schedule, with their FID."""
    samples = first_seeds(samples)
    figure = new_figure(width, width / len(samples) + 0.75, images=True)
    for axis, file in zip(figure.subplots(1, len(samples), squeeze=False)[0], samples, strict=True):
        meta = file.metadata
        score = final_score(fid, meta["run"], "sound")
        show(axis, mosaic(file["images"], side), meta["pixel_limit"])
        axis.set_title(
            f"{label(meta['schedule'])}\nFID {score['value']:.3g} (n = {score['n_generated']:,})",
            color=colour(meta["schedule"]),
        )
    features, floor = score["features"], score["floor"]
    figure.suptitle(f"Final samples, Gaussian diffusion with the CNN; {features} features, floor {floor:.2g}")
    return figure
