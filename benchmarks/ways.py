"""Ways of training and sampling: the study's, and the usual (PyTorch's own layers and layout, float32)."""

import copy
import itertools
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from rounds import Work
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.flop_counter import FlopCounterMode

from hotcold import plugins
from hotcold.config.base import Choice
from hotcold.config.compute import ComputeSettings, Precision
from hotcold.config.data import DataSettings
from hotcold.config.model import ModelDescription
from hotcold.config.sampling import RunSampler
from hotcold.config.training import TrainingSettings
from hotcold.data import pixels, shipped, sources
from hotcold.data.dataset import SIDE
from hotcold.diffusion import checkpoints, generation, models
from hotcold.diffusion.latent import Latents
from hotcold.diffusion.restorer import Restorer
from hotcold.networks import build_network
from hotcold.networks.layers.depthwise import DepthwiseConv
from hotcold.networks.layers.norm import ChannelsLastNorm
from hotcold.training import loop, objective, pairs, state

SHAPE = (1, SIDE, SIDE)
Loss = Callable[[Tensor, Tensor, Tensor], Tensor]  # of images x degraded by z at t


class Case(NamedTuple):
    """What is timed."""

    model: ModelDescription
    training: TrainingSettings
    sampler: RunSampler
    images: int  # sampled side by side
    device: torch.device
    folder: Path  # for files that are not to be kept


def bundled(name: str) -> NDArray[np.uint8]:
    """Return the digits or garments (n, 28, 28) to train on that the package ships."""
    images = shipped.bundled(sources.COLLECTIONS[name].folder).train_images
    return images[: -DataSettings().validation_images].copy()  # may be written to


class StudyTraining:
    """A training as the study's steps have it, for as long as it is asked to; each validation is of one digit."""

    def __init__(self, case: Case, precision: Precision) -> None:
        self.case, device, settings = case, case.device, case.training
        self.images = [torch.from_numpy(bundled(name))[:, None].to(device) for name in ("digits", "garments")]
        network = build_network(case.model.network_function, case.model.seed).to(device)
        rates = {"learning_rate": settings.learning_rate, "ema_decay": settings.ema_decay}
        self.state = state.TrainingState(network, settings.optimiser, **rates)
        self.objective = objective.Objective.of(case.model, settings, device, precision)

    def epochs(self, n: int, size: int, on_batch: loop.OnBatch = int) -> Iterator[state.EpochLosses]:
        """Train for n more epochs of so many digits."""
        (digits, garments), model, settings = self.images, self.case.model, self.case.training
        seen = torch.arange(size, device=digits.device) % len(digits)
        images = (pairs.Images(digits[index], garments, model.pixel_limit) for index in (seen, seen[:1]))
        how = {"epochs": self.state.epoch + n - 1, "batch_size": settings.batch_size, "seed": model.seed}
        coupling = plugins.entry("couplings", settings.coupling)
        return loop.train(self.state, self.objective, *images, coupling, **how, on_batch=on_batch)


def study_training(case: Case, precision: Precision) -> Work:
    """Return updates of the study's training."""
    training = StudyTraining(case, precision)
    return lambda updates: list(training.epochs(1, updates * case.training.batch_size))


def usual_training(case: Case) -> Work:
    """Return updates of the usual loop."""
    network = usual_network(case.model.network_function).to(case.device)
    return updates_of(case, network, usual_loss(case, network))


def usual_loss(case: Case, network: nn.Module) -> Loss:
    """Return the loss that tutorials write down."""
    degradation = models.model_degradation(case.model, case.device)
    signal, noise = degradation.table.sqrt().float(), (1 - degradation.table).sqrt().float()

    def loss(x: Tensor, t: Tensor, z: Tensor) -> Tensor:
        z_t = signal[t].view(-1, 1, 1, 1) * x + noise[t].view(-1, 1, 1, 1) * z
        return F.mse_loss(network(z_t, t / case.model.timesteps), z if degradation.predicts == "eps" else x)

    return loss


def updates_of(case: Case, network: nn.Module, loss: Loss) -> Work:
    """Return updates of a network by the usual loop."""
    losses = usual_loop(case, network, copy.deepcopy(network), loss, usual_batches(case))
    return lambda updates: list(itertools.islice(losses, updates))


def usual_loop(
    case: Case, network: nn.Module, average: nn.Module, loss: Loss, batches: Iterable[Iterable[Tensor]]
) -> Iterator[float]:
    """Train a network by Adam, and the average of its weights; yield the loss of every batch."""
    optimiser = torch.optim.Adam(network.parameters(), lr=case.training.learning_rate)
    for k, batch in enumerate(batches, start=1):
        value = loss(*batch)
        optimiser.zero_grad()
        value.backward()
        optimiser.step()
        decay = min(case.training.ema_decay, k / (k + 9))
        with torch.no_grad():
            for mean, parameter in zip(average.parameters(), network.parameters(), strict=True):
                mean.lerp_(parameter, 1 - decay)
        yield value.item()


def usual_batches(case: Case) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Yield digits, t and garments or noise for ever, from a DataLoader with two workers."""
    images = (pixels.to_model(bundled(name), case.model.pixel_limit)[:, None] for name in ("digits", "garments"))
    how = {"shuffle": True, "drop_last": True, "num_workers": 2, "persistent_workers": True}
    loader = DataLoader(TensorDataset(*map(torch.from_numpy, images)), case.training.batch_size, **how)
    for digits, garments in itertools.chain.from_iterable(itertools.repeat(loader)):
        x = digits.to(case.device)
        z = garments.to(case.device) if case.model.degradation_function.function == "morph" else torch.randn_like(x)
        yield x, torch.randint(1, case.model.timesteps + 1, (len(x),), device=case.device), z


def usual_network(choice: Choice, seed: int = 0) -> nn.Module:
    """Build a network of PyTorch's own layers, with the weights that the study's has of that seed."""
    network = plugins.entry("networks", choice.function)(**choice.options)
    for parent in list(network.modules()):
        for name, layer in list(parent.named_children()):
            if isinstance(layer, DepthwiseConv):
                size = {"kernel_size": layer.kernel_size, "padding": layer.padding, "groups": layer.groups}
                setattr(parent, name, nn.Conv2d(layer.in_channels, layer.out_channels, **size))
            elif isinstance(layer, ChannelsLastNorm) and len(layer.normalized_shape) == 3:  # over the whole image
                setattr(parent, name, nn.LayerNorm((layer.normalized_shape[2], *SHAPE[1:])))
    with torch.no_grad():
        for usual, ours in zip(network.parameters(), build_network(choice, seed).parameters(), strict=True):
            usual.copy_(ours if usual.shape == ours.shape else ours.permute(2, 0, 1))
    return network


def study_sampling(case: Case, precision: Precision) -> Work:
    """Return samplings as the study's steps have them: from a checkpoint, in that precision."""
    checkpoint = case.folder / f"{case.model.network}-{precision}.safetensors"
    network = build_network(case.model.network_function, seed=0)
    checkpoints.save_checkpoint(checkpoint, case.model, 0, network, copy.deepcopy(network))
    compute = ComputeSettings(device=case.device.type, precision=precision)
    return _samplings(case, models.open_model(checkpoint, "ema", compute).restorer)


def usual_sampling(case: Case) -> Work:
    """Return samplings by the usual network."""
    network = usual_network(case.model.network_function).to(case.device).eval().requires_grad_(False)

    def predict(z_t: Tensor, time: Tensor) -> Tensor:
        # Images of one channel count as contiguous in either layout; their copy has the strides of the default.
        return network(z_t.clone(memory_format=torch.contiguous_format), time)

    degradation = models.model_degradation(case.model, case.device)
    return _samplings(case, Restorer(predict, degradation, case.model.pixel_limit))


def _samplings(case: Case, restorer: Restorer) -> Work:
    z_T = pixels.to_model(np.resize(bundled("garments"), (case.images, *SHAPE[1:])), case.model.pixel_limit)
    how = (restorer, case.sampler, Latents(z_T, z_T), 0)
    return lambda times: [[x for (x,) in generation.generate(*how, block=case.images)] for _ in range(times)]


def matrix_product(size: int, precision: str, device: torch.device) -> Work:
    """Return products of two (size, size) matrices: the rate that arithmetic can reach here."""
    a, b = torch.randn((2, size, size), device=device, dtype=getattr(torch, precision))
    return lambda times: [len(a @ b) for _ in range(times)]


def forward_flops(choice: Choice) -> int:
    """Count the floating-point operations of one image's prediction, two a multiplication with addition."""
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        usual_network(choice)(torch.zeros(1, *SHAPE), torch.ones(1))
    return counter.get_total_flops()
