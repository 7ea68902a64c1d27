# One rule a run, because runs keep different checkpoints; all are the same step.
for run_name in STUDY.runs:

    rule:
        name:
            f"train_{run_name}"
        input:
            script=code("train.py", **run_plugins(run_name)),
            digits=DIGITS,
            garments=GARMENTS,
        output:
            losses=f"{run_folder(run_name, '{seed}')}/losses.parquet",
            checkpoints=[
                checkpoint(run_name, "{seed}", epoch)
                for epoch in STUDY.run_training(run_name).checkpoints
            ],
        log:
            f"{LOGS}/train/{run_name}-seed-{{seed}}.log",
        benchmark:
            f"{BENCHMARKS}/train/{run_name}-seed-{{seed}}.tsv"
        # The slowest jobs start first, so that the short ones fill the gaps at the end.
        priority: 10 if STUDY.runs[run_name].network == "cnn" else 20
        threads: threads_of(len(run_seeds()))
        resources:
            mem_mb=growing(2500),
            runtime=growing(720),
            gpu=GPU,
            # Not among the params: a change of it redoes nothing.
            resume_seconds=str(STUDY.resume_seconds),
        params:
            flags=flags(
                training=STUDY.run_training(run_name),
                compute=STUDY.run_compute(run_name),
            ),
            model=lambda wildcards, run=run_name: flags(
                model=STUDY.model(run, int(wildcards.seed))
            ),
            folder=lambda wildcards, output: Path(output.losses).parent,
        message:
            f"Training {run_name}, seed {{wildcards.seed}}"
        shell:
            "python workflow/scripts/train.py {params.model} {params.flags} --digits {input.digits}"
            " --garments {input.garments} --output {params.folder} --resume_seconds {resources.resume_seconds} > {log} 2>&1"


rule collect_losses:
    input:
        script=code("collect_tables.py"),
        tables=[f"{run_folder(run, seed)}/losses.parquet" for run, seed in run_seeds()],
    output:
        table=f"{TABLES}/losses.parquet",
        csv=f"{TABLES}/losses.csv",
    log:
        f"{LOGS}/collect_losses.log",
    benchmark:
        f"{BENCHMARKS}/collect_losses.tsv"
    localrule: True
    params:
        flags=lambda wildcards, input: flags(tables=list(input.tables)),
    message:
        "Collecting the losses of all runs"
    shell:
        "python workflow/scripts/collect_tables.py {params.flags} --output {output.table} --text {output.csv} > {log} 2>&1"


rule train:
    input:
        rules.collect_losses.input.tables,
        rules.collect_losses.output,
        [
            checkpoint(run, seed, epoch)
            for run, seed in run_seeds()
            for epoch in STUDY.run_training(run).checkpoints
        ],
