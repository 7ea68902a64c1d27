# Digits from other starts than garments: the latent experiments, and their measures.
from hotcold.config.latents import METRICS as LATENT_METRICS


rule sample_latents:
    input:
        lambda wildcards: guides(
            STUDY.latents.run, wildcards.seed, STUDY.latent_sampler()
        ),
        **IMAGES,
        checkpoint=lambda wildcards: model_file(STUDY.latents.run, wildcards.seed),
    output:
        output=experiment("{experiment}"),
    log:
        f"{LOGS}/latents/{{experiment}}-seed-{{seed}}.log",
    benchmark:
        f"{BENCHMARKS}/latents/{{experiment}}-seed-{{seed}}.tsv"
    wildcard_constraints:
        experiment="|".join(EXPERIMENTS) or "none",
    threads: threads_of(len(experiments()))
    resources:
        **growing(2500, 240),
        gpu=GPU,
    params:
        **step(
            "sample_latents",
            lambda wildcards: {
                "run": STUDY.latents.run,
                "name": wildcards.experiment,
                "experiment": STUDY.latents.experiments[wildcards.experiment],
                "sampler": STUDY.latent_sampler(),
                "weights": STUDY.sampling.weights[0],
                "split": STUDY.sampling.splits[0],
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
        "Latent experiment {wildcards.experiment}, seed {wildcards.seed}"
    shell:
        STEP


rule measure_latents:
    input:
        experiments=experiments(),
        classifier=CLASSIFIER,
        reference=reference("digits"),
        digits=DIGITS,
        digits_test=DIGITS_TEST,
    output:
        table=table("latents"),
        text=table("latents", "csv"),
    log:
        f"{LOGS}/measure_latents.log",
    benchmark:
        f"{BENCHMARKS}/measure_latents.tsv"
    threads: 1
    resources:
        **growing(2500, 60),
        gpu=GPU,
    params:
        **step(
            "measure_latents",
            {"compute": STUDY.compute},
            {"metrics": list(LATENT_METRICS)},
        ),
    message:
        "Measuring the latent experiments"
    shell:
        STEP
