"""Figure 8: Final samples."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.claims.parts.notation import written
from hotcold.figures.parts.caveats import caveat
from hotcold.figures.parts.grids import first_seeds, mosaic, show
from hotcold.figures.parts.labels import in_steps, run_colours, run_labels, what_all_are
from hotcold.figures.parts.scores import at_the_end, axis_label, floor_of, floor_words, scores_of
from hotcold.figures.parts.style import new_figure
from hotcold.figures.parts.verdicts import entitle
from hotcold.plugins import Inches, Side
from hotcold.storage.arrays import Arrays

NEEDS = {
    "tables": ["scores", "ruler", "settings"],
    "samples": "last",
    "runs": [{"but": [["gaussian", "unet"], ["morph", "unet"], ["morph", "cnn"]]}],
    "compares": "schedule",
}
CATEGORY = "Gaussian"
CAPTION = (
    "Samples of each run's last checkpoint, first seed, with the run's FID and its 95 % interval: over images for one "
    "seed, over seeds from three on. The report's figure 8 is missing from its copy; this one shows what the text "
    "around it compares."
)


def draw(
    samples: list[Arrays],
    scores: pd.DataFrame,
    ruler: pd.DataFrame,
    settings: pd.DataFrame,
    *,
    side: Side = 5,
    width: Inches = 7.0,
) -> Figure:
    """Figure 8: final samples of the runs, with their FID."""
    samples = first_seeds(samples)
    about = [file.metadata for file in samples]
    labels, colours = run_labels(about), run_colours(about)
    of = scores[scores["run"].isin(labels)]
    ends = at_the_end(of, "fid").set_index("run")
    figure = new_figure(width, width / len(samples) + 0.75, images=True)
    for axis, file in zip(figure.subplots(1, len(samples), squeeze=False)[0], samples, strict=True):
        run = file.metadata["run"]
        fid = written(*ends.loc[run, ["value", "low", "high"]])
        show(axis, mosaic(file["images"], side), file.metadata["pixel_limit"])
        axis.set_title(f"{labels[run]}\nFID {fid}", color=colours[run])
    floor = floor_of(ruler, scores_of(of, "fid"))
    common = f" ({alike})" if (alike := what_all_are(about)) else ""
    seen = f"Final samples{common}{in_steps(settings, labels)}; {axis_label('FID', ends)}"
    if floor is not None:
        seen += f"; {floor_words(floor)}"
    entitle(figure, seen, caveat=caveat(settings, list(labels), "schedule"))
    return figure
