rule get_data:
    input:
        script=code("get_data.py"),
        sums=source("resources/SHA256SUMS"),
    output:
        f"{RESULTS}/data/{{name}}.npz",
    log:
        f"{LOGS}/data/{{name}}.log",
    benchmark:
        f"{BENCHMARKS}/data/{{name}}.tsv"
    wildcard_constraints:
        name="digits|garments",
    localrule: True
    threads: 1
    params:
        flags=lambda wildcards: flags(
            source=getattr(STUDY.data, wildcards.name),
            train_images=STUDY.data.train_images,
            test_images=STUDY.data.test_images,
        ),
    message:
        "Reading {wildcards.name}"
    shell:
        "python workflow/scripts/get_data.py --name {wildcards.name} {params.flags} --output {output} > {log} 2>&1"


rule data:
    input:
        DIGITS,
        GARMENTS,
