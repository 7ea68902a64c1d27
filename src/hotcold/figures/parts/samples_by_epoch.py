"""Samples by epoch, as figures 4, 5 and 11 show them of different runs."""

from collections.abc import Iterable, Sequence

import pandas as pd
from matplotlib.figure import Figure

from hotcold.claims.parts.notation import written
from hotcold.figures.parts.caveats import caveat
from hotcold.figures.parts.grids import first_seeds, mosaic, show
from hotcold.figures.parts.labels import in_steps, of_runs, run_colours, run_labels, what_all_are
from hotcold.figures.parts.scores import at_the_end
from hotcold.figures.parts.style import new_figure
from hotcold.figures.parts.verdicts import Judged, entitle
from hotcold.storage.arrays import Arrays

INK = "margin_ink"


def samples_by_epoch(
    samples: Sequence[Arrays],
    scores: pd.DataFrame,
    settings: pd.DataFrame,
    side: int,
    width: float,
    claims: Iterable[Judged] = (),
) -> Figure:
    """Draw one row a run and one column an epoch, each a mosaic of side × side samples.

    The title says how grey the margin of the last epoch's samples is, where digits have next to no ink.

    Args:
        samples: of runs that differ in their schedule, and epochs.
        scores: the table of that name.
        settings: likewise.
        side: of a mosaic, in images.
        width: of the figure, in inches.
        claims: that the title states the verdicts of.

    """
    samples = first_seeds(samples)
    about = [file.metadata for file in samples]
    labels, colours = run_labels(about), run_colours(about)
    columns = max(sum(one["run"] == run for one in about) for run in labels)
    figure = new_figure(width, 0.5 + len(labels) * (width / columns + 0.25), images=True)
    axes = figure.subplots(len(labels), columns, squeeze=False)
    for row, run in zip(axes, labels, strict=True):
        files = [file for file in samples if file.metadata["run"] == run]
        for axis in row[len(files) :]:
            axis.set_visible(False)
        for axis, file in zip(row, files, strict=False):
            meta = file.metadata
            show(axis, mosaic(file["images"], side), meta["pixel_limit"], f"epoch {meta['epoch']}")
        row[0].set_ylabel(labels[run], color=colours[run], fontweight="bold")
    seen = f"{what_all_are(about)}: samples by epoch{in_steps(settings, labels)}".removeprefix(": ")
    ink = at_the_end(of_runs(scores, labels), INK).to_dict("records")
    if ink:  # a study may do without that metric
        said = ", ".join(f"{labels[row['run']]} {written(row['value'], row['low'], row['high'])}" for row in ink)
        seen += f"\ngrey in the margin at the end (of 255): {said}"
    entitle(figure, seen, claims, caveat(settings, labels, "schedule"))
    return figure
