# One rule a run, because runs keep different checkpoints; all are the same step.
for run_name in STUDY.runs:

    rule:
        name:
            f"train_{run_name}"
        input:
            digits=DIGITS,
            garments=GARMENTS,
        output:
            losses=in_run("losses.parquet", run_name),
            checkpoints=model_files(run_name, "{seed}"),
        log:
            f"{LOGS}/train/{run_name}-seed-{{seed}}.log",
        benchmark:
            f"{BENCHMARKS}/train/{run_name}-seed-{{seed}}.tsv"
        # The slowest jobs start first, so that the short ones fill the gaps at the end.
        priority: 10 if STUDY.runs[run_name].network == "cnn" else 20
        threads: threads_of(len(run_seeds()))
        resources:
            mem_mb=growing(4000),
            runtime=growing(720),
            gpu=GPU,
        params:
            **step(
                "train",
                lambda wildcards, run=run_name: {
                    "model": STUDY.model(run, int(wildcards.seed)),
                    "training": STUDY.run_training(run),
                    "compute": STUDY.run_compute(run),
                },
                {
                    **run_plugins(run_name),
                    "couplings": [STUDY.run_training(run_name).coupling],
                    "optimisers": [STUDY.run_training(run_name).optimiser],
                },
                resume={"resume_seconds": STUDY.resume_seconds},
            ),
        message:
            f"Training {run_name}, seed {{wildcards.seed}}"
        shell:
            STEP


rule collect_losses:
    input:
        tables=[in_run("losses.parquet", run, seed) for run, seed in run_seeds()],
    output:
        table=table("losses"),
        text=table("losses", "csv"),
    log:
        f"{LOGS}/collect_losses.log",
    benchmark:
        f"{BENCHMARKS}/collect_losses.tsv"
    retries: 0
    localrule: True
    params:
        **step("collect_tables"),
    message:
        "Collecting the losses of all runs"
    shell:
        STEP


rule train:
    input:
        rules.collect_losses.input.tables,
        rules.collect_losses.output,
        [path for run, seed in run_seeds() for path in model_files(run, seed)],
