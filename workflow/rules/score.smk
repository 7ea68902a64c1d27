# Scores of samples, and of real digits beside them.
rule score_real:
    input:
        digits=DIGITS,
        digits_test=DIGITS_TEST,
        garments_test=GARMENTS_TEST,
        references=[reference(name) for name in STUDY.scores.features],
        weights=[FEATURE_WEIGHTS[name] for name in STUDY.scores.features],
    output:
        table=table("ruler"),
        text=table("ruler", "csv"),
    log:
        f"{LOGS}/score_real.log",
    benchmark:
        f"{BENCHMARKS}/score_real.tsv"
    priority: 5
    threads: 1
    resources:
        **growing(2500, 240),
        gpu=GPU,
    params:
        **step(
            "score_real",
            {
                "metrics": [
                    STUDY.scores.metrics_by(name) for name in STUDY.scores.features
                ],
                "protocols": STUDY.scores.protocols,
                "published_images": STUDY.scores.published_images,
                "sizes": sorted(
                    {STUDY.sampling.images, STUDY.sampling.checkpoint_images}
                ),
                "shipped": SHIPPED,
                "compute": STUDY.compute,
            },
            {"metrics": STUDY.scores.metrics},
        ),
    message:
        "Scoring real digits, as they are and made worse"
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
        digits_test=DIGITS_TEST,
        reference=reference("digits"),
        weights=FEATURE_WEIGHTS["digits"],
    output:
        output=str(FILES.scores("digits", "{batch}")),
    log:
        f"{LOGS}/score/digits-{{batch}}.log",
    benchmark:
        f"{BENCHMARKS}/score/digits-{{batch}}.tsv"
    wildcard_constraints:
        batch=r"\d+",
    priority: 5
    threads: 1
    resources:
        **growing(2500, 240),
        gpu=GPU,
    params:
        **step(
            "score_samples",
            scoring("digits"),
            {"metrics": STUDY.scores.metrics_by("digits")},
        ),
    message:
        "Scoring samples by digit features, batch {wildcards.batch}"
    shell:
        STEP


rule score_by_inception:
    input:
        samples=lambda wildcards: all_samples(wildcards.run, wildcards.seed),
        digits=DIGITS,
        digits_test=DIGITS_TEST,
        reference=reference("inception"),
        weights=FEATURE_WEIGHTS["inception"],
    output:
        output=run_table("scores-inception"),
    log:
        f"{LOGS}/score/{{run}}-seed-{{seed}}-inception.log",
    benchmark:
        f"{BENCHMARKS}/score/{{run}}-seed-{{seed}}-inception.tsv"
    priority: 5
    threads: threads_of(len(run_seeds()))
    resources:
        **growing(2500, 240),
        gpu=GPU,
    params:
        **step(
            "score_samples",
            scoring("inception"),
            {"metrics": STUDY.scores.metrics_by("inception")},
        ),
    message:
        "Scoring {wildcards.run}, seed {wildcards.seed}, by InceptionV3 features"
    shell:
        STEP


# Scores by every metric; FID is the report's.
rule fid:
    input:
        [FEATURE_WEIGHTS[name] for name in STUDY.scores.features],
        [reference(name) for name in STUDY.scores.features],
        collected("scores"),
        rules.score_real.output,
        [] if SHIPPED else rules.train_classifier.output,
