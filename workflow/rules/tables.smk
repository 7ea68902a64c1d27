# Tables that each run writes for a seed, put together.
TRACED = ["losses_by_t", "restoration", "ranges"]
COLLECTED = {
    "losses": trained_seeds(),
    **dict.fromkeys(TRACED, traced_seeds()),
    "quality": [(run, STUDY.run_seeds(run)[0]) for run in STUDY.quality.runs],
}


rule collect_tables:
    input:
        tables=lambda wildcards: [
            in_run(f"{wildcards.collected}.parquet", run, seed)
            for run, seed in COLLECTED[wildcards.collected]
        ],
    output:
        table=table("{collected}"),
        text=table("{collected}", "csv"),
    log:
        f"{LOGS}/collect_tables/{{collected}}.log",
    benchmark:
        f"{BENCHMARKS}/collect_tables/{{collected}}.tsv"
    wildcard_constraints:
        collected="|".join(COLLECTED),
    retries: 0
    localrule: True
    params:
        **step("collect_tables"),
    message:
        "Collecting the tables of all runs: {wildcards.collected}"
    shell:
        STEP


def collected(*names):
    """Return the tables of all runs by name, and what they are made of."""
    made = [in_run(f"{name}.parquet", *of) for name in names for of in COLLECTED[name]]
    return made + [table(name, end) for name in names for end in ("parquet", "csv")]
