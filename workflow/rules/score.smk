# The classifier that ships, or one that the study trains; either lies among the results.
SHIPPED = STUDY.scores.classifier == "shipped"
CLASSIFIER = str(FILES.features("classifier", "safetensors"))
FEATURE_WEIGHTS = {
    "digits": CLASSIFIER,
    "inception": str(FILES.features("inception", "pth")),
}
RULER = Path(hotcold.__file__).parent / "evaluation" / "features" / "ruler"
# What ships is no input: it lies somewhere else on every machine.
RULER_SUMS = (RULER / "SHA256SUMS").read_text() if SHIPPED else None


def scoring(features):
    """Return how scores by those features count."""
    return {
        "metrics": STUDY.scores.metrics_by(features),
        "protocols": STUDY.scores.protocols,
        "published_images": STUDY.scores.published_images,
        "compute": STUDY.compute,
    }


def score_files():
    """Return the files of all runs' scores."""
    of = {
        "digits": [
            f"{FILES.folder}/scores/digits-{batch}.parquet"
            for batch in range(-(-len(run_seeds()) // SCORED_TOGETHER))
        ],
        "inception": [
            in_run("scores-inception.parquet", run, seed) for run, seed in run_seeds()
        ],
    }
    return [path for features in STUDY.scores.features for path in of[features]]


if SHIPPED:

    rule get_classifier:
        output:
            output=CLASSIFIER,
        log:
            f"{LOGS}/get_classifier.log",
        benchmark:
            f"{BENCHMARKS}/get_classifier.tsv"
        localrule: True
        params:
            **step("get_classifier"),
            ruler=RULER_SUMS,
        message:
            "Fetching the digit classifier that ships"
        shell:
            STEP

else:

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
        digits_test=DIGITS_TEST,
        weights=lambda wildcards: FEATURE_WEIGHTS[wildcards.features],
    output:
        output=reference("{features}"),
    log:
        f"{LOGS}/compute_reference-{{features}}.log",
    benchmark:
        f"{BENCHMARKS}/compute_reference-{{features}}.tsv"
    wildcard_constraints:
        features="|".join(FEATURE_WEIGHTS),
    priority: 30
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
                "shipped": SHIPPED and wildcards.features == "digits",
                "compute": STUDY.compute,
            },
        ),
        ruler=RULER_SUMS,
    message:
        "Computing {wildcards.features} features of real digits"
    shell:
        STEP


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
        mem_mb=growing(2500),
        runtime=growing(240),
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
        output=f"{FILES.folder}/scores/digits-{{batch}}.parquet",
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
        output=in_run("scores-inception.parquet"),
    log:
        f"{LOGS}/score/{{run}}-seed-{{seed}}-inception.log",
    benchmark:
        f"{BENCHMARKS}/score/{{run}}-seed-{{seed}}-inception.tsv"
    priority: 5
    threads: threads_of(len(run_seeds()))
    resources:
        mem_mb=growing(2500),
        runtime=growing(240),
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


rule collect_scores:
    input:
        tables=score_files(),
    output:
        table=table("scores"),
        text=table("scores", "md"),
    log:
        f"{LOGS}/collect_scores.log",
    benchmark:
        f"{BENCHMARKS}/collect_scores.tsv"
    retries: 0
    localrule: True
    params:
        **step("collect_scores"),
    message:
        "Collecting the scores of all runs"
    shell:
        STEP


# Scores by every metric; FID is the report's.
rule fid:
    input:
        [FEATURE_WEIGHTS[name] for name in STUDY.scores.features],
        [reference(name) for name in STUDY.scores.features],
        score_files(),
        rules.collect_scores.output,
        rules.score_real.output,
        [] if SHIPPED else rules.train_classifier.output,
