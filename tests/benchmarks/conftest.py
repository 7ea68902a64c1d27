"""A benchmark of seconds; its modules lie beside each other, as `python benchmarks/bench.py` finds them."""

import sys

import pytest
import torch
import yaml

from hotcold.config.load import load_study
from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

TIMED = yaml.safe_load("""
networks:
  cnn: {function: cnn, options: {channels: [4, 4]}}
  unet: {function: unet, options: {channels: [4, 8, 8]}}
runs:
  cnn: {degradation: gaussian, schedule: linear, network: cnn, sampler: {function: ddim, steps: 2}}
  unet: {degradation: morph, schedule: linear, network: unet, sampler: {function: cold, steps: 2}}
training: {batch_size: 16}
sampling: {images: 4}
""")
GAUSSIAN = TIMED["runs"]["cnn"] | {"network": "unet"}


@pytest.fixture(params=["cnn", "unet"])
def case(request, tmp_path):
    import ways

    study, run = load_study({**TIMED, "runs": {**TIMED["runs"], "gaussian": GAUSSIAN}}), request.param
    cpu = torch.device("cpu")
    return ways.Case(study.model(run, 0), study.run_training(run), study.run_sampler(run), 4, cpu, tmp_path)
