QUALITY = f"{TABLES}/quality.parquet"


rule compare_samplers:
    input:
        script=lambda wildcards: sampling_code(
            "compare_samplers.py",
            wildcards.run,
            *STUDY.quality_samplers(wildcards.run),
        ),
        checkpoint=lambda wildcards: checkpoint(wildcards.run, wildcards.seed),
        guides=lambda wildcards: guides(
            wildcards.run, wildcards.seed, *STUDY.quality_samplers(wildcards.run)
        ),
        garments=GARMENTS,
        reference=f"{RESULTS}/features/digits-reference.npz",
        classifier=CLASSIFIER,
    output:
        f"{RESULTS}/runs/{{run}}/seed-{{seed}}/quality.parquet",
    log:
        f"{LOGS}/quality/{{run}}-seed-{{seed}}.log",
    benchmark:
        f"{BENCHMARKS}/quality/{{run}}-seed-{{seed}}.tsv"
    # All cores, so that no job beside it slows what it times.
    threads: threads_of(1)
    resources:
        mem_mb=growing(2500),
        runtime=growing(720),
        gpu=GPU,
    params:
        flags=lambda wildcards: flags(
            samplers=[
                sampler.model_dump(mode="json")
                for sampler in STUDY.quality_samplers(wildcards.run)
            ],
            sampler=STUDY.run_sampler(wildcards.run),
            weights=STUDY.sampling.weights,
            split=STUDY.sampling.garments,
            images=STUDY.quality.images,
            block=STUDY.sampling.block,
            confident=STUDY.classifier.confident,
            compute=STUDY.run_compute(wildcards.run),
        ),
    message:
        "Comparing samplers of {wildcards.run}, seed {wildcards.seed}"
    shell:
        "python workflow/scripts/compare_samplers.py --checkpoint {input.checkpoint} {params.flags}"
        " --garments {input.garments} --reference {input.reference} --classifier {input.classifier}"
        " --output {output} > {log} 2>&1"


rule collect_quality:
    input:
        script=code("collect_tables.py"),
        tables=[
            f"{run_folder(run, STUDY.runs[run].seeds[0])}/quality.parquet"
            for run in STUDY.quality.runs
        ],
    output:
        table=QUALITY,
        text=f"{TABLES}/quality.md",
    log:
        f"{LOGS}/collect_quality.log",
    benchmark:
        f"{BENCHMARKS}/collect_quality.tsv"
    localrule: True
    params:
        flags=lambda wildcards, input: flags(tables=list(input.tables)),
    message:
        "Collecting the comparisons of samplers"
    shell:
        "python workflow/scripts/collect_tables.py {params.flags} --output {output.table} --text {output.text} > {log} 2>&1"
