# What each table is made of; a figure of a table that this study does not make is left out.
TABLES = [
    "schedules",
    "ks",
    "ks_crossings",
    "losses",
    "classifier",
    *STUDY.scores.metrics,
]
TABLES += ["latents"] if EXPERIMENTS else []
TABLES += ["quality"] if STUDY.quality.runs else []
TABLES += ["architecture"] if STUDY.unet() else []
FIGURES = figures_of(STUDY, TABLES)
# Those of a table that has a target of its own.
FIGURES_OF_ALL = [name for name in FIGURES if "quality" not in FIGURES[name].tables]


rule describe_unet:
    output:
        output=table("architecture"),
    log:
        f"{LOGS}/describe_unet.log",
    benchmark:
        f"{BENCHMARKS}/describe_unet.tsv"
    localrule: True
    params:
        **step(
            "describe_network",
            {"network": STUDY.choice("networks", STUDY.unet() or "unet")},
            {"networks": ["unet"]},
        ),
    message:
        "Measuring the UNet's shapes"
    shell:
        STEP


# One rule a figure; all are the same step.
for figure_name, figure in FIGURES.items():

    rule:
        name:
            f"plot_{figure_name}"
        input:
            **{name: paths for name, paths in figure_files(figure).items() if paths},
        output:
            outputs=[
                report(
                    str(FILES.figure(figure_name)),
                    caption="../report/figure.rst",
                    category=figure.category,
                    labels=figure.labels,
                ),
                *(
                    str(FILES.figure(figure_name, suffix))
                    for suffix in STUDY.figures.formats
                    if suffix != "png"
                ),
            ],
        log:
            f"{LOGS}/figures/{figure_name}.log",
        benchmark:
            f"{BENCHMARKS}/figures/{figure_name}.tsv"
        # Another attempt finds the same, and one whose input was set aside would end all of Snakemake.
        retries: 0
        localrule: True
        params:
            **step(
                "plot_figure",
                {
                    "figure": figure_name,
                    "runs": figure.runs if figure.takes_runs else None,
                    "options": STUDY.figures.options.get(figure_name, {}),
                    "dpi": STUDY.figures.dpi,
                },
                {"figures": [figure_name]},
            ),
            caption=figure.caption,
        message:
            f"Drawing {figure_name}"
        shell:
            STEP


rule figures:
    input:
        drawn(*FIGURES_OF_ALL),
        sorted(
            {
                path
                for name in FIGURES_OF_ALL
                for paths in figure_files(FIGURES[name]).values()
                for path in paths
            }
        ),


rule ks:
    input:
        drawn("fig01_schedules", "fig02_gaussianity"),
        rules.analyse_schedules.output,


rule latents:
    input:
        drawn(*(name for name in FIGURES if FIGURES[name].experiments)),
        [experiment(name) for name in EXPERIMENTS],
        rules.measure_latents.output if EXPERIMENTS else [],


rule quality:
    input:
        drawn(*(name for name in FIGURES if "quality" in FIGURES[name].tables)),
        rules.collect_quality.output if STUDY.quality.runs else [],
