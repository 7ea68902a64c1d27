# The tables of all runs and seeds, each collected into one.
rule collect_tables:
    input:
        tables=lambda wildcards: COLLECTED[wildcards.collected],
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
