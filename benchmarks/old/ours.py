"""The study's own training, with its parts added one by one."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from hotcold.bench.rounds import Task, stopwatch
from hotcold.bench.usual import usual_layers
from hotcold.couplings import independent
from hotcold.degradations import Degradation
from hotcold.device import Precision, autocast
from hotcold.objective import Objective
from hotcold.pairs import Images
from hotcold.timesteps import Timesteps
from hotcold.training import train
from hotcold.training_state import EpochLosses, TrainingState


@dataclass(frozen=True)
class Variant:
    """One way to run `hotcold.training.train`."""

    name: str
    kept_memory: bool  # see hotcold.allocator; the others belong in a `plain_process`
    channels_last: bool
    fused_adam: bool
    precision: Precision
    compiled: bool = False


# Each adds one thing to the one before; STUDY is what the study does at the report's scale.
STUDY = "+ bfloat16"
LADDER = (
    Variant("in memory", kept_memory=False, channels_last=False, fused_adam=False, precision="float32"),
    Variant("+ kept memory", kept_memory=True, channels_last=False, fused_adam=False, precision="float32"),
    Variant("+ channels-last", kept_memory=True, channels_last=True, fused_adam=False, precision="float32"),
    Variant("+ fused Adam", kept_memory=True, channels_last=True, fused_adam=True, precision="float32"),
    Variant(STUDY, kept_memory=True, channels_last=True, fused_adam=True, precision="bfloat16"),
    Variant("+ compiled", kept_memory=True, channels_last=True, fused_adam=True, precision="bfloat16", compiled=True),
)


def to_images(
    digits: NDArray[np.uint8], garments: NDArray[np.uint8], n: int, pixel_limit: float, device: torch.device
) -> Images:
    """Return n digits, again and again the same if there are not so many, and all garments, on the device."""
    repeated = np.resize(digits, (n, *digits.shape[1:]))
    return Images(*(torch.from_numpy(array)[:, None].to(device) for array in (repeated, garments)), pixel_limit)


def start(variant: Variant, network: nn.Module, *, learning_rate: float, ema_decay: float) -> TrainingState:
    """Return the start of a training of that variant; the network is changed in place."""
    with nullcontext() if variant.fused_adam else plain_adam():
        return TrainingState(
            network if variant.channels_last else contiguous(network),
            "adam",
            learning_rate=learning_rate,
            ema_decay=ema_decay,
        )


def epochs_of(
    variant: Variant, state: TrainingState, degradation: Degradation, images: Images, *, epochs: int, batch_size: int
) -> Iterator[EpochLosses]:
    """Return the study's training of that variant after its first epoch, which is the warm-up.

    Each epoch is a pass over ``images``. The validation that ends it is of one digit, and counts against ours.
    """
    device = images.digits.device
    training = train(
        state,
        Objective(degradation, Timesteps(degradation.timesteps, (1, 1), device), autocast(device, variant.precision)),
        images,
        Images(images.digits[:1], images.garments, images.pixel_limit),
        independent,
        epochs=1 + epochs,
        batch_size=batch_size,
        seed=0,
    )
    next(training)
    return training


def epoch_task(epochs: Iterator[EpochLosses], device: torch.device) -> Task:
    """Return a task that times one more epoch."""

    def task() -> float:
        with stopwatch(device) as watch:
            next(epochs)
        return watch.seconds

    return task


def contiguous(network: nn.Module) -> nn.Module:
    """Bring a network, in place, and every image it will be given, to PyTorch's default layout and layers."""

    def lay_out(_: nn.Module, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        # Images of one channel count as contiguous in either layout; their copy has the strides asked for.
        z_t, time = inputs
        return z_t.clone(memory_format=torch.contiguous_format), time

    network.register_forward_pre_hook(lay_out)
    return usual_layers(network)


def plain_adam() -> AbstractContextManager:
    """Return a context in which `torch.optim.Adam` takes PyTorch's default implementation."""
    adam = torch.optim.Adam

    def plain(parameters: Iterator[nn.Parameter], **options: Any) -> torch.optim.Adam:  # noqa: ANN401
        return adam(parameters, **options | {"fused": None})

    return patch.object(torch.optim, "Adam", plain)


def compile_network(network: nn.Module, images: Images, batch_size: int, context: AbstractContextManager) -> float:
    """Compile a network in place, forward and backward for such a batch; return the seconds that takes.

    Raises:
        RuntimeError: there is no compiler here, or it fails.

    """
    device = images.digits.device
    pairs = images.paired(independent, torch.Generator(device))
    x = pairs.digits(torch.arange(batch_size, device=device))
    time = torch.full((batch_size,), 0.5, device=device)

    def step() -> float:
        with stopwatch(device) as watch:
            with context:
                prediction = network(x, time)
            prediction.float().square().mean().backward()
        return watch.seconds

    network.compile()
    with torch.compiler.config.patch(force_disable_caches=True):
        first = step()
    seconds = first - step()
    network.zero_grad(set_to_none=True)
    return seconds
