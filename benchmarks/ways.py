"""Ways of training and sampling: the study's, the usual (PyTorch's own layers and layout, float32), and peers'."""

import copy
import importlib.util
import itertools
import logging
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
from hotcold.config.model import ModelDescription
from hotcold.config.sampling import Sampler
from hotcold.config.training import TrainingSettings
from hotcold.data import idx, pixels, sources
from hotcold.diffusion import checkpoints, generation, models
from hotcold.diffusion.device import autocast
from hotcold.diffusion.latent import Latents
from hotcold.diffusion.restorer import Restorer
from hotcold.networks import build_network
from hotcold.networks.layers.depthwise import DepthwiseConv
from hotcold.networks.layers.norm import ChannelsLastNorm
from hotcold.training import loop, objective, pairs, state, timesteps

SHAPE = (1, idx.SIDE, idx.SIDE)
PEERS = ("denoising_diffusion_pytorch", "diffusers")  # modules
Loss = Callable[[Tensor, Tensor, Tensor], Tensor]  # of images x degraded by z at t


class Case(NamedTuple):
    """What is timed."""

    model: ModelDescription
    training: TrainingSettings
    sampler: Sampler
    images: int  # sampled side by side
    device: torch.device
    folder: Path  # for files that are not to be kept


def bundled(name: str) -> NDArray[np.uint8]:
    """Return the digits or garments (n, 28, 28) that the package ships."""
    return idx.read_folder(sources.BUNDLED / sources.COLLECTIONS[name].folder).train_images.copy()  # may be written to


def study_training(case: Case, precision: Precision) -> Work:
    """Return updates of the study's training; a validation of one digit follows them."""
    digits, garments = (torch.from_numpy(bundled(name))[:, None].to(case.device) for name in ("digits", "garments"))
    network, settings = build_network(case.model.network_function, seed=0).to(case.device), case.training
    rates = {"learning_rate": settings.learning_rate, "ema_decay": settings.ema_decay}
    training = state.TrainingState(network, settings.optimiser, **rates)
    drawn = timesteps.Timesteps(case.model.timesteps, settings.timestep_beta, case.device)
    degradation = models.model_degradation(case.model, case.device)
    aim = objective.Objective(degradation, drawn, autocast(case.device, precision))

    def work(updates: int) -> None:
        seen = torch.arange(updates * settings.batch_size, device=case.device) % len(digits)
        images = (pairs.Images(digits[index], garments, case.model.pixel_limit) for index in (seen, seen[:1]))
        how = {"epochs": training.epoch, "batch_size": settings.batch_size, "seed": 0}
        list(loop.train(training, aim, *images, plugins.entry("couplings", settings.coupling), **how))

    return work


def usual_training(case: Case) -> Work:
    """Return updates of the usual loop."""
    network = usual_network(case.model.network_function).to(case.device)
    return _updates(case, network, usual_loss(case, network))


def usual_loss(case: Case, network: nn.Module) -> Loss:
    """Return the loss that tutorials write down."""
    degradation = models.model_degradation(case.model, case.device)
    signal, noise = degradation.table.sqrt().float(), (1 - degradation.table).sqrt().float()

    def loss(x: Tensor, t: Tensor, z: Tensor) -> Tensor:
        z_t = signal[t].view(-1, 1, 1, 1) * x + noise[t].view(-1, 1, 1, 1) * z
        return F.mse_loss(network(z_t, t / case.model.timesteps), z if degradation.predicts == "eps" else x)

    return loss


def _updates(case: Case, network: nn.Module, loss: Loss) -> Work:
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
    return lambda times: [list(generation.generate(*how, block=case.images)) for _ in range(times)]


class Wrapped(nn.Module):
    """The usual network as peers want it: t in 0..T-1, and the attributes that denoising_diffusion_pytorch asks for."""

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.network, self.T = usual_network(case.model.network_function).to(case.device), case.model.timesteps
        self.channels, self.out_dim, self.self_condition = 1, 1, False

    def forward(self, z_t: Tensor, t: Tensor, _: None = None) -> Tensor:
        """Predict eps."""
        return self.network(z_t, (t + 1) / self.T)


def installed(peers: Iterable[str] = PEERS) -> list[str]:
    """Return the peers that are installed; say which are left out."""
    found = [peer for peer in peers if importlib.util.find_spec(peer)]
    for peer in set(peers) - {*found}:
        logging.warning("%s is left out: it is not installed; see pip install -e .[bench]", peer)
    return found


def peer_training(case: Case, peer: str) -> Work:
    """Return updates of the usual loop by a peer's loss; all peers denoise, which takes as long as a morph."""
    network = Wrapped(case)
    return _updates(case, network, _peer(case, peer, network)[0])


def peer_sampling(case: Case, peer: str) -> Work:
    """Return a peer's samplings: ancestral ones of diffusers, those by DDIM of denoising_diffusion_pytorch."""
    sample = torch.no_grad()(_peer(case, peer, Wrapped(case))[1])
    return lambda times: [sample() for _ in range(times)]


def _peer(case: Case, peer: str, network: nn.Module) -> tuple[Loss, Callable[[], Tensor]]:
    T, steps = case.model.timesteps, case.sampler.steps
    if peer == "denoising_diffusion_pytorch":
        from denoising_diffusion_pytorch import GaussianDiffusion

        how = {"objective": "pred_noise", "beta_schedule": "linear"}
        diffusion = GaussianDiffusion(network, image_size=SHAPE[1], timesteps=T, sampling_timesteps=steps, **how)
        diffusion = diffusion.to(case.device)
        return lambda x, t, eps: diffusion(x), lambda: diffusion.sample(batch_size=case.images)
    from diffusers import DDPMScheduler

    scheduler = DDPMScheduler(T, beta_schedule="linear")
    scheduler.set_timesteps(steps)

    def sample() -> Tensor:
        z_t = torch.randn((case.images, *SHAPE), device=case.device)
        for t in scheduler.timesteps:
            z_t = scheduler.step(network(z_t, t.to(case.device).expand(case.images)), t, z_t).prev_sample
        return z_t

    return lambda x, t, eps: F.mse_loss(network(scheduler.add_noise(x, eps, t - 1), t - 1), eps), sample


def matrix_product(size: int, precision: str, device: torch.device) -> Work:
    """Return products of two (size, size) matrices: the rate that arithmetic can reach here."""
    a, b = torch.randn((2, size, size), device=device, dtype=getattr(torch, precision))
    return lambda times: [len(a @ b) for _ in range(times)]


def forward_flops(choice: Choice) -> int:
    """Count the floating-point operations of one image's prediction, two a multiplication with addition."""
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        usual_network(choice)(torch.zeros(1, *SHAPE), torch.ones(1))
    return counter.get_total_flops()
