# Digits that turn into noise or garments and back, as animations.
from hotcold.figures.parts.animated import animation_caption


rule animate_run:
    input:
        lambda wildcards: guides(
            wildcards.run,
            STUDY.run_seeds(wildcards.run)[0],
            STUDY.run_sampler(wildcards.run),
        ),
        **IMAGES,
        checkpoint=lambda wildcards: model_file(
            wildcards.run, STUDY.run_seeds(wildcards.run)[0]
        ),
    output:
        output=report(
            str(FILES.animation("{run}")),
            caption="../report/figure.rst",
            category="Animations",
            labels={"figure": "{run}"},
        ),
    log:
        f"{LOGS}/animate/{{run}}.log",
    benchmark:
        f"{BENCHMARKS}/animate/{{run}}.tsv"
    threads: threads_of(len(STUDY.animations.runs))
    resources:
        **growing(2500, 120),
        gpu=GPU,
    params:
        **step(
            "animate",
            lambda wildcards: {
                "animation": STUDY.animations,
                **sampled(wildcards.run),
            },
            lambda wildcards: sampling_plugins(
                wildcards.run, STUDY.run_sampler(wildcards.run)
            ),
        ),
        caption=lambda wildcards: animation_caption(STUDY, wildcards.run),
    message:
        "Animating {wildcards.run}"
    shell:
        STEP


rule animations:
    input:
        [str(FILES.animation(run)) for run in STUDY.animations.runs],
