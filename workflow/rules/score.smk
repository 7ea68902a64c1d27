CLASSIFIER = str(FILES.features("classifier", "safetensors"))
FEATURE_WEIGHTS = {
    "digits": CLASSIFIER,
    "inception": str(FILES.features("inception", "pth")),
}


rule train_classifier:
    input:
        digits=DIGITS,
    output:
        classifier=CLASSIFIER,
        table=table("classifier"),
        text=table("classifier", "md"),
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
        **step(
            "train_classifier",
            {"settings": STUDY.classifier, "compute": STUDY.compute},
        ),
    message:
        "Training the digit classifier"
    shell:
        STEP


rule get_inception:
    output:
        output=FEATURE_WEIGHTS["inception"],
    log:
        f"{LOGS}/get_inception.log",
    benchmark:
        f"{BENCHMARKS}/get_inception.tsv"
    localrule: True
    params:
        **step(
            "get_inception",
            {
                "weights": STUDY.scores.inception_weights,
                "sha256": STUDY.scores.inception_sha256,
            },
        ),
    message:
        "Fetching the InceptionV3 weights"
    shell:
        STEP


rule compute_reference:
    input:
        digits=DIGITS,
        weights=lambda wildcards: FEATURE_WEIGHTS[wildcards.features],
    output:
        output=reference("{features}"),
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
        **step(
            "compute_reference",
            lambda wildcards: {
                "features": wildcards.features,
                "compute": STUDY.compute,
            },
        ),
    message:
        "Computing {wildcards.features} features of real digits"
    shell:
        STEP


rule score_by_digits:
    input:
        samples=lambda wildcards: [
            path
            for run, seed in score_batch(wildcards.batch)
            for path in all_samples(run, seed)
        ],
        digits=DIGITS,
        reference=reference("digits"),
        weights=FEATURE_WEIGHTS["digits"],
    output:
        tables=[
            f"{FILES.folder}/scores/{metric}-digits-{{batch}}.parquet"
            for metric in STUDY.scores.metrics
        ],
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
        **step(
            "score_samples",
            {
                "metrics": STUDY.scores.metrics,
                "protocols": STUDY.scores.protocols,
                "published_images": STUDY.scores.published_images,
                "compute": STUDY.compute,
            },
            {"metrics": STUDY.scores.metrics},
        ),
    message:
        "Scoring samples by digit features, batch {wildcards.batch}"
    shell:
        STEP


use rule score_by_digits as score_by_inception with:
    input:
        samples=lambda wildcards: all_samples(wildcards.run, wildcards.seed),
        digits=DIGITS,
        reference=reference("inception"),
        weights=FEATURE_WEIGHTS["inception"],
    output:
        tables=[
            in_run(f"{metric}-inception.parquet") for metric in STUDY.scores.metrics
        ],
    log:
        f"{LOGS}/score/{{run}}-seed-{{seed}}-inception.log",
    benchmark:
        f"{BENCHMARKS}/score/{{run}}-seed-{{seed}}-inception.tsv"
    threads: threads_of(len(run_seeds()))
    message:
        "Scoring {wildcards.run}, seed {wildcards.seed}, by InceptionV3 features"


rule collect_scores:
    input:
        tables=lambda wildcards: scores(wildcards.metric),
    output:
        table=table("{metric}"),
        text=table("{metric}", "md"),
    log:
        f"{LOGS}/collect_scores/{{metric}}.log",
    benchmark:
        f"{BENCHMARKS}/collect_scores/{{metric}}.tsv"
    retries: 0
    localrule: True
    params:
        **step("collect_tables"),
    message:
        "Collecting the scores of all runs, {wildcards.metric}"
    shell:
        STEP


# Scores by every metric; FID is the report's.
rule fid:
    input:
        [FEATURE_WEIGHTS[name] for name in STUDY.scores.features],
        [reference(name) for name in STUDY.scores.features],
        [path for metric in STUDY.scores.metrics for path in scores(metric)],
        [
            table(metric, suffix)
            for metric in STUDY.scores.metrics
            for suffix in ("parquet", "md")
        ],
        rules.train_classifier.output,
