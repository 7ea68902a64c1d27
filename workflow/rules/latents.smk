rule sample_latents:
    input:
        script=lambda wildcards: code(
            "sample_latents.py",
            **run_plugins(STUDY.latents.run),
            samplers=[STUDY.latent_sampler().function],
            latents=[STUDY.latents.experiments[wildcards.experiment].source],
        ),
        checkpoint=lambda wildcards: checkpoint(
            STUDY.latents.run, STUDY.runs[STUDY.latents.run].seeds[0]
        ),
        guides=lambda wildcards: guides(
            STUDY.latents.run,
            STUDY.runs[STUDY.latents.run].seeds[0],
            STUDY.latent_sampler(),
        ),
        garments=GARMENTS,
    output:
        experiment("{experiment}"),
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
        flags=lambda wildcards: flags(
            experiment=STUDY.latents.experiments[wildcards.experiment],
            sampler=STUDY.latent_sampler(),
            weights=STUDY.sampling.weights,
            split=STUDY.sampling.garments,
            images=STUDY.latents.images,
            block=STUDY.sampling.block,
            compute=STUDY.run_compute(STUDY.latents.run),
        ),
    message:
        "Latent experiment {wildcards.experiment}"
    shell:
        "python workflow/scripts/sample_latents.py --name {wildcards.experiment} --checkpoint {input.checkpoint}"
        " {params.flags} --garments {input.garments} --output {output} > {log} 2>&1"


rule measure_latents:
    input:
        script=code("measure_latents.py"),
        experiments=[experiment(name) for name in EXPERIMENTS],
        classifier=CLASSIFIER,
        digits=DIGITS,
    output:
        table=f"{TABLES}/latents.parquet",
        text=f"{TABLES}/latents.md",
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
        flags=lambda wildcards, input: flags(
            experiments=list(input.experiments),
            confident=STUDY.classifier.confident,
            compute=STUDY.compute,
        ),
    message:
        "Measuring the latent experiments"
    shell:
        "python workflow/scripts/measure_latents.py {params.flags} --classifier {input.classifier}"
        " --digits {input.digits} --output {output.table} --text {output.text} > {log} 2>&1"
