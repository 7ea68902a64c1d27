rule describe_unet:
    input:
        script=code("describe_network.py", networks=["unet"]),
    output:
        f"{TABLES}/architecture.parquet",
    log:
        f"{LOGS}/describe_unet.log",
    benchmark:
        f"{BENCHMARKS}/describe_unet.tsv"
    localrule: True
    params:
        flags=flags(network=STUDY.choice("networks", UNET or "unet")),
    message:
        "Measuring the UNet's shapes"
    shell:
        "python workflow/scripts/describe_network.py {params.flags} --output {output} > {log} 2>&1"


# One rule a figure; all are the same step.
for figure_name, (
    figure_category,
    figure_tables,
    figure_arrays,
    figure_runs,
) in FIGURE_INPUTS.items():

    rule:
        name:
            f"plot_{figure_name}"
        input:
            **figure_tables,
            **figure_arrays,
            script=code("plot_figure.py", figures=[figure_name]),
        output:
            report(
                f"{FIGURES}/{figure_name}.png",
                caption=f"../report/{figure_name}.rst",
                category=figure_category,
                labels=figure_labels(figure_name),
            ),
            [
                f"{FIGURES}/{figure_name}.{suffix}"
                for suffix in STUDY.figures.formats
                if suffix != "png"
            ],
        log:
            f"{LOGS}/figures/{figure_name}.log",
        benchmark:
            f"{BENCHMARKS}/figures/{figure_name}.tsv"
        localrule: True
        params:
            files=lambda wildcards, input, output, tables=figure_tables, arrays=figure_arrays: flags(
                tables={name: input[name] for name in tables},
                arrays={name: list(input[name]) for name in arrays},
                outputs=list(output),
            ),
            flags=flags(
                figure=figure_name,
                runs=figure_runs,
                options=STUDY.figures.options.get(figure_name, {}),
                dpi=STUDY.figures.dpi,
            ),
        message:
            f"Drawing {figure_name}"
        shell:
            "python workflow/scripts/plot_figure.py {params.flags} {params.files} > {log} 2>&1"


rule figures:
    input:
        drawn(),
        drawn_from(),


rule ks:
    input:
        drawn("fig01_schedules", "fig02_gaussianity"),
        rules.analyse_schedules.output,


rule latents:
    input:
        drawn(*(name for name in FIGURE_INPUTS if FIGURE_INPUTS[name][0] == "Latents"))
        if EXPERIMENTS
        else [],
        [experiment(name) for name in EXPERIMENTS],
        rules.measure_latents.output if EXPERIMENTS else [],


rule quality:
    input:
        drawn(STEPS_VS_FID) if STUDY.quality.runs else [],
        rules.collect_quality.output if STUDY.quality.runs else [],
