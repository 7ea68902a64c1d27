"""Figure 20 says what its table says."""

import itertools

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from hotcold.figures.fig20_discretisation import draw


def table(samplers, counts=(10, 40, 400)):
    """Distances that fall with the steps, but for a sampler that diverges, by degradation and schedule."""
    rows = [
        {"degradation": degradation, "schedule": schedule, "sampler": sampler, "function": sampler, "steps": steps}
        | {"distance": distance(steps) * k, "variance_left": 1 - k / steps}
        for degradation in ("gaussian", "morph")
        for k, schedule in enumerate(("linear", "cosine"), start=1)
        for sampler, distance in samplers.items()
        for steps in counts
    ]
    return pd.DataFrame(rows)


def falls(steps):
    return 100 / steps


def test_the_title_tells_of_the_first_sampler_at_about_50_steps():
    figure = draw(table({"dpm": falls, "naive": falls}))
    title = figure.get_suptitle().replace("\n", " ")
    assert "from noise in 40 steps of dpm: " in title
    assert title.endswith("linear 98%, cosine 95%")


def test_curves_are_the_tables_and_one_that_diverges_leaves_the_panel():
    figure = draw(table({"dpm": falls, "naive": lambda steps: steps**2}))
    panels = {axes.get_title(): axes for axes in figure.axes if axes.get_title()}
    assert set(panels) == {"dpm", "naive"}
    curves = [line.get_ydata() for line in panels["dpm"].lines]
    np.testing.assert_allclose(curves, [[10, 2.5, 0.25], [20, 5, 0.5]] * 2)
    assert [line.get_linestyle() for line in panels["dpm"].lines] == ["-", "-", "--", "--"]
    assert panels["dpm"].get_ylim() == panels["naive"].get_ylim() == pytest.approx((0.125, 600))
    assert [text.get_text() for text in panels["naive"].texts] == ["up to 320,000"]
    assert not panels["dpm"].texts


def test_a_sampler_without_numbers_has_no_panel():
    figure = draw(table({"mine": lambda steps: np.nan, "dpm": falls}))
    assert {axes.get_title() for axes in figure.axes} == {"dpm", ""}
    assert "dpm" in figure.get_suptitle()
    assert "nothing can be computed" in draw(table({"mine": lambda steps: np.nan})).get_suptitle()


def test_labels_of_steps_do_not_touch():
    counts = (5, 10, 25, 50, 100, 250, 400, 1000)
    figure = draw(table({"dpm": falls, "naive": falls, "cold": falls}, counts))
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    axis = figure.axes[0].xaxis
    assert list(axis.get_ticklocs()) == list(counts)
    labels = [label for label in axis.get_ticklabels() if label.get_text()]
    assert [label.get_text() for label in labels] == ["5", "10", "25", "50", "100", "400", "1,000"]
    ends = [label.get_window_extent(canvas.get_renderer()) for label in labels]
    assert all(one.x1 < other.x0 for one, other in itertools.pairwise(ends))
