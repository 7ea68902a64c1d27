# Samples of every run, from its checkpoints.
rule sample_run:
    input:
        **IMAGES,
        checkpoints=lambda wildcards: [
            model_file(wildcards.run, wildcards.seed, wanted.epoch)
            for wanted in STUDY.sample_plan()
        ],
    output:
        samples=all_samples("{run}", "{seed}"),
    log:
        f"{LOGS}/sample/{{run}}-seed-{{seed}}.log",
    benchmark:
        f"{BENCHMARKS}/sample/{{run}}-seed-{{seed}}.tsv"
    # After trainings, before all that is short.
    priority: 5
    threads: threads_of(len(run_seeds()))
    resources:
        **growing(4000, 720),
        gpu=GPU,
    params:
        **step(
            "sample",
            lambda wildcards: {
                "run": wildcards.run,
                "sampler": STUDY.run_sampler(wildcards.run),
                "start": STUDY.run_start(wildcards.run),
                "sets": STUDY.sample_plan(),
                "block": STUDY.sampling.block,
                "compute": STUDY.run_compute(wildcards.run),
            },
            lambda wildcards: sampling_plugins(
                wildcards.run, STUDY.run_sampler(wildcards.run)
            ),
            resume={},
        ),
    message:
        "Sampling {wildcards.run}, seed {wildcards.seed}"
    shell:
        STEP


rule sample:
    input:
        [path for run, seed in run_seeds() for path in all_samples(run, seed)],
