# What samples are measured by: the networks that give features, and the features of real digits.

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
            **growing(2500, 120),
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
        **growing(2500, 240),
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
