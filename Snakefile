from snakemake.utils import min_version

min_version("9.0")


include: "workflow/rules/places.smk"


configfile: own("config.yaml")


report: "workflow/report/study.rst"


include: "workflow/rules/common.smk"


container: STUDY.container


include: "workflow/rules/data.smk"
include: "workflow/rules/train.smk"
include: "workflow/rules/sample.smk"
include: "workflow/rules/score.smk"
include: "workflow/rules/gaussianity.smk"
include: "workflow/rules/latents.smk"
include: "workflow/rules/quality.smk"
include: "workflow/rules/figures.smk"


# Every file is asked for, not only the last of each chain: Snakemake leaves a lost one alone while what was made from it
# is there.
rule all:
    default_target: True
    input:
        rules.data.input,
        rules.train.input,
        rules.sample.input,
        rules.fid.input,
        rules.ks.input,
        rules.latents.input,
        rules.figures.input,
