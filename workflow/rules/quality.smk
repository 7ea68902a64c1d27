# Samplers and numbers of steps compared, for the target `quality` alone.
rule compare_samplers:
    input:
        lambda wildcards: guides(
            wildcards.run, wildcards.seed, *STUDY.quality_samplers(wildcards.run)
        ),
        **IMAGES,
        checkpoint=lambda wildcards: model_file(wildcards.run, wildcards.seed),
        reference=reference("digits"),
        classifier=CLASSIFIER,
    output:
        output=run_table("quality"),
    log:
        f"{LOGS}/quality/{{run}}-seed-{{seed}}.log",
    benchmark:
        f"{BENCHMARKS}/quality/{{run}}-seed-{{seed}}.tsv"
    # All cores, so that no job beside it slows what it times.
    threads: threads_of(1)
    resources:
        **growing(4000, 720),
        gpu=GPU,
    params:
        **step(
            "compare_samplers",
            lambda wildcards: {
                "run": wildcards.run,
                "samplers": STUDY.quality_samplers(wildcards.run),
                **sampled(wildcards.run),
                # A sampler is chosen by what this shows.
                "split": "validation",
                "images": STUDY.quality.images,
                "block": STUDY.sampling.block,
            },
            lambda wildcards: sampling_plugins(
                wildcards.run, *STUDY.quality_samplers(wildcards.run)
            ),
        ),
    message:
        "Comparing samplers of {wildcards.run}, seed {wildcards.seed}"
    shell:
        STEP
