# One rule a run, because runs keep different checkpoints; all are the same step.
for run_name in STUDY.runs:

    rule:
        name:
            f"sample_{run_name}"
        input:
            checkpoints=model_files(run_name, "{seed}"),
            digits=DIGITS,
            garments=GARMENTS,
        output:
            samples=all_samples(run_name, "{seed}"),
        log:
            f"{LOGS}/sample/{run_name}-seed-{{seed}}.log",
        benchmark:
            f"{BENCHMARKS}/sample/{run_name}-seed-{{seed}}.tsv"
        # After trainings, before all that is short.
        priority: 5
        threads: threads_of(len(run_seeds()))
        resources:
            mem_mb=growing(4000),
            runtime=growing(720),
            gpu=GPU,
        params:
            **step(
                "sample",
                {
                    "sampler": STUDY.run_sampler(run_name),
                    "weights": STUDY.sampling.weights,
                    "split": STUDY.sampling.garments,
                    "images": [
                        STUDY.run_images(run_name, epoch)
                        for epoch in STUDY.run_training(run_name).checkpoints
                    ],
                    "block": STUDY.sampling.block,
                    "compute": STUDY.run_compute(run_name),
                },
                sampling_plugins(run_name, STUDY.run_sampler(run_name)),
                resume={},
            ),
        message:
            f"Sampling {run_name}, seed {{wildcards.seed}}"
        shell:
            STEP


rule trace_run:
    input:
        lambda wildcards: guides(
            wildcards.run, wildcards.seed, *STUDY.trace_samplers(wildcards.run)
        ),
        checkpoint=lambda wildcards: model_file(wildcards.run, wildcards.seed),
        digits=DIGITS,
        garments=GARMENTS,
    output:
        output=in_run("trace.npz"),
    log:
        f"{LOGS}/trace/{{run}}-seed-{{seed}}.log",
    benchmark:
        f"{BENCHMARKS}/trace/{{run}}-seed-{{seed}}.tsv"
    threads: threads_of(len(run_seeds()))
    resources:
        mem_mb=growing(2500),
        runtime=growing(120),
        gpu=GPU,
    params:
        **step(
            "trace",
            lambda wildcards: {
                "sampler": STUDY.run_sampler(wildcards.run),
                "weights": STUDY.sampling.weights,
                "trace": STUDY.run_trace(wildcards.run),
                "compute": STUDY.run_compute(wildcards.run),
            },
            lambda wildcards: sampling_plugins(
                wildcards.run, *STUDY.trace_samplers(wildcards.run)
            ),
        ),
    message:
        "Following {wildcards.run}, seed {wildcards.seed}, at work"
    shell:
        STEP


rule sample:
    input:
        [path for run, seed in run_seeds() for path in all_samples(run, seed)],
