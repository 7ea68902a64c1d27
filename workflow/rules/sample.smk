rule sample_checkpoint:
    input:
        script=lambda wildcards: sampling_code("sample.py", wildcards.run),
        checkpoint=f"{RESULTS}/runs/{{run}}/seed-{{seed}}/epoch-{{epoch}}.safetensors",
        garments=GARMENTS,
    output:
        f"{RESULTS}/runs/{{run}}/seed-{{seed}}/samples/epoch-{{epoch}}.npz",
    log:
        f"{LOGS}/sample/{{run}}-seed-{{seed}}-epoch-{{epoch}}.log",
    benchmark:
        f"{BENCHMARKS}/sample/{{run}}-seed-{{seed}}-epoch-{{epoch}}.tsv"
    threads: STUDY.compute.threads
    resources:
        mem_mb=2500,
        runtime=720,
    params:
        flags=lambda wildcards: flags(
            sampler=STUDY.run_sampler(wildcards.run),
            weights=STUDY.sampling.weights,
            split=STUDY.sampling.garments,
            images=STUDY.run_images(wildcards.run, int(wildcards.epoch)),
            block=STUDY.sampling.block,
            compute=STUDY.compute,
        ),
    message:
        "Sampling {wildcards.run}, seed {wildcards.seed}, epoch {wildcards.epoch}"
    shell:
        "python workflow/scripts/sample.py --checkpoint {input.checkpoint} {params.flags}"
        " --garments {input.garments} --output {output} > {log} 2>&1"


rule trace_run:
    input:
        script=lambda wildcards: sampling_code("trace.py", wildcards.run),
        checkpoint=lambda wildcards: checkpoint(wildcards.run, wildcards.seed),
        digits=DIGITS,
        garments=GARMENTS,
    output:
        f"{RESULTS}/runs/{{run}}/seed-{{seed}}/trace.npz",
    log:
        f"{LOGS}/trace/{{run}}-seed-{{seed}}.log",
    benchmark:
        f"{BENCHMARKS}/trace/{{run}}-seed-{{seed}}.tsv"
    threads: STUDY.compute.threads
    resources:
        mem_mb=2500,
        runtime=120,
    params:
        flags=lambda wildcards: flags(
            sampler=STUDY.run_sampler(wildcards.run),
            weights=STUDY.sampling.weights,
            trace=STUDY.sampling.trace,
            compute=STUDY.compute,
        ),
    message:
        "Following {wildcards.run}, seed {wildcards.seed}, at work"
    shell:
        "python workflow/scripts/trace.py --checkpoint {input.checkpoint} {params.flags}"
        " --digits {input.digits} --garments {input.garments} --output {output} > {log} 2>&1"


rule sample:
    input:
        [path for run, seed in run_seeds() for path in all_samples(run, seed)],
