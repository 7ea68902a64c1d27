"""Figure 29: Every run."""

import re

import pandas as pd
from matplotlib.figure import Figure

from hotcold.claims.parts.notation import written
from hotcold.figures.parts.grids import first_seeds, mosaic, show
from hotcold.figures.parts.intervals import listed
from hotcold.figures.parts.labels import of_runs
from hotcold.figures.parts.scores import at_the_end, axis_label, floor_of, floor_words, last_epochs, scores_of
from hotcold.figures.parts.style import colour, new_figure
from hotcold.figures.parts.verdicts import entitle
from hotcold.plugins import Inches, Side
from hotcold.storage.arrays import Arrays

NEEDS = {"tables": ["scores", "ruler"], "samples": "last", "runs": [{}]}
CATEGORY = "Comparison"
CAPTION = (
    "Samples of every run's last checkpoint, first seed, in the order of the config, whatever its degradation, "
    "schedule, network, sampler or start. Names have their schedule's colour. FID has its 95 % interval: over images "
    "for one seed, over seeds from three on. Runs may differ in several things at once, so their FID alone names no "
    "cause."
)

WIDEST = 2.4  # inches of a mosaic, where there are few
SIZE, LINE, CHARACTERS = 7.0, 0.12, 17  # of a name: points, inches a line, characters an inch


def draw(
    samples: list[Arrays],
    scores: pd.DataFrame,
    ruler: pd.DataFrame,
    *,
    side: Side = 4,
    columns: Side = 5,
    width: Inches = 7.0,
) -> Figure:
    """Figure 29: samples of every run, with its name and FID; at most ``columns`` runs a row."""
    files = {str(file.metadata["run"]): file for file in first_seeds(samples)}
    of = of_runs(scores, files)
    ends = at_the_end(of, "fid")
    fids = {row["run"]: f"FID {written(row['value'], row['low'], row['high'])}" for row in ends.to_dict("records")}
    rows = -(-len(files) // columns)
    across = -(-len(files) // rows)  # the same number in every row, but for the last
    mosaic_width = min(width / across, WIDEST)
    above = [[*broken(run, int(mosaic_width * CHARACTERS)), *([fids[run]] if run in fids else [])] for run in files]
    lines = sum(max(map(len, above[first : first + across])) for first in range(0, len(files), across))
    figure = new_figure(width, rows * mosaic_width + lines * LINE + 0.6, images=True)
    axes = figure.subplots(rows, across, squeeze=False).flat
    for axis, file, said in zip(axes, files.values(), above, strict=False):
        show(axis, mosaic(file["images"], side), file.metadata["pixel_limit"])
        axis.set_title("\n".join(said), color=colour(str(file.metadata["schedule"])), fontsize=SIZE)
    for axis in axes[len(files) :]:
        axis.set_visible(False)
    seen = f"Samples of {len(files)} run{'s' * (len(files) > 1)} after the last epoch"
    if fids:
        floor = floor_words(floor_of(ruler, last_epochs(scores_of(of, "fid"))))
        numbers = listed(ends, {run: run for run in files})
        seen += f"\n{axis_label('FID', ends)}: {'; '.join(filter(None, [numbers, floor]))}"
    entitle(figure, seen)
    return figure


def broken(name: str, width: int) -> list[str]:
    """Return a name in lines of at most so many characters, which end behind a hyphen or underscore if they can."""
    ends = rf".{{1,{width}}}$|.{{0,{width - 1}}}[-_]|.{{{width}}}"
    return re.findall(ends, name)
