# What a trained model does, watched: its loss by t, its restorations, and images on their way.
rule trace_run:
    input:
        lambda wildcards: guides(
            wildcards.run, wildcards.seed, *STUDY.trace_samplers(wildcards.run)
        ),
        **IMAGES,
        checkpoint=lambda wildcards: model_file(wildcards.run, wildcards.seed),
        classifier=CLASSIFIER,
    output:
        arrays=trace_file(),
        losses_by_t=run_table("losses_by_t"),
        restoration=run_table("restoration"),
        ranges=run_table("ranges"),
    log:
        f"{LOGS}/trace/{{run}}-seed-{{seed}}.log",
    benchmark:
        f"{BENCHMARKS}/trace/{{run}}-seed-{{seed}}.tsv"
    threads: threads_of(len(traced_seeds()))
    resources:
        **growing(2500, 120),
        gpu=GPU,
    params:
        **step(
            "trace",
            lambda wildcards: {
                "run": wildcards.run,
                **sampled(wildcards.run),
                "coupling": STUDY.run_training(wildcards.run).coupling,
                "trace": STUDY.run_trace(wildcards.run),
            },
            lambda wildcards: {
                **sampling_plugins(
                    wildcards.run, *STUDY.trace_samplers(wildcards.run)
                ),
                "couplings": sorted(
                    {"independent", STUDY.run_training(wildcards.run).coupling}
                ),
                "metrics": ["fid", "sharpness"],
            },
        ),
    message:
        "Watching {wildcards.run}, seed {wildcards.seed}, at work"
    shell:
        STEP


rule trace:
    input:
        [trace_file(run, seed) for run, seed in traced_seeds()],
        collected(*TRACED),
