"""Time other people's training and sampling beside ours, on the same network and digits; those installed only."""

from collections.abc import Iterator
from pathlib import Path

import torch
from torch import nn

from hotcold import plugins, seeds
from hotcold.artifacts import read_arrays
from hotcold.bench.arguments import ModelBench
from hotcold.bench.ours import LADDER, STUDY, epoch_task, epochs_of, start, to_images
from hotcold.bench.peers import SAMPLING, TRAINING, images_needed, installed, png_folder
from hotcold.bench.plain_process import plain_process
from hotcold.bench.rounds import Floats, Task, interleave
from hotcold.bench.sampling import sampling_task, study_restorer
from hotcold.bench.table import Row, measurement, write_measurements
from hotcold.cli import run
from hotcold.config.model import ModelDescription
from hotcold.config.sampling import Sampler
from hotcold.config.training import TrainingSettings
from hotcold.device import pick_device
from hotcold.model_parts import model_degradation
from hotcold.networks import build_network


class BenchPeers(ModelBench):
    """Time other people's training and sampling beside ours; all Gaussian, because the peers know nothing else."""


def main(arguments: BenchPeers) -> None:
    device = pick_device(arguments.compute.device)
    peers = installed()
    rows = [*training(arguments, peers, device), *sampling(arguments, peers, device)] if peers else []
    write_measurements(rows, arguments.output, device)


def training(arguments: BenchPeers, peers: list[str], device: torch.device) -> Iterator[Row]:
    """Yield the rates of the peers' training, and ours beside each."""
    settings, model = arguments.settings, arguments.settings.models[arguments.name]
    digits, garments = (
        read_arrays(path, kind)["train_images"]
        for path, kind in ((arguments.digits, "digits"), (arguments.garments, "garments"))
    )
    n = model.updates * settings.batch_size
    rates = TrainingSettings()
    variant = next(variant for variant in LADDER if variant.name == STUDY)
    ours = epochs_of(
        variant,
        start(
            variant,
            network_of(arguments),
            learning_rate=rates.learning_rate,
            ema_decay=rates.ema_decay,
        ),
        model_degradation(gaussian(arguments), device),
        to_images(digits, garments, n, arguments.pixel_limit, device),
        epochs=settings.pairs,
        batch_size=settings.batch_size,
    )
    with (
        png_folder(digits, images_needed(settings.batch_size, model.updates)) as folder,
        plain_process(peers_training, arguments, peers, folder) as theirs,
    ):
        seconds = interleave(settings.pairs, theirs, {STUDY: epoch_task(ours, device)})
    yield from beside("training beside peers", arguments.name, "image/s", n, seconds)


def peers_training(arguments: BenchPeers, peers: list[str], folder: Path) -> dict[str, Task]:
    """Return the tasks of the peers' training on the digits of a folder."""
    work = {
        "batch_size": arguments.settings.batch_size,
        "updates": arguments.settings.models[arguments.name].updates,
        "device": pick_device(arguments.compute.device),
    }
    return {peer: TRAINING[peer](network_of(arguments), folder, **work) for peer in peers}


def sampling(arguments: BenchPeers, peers: list[str], device: torch.device) -> Iterator[Row]:
    """Yield the rates of the peers' sampling, and ours beside each."""
    settings, model = arguments.settings, arguments.settings.models[arguments.name]
    n, steps = settings.sampled_images, model.sampler.steps
    garments = read_arrays(arguments.garments, "garments")["test_images"]
    latents = plugins.entry("latents", "noise")(garments, n, seeds.numpy_generator(0, "latents"))
    restorer = study_restorer(network_of(arguments), gaussian(arguments), arguments.compute, "bfloat16")
    ours = sampling_task(restorer, Sampler(function="ancestral", steps=steps), latents)
    with plain_process(peers_sampling, arguments, peers) as theirs:
        seconds = interleave(settings.pairs, theirs, {STUDY: ours})
    yield from beside("sampling beside peers", arguments.name, "image·step/s", n * steps, seconds)


def peers_sampling(arguments: BenchPeers, peers: list[str]) -> dict[str, Task]:
    """Return the tasks of the peers' sampling."""
    work = {
        "images": arguments.settings.sampled_images,
        "steps": arguments.settings.models[arguments.name].sampler.steps,
        "device": pick_device(arguments.compute.device),
    }
    return {peer: SAMPLING[peer](network_of(arguments), **work) for peer in peers}


def beside(group: str, network: str, unit: str, items: int, seconds: dict[str, Floats]) -> Iterator[Row]:
    """Yield each peer's rate, and ours with its ratio to each peer's."""
    rates = {name: items / times for name, times in seconds.items()}
    ours = rates.pop(STUDY)
    common = {"group": group, "network": network, "quantity": "rate", "unit": unit}
    for peer, rate in rates.items():
        yield measurement(**common, variant=peer, precision="float32", values=rate)
    for peer, rate in rates.items():
        yield measurement(**common, variant=STUDY, precision="bfloat16", baseline=peer, values=ours, against=rate)


def gaussian(arguments: BenchPeers) -> ModelDescription:
    """Return the model with the one degradation that the peers know."""
    model = arguments.settings.models[arguments.name].model_copy(update={"degradation": "gaussian"})
    return model.description(arguments.name, arguments.pixel_limit)


def network_of(arguments: BenchPeers) -> nn.Module:
    """Return the model's network on the device, built afresh."""
    choice = arguments.settings.models[arguments.name].network
    network = build_network(choice.function, choice.options, seeds.derive(0, "weights"))
    return network.to(pick_device(arguments.compute.device))


if __name__ == "__main__":
    run(main, BenchPeers)
