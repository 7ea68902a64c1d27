"""Figure 20: Brightness."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.figures.parts.style import new_figure
from hotcold.plugins import Inches
from hotcold.storage.arrays import Arrays

NEEDS = {"tables": ["scores"], "samples": "last", "runs": [{}]}
CATEGORY = "Light"
CAPTION = "Runs whose samples are darker than digits have learned the background first."


def draw(scores: pd.DataFrame, samples: list[Arrays], runs: list[str], *, width: Inches = 4.0) -> Figure:
    """Figure 20: the brightness of every run's samples."""
    figure = new_figure(width, 2.5)
    assert [file.metadata["run"] for file in samples] == runs
    values = scores[scores["metric"] == "brightness"].groupby("run")["value"].last()
    figure.subplots().barh(runs, values[runs])
    return figure
