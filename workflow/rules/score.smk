CLASSIFIER = f"{RESULTS}/features/classifier.safetensors"
FEATURE_WEIGHTS = {
    "digits": CLASSIFIER,
    "inception": f"{RESULTS}/features/inception.pth",
}


rule train_classifier:
    input:
        script=code("train_classifier.py"),
        digits=DIGITS,
    output:
        classifier=CLASSIFIER,
        table=f"{TABLES}/classifier.parquet",
        text=f"{TABLES}/classifier.md",
    log:
        f"{LOGS}/train_classifier.log",
    benchmark:
        f"{BENCHMARKS}/train_classifier.tsv"
    priority: 30
    threads: threads_of(1 + len(run_seeds()))
    resources:
        mem_mb=growing(2500),
        runtime=growing(120),
        gpu=GPU,
    params:
        flags=flags(settings=STUDY.classifier, compute=STUDY.compute),
    message:
        "Training the digit classifier"
    shell:
        "python workflow/scripts/train_classifier.py --digits {input.digits} {params.flags}"
        " --output {output.classifier} --table {output.table} --text {output.text} > {log} 2>&1"


rule get_inception:
    input:
        script=code("get_inception.py"),
    output:
        FEATURE_WEIGHTS["inception"],
    log:
        f"{LOGS}/get_inception.log",
    benchmark:
        f"{BENCHMARKS}/get_inception.tsv"
    localrule: True
    params:
        flags=flags(
            weights=STUDY.scores.inception_weights,
            sha256=STUDY.scores.inception_sha256,
        ),
    message:
        "Fetching the InceptionV3 weights"
    shell:
        "python workflow/scripts/get_inception.py {params.flags} --output {output} > {log} 2>&1"


rule compute_reference:
    input:
        script=code("compute_reference.py"),
        digits=DIGITS,
        weights=lambda wildcards: FEATURE_WEIGHTS[wildcards.features],
    output:
        f"{RESULTS}/features/{{features}}-reference.npz",
    log:
        f"{LOGS}/compute_reference-{{features}}.log",
    benchmark:
        f"{BENCHMARKS}/compute_reference-{{features}}.tsv"
    threads: 1
    resources:
        mem_mb=growing(2500),
        runtime=growing(240),
        gpu=GPU,
    params:
        flags=flags(compute=STUDY.compute),
    message:
        "Computing {wildcards.features} features of real digits"
    shell:
        "python workflow/scripts/compute_reference.py --digits {input.digits} --features {wildcards.features}"
        " --weights {input.weights} {params.flags} --output {output} > {log} 2>&1"


rule score_by_digits:
    input:
        script=code("score_samples.py"),
        samples=lambda wildcards: [
            path
            for run, seed in score_batch(wildcards.batch)
            for path in all_samples(run, seed)
        ],
        reference=f"{RESULTS}/features/digits-reference.npz",
        weights=FEATURE_WEIGHTS["digits"],
    output:
        f"{RESULTS}/scores/digits-{{batch}}.parquet",
    log:
        f"{LOGS}/score/digits-{{batch}}.log",
    benchmark:
        f"{BENCHMARKS}/score/digits-{{batch}}.tsv"
    wildcard_constraints:
        batch=r"\d+",
    priority: 5
    threads: 1
    resources:
        mem_mb=growing(2500),
        runtime=growing(240),
        gpu=GPU,
    params:
        flags=lambda wildcards, input: flags(
            samples=list(input.samples),
            protocols=STUDY.scores.protocols,
            published_images=STUDY.scores.published_images,
            compute=STUDY.compute,
        ),
    message:
        "Scoring samples by digit features, batch {wildcards.batch}"
    shell:
        "python workflow/scripts/score_samples.py {params.flags} --reference {input.reference}"
        " --weights {input.weights} --output {output} > {log} 2>&1"


use rule score_by_digits as score_by_inception with:
    input:
        script=code("score_samples.py"),
        samples=lambda wildcards: all_samples(wildcards.run, wildcards.seed),
        reference=f"{RESULTS}/features/inception-reference.npz",
        weights=FEATURE_WEIGHTS["inception"],
    output:
        f"{RESULTS}/runs/{{run}}/seed-{{seed}}/fid-inception.parquet",
    log:
        f"{LOGS}/score/{{run}}-seed-{{seed}}-inception.log",
    benchmark:
        f"{BENCHMARKS}/score/{{run}}-seed-{{seed}}-inception.tsv"
    threads: threads_of(len(run_seeds()))
    message:
        "Scoring {wildcards.run}, seed {wildcards.seed}, by InceptionV3 features"


rule collect_scores:
    input:
        script=code("collect_tables.py"),
        tables=[path for features in STUDY.scores.features for path in scores(features)],
    output:
        table=f"{TABLES}/fid.parquet",
        text=f"{TABLES}/fid.md",
    log:
        f"{LOGS}/collect_scores.log",
    benchmark:
        f"{BENCHMARKS}/collect_scores.tsv"
    localrule: True
    params:
        flags=lambda wildcards, input: flags(tables=list(input.tables)),
    message:
        "Collecting the scores of all runs"
    shell:
        "python workflow/scripts/collect_tables.py {params.flags} --output {output.table} --text {output.text} > {log} 2>&1"


rule fid:
    input:
        [FEATURE_WEIGHTS[name] for name in STUDY.scores.features],
        [f"{RESULTS}/features/{name}-reference.npz" for name in STUDY.scores.features],
        rules.collect_scores.input.tables,
        rules.collect_scores.output,
        rules.train_classifier.output,
