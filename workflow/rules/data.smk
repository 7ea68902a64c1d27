# The images, digits and garments, in the one form that all steps read.
from hotcold.config.needed import needed

BUNDLED = Path(hotcold.__file__).parent / "data" / "bundled" / "SHA256SUMS"


rule get_data:
    output:
        output=str(FILES.data("{name}")),
        test=str(FILES.data("{name}-test")),
    log:
        f"{LOGS}/data/{{name}}.log",
    benchmark:
        f"{BENCHMARKS}/data/{{name}}.tsv"
    wildcard_constraints:
        name="digits|garments",
    localrule: True
    threads: 1
    params:
        **step(
            "get_data",
            lambda wildcards: {
                "name": wildcards.name,
                "source": getattr(STUDY.data, wildcards.name),
                "train_images": STUDY.data.train_images,
                "validation_images": STUDY.data.validation_images,
                "test_images": STUDY.data.test_images,
            },
            checks=lambda wildcards: {"needed": needed(STUDY, wildcards.name)},
        ),
        # The images that the package ships are no input: they lie somewhere else on every machine.
        bundled=lambda wildcards: (
            BUNDLED.read_text()
            if getattr(STUDY.data, wildcards.name) == "bundled"
            else None
        ),
    message:
        "Reading {wildcards.name}"
    shell:
        STEP


rule data:
    input:
        DIGITS,
        DIGITS_TEST,
        GARMENTS,
        GARMENTS_TEST,
