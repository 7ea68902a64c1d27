"""Which figures a study has something for, and what each is drawn from there."""

import pytest

from hotcold import plugins
from hotcold.config.load import load_study
from hotcold.config.study import Study
from hotcold.figures.parts.needs import TABLES, Figure, figures_of
from tests.config.configs import CONFIG, changed
from tests.own_plugins import own_plugins

__all__ = ["own_plugins"]

ALL = [*TABLES, *plugins.names("metrics")]
GAUSSIAN = [f"gaussian-{schedule}-cnn" for schedule in ("linear", "cosine", "constant", "inverse_linear")]
MORPH = ["morph-linear-unet", "morph-cosine-unet"]


def found(config, tables=ALL):
    return figures_of(load_study(config), tables)


def with_experiments(**sources):
    return changed("latents/experiments", {name: {"source": source} for name, source in sources.items()})


def numbers(figures):
    return {int(name[3:5]) for name in figures}


def with_runs(*names):
    """The config with some of its runs, without what names the others."""
    runs = {name: CONFIG["runs"][name] for name in names}
    return CONFIG | {"runs": runs, "latents": {"run": None}, "quality": {"runs": {}}, "figures": {}}


def test_the_study_has_something_for_every_figure():
    figures = found(CONFIG)
    assert list(figures) == plugins.names("figures")
    assert figures["fig03_losses"].runs == figures["fig06_fid"].runs == GAUSSIAN
    assert figures["fig11_morph_samples"].runs == MORPH
    assert figures["fig01_schedules"].runs == []
    assert figures["fig17_means"].experiments == ["means"]
    for name, figure in figures.items():
        assert figure.caption == plugins.constant("figures", name, "CAPTION")
        assert figure.labels == {"figure": name[3:].replace("_", " ")}


@pytest.mark.parametrize("table", ALL)
def test_a_figure_is_left_out_with_its_table(table):
    needing = {name for name in plugins.names("figures") if table in plugins.arguments("figures", name)}
    assert set(found(CONFIG, [name for name in ALL if name != table])) == set(plugins.names("figures")) - needing


@pytest.mark.parametrize(
    ("runs", "left_out"),
    [
        (GAUSSIAN, {11, 12, 13, 15, 16, 17, 18}),
        (MORPH, {3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 18}),
        (["gaussian-linear-unet"], {3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 16, 17, 18}),
        (["gaussian-constant-cnn"], {4, 11, 12, 13, 14, 15, 16, 17, 18}),
    ],
)
def test_a_figure_is_left_out_without_runs_for_it(runs, left_out):
    assert numbers(found(with_runs(*runs))) == set(range(1, 20)) - left_out


def test_runs_are_chosen_by_what_their_names_stand_for():
    """By the functions of degradation and network, in the figure's order; none twice."""
    own = {"degradation": "slow", "schedule": "linear", "network": "small"}
    names = {"degradations": {"slow": {"function": "morph"}}, "networks": {"small": {"function": "unet"}}}
    figures = found(with_runs(*MORPH) | names | {"runs": {"own": own, **with_runs(*MORPH)["runs"]}})
    assert figures["fig11_morph_samples"].runs == ["own", *MORPH]
    assert figures["fig13_restoration"].runs == ["morph-cosine-unet", "own", "morph-linear-unet"]
    assert figures["fig14_hot_vs_cold"].runs == ["morph-cosine-unet"]


def test_the_config_names_the_runs_of_a_figure():
    named = changed("figures/runs", {"fig06_fid": ["morph-linear-unet", GAUSSIAN[0]], "fig03_losses": []})
    figures, usual = found(named), found(changed("figures/runs", {}))
    assert figures.pop("fig06_fid").runs == ["morph-linear-unet", GAUSSIAN[0]]
    assert usual.pop("fig06_fid").runs == GAUSSIAN
    del usual["fig03_losses"]
    assert figures == usual


def test_experiments_go_to_the_figure_that_names_their_source():
    """Those of sources that no figure names, `noise` and `digits`, to that of the others."""
    sources = {"m": "mean", "n": "noise", "g": "garments", "p": "perturbed", "d": "digits", "q": "perturbed"}
    figures = found(with_experiments(**sources))
    assert figures["fig16_perturbed"].experiments == ["p", "q"]
    assert figures["fig17_means"].experiments == ["m"]
    assert figures["fig18_mixture"].experiments == ["n", "g", "d"]
    assert numbers(figures) - numbers(found(with_experiments(n="noise"))) == {16, 17}


def test_a_figure_of_ones_own_is_found(own_plugins):
    text = (
        'NEEDS = {"tables": ["fid"], "samples": "last", "runs": [{"network": "unet"}], "experiments": ["noise"]}\n'
        'CATEGORY = "Mine"\nCAPTION = "What to see."\ndef draw(fid, samples, experiments, runs, *, width: Side): ...\n'
    )
    own_plugins.add("figures", "fig99_mine", text)
    figures = found(with_experiments(n="noise", g="garments"))
    has = {"tables": ["fid"], "samples": "last", "runs": [*MORPH, "gaussian-linear-unet"], "experiments": ["n"]}
    words = {"name": "fig99_mine", "category": "Mine", "caption": "What to see."}
    assert figures["fig99_mine"] == Figure(**has, **words, takes_runs=True, traces=False)
    assert figures["fig18_mixture"].experiments == ["g"]  # `noise` has a figure now
    assert "fig99_mine" not in figures_of(Study.model_validate(with_runs(*GAUSSIAN)), ALL)
