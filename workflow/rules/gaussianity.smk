rule analyse_schedules:
    input:
        script=code(
            "analyse_schedules.py",
            schedules=[
                STUDY.choice("schedules", name).function
                for name in STUDY.schedule_names()
            ],
        ),
        digits=DIGITS,
    output:
        schedules=f"{TABLES}/schedules.parquet",
        ks=f"{TABLES}/ks.parquet",
        crossings=f"{TABLES}/ks_crossings.parquet",
        text=f"{TABLES}/ks_crossings.md",
    log:
        f"{LOGS}/analyse_schedules.log",
    benchmark:
        f"{BENCHMARKS}/analyse_schedules.tsv"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(60),
    params:
        flags=lambda wildcards, output: flags(
            schedules={
                name: STUDY.choice("schedules", name).model_dump(mode="json")
                for name in STUDY.schedule_names()
            },
            timesteps=STUDY.timesteps,
            pixel_limit=STUDY.data.pixel_limit,
            settings=STUDY.gaussianity,
            output=str(Path(output.schedules).parent),
        ),
    message:
        "Testing when noised digits pass for Gaussian"
    shell:
        "python workflow/scripts/analyse_schedules.py --digits {input.digits} {params.flags} > {log} 2>&1"
