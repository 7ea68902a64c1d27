# How fast the study is, beside the usual ways. Every measurement takes all cores, so that nothing runs beside it.
# Training, sampling and the peers: one rule each, a job for each model.
for bench_name in ("training", "sampling", "peers"):

    rule:
        name:
            f"bench_{bench_name}"
        input:
            script=lambda wildcards, bench=bench_name: bench_code(
                f"bench_{bench}.py", wildcards.model
            ),
            digits=DIGITS,
            garments=GARMENTS,
        output:
            f"{BENCH}/{bench_name}-{{model}}.parquet",
        log:
            f"{LOGS}/bench/{bench_name}-{{model}}.log",
        wildcard_constraints:
            model="|".join(STUDY.bench.models) or "none",
        threads: CORES
        resources:
            mem_mb=growing(4000),
            runtime=growing(120),
            gpu=GPU,
        params:
            flags=lambda wildcards: bench_flags(name=wildcards.model),
            command=f"python workflow/scripts/bench_{bench_name}.py",
        message:
            f"Timing {bench_name}, {{wildcards.model}}"
        shell:
            "{params.command} {params.flags} --digits {input.digits} --garments {input.garments}"
            " --output {output} > {log} 2>&1"


rule bench_steps:
    input:
        script=bench_code("bench_steps.py"),
        digits=DIGITS,
    output:
        f"{BENCH}/steps.parquet",
    log:
        f"{LOGS}/bench/steps.log",
    threads: CORES
    resources:
        mem_mb=growing(2500),
        runtime=growing(60),
        gpu=GPU,
    params:
        flags=bench_flags(),
        schedules=flags(
            schedules={
                name: STUDY.choice("schedules", name).model_dump(mode="json")
                for name in STUDY.gaussianity.schedules
            },
            timesteps=STUDY.timesteps,
        ),
    message:
        "Timing scores, the analysis of schedules and start-up"
    shell:
        "python workflow/scripts/bench_steps.py {params.flags} {params.schedules} --digits {input.digits}"
        " --output {output} > {log} 2>&1"


rule bench_growth:
    input:
        script=bench_code("bench_growth.py"),
        digits=DIGITS,
        garments=GARMENTS,
    output:
        f"{BENCH}/growth.parquet",
    log:
        f"{LOGS}/bench/growth.log",
    threads: CORES
    resources:
        mem_mb=growing(4000),
        runtime=growing(60),
        gpu=GPU,
    params:
        flags=bench_flags(),
        runs=flags(
            runs={
                name: run.model_dump(mode="json", exclude_unset=True)
                for name, run in STUDY.runs.items()
            }
        ),
    message:
        "Measuring how time and memory grow"
    shell:
        "python workflow/scripts/bench_growth.py {params.flags} {params.runs} --digits {input.digits}"
        " --garments {input.garments} --output {output} > {log} 2>&1"


# Reads the benchmark files of a study made before; they are no inputs, so that this makes no study.
rule bench_orchestration:
    input:
        script=code("bench_orchestration.py"),
        steps=rules.bench_steps.output,
    output:
        f"{BENCH}/orchestration.parquet",
    log:
        f"{LOGS}/bench/orchestration.log",
    localrule: True
    threads: CORES
    params:
        flags=lambda wildcards, threads: flags(
            study=STUDY.study, benchmarks=BENCHMARKS, cores=threads
        ),
    message:
        "Adding up the study's jobs"
    shell:
        "python workflow/scripts/bench_orchestration.py --steps {input.steps} {params.flags}"
        " --output {output} > {log} 2>&1"


rule bench_table:
    input:
        script=code("bench_table.py"),
        tables=[
            *expand(
                f"{BENCH}/{{bench}}-{{model}}.parquet",
                bench=["training", "sampling", "peers"],
                model=STUDY.bench.models,
            ),
            *rules.bench_steps.output,
            *rules.bench_orchestration.output,
            *rules.bench_growth.output,
        ],
    output:
        table=f"{BENCH}/bench.parquet",
        text=f"{BENCH}/bench.md",
    log:
        f"{LOGS}/bench/table.log",
    localrule: True
    params:
        flags=lambda wildcards, input: flags(tables=list(input.tables)),
    message:
        "Collecting the measurements"
    shell:
        "python workflow/scripts/bench_table.py {params.flags} --output {output.table} --text {output.text}"
        " > {log} 2>&1"


rule bench_figure:
    input:
        script=code("bench_figure.py"),
        table=rules.bench_table.output.table,
    output:
        [f"{BENCH}/bench.{suffix}" for suffix in ("png", "svg")],
    log:
        f"{LOGS}/bench/figure.log",
    localrule: True
    params:
        flags=lambda wildcards, output: flags(
            dpi=STUDY.figures.dpi, outputs=list(output)
        ),
    message:
        "Drawing the measurements"
    shell:
        "python workflow/scripts/bench_figure.py --table {input.table} {params.flags} > {log} 2>&1"


rule bench:
    input:
        rules.bench_table.output,
        rules.bench_figure.output,
