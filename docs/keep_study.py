"""Keep a study in the repository: its tables by seed, its figures reduced, what became of the claims, and provenance.

    python docs/keep_study.py results/replicated docs/study --readme README.md

Seeds that were made elsewhere, or later, are added to those that are kept already; claims are judged from all of them.
Run it where the study was made: the provenance names this checkout and this machine.
"""

import argparse
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import torch
import yaml
from gallery import reduce

from hotcold import plugins
from hotcold.claims.parts.folder import claims_in, read_tables
from hotcold.claims.parts.judging import CLAIMS, judge_all
from hotcold.claims.parts.needs import TABLES
from hotcold.claims.parts.report import in_readme, markdown
from hotcold.errors import InputError
from hotcold.page.versions import commit
from hotcold.storage.tables import read_table, table_columns, write_table

KEPT = (*TABLES, "networks")
OF_ALL_SEEDS = "all"  # in the provenance: tables that no seed changes
GLOSSARY = {
    "Gaussian, or hot": "diffusion in which noise drowns a digit ([more](../hot.md)).",
    "morph, or cold": "diffusion in which a digit turns into a garment ([more](../cold.md)).",
    "Algorithm 1": "the sampler of morphs: it restores the digit, and degrades it again to one step less "
    "([formula](../cold.md#algorithm-1)).",
    "fixed z, inferred z": "two readings of it: the garment is the one that sampling started from, or the one that "
    "explains the step at hand ([more](../cold.md#two-readings)). The report has fixed z.",
    "FID, KID, precision, recall": "of samples beside real digits, in features of a digit classifier "
    "([what they mean](../cold.md#how-good-is-a-sample)).",
    "loss": "in validation of the averaged weights (EMA), which are judged and sampled; in training of the raw ones.",
    "laptop scale": "a CNN of 0.3 and a UNet of 1.2 million weights, 6,000 digits, 5 epochs, 1,000 samples a run.",
    "_400, _250": "after a run's name: the same networks, sampled in 400 or 250 steps; of other runs, 50 steps.",
    "discretisation": "what few sampling steps leave undone with a perfect denoiser, computed exactly. It is small "
    "if it may make up at most a fifth of what runs differ by, in pixels.",
    "_unclipped": "in a run's name: the cosine schedule's beta clipped at 0.999, as it was published, not at 0.1.",
    "_free, _inferred": "after a run's name: the same networks, sampled without clipping x0_hat; with inferred z.",
    "_fitted, _broken": "after a run's name: samples start from draws of what is fitted to wholly degraded digits (of "
    "a morph, to garments); with a little noise on them.",
    "_naive, _direct, _improved": "after a run's name: the same networks, sampled by `naive`, at once, and by "
    "Algorithm 1.",
    "_kernel1, _kernel5, _time_first": "after a run's name: 1×1 or 5×5 kernels in place of 3×3; the time in the first "
    "block alone.",
    "within the manifold": "as near to a real digit, in place and direction, as 90 % of real ones are to another. "
    "Precision asks for the place alone, within a radius of each real digit's own.",
    "margin ink": "mean grey level, of 255, in the three outermost rows and columns, where digits have next to none.",
    "sharpness": "root mean square of the spatial frequency, in rad/pixel.",
    "value [low, high]": "a mean over seeds and its 95 % interval: of a hundred such intervals some 95 hold the mean "
    "of very many seeds. Of one seed it is over images; of real digits it is where one more draw of them would lie.",
    "seed": "one repetition of everything, with other random draws.",
}


def keep(results: Path, kept: Path, readme: Path | None) -> None:
    """Keep a study's results.

    Args:
        results: the study's, e.g. results/replicated.
        kept: folder to write.
        readme: a document whose table of verdicts is brought in step; without it no claims are kept.

    Raises:
        InputError: what is kept already is of other settings.

    """
    checkout = commit(Path.cwd())  # before anything is written, which would mark it dirty
    seeds = keep_tables(results / "metrics", kept / "tables")
    provenance = keep_provenance(results, kept / "provenance.yaml", seeds, checkout)
    reduce(results / "figures", kept / "figures")
    verdicts = ""
    if readme:
        claims = judge_all(read_tables(kept / "tables"), claims_in(results))
        write_table(claims, kept / "claims.parquet", CLAIMS)
        verdicts = markdown(claims)
        readme.write_text(in_readme(claims, readme.read_text(encoding="utf-8")), encoding="utf-8")
    runs = list(read_table(kept / "tables" / "settings.parquet")["run"].unique())
    (kept / "README.md").write_text(page(results.name, runs, provenance, verdicts, kept / "figures"), encoding="utf-8")


def keep_tables(metrics: Path, tables: Path) -> list[int]:
    """Write the tables of a folder to another, rows of a seed to a folder of that seed; return the seeds.

    Raises:
        InputError: a table that all seeds share differs from the one that is kept already.

    """
    seeds: set[int] = set()
    for path in (metrics / f"{name}.parquet" for name in KEPT):
        if not path.is_file():
            continue
        table, columns = read_table(path), table_columns(path)
        if "seed" in table:
            for seed, rows in table.groupby("seed"):
                write_table(rows, tables / f"seed-{seed}" / path.name, columns)
                seeds.add(int(str(seed)))
            continue
        there = tables / path.name
        if path.stem == "settings" and there.is_file() and not _agree(read_table(there), table):
            raise InputError(f"{there}: of other settings than {path}; remove {tables} to keep another study")
        write_table(table, there, columns)
    return sorted(seeds)


def _agree(kept: pd.DataFrame, new: pd.DataFrame) -> bool:
    """Return whether runs have the settings that are kept, and perhaps more: options that came later."""
    both = kept.merge(new, on=["run", "setting"], how="left", suffixes=("", "_new"))
    return bool((both["value"] == both["value_new"]).all())


def keep_provenance(results: Path, path: Path, seeds: list[int], checkout: str) -> dict[str, Any]:
    """Add the commit, the machine and the time of some seeds to those that are kept, and return all."""
    kept = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    jobs = pd.DataFrame(
        [
            {"job": file.relative_to(results / "benchmarks").as_posix(), **pd.read_csv(file, sep="\t").iloc[-1]}
            for file in sorted((results / "benchmarks").rglob("*.tsv"))
        ]
    )
    of_seed = pd.to_numeric(jobs["job"].str.extract(r"seed-(\d+)")[0])
    losses = read_table(results / "metrics" / "losses.parquet")
    for seed in [*seeds, OF_ALL_SEEDS]:
        rows = jobs[of_seed.isna() if seed == OF_ALL_SEEDS else of_seed == seed]
        cpu, memory = (pd.to_numeric(rows[name], errors="coerce").dropna() for name in ("cpu_time", "max_rss"))
        kept[seed] = {
            "commit": checkout,
            "date": datetime.now(UTC).date().isoformat(),
            "machine": machine(),
            "python": platform.python_version(),
            "torch": str(torch.__version__),
            "precision": " and ".join(losses.loc[losses["seed"] == seed, "precision"].unique()) or "–",
            "jobs": len(rows),
            "cpu_seconds": round(float(cpu.sum())),
            "largest_mb": round(max(memory, default=0)),
        }
    path.write_text(yaml.safe_dump(kept, sort_keys=False), encoding="utf-8")
    return kept


def machine() -> str:
    """Return this machine's processor and number of cores in words."""
    about = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    models = [line.partition(":")[2].strip() for line in about.splitlines() if line.startswith("model name")]
    gpu = f", {torch.cuda.get_device_name()}" if torch.cuda.is_available() else ""
    return f"{os.cpu_count()} cores of {models[0] if models else platform.machine()}{gpu}"


def page(study: str, runs: list[str], provenance: dict[str, Any], verdicts: str, figures: Path) -> str:
    """Return the page that shows a kept study."""
    made = pd.DataFrame([{"seed": seed, **about} for seed, about in provenance.items()])
    seeds = [seed for seed in provenance if isinstance(seed, int)]
    hours = made["cpu_seconds"].sum() / 3600
    lines = [
        f"# The study `{study}`, kept",
        "",
        f"{len(runs)} runs of `config/{study}.yaml`, seed{'s' * (len(seeds) > 1)} {', '.join(map(str, seeds))}: "
        f"{made['jobs'].sum()} jobs, at least {hours:.1f} hours of one core, since a job's last half minute is not "
        "counted. Kept by `docs/keep_study.py`. [tables](tables): "
        "tables in Parquet, each column with its unit, a folder a seed; [figures](figures): figures, reduced.",
        "",
        f"Runs: {', '.join(runs)}.",
        "",
        made.fillna("–").to_markdown(index=False),
        "",
    ]
    here, folder = Path(__file__).resolve().parent, figures.resolve().parent
    pages = os.path.relpath(here, folder)
    known = {word: text for word, text in GLOSSARY.items() if word[0] != "_" or _names_a_run(word, runs)}
    words = [f"- *{word}*: {meaning.replace('](..', f']({pages}')}" for word, meaning in known.items()]
    lines += ["## Words", "", *words, ""]
    if verdicts:
        lines += [
            verdicts.replace("# What", "## What"),
            f"`hotcold claims {os.path.relpath(folder, here.parent)}` judges again.",
            "",
        ]
    for path in sorted(figures.glob("*.png")):
        known = path.stem in plugins.names("figures")
        caption = plugins.constant("figures", path.stem, "CAPTION") if known else ""
        lines += [f"## {path.stem.replace('_', ' ')}", "", f"![{path.stem}](figures/{path.name})", "", caption, ""]
    return "\n".join(lines)


def _names_a_run(parts: str, runs: list[str]) -> bool:
    return any(part in run for run in runs for part in parts.split(", "))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Keep a study in the repository.")
    parser.add_argument("results", type=Path, help="the study's results, e.g. results/replicated")
    parser.add_argument("kept", type=Path, help="folder to write, e.g. docs/study")
    parser.add_argument("--readme", type=Path, help="document whose table of verdicts is brought in step")
    given = parser.parse_args()
    try:
        keep(given.results, given.kept, given.readme)
    except InputError as error:
        sys.exit(f"error: {error}")
