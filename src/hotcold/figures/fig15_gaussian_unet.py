"""Figure 15: Is it the network or the degradation."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.figures.parts.grids import final_score, first_seeds, mosaic, show
from hotcold.figures.parts.style import GREY, colour, new_figure
from hotcold.plugins import Inches, Side
from hotcold.storage.arrays import Arrays

NEEDS = {"tables": ["fid"], "samples": "last", "runs": [{"degradation": "gaussian", "network": "unet"}]}
CATEGORY = "Comparison"
CAPTION = (
    "The ablation: Gaussian diffusion with the UNet. If it scores like morphing with the UNet, the network and "
    "not the degradation makes the difference. Guidance by an early checkpoint of a run lowers its distance: "
    "config.yaml guides the runs with the UNet, not those with the CNN; figure 19 shows what it does."
)


def draw(samples: list[Arrays], fid: pd.DataFrame, *, side: Side = 5, width: Inches = 7.0) -> Figure:
    """Figure 15: Gaussian diffusion with the UNet, and every run's FID, to tell network from degradation."""
    file = first_seeds(samples)[0]
    figure = new_figure(width, 3.2)
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.2])
    show(left, mosaic(file["images"], side), file.metadata["pixel_limit"], file.metadata["run"])
    scores = pd.DataFrame([final_score(fid, run, "sound") for run in fid["run"].unique()]).sort_values("value")
    right.barh(scores["run"], scores["value"], color=[colour(s) for s in scores["schedule"]])
    right.invert_yaxis()
    right.axvline(scores["floor"].mean(), color=GREY, linestyle="--", label="floor: real against real")
    right.set(
        xlabel=f"FID, {scores['features'].iloc[0]} features, last epoch",
        xscale="log",
        title="All runs, best first",
    )
    right.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2))
    figure.suptitle(
        f"The network decides: lowest FID by {scores['run'].iloc[0]}"
        if _unet_wins(scores)
        else f"Lowest FID by {scores['run'].iloc[0]}"
    )
    return figure


def _unet_wins(scores: pd.DataFrame) -> bool:
    """Return whether every UNet run beats every CNN run, and some of both share a degradation."""
    values = scores.groupby("network")["value"]
    both = any({"cnn", "unet"} <= set(of_one["network"]) for _, of_one in scores.groupby("degradation"))
    return both and values.max()["unet"] < values.min()["cnn"]
