# The sizes and layers of the networks.
NETWORKS = choices("networks", STUDY.network_names())


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
                "choices": NETWORKS,
                "unet": STUDY.unet(),
            },
            {"networks": functions(NETWORKS)},
        ),
    message:
        "Counting the networks' parameters and multiply-adds"
    shell:
        STEP
