"""What tests of the library share: small models of random weights, as checkpoints in a study's folders."""

import pytest
import torch

from hotcold import seeds
from hotcold.config.base import Choice
from hotcold.config.model import ModelDescription
from hotcold.diffusion.checkpoints import save_checkpoint
from hotcold.networks import build_network
from hotcold.storage.places import StudyFiles

NETWORK = Choice(function="cnn", options={"channels": [4, 4]})


def described(run, degradation, seed=0, pixel_limit=0.5):
    return ModelDescription(
        run=run,
        seed=seed,
        degradation=degradation,
        degradation_function=Choice(function=degradation),
        schedule="linear",
        schedule_function=Choice(function="linear"),
        network="cnn",
        network_function=NETWORK,
        pixel_limit=pixel_limit,
    )


def network(seed):
    """Return a network of random weights that makes something of every image: as built, its output is flat."""
    built, generator = build_network(NETWORK, seed), torch.Generator().manual_seed(seed)
    for weights in built.parameters():
        weights.data += 0.2 * torch.randn(weights.shape, generator=generator)
    return built


@pytest.fixture(scope="session")
def study(tmp_path_factory):
    """Two runs of two seeds and eleven epochs, of which the last has weights of its own."""
    files = StudyFiles(tmp_path_factory.mktemp("results") / "small")
    for run, degradation, limit in (("hot-cnn", "gaussian", 0.5), ("cold-cnn", "morph", 1.0)):
        for seed in (0, 10):
            for epoch in (2, 11):
                raw, ema = (network(seeds.derive(seed, name, epoch)) for name in ("raw", "ema"))
                about = described(run, degradation, seed, limit)
                save_checkpoint(files.checkpoint(run, seed, epoch), about, epoch, raw, ema)
    return files.folder


@pytest.fixture(autouse=True)
def _on_the_cpu(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
