rule analyse_schedules:
    input:
        digits=DIGITS,
    output:
        schedules=table("schedules"),
        ks=table("ks"),
        crossings=table("ks_crossings"),
        text=table("ks_crossings", "md"),
    log:
        f"{LOGS}/analyse_schedules.log",
    benchmark:
        f"{BENCHMARKS}/analyse_schedules.tsv"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(60),
    params:
        **step(
            "analyse_schedules",
            {
                "choices": {
                    name: STUDY.choice("schedules", name)
                    for name in STUDY.schedule_names()
                },
                "timesteps": STUDY.timesteps,
                "pixel_limit": STUDY.data.pixel_limit,
                "settings": STUDY.gaussianity,
            },
            {
                "schedules": [
                    STUDY.choice("schedules", name).function
                    for name in STUDY.schedule_names()
                ]
            },
        ),
    message:
        "Testing when noised digits pass for Gaussian"
    shell:
        STEP
