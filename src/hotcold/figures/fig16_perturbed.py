"""Figure 16: Perturbed garments."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.figures.parts.grids import mosaic, show
from hotcold.figures.parts.intervals import of_what
from hotcold.figures.parts.latents import (
    REAL,
    at,
    by_option,
    ends_of,
    of_experiment,
    option_values,
    percent,
    real_level,
    sampled_by,
    with_intervals,
)
from hotcold.figures.parts.style import colours, new_figure
from hotcold.figures.parts.verdicts import Judged, entitle
from hotcold.plugins import Inches, Side
from hotcold.storage.arrays import Arrays

NEEDS = {"tables": ["latents"], "claims": ["small_lambda_changes_nothing"], "experiments": ["perturbed"]}
CATEGORY = "Latents"
CAPTION = (
    "Samples of the run of the latent experiments, from garments perturbed by Gaussian noise of size lambda: at the "
    "start alone, where the perturbation passes undamped through Algorithm 1 as published (cold, the garment kept), "
    "and throughout. Below, with 95 % intervals: the share of samples that the classifier takes for another digit than "
    "the sample of the same garment without noise, and the share that lies within the manifold of real digits: as near "
    "to one of them, in feature space, in place and direction, as 90 % of real digits are to another. Precision asks "
    "for the place alone, so it may be far higher. A sample that is no digit has a class too, so the first says little "
    "where the second is low. A run that is trained on perturbed garments itself (training.input_perturbation) is less "
    "sensitive to them. Pictures are those of the first seed."
)

CHANGED, WITHIN = "class_changed", "manifold_share"
LAM, REACH = "lam", {"start": "z_T alone", "throughout": "z throughout"}
SHIFT = 0.1  # of one curve from the last


def draw(
    experiments: list[Arrays],
    latents: pd.DataFrame,
    claims: dict[str, Judged],
    *,
    side: Side = 4,
    width: Inches = 7.0,
) -> Figure:
    """Figure 16: morph samples from perturbed garments, whether their class changes, and whether they are digits."""
    labels = _labels(experiments)
    measured = [by_option(latents, file, LAM) for file in experiments]
    lams = [option_values(file, LAM) for file in experiments]
    places = {lam: k for k, lam in enumerate(sorted({lam for each in lams for lam in each}))}
    columns = max(len(file["values"]) for file in experiments)
    heights = [len(experiments) * (width / columns + 0.3), 1.9]
    figure = new_figure(width, sum(heights) + 0.6)
    upper, lower = figure.subfigures(2, 1, squeeze=False, height_ratios=heights)[:, 0]
    grid = upper.subplots(len(experiments), columns, squeeze=False)
    for row, file, each, label in zip(grid, experiments, lams, labels, strict=True):
        for axis in row[len(each) :]:
            axis.set_visible(False)
        for axis, lam, images in zip(row, each, file["images"], strict=False):
            show(axis, mosaic(images, side), file.metadata["pixel_limit"], f"λ = {lam:g}")
        row[0].set_ylabel(label)
    left, right = lower.subplots(1, 2)
    colour = colours(labels)
    for axis, metric in ((left, CHANGED), (right, WITHIN)):
        for k, (rows, each, label) in enumerate(zip(measured, map(sorted, lams), labels, strict=True)):
            if metric in set(rows["metric"]):
                # Side by side, because λ cover decades, and zero; the shift keeps intervals apart.
                x, points = [places[lam] + SHIFT * k for lam in each], [at(rows, metric, lam) for lam in each]
                with_intervals(axis, x, points, color=colour[label], label=label)
        axis.set_xticks(range(len(places)), [f"{lam:g}" for lam in places])
        axis.set_ylim(bottom=0)
        axis.set_xlabel("λ (not to scale)")
    real_level(right, of_experiment(latents, REAL), WITHIN)
    left.set_ylabel("share of another class")
    right.set_ylabel("share within the manifold")
    right.legend()
    said = (
        f"{label} " + ", ".join(f"{percent(at(rows, WITHIN, lam))} at λ = {lam:g}" for lam in ends_of(each))
        for label, rows, each in zip(labels, measured, lams, strict=True)
    )
    how = f"Sampled {sampled_by(experiments)}; {of_what(int(measured[0]['seeds'].max()))}."
    entitle(figure, f"Within the manifold of real digits: {'; '.join(said)}", claims.values(), beside=how)
    return figure


def _labels(experiments: list[Arrays]) -> list[str]:
    """Return what noise reaches, or the experiments' names where that does not tell them apart."""
    reach = [option_values(file, "reach")[0] for file in experiments]
    if len(set(reach)) < len(reach):
        return [file.metadata["experiment"] for file in experiments]
    return [REACH[str(one)] for one in reach]
