"""Draws a figure from what a test gives it."""

from hotcold import plugins
from hotcold.figures.parts.verdicts import judged
from tests.figures.study import model
from tests.figures.tables import claim

RUNS = ["gaussian-linear-cnn", "gaussian-cosine-cnn"]


def of(runs, seeds=1):
    """Return models of runs that are named by their parts."""
    return [model(run, *run.split("-"), seed) for run in runs for seed in range(seeds)]


def told(figure):
    """Return what a figure's title says, and the caption below it, as one line."""
    return f"{figure.get_suptitle()} {figure.get_supxlabel()}".replace("\n", " ").strip()


def draw(name, **given):
    if "claims" in plugins.arguments("figures", name) and "claims" not in given:
        named = plugins.constant("figures", name, "NEEDS")["claims"]
        given["claims"] = {one: judged(claim(one, "undecided")) for one in named}
    return plugins.entry("figures", name)(**given)
