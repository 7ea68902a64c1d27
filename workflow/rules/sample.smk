# One rule a run, because runs keep different checkpoints; all are the same step.
for run_name in STUDY.runs:

    rule:
        name:
            f"sample_{run_name}"
        input:
            script=sampling_code("sample.py", run_name, STUDY.run_sampler(run_name)),
            checkpoints=[
                checkpoint(run_name, "{seed}", epoch)
                for epoch in STUDY.run_training(run_name).checkpoints
            ],
            garments=GARMENTS,
        output:
            all_samples(run_name, "{seed}"),
        log:
            f"{LOGS}/sample/{run_name}-seed-{{seed}}.log",
        benchmark:
            f"{BENCHMARKS}/sample/{run_name}-seed-{{seed}}.tsv"
        # After trainings, before all that is short.
        priority: 5
        threads: threads_of(len(run_seeds()))
        resources:
            mem_mb=growing(2500),
            runtime=growing(720),
            gpu=GPU,
        params:
            files=lambda wildcards, input, output: flags(
                checkpoints=list(input.checkpoints), outputs=list(output)
            ),
            flags=flags(
                sampler=STUDY.run_sampler(run_name),
                weights=STUDY.sampling.weights,
                split=STUDY.sampling.garments,
                images=[
                    STUDY.run_images(run_name, epoch)
                    for epoch in STUDY.run_training(run_name).checkpoints
                ],
                block=STUDY.sampling.block,
                compute=STUDY.run_compute(run_name),
            ),
        message:
            f"Sampling {run_name}, seed {{wildcards.seed}}"
        shell:
            "python workflow/scripts/sample.py {params.files} {params.flags}"
            " --garments {input.garments} > {log} 2>&1"


rule trace_run:
    input:
        script=lambda wildcards: sampling_code(
            "trace.py", wildcards.run, *trace_samplers(wildcards.run)
        ),
        checkpoint=lambda wildcards: checkpoint(wildcards.run, wildcards.seed),
        guides=lambda wildcards: guides(
            wildcards.run, wildcards.seed, *trace_samplers(wildcards.run)
        ),
        digits=DIGITS,
        garments=GARMENTS,
    output:
        f"{RESULTS}/runs/{{run}}/seed-{{seed}}/trace.npz",
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
        flags=lambda wildcards: flags(
            sampler=STUDY.run_sampler(wildcards.run),
            weights=STUDY.sampling.weights,
            trace=STUDY.sampling.trace,
            compute=STUDY.run_compute(wildcards.run),
        ),
    message:
        "Following {wildcards.run}, seed {wildcards.seed}, at work"
    shell:
        "python workflow/scripts/trace.py --checkpoint {input.checkpoint} {params.flags}"
        " --digits {input.digits} --garments {input.garments} --output {output} > {log} 2>&1"


rule sample:
    input:
        [path for run, seed in run_seeds() for path in all_samples(run, seed)],
