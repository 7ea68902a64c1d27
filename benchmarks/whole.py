"""Whole steps: how long they take to start, what that is of a study, and how their time and memory grow."""

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import torch
import yaml
from report import Row, row
from ways import Case

from hotcold.config.data import DataSettings

ROOT = Path(__file__).resolve().parents[1]
# The script behind a benchmark file, where it is not called as its rule; and the files of targets beside the study.
SCRIPTS = {"data": "get_data", "score": "score_samples", "latents": "sample_latents", "figures": "plot_figure"}
SCRIPTS |= {"claims": "judge_claim"}
BESIDE = {"quality", "quality.tsv", "fig19_steps_vs_fid.tsv"}


def start_ups(rounds: int) -> Iterator[Row]:
    """Yield the seconds that each step takes until it says what it is: Python and its imports, no work."""
    for script in sorted((ROOT / "workflow" / "scripts").glob("*.py")):
        seconds = [used(_step(script.stem, "--help"))["wall time"] for _ in range(rounds)]
        yield row("start-up", script.stem, "wall time", "s", values=seconds)


def orchestration(study: Path, starts: Mapping[str, float], cores: int) -> Iterator[Row]:
    """Yield what the wall time of a study is made of that was made in one go, by jobs of one thread."""
    jobs = []
    for path in (study / "benchmarks").rglob("*.tsv"):
        parts = path.relative_to(study / "benchmarks").parts
        if not BESIDE & {*parts}:
            name = parts[0].removesuffix(".tsv").split("-")[0]
            seconds, end = pd.read_csv(path, sep="\t")["s"].iloc[0], path.stat().st_mtime
            jobs.append((end - seconds, end, starts[SCRIPTS.get(name, name)]))
    if jobs:
        start, end, starting = np.array(jobs).T
        wall, inside = end.max() - start.min(), (end - start).sum()
        for what, seconds in {"wall time": wall, "in jobs": inside, "starting up": starting.sum()}.items():
            yield row("study", study.name, what, "s", values=seconds)
        share = 1 - (inside - starting.sum()) / (cores * wall)
        yield row("study", study.name, "share of orchestration, idle cores and start-up", "", values=share)


def growth(sizes: Mapping[str, Sequence[int]], cases: Sequence[Case]) -> Iterator[Row]:
    """Yield time and memory of trainings by batch size, of samplings by images, and of plans by runs."""
    folder, device = cases[0].folder, cases[0].device.type
    names = ("digits", "digits_test", "garments", "garments_test")
    files = {name: str(folder / f"{name}.npz") for name in names}
    images = 2 * max(sizes["batch_sizes"])  # of each training
    overlay, settings = folder / "overlay.yaml", folder / "settings.yaml"

    def grown(part: str, size: int, command: list[str], model: str = "") -> Iterator[Row]:
        for quantity, value in used(command, device).items():
            unit = "s" if quantity == "wall time" else "MB"
            yield row(part, str(size), quantity, unit, values=value, model=model)

    def told(script: str, **about: object) -> list[str]:
        settings.write_text(yaml.safe_dump(about))
        return _step(script, str(settings))

    for name in names[::2]:
        output = {"output": files[name], "test": files[f"{name}_test"]}
        used(told("get_data", name=name, validation_images=DataSettings().validation_images, **output))
    here = {"compute": {"device": device}, "digits": files["digits"], "garments": files["garments"]}
    for case in reversed(cases):  # the first one's checkpoint stays, and is sampled
        outputs = {"checkpoints": [str(folder / "epoch-1.safetensors")], "losses": str(folder / "losses.parquet")}
        for n in sizes["batch_sizes"]:
            training = {"epochs": 1, "checkpoints": [1], "batch_size": n, "validation_images": 1, "images": images}
            model = case.model.model_dump(mode="json")
            command = told("train", model=model, training=training, **outputs, **here)
            yield from grown("growth with batch size", n, command, case.model.network)
    here |= {"run": cases[0].model.run, "checkpoints": outputs["checkpoints"]}
    here |= {name: files[name] for name in names[1::2]}
    here |= {"sampler": {"function": "direct", "steps": 1}, "samples": [str(folder / "samples.npz")]}
    for n in sizes["samples"]:
        command = told("sample", sets=[{"epoch": 1, "split": "test", "weights": "ema", "images": n}], **here)
        yield from grown("growth with samples", n, command)
    runs = list(yaml.safe_load((ROOT / "config.yaml").read_text())["runs"].values())
    plan = [sys.executable, "-m", "snakemake", "all", "--dry-run", "--cores", "1", "--quiet", "all"]
    for n in sizes["runs"]:
        copies = {f"copy-{k}": runs[k % len(runs)] for k in range(n - len(runs))}
        overlay.write_text(yaml.safe_dump({"study": "growth", "runs": copies}))
        where = ["-s", str(ROOT / "Snakefile"), "-d", str(folder), "--configfile", str(overlay)]
        yield from grown("growth with runs", n, plan + where)


def _step(name: str, settings: str) -> list[str]:
    return [sys.executable, str(ROOT / "workflow/step.py"), str(ROOT / f"workflow/scripts/{name}.py"), settings]


def used(command: list[str], device: str = "cpu") -> dict[str, float]:
    """Run a command; return its seconds, and the most MB that it held; a GPU's are what all processes hold there."""
    start, most = time.perf_counter(), {"memory": 0.0}
    with psutil.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            with contextlib.suppress(psutil.Error):  # it may have ended just now
                most["memory"] = max(most["memory"], process.memory_info().rss / 1e6)
            if device == "cuda":
                free, total = torch.cuda.mem_get_info()
                most["GPU memory"] = max(most.get("GPU memory", 0), (total - free) / 1e6)
            time.sleep(0.01)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: failed; its message is above")
    return {"wall time": time.perf_counter() - start, **most}
