rule sample_latents:
    input:
        lambda wildcards: guides(*latent_run(), STUDY.latent_sampler()),
        checkpoint=lambda wildcards: model_file(*latent_run()),
        digits=DIGITS,
        garments=GARMENTS,
    output:
        output=experiment("{experiment}"),
    log:
        f"{LOGS}/latents/{{experiment}}.log",
    benchmark:
        f"{BENCHMARKS}/latents/{{experiment}}.tsv"
    wildcard_constraints:
        experiment="|".join(EXPERIMENTS) or "none",
    threads: threads_of(len(EXPERIMENTS))
    resources:
        mem_mb=growing(2500),
        runtime=growing(240),
        gpu=GPU,
    params:
        **step(
            "sample_latents",
            lambda wildcards: {
                "name": wildcards.experiment,
                "experiment": STUDY.latents.experiments[wildcards.experiment],
                "sampler": STUDY.latent_sampler(),
                "weights": STUDY.sampling.weights,
                "split": STUDY.sampling.garments,
                "images": STUDY.latents.images,
                "block": STUDY.sampling.block,
                "compute": STUDY.run_compute(STUDY.latents.run),
            },
            lambda wildcards: sampling_plugins(
                STUDY.latents.run,
                STUDY.latent_sampler(),
                source=STUDY.latents.experiments[wildcards.experiment].source,
            ),
        ),
    message:
        "Latent experiment {wildcards.experiment}"
    shell:
        STEP


rule measure_latents:
    input:
        experiments=[experiment(name) for name in EXPERIMENTS],
        classifier=CLASSIFIER,
        digits=DIGITS,
    output:
        table=table("latents"),
        text=table("latents", "md"),
    log:
        f"{LOGS}/measure_latents.log",
    benchmark:
        f"{BENCHMARKS}/measure_latents.tsv"
    threads: 1
    resources:
        mem_mb=growing(2500),
        runtime=growing(60),
        gpu=GPU,
    params:
        **step(
            "measure_latents",
            {"confident": STUDY.classifier.confident, "compute": STUDY.compute},
        ),
    message:
        "Measuring the latent experiments"
    shell:
        STEP
