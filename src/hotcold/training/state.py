"""Where a training stands."""

import dataclasses
import logging
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from hotcold import plugins, seeds
from hotcold.config.model import ModelDescription
from hotcold.config.training import TrainingSettings
from hotcold.diffusion.device import precise
from hotcold.networks import build_network
from hotcold.training.average import ExponentialAverage


@dataclasses.dataclass(frozen=True)
class EpochLosses:
    """The losses of one epoch, MSE of what the network predicts."""

    epoch: int  # 1..epochs
    train: float  # mean over the epoch's images
    validation: float  # of the raw weights
    validation_ema: float


class TrainingState:
    """All that the next update depends on, beside the settings: every draw derives from a seed and the position.

    Attributes:
        network: trained in place.
        ema: the average of its weights.
        optimisers: of its parameters.
        epoch: the epoch that is on, 1..epochs.
        step: updates of that epoch that are done.
        loss: sum of the losses of that epoch's images so far, float64.
        losses: of the epochs that are over.

    """

    def __init__(self, network: nn.Module, optimiser: str, *, learning_rate: float, ema_decay: float) -> None:
        """Begin a training of a network, by the optimiser of that name."""
        device = next(network.parameters()).device
        self.network = network
        self.ema = ExponentialAverage(network, ema_decay)
        self.optimisers: list[torch.optim.Optimizer] = plugins.entry("optimisers", optimiser)(network, learning_rate)
        self.epoch = 1
        self.step = 0
        self.loss = torch.zeros((), dtype=precise(device), device=device)
        self.losses: list[EpochLosses] = []

    @classmethod
    def begin(cls, model: ModelDescription, training: TrainingSettings, device: torch.device) -> "TrainingState":
        """Begin the training of a model on a device, with weights of its seed."""
        network = build_network(model.network_function, seeds.derive(model.seed, "weights")).to(device)
        rates = {"learning_rate": training.learning_rate, "ema_decay": training.ema_decay}
        return cls(network, training.optimiser, **rates)

    def descend(self, loss: Tensor) -> None:
        """Update the weights by the gradient of a loss; their average is updated by itself (``ema.update``)."""
        self.network.zero_grad(set_to_none=True)
        loss.backward()
        for optimiser in self.optimisers:
            optimiser.step()

    @property
    def machine(self) -> str:
        """What the bits of an update depend on beside the state: the kind of GPU, or a CPU's number of threads."""
        device = self.loss.device
        if device.type == "cuda":
            return torch.cuda.get_device_name(device)
        return f"{device}, {torch.get_num_threads()} threads"

    def seen(self, n: int, batch_size: int) -> int:
        """Return how many images were learnt from, at n an epoch."""
        return (self.epoch - 1) * n + min(self.step * batch_size, n)

    def tensors(self) -> dict[str, Tensor]:
        """Return every tensor of the state by name."""
        of_optimisers = {
            f"optimiser.{name}.{key}": value
            for name, state in self._optimised().items()
            for key, value in state.items()
            if isinstance(value, Tensor)
        }
        return {"loss": self.loss, **self._weights(), **of_optimisers}

    def position(self) -> dict[str, Any]:
        """Return the rest of the state, as JSON can hold it."""
        return {
            "epoch": self.epoch,
            "step": self.step,
            "updates": self.ema.updates,
            "losses": [dataclasses.asdict(losses) for losses in self.losses],
            "optimiser": {
                name: {key: value for key, value in state.items() if not isinstance(value, Tensor)}
                for name, state in self._optimised().items()
            },
            "machine": self.machine,
        }

    @torch.no_grad()
    def restore(self, tensors: Mapping[str, Tensor], position: Mapping[str, Any]) -> None:
        """Take on what `tensors` and `position` gave.

        Raises:
            KeyError, RuntimeError: they are of another network.

        """
        self.loss.copy_(tensors["loss"])
        for name, weight in self._weights().items():
            weight.copy_(tensors[name])
        for optimiser in self.optimisers:
            for name, parameter in self._parameters_of(optimiser).items():
                prefix = f"optimiser.{name}."
                kept = {key.removeprefix(prefix): t for key, t in tensors.items() if key.startswith(prefix)}
                optimiser.state[parameter] = {
                    **position["optimiser"][name],
                    **{key: _laid_out_as(parameter, tensor) for key, tensor in kept.items()},
                }
        self.epoch, self.step, self.ema.updates = (position[key] for key in ("epoch", "step", "updates"))
        self.losses = [EpochLosses(**losses) for losses in position["losses"]]
        logging.info("continuing after epoch %d, update %d of the next", self.epoch - 1, self.step)
        if position["machine"] != self.machine:
            begun = position["machine"]
            logging.warning("begun on %s, now on %s: as good, but not the same bits", begun, self.machine)

    def _weights(self) -> dict[str, Tensor]:
        return {
            f"{prefix}.{name}": tensor
            for prefix, network in (("network", self.network), ("ema", self.ema.network))
            for name, tensor in network.state_dict().items()
        }

    def _optimised(self) -> dict[str, dict[str, Any]]:
        """Return what the optimisers keep, by parameter; nothing before the first update."""
        return {
            name: optimiser.state[parameter]
            for optimiser in self.optimisers
            for name, parameter in self._parameters_of(optimiser).items()
        }

    def _parameters_of(self, optimiser: torch.optim.Optimizer) -> dict[str, nn.Parameter]:
        owned = {id(parameter) for group in optimiser.param_groups for parameter in group["params"]}
        return {name: p for name, p in self.network.named_parameters() if id(p) in owned}


def _laid_out_as(parameter: nn.Parameter, tensor: Tensor) -> Tensor:
    """Return a tensor as it lies in memory beside its parameter: the bits of an update may depend on that."""
    if tensor.shape != parameter.shape:
        return tensor.to(parameter.device)
    return torch.empty_like(parameter, dtype=tensor.dtype).copy_(tensor)
