"""How fast the study is on this machine, beside the usual way and peers. Nothing else should run meanwhile."""

import argparse
import logging
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import peers
import report
import time_to_quality
import torch
import ways
import whole
import yaml
from rounds import Way, in_rounds

from hotcold.config.load import load_study
from hotcold.diffusion.device import pick_device


def main() -> None:
    """Measure, and write what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("config.yaml"))
    parser.add_argument("--output", type=Path, default=Path("results/bench"), help="folder to write")
    parser.add_argument("--device", choices=["auto", "cpu", "cuda", "mps"], default="auto")
    which = "instead: seconds of training until samples are good; of these loops only: %(choices)s"
    loops = ["usual", *peers.PEERS, "study"]
    parser.add_argument("--time-to-quality", nargs="*", choices=loops, metavar="LOOP", help=which)
    parser.add_argument("--seeds", nargs="+", type=int, default=[0], help="of time to quality")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    config, device = yaml.safe_load(arguments.config.read_text()), pick_device(arguments.device)
    if (named := arguments.time_to_quality) is not None:
        time_to_quality.measure(config["time_to_quality"], device, arguments.output, named, arguments.seeds)
        return
    with TemporaryDirectory() as folder:
        report.write(measured(config, device, Path(folder)), arguments.output, device)


def measured(config: dict[str, Any], device: torch.device, folder: Path) -> Iterator[report.Row]:
    """Yield all measurements; a folder holds files meanwhile."""
    study, there = load_study(config["timed"]), peers.installed()
    where = (study.sampling.images, device, folder)
    cases = [
        ways.Case(study.model(run, 0), study.run_training(run), study.run_sampler(run), *where) for run in study.runs
    ]
    for case in cases:
        logging.info("training and sampling: %s", case.model.network)
        yield from compared(config, case, there)
    logging.info("start-up of steps")
    starts = list(whole.start_ups(config["rounds"]))
    seconds = {str(start["variant"]): float(start["value"]) for start in starts}
    yield from [*starts, *whole.orchestration(Path(config["finished"]), seconds, os.cpu_count() or 1)]
    logging.info("growth")
    yield from whole.growth(config["growth"], cases)


def compared(config: dict[str, Any], case: ways.Case, there: list[str]) -> Iterator[report.Row]:
    """Yield the rates of each way of training and sampling, and of a matrix product."""
    size, forward = config["matrix_size"], ways.forward_flops(case.model.network_function)
    products = {
        # Where memory is kept: to free a large matrix would have the other process keep some as well.
        f"matrix product, {precision}": Way(partial(ways.matrix_product, size, precision, case.device), True)
        for precision in ("float32", "bfloat16")
    }
    for part, items, predictions, unit in (
        ("training", case.training.batch_size, 3, "image/s"),
        ("sampling", case.images * case.sampler.steps, 1, "image·step/s"),
    ):
        study, usual = (getattr(ways, f"{whose}_{part}") for whose in ("study", "usual"))
        peer = getattr(peers, f"peer_{part}")
        others = {
            "usual": Way(partial(usual, case)),
            **{name: Way(partial(peer, case, name)) for name in there},
            "study, float32, memory not kept": Way(partial(study, case, "float32")),
            "study, float32": Way(partial(study, case, "float32"), keeps_memory=True),
            "study, bfloat16": Way(partial(study, case, "bfloat16"), keeps_memory=True),
        }
        seconds = in_rounds(products | others, config["rounds"], case.device, config["seconds"])
        rates = {name: (2 * size**3 if name in products else items) / taken for name, taken in seconds.items()}
        for name, rate in rates.items():
            about = {"values": rate, "model": case.model.network}
            if name in products:
                yield report.row(part, name, "rate", "FLOP/s", **about)
                continue
            share = predictions * forward * rate / rates["matrix product, bfloat16"]
            yield report.row(part, name, "rate", unit, **about, ratios=rate / rates["usual"], shares=share)


if __name__ == "__main__":
    main()
