"""Figure 27: Generation by degradation."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.figures.parts.curves import seeds_of
from hotcold.figures.parts.grids import first_seeds, show, stacked, strip
from hotcold.figures.parts.intervals import listed
from hotcold.figures.parts.labels import of_runs, rows_of, run_labels
from hotcold.figures.parts.points import point
from hotcold.figures.parts.scales import plain_log
from hotcold.figures.parts.scores import at_the_end, axis_label, draw_floor, floor_of, last_epochs, scores_of
from hotcold.figures.parts.style import colours, new_figure
from hotcold.figures.parts.verdicts import Judged, entitle
from hotcold.plugins import Inches
from hotcold.storage.arrays import Arrays

NEEDS = {
    "tables": ["scores", "ruler"],
    "claims": ["digits_are_generated_without_noise", "a_little_noise_raises_diversity"],
    "samples": "last",
    "runs": [{}],
    "only_named": True,
}
CATEGORY = "Cold family"
CAPTION = (
    "New digits by run: from noise, from garments, and from draws of a Gaussian that is fitted to wholly degraded "
    "training digits, without and with a little noise on them. Left: samples of the first seed. Right: what samples "
    "score against test digits; dashed: real digits. 95 % intervals, over seeds from three on, else over images."
)
METRICS = {"fid": "FID", "precision": "precision", "recall": "recall"}
ROW, IMAGES = 0.4, 8  # inches, and samples a row


def draw(
    samples: list[Arrays],
    scores: pd.DataFrame,
    ruler: pd.DataFrame,
    runs: list[str],
    claims: dict[str, Judged],
    *,
    width: Inches = 7.0,
) -> Figure:
    """Figure 27: samples of each run, and what they score."""
    of, files = of_runs(scores, runs), {file.metadata["run"]: file for file in first_seeds(samples)}
    shown = {metric: name for metric, name in METRICS.items() if metric in set(of["metric"])}
    figure = new_figure(width, ROW * len(runs) + 1.2)
    pictures, *axes = figure.subplots(1, 1 + len(shown), sharey=True, width_ratios=[3.2, *(1 for _ in shown)])
    picture = stacked([strip(files[run]["images"][:IMAGES]) for run in runs])
    show(pictures, picture, files[runs[0]].metadata["pixel_limit"], "samples")
    # A row of images is as high as a row of points, whatever room they are given.
    pictures.images[0].set_extent((0, IMAGES, len(runs) - 0.5, -0.5))
    pictures.set(aspect="auto", xlim=(0, IMAGES), ylim=(len(runs) - 0.5, -0.5))
    kinds = [files[run].metadata["degradation"] for run in runs]
    colour = colours(dict.fromkeys(kinds))
    of_run, names = [colour[kind] for kind in kinds], run_labels(rows_of(of))
    for axis, (metric, name) in zip(axes, shown.items(), strict=True):
        ends = at_the_end(of, metric).set_index("run")
        for y, (run, given) in enumerate(zip(runs, of_run, strict=True)):
            point(axis, ends.loc[run].to_dict(), y, given)
        draw_floor(axis, floor_of(ruler, last_epochs(scores_of(of, metric))), upright=True)
        axis.set_title(name)
        axis.tick_params(left=False)
    axes[0].set_xscale("log")
    plain_log(axes[0].xaxis, powers=len(shown) > 1)
    pictures.set_yticks(range(len(runs)), [names[run] for run in runs], fontsize=6.5)
    for text, given in zip(pictures.get_yticklabels(), of_run, strict=True):
        text.set_color(given)
    fids = at_the_end(of, "fid")
    about = axis_label("", fids).removeprefix(", ")
    entitle(figure, f"FID: {listed(fids, names)} ({about}; {seeds_of(of)})", claims.values())
    return figure
