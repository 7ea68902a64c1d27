# The figures that the study has something for, and the targets that make some of them.

# The tables that this study makes; a figure of another one is left out.
TABLES = [
    "schedules",
    "ks",
    "ks_crossings",
    "discretisation",
    "networks",
    "settings",
    "losses",
    "losses_by_t",
    "restoration",
    "ranges",
    "scores",
    "ruler",
]
TABLES += ["claims"] if CLAIMS else []
TABLES += ["latents"] if EXPERIMENTS else []
TABLES += ["quality"] if STUDY.quality.runs else []
TABLES += ["architecture"] if STUDY.unet() else []
TABLES += [] if SHIPPED else ["classifier"]
FIGURES = figures_of(STUDY, TABLES)
# Those of a table that has a target of its own.
FIGURES_OF_ALL = [name for name in FIGURES if "quality" not in FIGURES[name].tables]
NOT_DRAWN = left_out(FIGURES)


rule plot_figure:
    input:
        tables=figure_input("tables"),
        claims=figure_input("claims"),
        samples=figure_input("samples"),
        traces=figure_input("traces"),
        experiments=figure_input("experiments"),
        digits=figure_input("digits"),
    output:
        outputs=[
            report(
                str(FILES.figure("{figure}")),
                caption="../report/figure.rst",
                category=lambda wildcards: FIGURES[wildcards.figure].category,
                labels=lambda wildcards: FIGURES[wildcards.figure].labels,
            ),
            *(
                str(FILES.figure("{figure}", suffix))
                for suffix in STUDY.figures.formats
                if suffix != "png"
            ),
        ],
    log:
        f"{LOGS}/figures/{{figure}}.log",
    benchmark:
        f"{BENCHMARKS}/figures/{{figure}}.tsv"
    wildcard_constraints:
        figure="|".join(FIGURES),
    # Another attempt finds the same, and one whose input was set aside would end all of Snakemake.
    retries: 0
    localrule: True
    params:
        **step(
            "plot_figure",
            lambda wildcards: {
                "figure": wildcards.figure,
                "runs": (
                    FIGURES[wildcards.figure].runs
                    if FIGURES[wildcards.figure].takes_runs
                    else None
                ),
                "options": STUDY.figures.options.get(wildcards.figure, {}),
                "dpi": STUDY.figures.dpi,
            },
            lambda wildcards: {"figures": [wildcards.figure]},
        ),
        caption=lambda wildcards: FIGURES[wildcards.figure].caption,
    message:
        "Drawing {wildcards.figure}"
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
        drawn("fig01_schedules", "fig02_gaussianity", "fig20_discretisation"),
        rules.analyse_schedules.output,
        rules.analyse_discretisation.output,


rule latents:
    input:
        drawn(*(name for name in FIGURES if FIGURES[name].experiments)),
        experiments(),
        rules.measure_latents.output if EXPERIMENTS else [],


rule quality:
    input:
        drawn(*(name for name in FIGURES if "quality" in FIGURES[name].tables)),
        collected("quality") if STUDY.quality.runs else [],
