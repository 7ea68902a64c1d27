# What the schedules do before anything is trained, and what whole steps cost.
SCHEDULES = choices("schedules", STUDY.schedule_names())


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
        **growing(1500, 60),
    params:
        **step(
            "analyse_schedules",
            {
                "choices": SCHEDULES,
                "timesteps": STUDY.timesteps,
                "pixel_limit": STUDY.data.pixel_limit,
                "settings": STUDY.gaussianity,
            },
            {"schedules": functions(SCHEDULES)},
        ),
    message:
        "Testing when noised digits pass for Gaussian"
    shell:
        STEP


rule analyse_discretisation:
    input:
        digits=DIGITS,
        garments=GARMENTS,
    output:
        output=table("discretisation"),
    log:
        f"{LOGS}/analyse_discretisation.log",
    benchmark:
        f"{BENCHMARKS}/analyse_discretisation.tsv"
    threads: 1
    resources:
        **growing(1500, 60),
    params:
        **step(
            "analyse_discretisation",
            {
                "choices": SCHEDULES,
                "timesteps": STUDY.timesteps,
                "pixel_limit": STUDY.data.pixel_limit,
                "plans": STUDY.discretised(),
            },
            {
                "schedules": functions(SCHEDULES),
                "samplers": [
                    sampler.function
                    for plan in STUDY.discretised()
                    for sampler in plan.samplers
                ],
                "degradations": [plan.degradation for plan in STUDY.discretised()],
            },
        ),
    message:
        "Computing what few sampling steps leave undone"
    shell:
        STEP
