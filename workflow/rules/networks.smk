rule describe_networks:
    output:
        **({"architecture": table("architecture")} if STUDY.unet() else {}),
        networks=table("networks"),
    log:
        f"{LOGS}/describe_networks.log",
    benchmark:
        f"{BENCHMARKS}/describe_networks.tsv"
    localrule: True
    params:
        **step(
            "describe_networks",
            {
                "choices": {
                    name: STUDY.choice("networks", name)
                    for name in STUDY.network_names()
                },
                "unet": STUDY.unet(),
            },
            {
                "networks": [
                    STUDY.choice("networks", name).function
                    for name in STUDY.network_names()
                ]
            },
        ),
    message:
        "Counting the networks' parameters and multiply-adds"
    shell:
        STEP
