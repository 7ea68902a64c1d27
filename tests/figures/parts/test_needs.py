"""Which figures a study has something for, and what each is drawn from there."""

import pytest

from hotcold import plugins
from hotcold.config.load import load_study
from hotcold.config.study import Study
from hotcold.errors import InputError
from hotcold.figures.parts.needs import TABLES, Figure, figure_needs, figures_of, left_out
from tests.config.configs import CONFIG, changed, overlaid
from tests.own_plugins import own_plugins
from tests.shipped import FIGURES

__all__ = ["own_plugins"]

GAUSSIAN = [f"gaussian-{schedule}-cnn" for schedule in ("linear", "cosine", "constant", "inverse_linear")]
MORPH = ["morph-linear-unet", "morph-cosine-unet"]


def found(config, tables=TABLES):
    """Return what ships and the config has something for, and a test's own figure."""
    figures = figures_of(load_study(config), tables)
    return {name: figure for name, figure in figures.items() if name in (*FIGURES, "fig99_mine")}


def with_experiments(**sources):
    return changed("latents/experiments", {name: {"source": source} for name, source in sources.items()})


def numbers(figures):
    return {int(name[3:5]) for name in figures}


def with_runs(*names):
    """The config with some of its runs, without what names the others."""
    runs = {name: CONFIG["runs"][name] for name in names}
    return CONFIG | {"runs": runs, "latents": {"run": None}, "quality": {"runs": {}}, "animations": {}, "figures": {}}


def names(*numbers):
    return {name for name in FIGURES if int(name[3:5]) in numbers}


ONLY_NAMED = names(24, 25, 26, 27, 28)  # for studies of their own: the ladder, the cold family


def test_the_study_has_something_for_every_figure_that_names_no_runs():
    figures = found(CONFIG)
    assert set(figures) == {*FIGURES} - ONLY_NAMED
    assert figures["fig03_losses"].runs == figures["fig06_fid"].runs == GAUSSIAN
    assert figures["fig11_morph_samples"].runs == MORPH
    assert figures["fig01_schedules"].runs == []
    assert figures["fig17_means"].experiments == ["means"]
    for name, figure in figures.items():
        assert figure.caption == plugins.constant("figures", name, "CAPTION")
        assert figure.labels == {"figure": name[3:].replace("_", " ")}


@pytest.mark.parametrize("table", TABLES)
def test_a_figure_is_left_out_with_its_table(table):
    needing = {name for name in FIGURES if table in plugins.constant("figures", name, "NEEDS").get("tables", [])}
    left = found(CONFIG, [name for name in TABLES if name != table])
    assert set(left) == {*FIGURES} - needing - ONLY_NAMED


@pytest.mark.parametrize(
    ("runs", "left_out"),
    [
        (GAUSSIAN, {11, 12, 13, 15, 16, 17, 18, 23}),
        (MORPH, {3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 18}),
        (["gaussian-linear-unet"], {3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 16, 17, 18}),
        (["gaussian-constant-cnn"], {4, 11, 12, 13, 14, 15, 16, 17, 18, 23}),
    ],
)
def test_a_figure_is_left_out_without_runs_for_it(runs, left_out):
    assert numbers(found(with_runs(*runs))) == {*range(24), 29} - left_out


def test_runs_are_chosen_by_what_their_names_stand_for():
    """By the functions of degradation and network, in the figure's order; none twice."""
    own = {"degradation": "slow", "schedule": "linear", "network": "small"}
    called = {"degradations": {"slow": {"function": "morph"}}, "networks": {"small": {"function": "unet"}}}
    figures = found(with_runs(*MORPH) | called | {"runs": {**with_runs(*MORPH)["runs"], "own": own}})
    assert figures["fig21_loss_by_t"].runs == [*MORPH, "own"]
    assert figures["fig13_restoration"].runs == ["morph-cosine-unet", "morph-linear-unet", "own"]
    assert figures["fig14_hot_vs_cold"].runs == ["morph-cosine-unet"]


@pytest.mark.parametrize(
    ("own", "shown"),
    [
        ({"schedule": "slow"}, True),
        ({"schedule": "linear"}, True),  # a second run of one schedule
        ({"schedule": "slow", "training": {"learning_rate": 0.1}}, False),
        ({"schedule": "slow", "sampler": {"function": "ancestral", "steps": 9}}, False),
        ({"schedule": "slow", "precision": "float32"}, False),
        ({"schedule": "slow", "network": "small"}, False),
        ({"schedule": "slow", "seeds": [7, 8]}, True),
    ],
)
def test_by_default_a_figure_shows_runs_that_differ_in_what_it_compares_alone(own, shown):
    called = {
        "schedules": {**CONFIG["schedules"], "slow": {"function": "linear", "options": {"last": 0.01}}},
        "networks": {**CONFIG["networks"], "small": {"function": "cnn", "options": {"channels": [2]}}},
    }
    own = {"degradation": "gaussian", "network": "cnn", **own}
    config = with_runs(*GAUSSIAN) | called
    figures = found(config | {"runs": {**config["runs"], "own": own}})
    assert figures["fig06_fid"].runs == [*GAUSSIAN, *(["own"] if shown else [])]
    named = config | {"runs": {**config["runs"], "own": own}, "figures": {"runs": {"fig06_fid": ["own"]}}}
    assert found(named)["fig06_fid"].runs == ["own"]
    assert "own" in figures["fig22_what_a_score_means"].runs


def test_ablations_leave_the_figures_of_the_controlled_runs_as_they_are():
    """Whatever the order: Snakemake puts the runs that an overlay names before all others."""
    controlled, config = found(CONFIG), overlaid("replicated.yaml")
    config["runs"] = dict(sorted(config["runs"].items(), key=lambda run: run[0] in CONFIG["runs"]))
    assert next(iter(config["runs"])) not in CONFIG["runs"]
    replicated = found(config)
    for steps, compared in ((400, names(4, 5, 6, 8)), (250, names(11, 12, 14, 15))):  # sampled in more steps
        for name in compared:
            both = name in names(14)  # readings of Algorithm 1
            once = [run for run in controlled[name].runs if both or not run.endswith("_inferred")]
            assert replicated[name].runs == [f"{run}_{steps}" for run in once]
    for name in names(3, 7, 9, 13, 23):
        assert replicated[name].runs == controlled[name].runs
    # The other reading is sampled in more steps alone.
    kept = {run for run in controlled["fig22_what_a_score_means"].runs if not run.endswith("_inferred")}
    assert set(replicated["fig22_what_a_score_means"].runs) > kept


def test_the_ladder_is_drawn_in_the_order_that_the_config_names():
    figure = found(overlaid("ladder.yaml"))["fig24_ladder"]
    assert figure.runs == overlaid("ladder.yaml")["figures"]["runs"]["fig24_ladder"]
    assert figure.takes_runs


@pytest.mark.parametrize(
    ("needs", "message"),
    [
        ('{"claims": ["nothing_of_the_kind"]}', "NEEDS: 'nothing_of_the_kind' is not a claim; allowed: a_little"),
        ('{"tables": ["fid"]}', "NEEDS: 'fid' is not a table; allowed: settings, "),
        ('{"digits": True}', r"draw takes \[\]; expected what NEEDS names, \['digits'\]"),
        ('{"runs": [{}], "compares": "size"}', "NEEDS: compares: "),
        ('{"runs": [{"degradation": "gausian"}]}', "NEEDS: 'gausian' is not a degradation; allowed: blur, "),
        ('{"runs": [{"network": "net"}]}', "NEEDS: 'net' is not a network; allowed: cnn, unet"),
        ('{"runs": [{"but": [("morph", "net")]}]}', "NEEDS: 'net' is not a network; allowed: cnn, unet"),
        ('{"experiments": ["means"]}', "NEEDS: 'means' is not a source of latents; allowed: "),
    ],
)
def test_what_a_figure_needs_exists(own_plugins, needs, message):
    text = f'NEEDS = {needs}\nCATEGORY = "Mine"\nCAPTION = "What to see."\ndef draw(*, width: Side): ...\n'
    path = own_plugins.add("figures", "fig99_mine", text)
    with pytest.raises(InputError, match=f"^{path}: {message}"):
        figure_needs("fig99_mine")


def test_a_figure_names_its_claims_and_digits():
    figures = found(CONFIG)
    assert figures["fig06_fid"].claims == ["cosine_has_the_lowest_fid", "gain_of_cosine_is_marginal"]
    assert [name for name, figure in figures.items() if figure.digits] == ["fig23_nearest_digits"]


def test_the_config_names_the_runs_of_a_figure():
    named = changed("figures/runs", {"fig06_fid": ["morph-linear-unet", GAUSSIAN[0]], "fig03_losses": []})
    figures, usual = found(named), found(changed("figures/runs", {}))
    assert figures.pop("fig06_fid").runs == ["morph-linear-unet", GAUSSIAN[0]]
    assert usual.pop("fig06_fid").runs == GAUSSIAN
    del usual["fig03_losses"]
    assert figures == usual


@pytest.mark.parametrize(
    ("figure", "runs", "stated"),
    [
        ("fig06_fid", GAUSSIAN[:2], True),
        ("fig06_fid", ["gaussian-linear-unet", "gaussian-cosine-unet"], False),
        ("fig06_fid", [*GAUSSIAN, "morph-linear-cnn"], False),
        ("fig12_morph_curves", MORPH, True),
        ("fig12_morph_curves", ["morph-linear-cnn", "morph-cosine-cnn"], False),
        ("fig14_hot_vs_cold", ["gaussian-linear-cnn", "morph-cosine-unet", "morph-cosine-unet_inferred"], True),
        ("fig14_hot_vs_cold", ["gaussian-cosine-cnn", "morph-cosine-unet"], False),
        ("fig21_loss_by_t", MORPH, True),
    ],
)
def test_verdicts_are_stated_of_the_runs_that_they_are_about(figure, runs, stated):
    claims = found(changed("figures/runs", {figure: runs}))[figure].claims
    assert claims == (figure_needs(figure).claims if stated else [])


def test_experiments_go_to_the_figure_that_names_their_source():
    """Those of a source that no figure names, `noise`, to that of the others."""
    sources = {"m": "mean", "n": "noise", "g": "garments", "p": "perturbed", "o": "noise", "q": "perturbed"}
    figures = found(with_experiments(**sources))
    assert figures["fig16_perturbed"].experiments == ["p", "q"]
    assert figures["fig17_means"].experiments == ["m"]
    assert figures["fig18_mixture"].experiments == ["n", "g", "o"]
    assert numbers(figures) - numbers(found(with_experiments(n="noise"))) == {16, 17}


def test_a_figure_of_ones_own_is_found(own_plugins):
    text = (
        'NEEDS = {"tables": ["ruler"], "samples": "last", "runs": [{"network": "unet"}], "experiments": ["noise"]}\n'
        'CATEGORY = "Mine"\nCAPTION = "What to see."\n'
        "def draw(ruler, samples, experiments, runs, *, width: Side): ...\n"
    )
    own_plugins.add("figures", "fig99_mine", text)
    figures = found(with_experiments(n="noise", g="garments"))
    unets = [name for name, run in CONFIG["runs"].items() if run["network"] == "unet"]
    has = {"tables": ["ruler"], "claims": [], "samples": "last", "runs": unets, "experiments": ["n"], "digits": False}
    words = {"name": "fig99_mine", "category": "Mine", "caption": "What to see."}
    assert figures["fig99_mine"] == Figure(**has, **words, takes_runs=True, traces=False)
    assert figures["fig18_mixture"].experiments == ["g"]  # `noise` has a figure now
    without = figures_of(Study.model_validate(with_runs(*GAUSSIAN)), TABLES)
    assert "fig99_mine" not in without
    assert "fig99_mine" in left_out(without)


def test_what_is_left_out_is_told_but_for_figures_that_a_config_must_name():
    study = load_study(CONFIG)
    assert not {*left_out(figures_of(study, TABLES))} & {*FIGURES}
    assert {*left_out(figures_of(study, [name for name in TABLES if name != "ks"]))} & {*FIGURES} == names(2)
