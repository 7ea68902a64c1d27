"""Time to quality: seconds of training until samples of the same network have a given FID, loop by loop."""

import logging
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import report
import torch
from peers import installed
from watched import Training, checks_of
from ways import Case

from hotcold.config.study import Study
from hotcold.steps.study import open_written
from hotcold.storage.tables import Column, read_table, write_table

ROOT = Path(__file__).resolve().parents[1]
BLOCK = 100  # images sampled side by side
COLUMNS = {
    "variant": Column("", "the loop and its setting"),
    "model": Column("", "network of the config"),
    "seed": Column("", "of weights, batches and samples"),
    "updates": Column("update", "made so far"),
    "seconds": Column("s", "of training so far; sampling and scoring are not counted"),
    "fid": Column("feature unit²", "of samples beside MNIST's test digits, by features of the classifier that ships"),
    "device": Column("", "cpu, or the GPU's name"),
    "threads": Column("", "of the CPU"),
    "torch": Column("", "version of PyTorch"),
}
EXPLANATION = """# Time to quality
{device}, {threads} CPU threads, PyTorch {torch}. Seconds of training until the FID of samples first is so low, between
two checks by interpolation; sampling is not counted. Medians, lowest and highest of the seeds; – where a seed did not
get there within the limit, or before the loop's other setting. Ratios say how many times longer the usual loop takes,
at the better of its settings."""


def reached(checks: pd.DataFrame, target: float) -> float:
    """Return the seconds after which the FID first is ``target`` or less, linear between two checks; nan for never."""
    values, seconds = checks["fid"].to_numpy(), checks["seconds"].to_numpy()
    below = np.flatnonzero(values <= target)
    if not len(below):
        return float("nan")
    between = slice(max(below[0] - 1, 0), below[0] + 1)
    return float(np.interp(target, values[between][::-1], seconds[between][::-1]))


def trainings(config: dict[str, Any], device: torch.device, seed: int) -> Iterator[Training]:
    """Yield all that are compared: the usual loop at each setting, those of installed peers, and the study's."""
    study, run = study_of(config["model"])
    sampler = study.run_sampler(run)
    checks = {key: config[key] for key in ("first", "factor", "limit", "images")} | {"target": min(config["targets"])}
    model, training = study.model(run, seed), study.run_training(run)
    where = (BLOCK, device, Path())  # the folder is made when it begins
    wide = model.model_copy(update={"pixel_limit": 1.0})  # as everybody else has pixels
    others = Case(wide, training, sampler, *where)
    for loop in ["usual", *installed()]:
        for setting in config[loop]:
            title = ", ".join([loop, *(f"{key} = {value}" for key, value in setting.items())])
            yield Training(loop, title, setting, others, **checks)
    for title, about in config["study"].items():
        study, run = study_of(about)
        guided = sampler.model_copy(update={"guidance": study.run_sampler(run).guidance})
        yield Training("study", title, {}, Case(model, study.run_training(run), guided, *where), **checks)


def study_of(about: dict[str, str]) -> tuple[Study, str]:
    """Return the study of config.yaml, with an overlay if one is named, and the name of a run."""
    files = ["config.yaml", *([about["overlay"]] if "overlay" in about else [])]
    return open_written([ROOT / file for file in files], {}), about["run"]


def measure(
    config: dict[str, Any], device: torch.device, folder: Path, loops: Collection[str], seeds: Collection[int]
) -> None:
    """Measure what is not kept yet, all or some loops; write time_to_quality.parquet and .md of all that is kept.

    A setting of a loop is given up when another one of that loop and seed has reached every target sooner.
    """
    kept = []
    for seed in seeds:
        soonest: dict[str, float] = {}
        for training in trainings(config, device, seed):
            path, model = training.kept(folder), training.case.model
            if not path.is_file() and (not loops or training.loop in loops):
                logging.info("%s, seed %d", training.name, seed)
                about = {"variant": training.name, "model": model.network, "seed": seed, **report.machine(device)}
                limit = training.limit if training.loop == "study" else soonest.get(training.loop, training.limit)
                write_table(checks_of(training._replace(limit=limit)).assign(**about), path, COLUMNS)
            if path.is_file():
                kept.append(read_table(path))
                taken = reached(kept[-1], training.target)
                soonest[training.loop] = float(np.fmin(taken, soonest.get(training.loop, training.limit)))
    if kept:
        written = list(rows(pd.concat(kept), config["targets"]))
        report.write_tables(written, folder / "time_to_quality", device, EXPLANATION)


def rows(checks: pd.DataFrame, targets: Collection[float]) -> Iterator[report.Row]:
    """Yield for each target and variant the seconds until it is reached, and how many times as long the usual takes."""
    for target in targets:
        seconds = {
            about: np.array([reached(of_seed, target) for _, of_seed in of_variant.groupby("seed")])
            for about, of_variant in checks.groupby(["variant", "model"], sort=False)
        }
        usual = pd.Series([np.median(s) for (variant, _), s in seconds.items() if variant.startswith("usual")]).min()
        for (variant, model), taken in seconds.items():
            about = {"values": taken, "model": model, "ratios": usual / taken}
            yield report.row("time to quality", variant, f"until FID {target:g}", "s", **about)
