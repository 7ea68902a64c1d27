"""Figure 21: Validation loss by t, and by signal-to-noise ratio."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hotcold.claims.parts.comparable import why_not
from hotcold.figures.parts.caveats import caveat
from hotcold.figures.parts.labels import of_runs, rows_of, run_labels, run_styles
from hotcold.figures.parts.scales import plain_log
from hotcold.figures.parts.style import label, new_figure
from hotcold.figures.parts.verdicts import Judged, entitle
from hotcold.plugins import Inches

NEEDS = {"tables": ["losses_by_t", "settings"], "claims": ["loss_does_not_rank_samples"], "runs": [{}]}
CATEGORY = "Comparison"
CAPTION = (
    "Loss of the last checkpoint on validation digits with independent pairs: of what is predicted by t (left) and by "
    "signal-to-noise ratio (middle), and of the restored digit by signal-to-noise ratio (right), where runs that "
    "predict different things can be compared. The losses of figures 3 and 12 are means over t, so they depend on how "
    "many steps a schedule spends at which ratio; at one ratio, all schedules ask the same question. Lines are means "
    "over seeds, the later in the legend the narrower, so that none hides another. The title's factors are of the "
    "schedules that differ most, all else the same; the second is a median over the ratios that all of them have."
)

POINTS = 60  # of the common axis
WIDTHS = (2.6, 0.8)  # of the first and the last line, points


def draw(
    losses_by_t: pd.DataFrame,
    settings: pd.DataFrame,
    claims: dict[str, Judged],
    runs: list[str],
    *,
    width: Inches = 7.0,
    height: Inches = 2.5,
) -> Figure:
    """Figure 21: validation loss by t and by signal-to-noise ratio; ``height`` is that of a degradation."""
    shown = of_runs(losses_by_t, runs)
    chosen = "ema" if "ema" in set(shown["weights"]) else shown["weights"].iloc[0]
    shown = shown[shown["weights"] == chosen]
    # Runs that only sample otherwise have the same losses.
    losses = shown.groupby("run", sort=False)["loss"].agg(tuple)
    shown = of_runs(shown, losses.drop_duplicates().index)
    kinds = list(dict.fromkeys(shown["degradation"]))
    figure = new_figure(width, height * len(kinds) + 0.5)
    spreads, caveats = list[tuple[float, str]](), list[str]()
    for part, kind in zip(figure.subfigures(len(kinds), 1, squeeze=False)[:, 0], kinds, strict=True):
        rows = shown[shown["degradation"] == kind]
        by_t, by_snr, of_x = part.subplots(1, 3)
        _curves(by_t, rows, "t", "loss")
        _curves(by_snr, rows, "snr", "loss")
        _curves(of_x, rows, "snr", "loss_x")
        by_t.set(xlabel="diffusion step t", ylabel="MSE of what is predicted", title=f"{label(kind)}: by t")
        by_snr.set(title="the same, by signal-to-noise")
        of_x.set(ylabel="MSE of the restored digit", title="of the restored digit")
        for axis in (by_snr, of_x):
            axis.set(xscale="log", xlabel="signal-to-noise ratio, falling")
            axis.invert_xaxis()  # more noise to the right, as with t
        if np.allclose(rows["loss"], rows["loss_x"]):
            of_x.remove()
            by_snr.set_title("the same, by signal-to-noise:\nthe restored digit is what is predicted")
        part.legend(*by_t.get_legend_handles_labels(), loc="outside lower center", ncols=4)
        for _, of_network in rows.groupby("network", sort=False):
            runs = list(of_network["run"].unique())
            alike = _alike(settings, runs)
            if len(alike) > 1:
                spreads.append(_spread(of_runs(of_network, alike), label(kind)))
            elif len(runs) > 1:
                caveats.append(caveat(settings, runs, "schedule"))
    seen = max(spreads)[1] if spreads else "Validation loss by t and signal-to-noise ratio"
    entitle(figure, seen, claims.values(), caveats[0] if caveats and not spreads else "")
    return figure


def _alike(settings: pd.DataFrame, runs: list[str]) -> list[str]:
    """Return the most runs that differ from one of them in the schedule alone."""
    sets = [[other for other in runs if not why_not(settings, [run, other], "schedule")] for run in runs]
    return max(sets, key=len)


def _curves(axes: Axes, rows: pd.DataFrame, x: str, y: str) -> None:
    labels, styles = run_labels(rows_of(rows)), run_styles(rows_of(rows))
    widths = np.linspace(*WIDTHS, len(labels))  # the later, the narrower: no line hides one beneath
    for (run, of_one), wide in zip(rows.groupby("run", sort=False), widths, strict=True):
        mean = of_one[np.isfinite(of_one[x])].groupby(x)[y].mean()
        style = styles[str(run)] | {"marker": "", "linewidth": wide}
        axes.plot(mean.index, mean, **style, label=labels[str(run)])
    axes.set_yscale("log")
    plain_log(axes.yaxis)


def _spread(rows: pd.DataFrame, kind: str) -> tuple[float, str]:
    """Return by which factor runs of one network differ in mean loss over t, and in words at one ratio as well."""
    by_t = rows.groupby(["run", "t"])["loss"].mean().reset_index("t")
    means = by_t.groupby("run").apply(lambda curve: float(np.trapezoid(curve["loss"], curve["t"])))  # t is not even
    factor = float(means.max() / means.min())
    words = f"{kind}, {label(rows['network'].iloc[0])}: mean losses over t differ by a factor of up to {factor:.2f}"
    at_one = at_one_ratio(rows)
    return factor, f"{words}, at one signal-to-noise ratio by {at_one:.2f} (median)" if at_one else words


def at_one_ratio(rows: pd.DataFrame) -> float | None:
    """Return the median, over the ratios that all runs have, of the greatest loss over the least; None of none."""
    curves = []
    for _, of_one in rows[(rows["snr"] > 0) & np.isfinite(rows["snr"])].groupby("run"):
        mean = of_one.groupby("snr")["loss"].mean().sort_index()
        curves.append((np.log(mean.index.to_numpy(dtype=float)), np.log(mean.to_numpy(dtype=float))))
    low, high = max(x[0] for x, _ in curves), min(x[-1] for x, _ in curves)
    if low >= high:
        return None
    common = np.linspace(low, high, POINTS)
    losses = np.array([np.interp(common, x, y) for x, y in curves])
    return float(np.exp(np.median(losses.max(axis=0) - losses.min(axis=0))))
