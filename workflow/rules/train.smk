# Trainings.
rule train_run:
    input:
        digits=DIGITS,
        garments=GARMENTS,
    output:
        losses=run_table("losses"),
        checkpoints=model_files("{run}", "{seed}"),
    log:
        f"{LOGS}/train/{{run}}-seed-{{seed}}.log",
    benchmark:
        f"{BENCHMARKS}/train/{{run}}-seed-{{seed}}.tsv"
    wildcard_constraints:
        run="|".join(STUDY.trained_runs()),
    # Trainings start first: all else waits for them.
    priority: 20
    threads: threads_of(len(trained_seeds()))
    resources:
        **growing(4000, 720),
        gpu=GPU,
    params:
        **step(
            "train",
            lambda wildcards: {
                "model": STUDY.model(wildcards.run, int(wildcards.seed)),
                "training": STUDY.run_training(wildcards.run),
                "compute": STUDY.run_compute(wildcards.run),
            },
            lambda wildcards: {
                **run_plugins(wildcards.run),
                "couplings": [STUDY.run_training(wildcards.run).coupling],
                "optimisers": [STUDY.run_training(wildcards.run).optimiser],
            },
            resume={"resume_seconds": STUDY.resume_seconds},
        ),
    message:
        "Training {wildcards.run}, seed {wildcards.seed}"
    shell:
        STEP


rule train:
    input:
        collected("losses"),
        [path for run, seed in trained_seeds() for path in model_files(run, seed)],
        rules.describe_study.output,
