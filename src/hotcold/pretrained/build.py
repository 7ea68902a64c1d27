"""Make the two checkpoints that ship from a study's results.

`python src/hotcold/pretrained/build.py results/ladder` takes the averaged weights of seed 0's last checkpoint of two
runs of `config/ladder.yaml`, in half precision, and writes them and SHA256SUMS beside this script. The same results
give the same bytes.
"""

import argparse
from pathlib import Path

from hotcold.diffusion.checkpoints import Checkpoint
from hotcold.pretrained import HERE, NAMES
from hotcold.storage.places import StudyFiles, last_checkpoint
from hotcold.storage.sums import write_sums
from hotcold.storage.tensors import opened_tensors, write_tensors

RUNS = {"hot": "hot-4-timesteps", "cold": "cold-6-noise"}
PREFIX = "ema."


def build(results: Path, output: Path) -> None:
    """Write the checkpoints and their sums."""
    for name, run in RUNS.items():
        with opened_tensors(last_checkpoint(StudyFiles(results).run(run, 0)), "a checkpoint") as (tensors, about):
            halves = {key: tensor.half() for key, tensor in tensors.items() if key.startswith(PREFIX)}
            known = Checkpoint.model_validate(about).model_dump(mode="json")
        write_tensors(output / f"{name}.safetensors", halves, **known)
    write_sums(output, [f"{name}.safetensors" for name in NAMES])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path, help="the study's results, e.g. results/ladder")
    parser.add_argument("--output", type=Path, default=HERE, help="where to write (default: beside this script)")
    arguments = parser.parse_args()
    build(arguments.results, arguments.output)
