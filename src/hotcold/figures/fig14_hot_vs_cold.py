"""Figure 14: Hot beside cold."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.figures.parts.grids import final_score, first_seeds, mosaic, show
from hotcold.figures.parts.labels import PARTS
from hotcold.figures.parts.style import new_figure
from hotcold.plugins import Inches, Side
from hotcold.storage.arrays import Arrays

NEEDS = {
    "tables": ["fid"],
    "samples": "last",
    "runs": [
        {"degradation": "gaussian", "network": "cnn", "schedules": ["linear"]},
        {"degradation": "morph", "network": "unet", "schedules": ["cosine"]},
    ],
}
CATEGORY = "Comparison"
CAPTION = (
    "Gaussian diffusion with the CNN beside morphing with the UNet. The report gives 113.31 and 50.98 (Inception "
    "features, 1,000 images, each generated image stretched to its own range); that way of counting is shown "
    "beside the sound one."
)


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
    best = min(values, key=lambda run: values[run])
    about = [file.metadata for file in samples]
    differ = [part for part in PARTS if len({one[part] for one in about}) > 1]
    found = f"{best} has the lowest FID ({sound['features']} features)"
    figure.suptitle(f"{found}; they differ in {', '.join(differ)}" if differ else found)
    return figure
