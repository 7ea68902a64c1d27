"""Where a training stands, and how that is kept in a file."""

import copy
import dataclasses
from pathlib import Path

import torch
from torch import Tensor, nn

from hotcold.config.training import OptimiserName
from hotcold.muon import Muon, is_matrix
from hotcold.tensors import opened_tensors, write_tensors


class ExponentialAverage:
    """Exponential moving average of a network's parameters, warmed up.

    The decay of update k is min(decay, k / (k + 9)): high decays from the first step on would average in the
    random initial weights and sample noise.
    """

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.network = copy.deepcopy(network).requires_grad_(False)
        self.updates = 0
        self._decay = decay

    @torch.no_grad()
    def update(self, network: nn.Module) -> None:
        """Average in the present parameters."""
        self.updates += 1
        decay = min(self._decay, self.updates / (self.updates + 9))
        torch._foreach_lerp_(list(self.network.parameters()), list(network.parameters()), 1 - decay)


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
        optimisers: Adam on its parameters, or Muon on those that are matrices and Adam on the others.
        epoch: the epoch that is on, 1..epochs.
        step: updates of that epoch that are done.
        loss: sum of the losses of that epoch's images so far, float64.
        losses: of the epochs that are over.

    """

    def __init__(self, network: nn.Module, optimiser: OptimiserName, *, learning_rate: float, ema_decay: float) -> None:
        self.network = network
        self.ema = ExponentialAverage(network, ema_decay)
        self.optimisers: list[torch.optim.Optimizer] = []
        if matrices := [p for p in network.parameters() if optimiser == "muon" and is_matrix(p)]:
            self.optimisers.append(Muon(matrices, lr=learning_rate))
        if others := [p for p in network.parameters() if optimiser == "adam" or not is_matrix(p)]:
            self.optimisers.append(torch.optim.Adam(others, lr=learning_rate, fused=True))
        self.epoch = 1
        self.step = 0
        self.loss = torch.zeros((), dtype=torch.float64, device=next(network.parameters()).device)
        self.losses: list[EpochLosses] = []

    def update(self, loss: Tensor) -> None:
        """Update the weights by the gradient of a loss, and their average."""
        self.network.zero_grad(set_to_none=True)
        loss.backward()
        for optimiser in self.optimisers:
            optimiser.step()
        self.ema.update(self.network)

    def save(self, path: Path) -> None:
        """Write the state as safetensors."""
        position = {
            "epoch": self.epoch,
            "step": self.step,
            "updates": self.ema.updates,
            "losses": [dataclasses.asdict(losses) for losses in self.losses],
            "machine": self.machine,
        }
        write_tensors(path, self._tensors(), **position)

    @torch.no_grad()
    def load(self, path: Path) -> str:
        """Take on a state that `save` wrote; return the ``machine`` it was written on.

        Raises:
            InputError: the file is missing, damaged, or of another network.

        """
        with opened_tensors(path, "the state of this training") as (kept, position):
            # Into tensors that are there: the bits of an update may depend on how they lie in memory.
            for name, tensor in self._tensors().items():
                tensor.copy_(kept[name])
            self.epoch, self.step, self.ema.updates = (position[key] for key in ("epoch", "step", "updates"))
            self.losses = [EpochLosses(**losses) for losses in position["losses"]]
            return position["machine"]

    @property
    def machine(self) -> str:
        """What the bits of an update depend on beside the state: the device, and on a CPU the number of threads."""
        device = self.loss.device
        return f"{device}, {torch.get_num_threads()} threads" if device.type == "cpu" else str(device)

    def _tensors(self) -> dict[str, Tensor]:
        """Return every tensor of the state by name, those that Adam makes at its first update included."""
        tensors = {"loss": self.loss}
        for prefix, network in (("network", self.network), ("ema", self.ema.network)):
            tensors |= {f"{prefix}.{name}": tensor for name, tensor in network.state_dict().items()}
        names = {parameter: name for name, parameter in self.network.named_parameters()}
        for optimiser in self.optimisers:
            for parameter in optimiser.param_groups[0]["params"]:
                moments = optimiser.state[parameter]
                if not moments:
                    moments["step"] = torch.zeros((), device=parameter.device)
                    moments |= {key: torch.zeros_like(parameter) for key in ("exp_avg", "exp_avg_sq")}
                tensors |= {f"{key}.{names[parameter]}": tensor for key, tensor in moments.items()}
        return tensors
