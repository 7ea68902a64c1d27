# What every figure is drawn from; one whose runs or experiments are not in the config is left out.
GAUSSIAN_CNN = runs_where("gaussian", "cnn")
MORPH_UNET = runs_where("morph", "unet")
GAUSSIAN_UNET = runs_where("gaussian", "unet")
UNET = (
    STUDY.runs[[*MORPH_UNET, *GAUSSIAN_UNET][0]].network
    if MORPH_UNET or GAUSSIAN_UNET
    else None
)
FID = f"{TABLES}/fid.parquet"
LOSSES = f"{TABLES}/losses.parquet"
STEPS_VS_FID = "fig19_steps_vs_fid"


def last_samples(runs):
    return [samples(run, seed) for run, seed in run_seeds(runs)]


def epoch_samples(runs):
    return [path for run, seed in run_seeds(runs) for path in all_samples(run, seed)]


def traces(runs):
    return [f"{run_folder(run, seed)}/trace.npz" for run, seed in run_seeds(runs)]


def experiments_from(*sources):
    return [
        experiment(name)
        for name in EXPERIMENTS
        if STUDY.latents.experiments[name].source in sources
    ]


def shown(figure, default):
    """Return the runs that a figure shows."""
    return STUDY.figures.runs.get(figure, default)


def figure_inputs():
    """Return for every figure its category, tables, arrays and runs; runs is None where it takes no list."""
    curves = shown("fig03_losses", GAUSSIAN_CNN)
    scores = shown("fig06_fid", GAUSSIAN_CNN)
    morph_curves = shown("fig12_morph_curves", MORPH_UNET)
    grids = {
        "fig04_samples_linear_cosine": ("Gaussian", GAUSSIAN_CNN[:2]),
        "fig05_samples_constant_inverse": ("Gaussian", GAUSSIAN_CNN[2:4]),
        "fig11_morph_samples": ("Morph", MORPH_UNET),
    }
    measures = {"measures": f"{TABLES}/latents.parquet"}
    ks = {"ks": f"{TABLES}/ks.parquet", "crossings": f"{TABLES}/ks_crossings.parquet"}
    sampled = {
        name: shown(name, default)
        for name, default in {
            "fig08_final_samples": GAUSSIAN_CNN,
            "fig14_hot_vs_cold": [*GAUSSIAN_CNN[:1], *MORPH_UNET[-1:]],
            "fig15_gaussian_unet": GAUSSIAN_UNET,
        }.items()
    }
    found = {
        "fig01_schedules": (
            "Schedules",
            {"schedules": f"{TABLES}/schedules.parquet"},
            {},
            None,
        ),
        "fig02_gaussianity": ("Schedules", ks, {}, None),
        "fig03_losses": ("Gaussian", {"losses": LOSSES}, {}, curves),
        "fig06_fid": ("Gaussian", {"fid": FID}, {}, scores),
        "fig07_trajectories": (
            "Gaussian",
            {},
            {"traces": traces(shown("fig07_trajectories", GAUSSIAN_CNN))},
            None,
        ),
        "fig08_final_samples": (
            "Gaussian",
            {"fid": FID},
            {"samples": last_samples(sampled["fig08_final_samples"])},
            None,
        ),
        "fig09_restored_ladder": (
            "Gaussian",
            {},
            {"traces": traces(shown("fig09_restored_ladder", GAUSSIAN_CNN))},
            None,
        ),
        "fig10_unet": (
            "Morph",
            {"architecture": f"{TABLES}/architecture.parquet"},
            {},
            None,
        ),
        "fig12_morph_curves": (
            "Morph",
            {"losses": LOSSES, "fid": FID},
            {},
            morph_curves,
        ),
        "fig13_restoration": (
            "Morph",
            {},
            {"traces": traces(shown("fig13_restoration", MORPH_UNET[-1:]))},
            None,
        ),
        "fig14_hot_vs_cold": (
            "Comparison",
            {"fid": FID},
            {"samples": last_samples(sampled["fig14_hot_vs_cold"])},
            None,
        ),
        "fig15_gaussian_unet": (
            "Comparison",
            {"fid": FID},
            {"samples": last_samples(sampled["fig15_gaussian_unet"])},
            None,
        ),
        "fig16_perturbed": (
            "Latents",
            measures,
            {"latents": experiments_from("perturbed")},
            None,
        ),
        "fig17_means": (
            "Latents",
            measures,
            {"latents": experiments_from("mean")},
            None,
        ),
        "fig18_mixture": (
            "Latents",
            measures,
            {"latents": experiments_from("garments", "mixture")},
            None,
        ),
        STEPS_VS_FID: (
            "Comparison",
            {"quality": QUALITY},
            {},
            list(STUDY.quality.runs),
        ),
    } | {
        name: (category, {}, {"samples": epoch_samples(shown(name, default))}, None)
        for name, (category, default) in grids.items()
    }
    return {
        name: inputs
        for name, inputs in sorted(found.items())
        if all(inputs[2].values())
        and inputs[3] != []
        and (name != "fig10_unet" or UNET)
    }


FIGURE_INPUTS = figure_inputs()


FIGURES_OF_ALL = [
    name for name in FIGURE_INPUTS if name != STEPS_VS_FID
]  # that one has a target of its own


def drawn(*names):
    """Return the files of those figures, by default of all that `all` makes."""
    return [
        f"{FIGURES}/{name}.{suffix}"
        for name in names or FIGURES_OF_ALL
        for suffix in STUDY.figures.formats
    ]


def drawn_from():
    """Return the tables and arrays that those figures are drawn from."""
    inputs = [FIGURE_INPUTS[name] for name in FIGURES_OF_ALL]
    tables = {path for _, tables, _, _ in inputs for path in tables.values()}
    arrays = {
        path
        for _, _, arrays, _ in inputs
        for paths in arrays.values()
        for path in paths
    }
    return sorted(tables | arrays)


def figure_labels(name):
    """Return what the report's menu calls a figure.

    One label only: the report page breaks on a category of two figures that differ in two labels.
    """
    number, subject = name.split("_", 1)
    return {"figure": f"{number.removeprefix('fig')} {subject.replace('_', ' ')}"}
