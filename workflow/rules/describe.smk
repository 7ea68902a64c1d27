# What decides the results of each run, and what its network costs.
NETWORKS = choices("networks", STUDY.network_names())


rule describe_study:
    output:
        **({"architecture": table("architecture")} if STUDY.unet() else {}),
        settings=table("settings"),
        networks=table("networks"),
    log:
        f"{LOGS}/describe_study.log",
    benchmark:
        f"{BENCHMARKS}/describe_study.tsv"
    localrule: True
    params:
        **step(
            "describe_study",
            {
                "runs": {run: run_settings(STUDY, run) for run in STUDY.runs},
                "choices": NETWORKS,
                "unet": STUDY.unet(),
            },
            {"networks": functions(NETWORKS)},
        ),
    message:
        "Writing down the settings of the runs and the sizes of their networks"
    shell:
        STEP
