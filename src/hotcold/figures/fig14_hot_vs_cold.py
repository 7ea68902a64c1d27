import pandas as pd
from matplotlib.figure import Figure

from hotcold.artifacts import Arrays
from hotcold.config.base import Inches, Side
from hotcold.figures.grids import final_score, first_seeds, mosaic, show
from hotcold.figures.style import new_figure


def draw(samples: list[Arrays], fid: pd.DataFrame, *, side: Side = 5, width: Inches = 6.0) -> Figure:
    """Figure 14: samples of hot and cold diffusion side by side."""
    samples = first_seeds(samples)
    values = {}
    figure = new_figure(width, width / len(samples) + 0.8, images=True)
    for axis, file in zip(figure.subplots(1, len(samples), squeeze=False)[0], samples, strict=True):
        run = file.metadata["run"]
        sound = final_score(fid, run, "sound")
        values[run] = sound["value"]
        scores = [f"FID {sound['value']:.3g} (floor {sound['floor']:.2g})"]
        if ((fid["run"] == run) & (fid["protocol"] == "published")).any():
            scores.append(f"{final_score(fid, run, 'published')['value']:.3g} counted as published")
        show(axis, mosaic(file["images"], side), file.metadata["pixel_limit"], f"{run}\n{', '.join(scores)}")
    best = min(values, key=values.get)
    figure.suptitle(f"{best} has the lower FID ({sound['features']} features); network and degradation both differ")
    return figure
