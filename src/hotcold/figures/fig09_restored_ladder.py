from matplotlib.figure import Figure
from pydantic import NonNegativeInt, PositiveFloat

from hotcold.artifacts import Arrays
from hotcold.figures.grids import first_seeds, show, strip
from hotcold.figures.style import colour, label, new_figure


def draw(traces: list[Arrays], *, image: NonNegativeInt = 0, width: PositiveFloat = 7.0) -> Figure:
    """Figure 9: a digit degraded to a ladder of t and denoised back, per schedule."""
    traces = first_seeds(traces)
    figure = new_figure(width, 0.5 + 0.62 * len(traces))
    axes = figure.subplots(len(traces), 2, squeeze=False)
    for row, trace in zip(axes, traces, strict=True):
        limit, schedule = trace.metadata["pixel_limit"], trace.metadata["schedule"]
        image = min(image, trace["degraded"].shape[1] - 1)
        for axis, key in zip(row, ("degraded", "restored"), strict=True):
            show(axis, strip(trace[key][:, image]), limit)
            axis.set_xticks([29 * k + 14 for k in range(len(trace["ladder_t"]))], [str(t) for t in trace["ladder_t"]])
            axis.tick_params(length=0, pad=1)
        row[0].set_ylabel(label(schedule).replace(" ", "\n"), color=colour(schedule), fontweight="bold")
    axes[0, 0].set_title("degraded to step t")
    axes[0, 1].set_title("denoised back from step t")
    figure.suptitle("How far a digit can be degraded and still come back as itself")
    return figure
