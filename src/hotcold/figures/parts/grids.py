"""Grids of images."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from hotcold.figures.parts.labels import run_colours, run_labels
from hotcold.figures.parts.style import new_figure
from hotcold.storage.arrays import Arrays

CMAP = "gray_r"


def mosaic(images: NDArray[np.floating], columns: int) -> NDArray[np.floating]:
    """Lay the first columns² images (n, h, w) out as one picture, with a thin line between."""
    rows = -(-min(len(images), columns * columns) // columns)
    height, width = images.shape[1:]
    picture = np.full((rows * (height + 1) - 1, columns * (width + 1) - 1), np.nan)
    for index, image in enumerate(images[: rows * columns]):
        top, left = index // columns * (height + 1), index % columns * (width + 1)
        picture[top : top + height, left : left + width] = image
    return picture


def strip(images: NDArray[np.floating]) -> NDArray[np.floating]:
    """Lay images (n, h, w) out in one row."""
    return np.concatenate([np.pad(image, ((0, 0), (0, 1)), constant_values=np.nan) for image in images], axis=1)[:, :-1]


def stacked(rows: Sequence[NDArray[np.floating]]) -> NDArray[np.floating]:
    """Lay rows of images (h, w) out one below the other."""
    return np.concatenate([np.pad(row, ((0, 1), (0, 0)), constant_values=np.nan) for row in rows])[:-1]


def show(axes: Axes, picture: NDArray[np.floating], limit: float, title: str = "") -> None:
    """Show a picture of model space [-limit, limit], ink on paper, without axes."""
    axes.imshow(picture, cmap=CMAP, vmin=-limit, vmax=limit, interpolation="nearest")
    axes.set(xticks=[], yticks=[], title=title)
    axes.grid(False)
    axes.spines[:].set_visible(False)


def first_seeds(files: Sequence[Arrays]) -> list[Arrays]:
    """Return the files of each run's first seed."""
    seeds: dict[str, int] = {}
    for file in files:
        seeds.setdefault(file.metadata["run"], file.metadata["seed"])
    return [file for file in files if file.metadata["seed"] == seeds[file.metadata["run"]]]


def two_strips(
    traces: Sequence[Arrays],
    pictures: Mapping[str, Sequence[tuple[NDArray[np.floating], NDArray[np.integer]]]],
    image: int,
    width: float,
) -> Figure:
    """Draw one row a trace and one strip of images for each title of ``pictures``, with its times below.

    Args:
        traces: of different runs.
        pictures: by title, for each trace the images (times, n, 28, 28) and their times.
        image: which of the n images is shown.
        width: of the figure, in inches.

    """
    about = [trace.metadata for trace in traces]
    labels, colours = run_labels(about), run_colours(about)
    figure = new_figure(width, 0.5 + 0.62 * len(traces), images=True)
    axes = figure.subplots(len(traces), len(pictures), squeeze=False)
    for column, (title, strips) in zip(axes.T, pictures.items(), strict=True):
        column[0].set_title(title)
        for axis, one, (images, times) in zip(column, about, strips, strict=True):
            show(axis, strip(images[:, min(image, images.shape[1] - 1)]), one["pixel_limit"], axis.get_title())
            axis.set_xticks([29 * k + 14 for k in range(len(times))], [str(time) for time in times])
            axis.tick_params(length=0, pad=1)
    for axis, one in zip(axes[:, 0], about, strict=True):
        axis.set_ylabel(labels[one["run"]].replace(" ", "\n"), color=colours[one["run"]], fontweight="bold")
    return figure
