# The verdicts on the claims, each judged from the tables of the study.
from hotcold.claims.parts.needs import claim_tables, claims_of

CLAIMS = claims_of(STUDY.claims)


rule judge_claim:
    input:
        tables=lambda wildcards: [
            table(name) for name in claim_tables(wildcards.claim) if name in TABLES
        ],
    output:
        output=claim(),
    log:
        f"{LOGS}/claims/{{claim}}.log",
    benchmark:
        f"{BENCHMARKS}/claims/{{claim}}.tsv"
    wildcard_constraints:
        claim="|".join(CLAIMS) or "none",
    retries: 0
    localrule: True
    params:
        **step(
            "judge_claim",
            lambda wildcards: {"claim": wildcards.claim},
            lambda wildcards: {"claims": [wildcards.claim]},
        ),
    message:
        "Judging {wildcards.claim}"
    shell:
        STEP


rule collect_claims:
    input:
        verdicts=[claim(name) for name in CLAIMS],
    output:
        table=table("claims"),
        text=table("claims", "md"),
    log:
        f"{LOGS}/collect_claims.log",
    benchmark:
        f"{BENCHMARKS}/collect_claims.tsv"
    retries: 0
    localrule: True
    params:
        **step("collect_claims"),
    message:
        "Collecting the verdicts"
    shell:
        STEP


rule claims:
    input:
        [rules.collect_claims.input, rules.collect_claims.output] if CLAIMS else [],
