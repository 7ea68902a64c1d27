"""Figure 26: Restoration by severity, by degradation."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.figures.parts.curves import seeds_of
from hotcold.figures.parts.labels import of_runs, rows_of, run_labels
from hotcold.figures.parts.methods import METRICS, method_of, restored
from hotcold.figures.parts.style import GREY, colours, new_figure
from hotcold.figures.parts.verdicts import Judged, entitle
from hotcold.plugins import Inches

NEEDS = {
    "tables": ["restoration"],
    "claims": ["steps_lower_the_fid"],
    "runs": [{}],
    "only_named": True,
}
CATEGORY = "Cold family"
NOT = method_of("degraded")
CAPTION = (
    "Test digits degraded to step t and restored by each sampler, beside the degraded digits themselves (grey): "
    "root-mean-square error and structural similarity to the digit, the share that the classifier takes for the "
    "digit's own class, and the Fréchet distance to all test digits, which is of as many digits as the axis says and "
    "compares at that number alone. 95 % intervals."
)


def draw(restoration: pd.DataFrame, runs: list[str], claims: dict[str, Judged], *, width: Inches = 7.0) -> Figure:
    """Figure 26: four measures of restored digits by t, a column a run."""
    of = of_runs(restoration, runs)
    rows, names = restored(of), run_labels(rows_of(of))
    rows["method"] = rows["method"].map(method_of)
    colour = colours(dict.fromkeys(rows["method"])) | {NOT: GREY}
    figure = new_figure(width, 1.25 * len(METRICS) + 0.9)
    axes = figure.subplots(len(METRICS), len(names), squeeze=False, sharex=True, sharey="row")
    for line, (metric, name) in zip(axes, METRICS.items(), strict=True):
        line[0].set_ylabel(name.format(n=f"{rows['n'].max():,}"))
        for axis, run in zip(line, names, strict=True):
            of_run = rows[(rows["metric"] == metric) & (rows["run"] == run)]
            for method, found in of_run.groupby("method", sort=False):
                found = found.sort_values("t")
                axis.plot(found["t"], found["value"], color=colour[str(method)], label=method)
                axis.fill_between(found["t"], found["low"], found["high"], color=colour[str(method)], alpha=0.2, lw=0)
        line[0].set_ylim(bottom=0)
    for axis, name in zip(axes[0], names.values(), strict=True):
        axis.set_title(name, fontweight="bold")
    axes[-1, len(names) // 2].set_xlabel("degraded to step t")
    handles = {
        text: handle for axis in axes.flat for handle, text in zip(*axis.get_legend_handles_labels(), strict=True)
    }
    figure.legend(handles.values(), handles.keys(), loc="outside right center")
    entitle(figure, f"{_seen(rows)}\n{seeds_of(restoration)}", claims.values())
    return figure


def _seen(rows: pd.DataFrame) -> str:
    """Say for how many runs which method has the lowest FID and error from the last step."""
    last = rows[(rows["t"] == rows["t"].max()) & (rows["method"] != NOT)]
    said = []
    for metric, name in (("fid", "FID"), ("rmse", "error")):
        of = last[last["metric"] == metric]
        best = of.loc[of.groupby("run")["value"].idxmin(), "method"].value_counts()
        said.append(f"lowest {name}: {', '.join(f'{method} for {count}' for method, count in best.items())}")
    return f"From t = {rows['t'].max()}, of {rows['run'].nunique()} runs, {'; '.join(said)}"
