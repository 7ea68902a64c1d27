# The workflow itself is workflow/Snakefile, where Snakemake finds it in a repository too: it reads no file beside a
# Snakefile at the top of a local repository's tag. Included by `include:`, it would lose its default target.
workflow.include("workflow/Snakefile", overwrite_default_target=True)
