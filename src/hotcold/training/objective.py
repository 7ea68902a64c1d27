"""What training minimises."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from hotcold.config.compute import Precision
from hotcold.config.model import ModelDescription
from hotcold.config.training import TrainingSettings
from hotcold.diffusion.degradation import Degradation, model_degradation
from hotcold.diffusion.device import autocast
from hotcold.training.pairs import Pairs
from hotcold.training.timesteps import Timesteps


@dataclass(frozen=True)
class Objective:
    """The mean squared error of what a network predicts, at a t of each image's own.

    Attributes:
        degradation: says what is predicted and where z comes from.
        timesteps: draws t.
        autocast: the context that matrices are multiplied in (see `hotcold.diffusion.device`).
        input_perturbation: standard deviation of Gaussian noise that is added to the z that the network sees, in
            pixels' units for garments, and not to what it predicts (Ning et al. 2023, arXiv:2301.11706, eq. 10):
            it learns to restore from states that are a little wrong, as those of sampling are.

    """

    degradation: Degradation
    timesteps: Timesteps
    autocast: torch.autocast
    input_perturbation: float = 0.0

    @classmethod
    def of(
        cls, model: ModelDescription, training: TrainingSettings, device: torch.device, precision: Precision
    ) -> "Objective":
        """Return what the training of a model minimises on a device."""
        timesteps = Timesteps(model.timesteps, training.timestep_beta, device)
        context = autocast(device, precision)
        return cls(model_degradation(model, device), timesteps, context, training.input_perturbation)

    def losses(self, network: nn.Module, pairs: Pairs, index: Tensor, generator: torch.Generator) -> Tensor:
        """Return the loss (n,) of each of those pairs (DDPM eq. 14; report eq. 2.2)."""
        x = pairs.digits(index)
        t = self.timesteps.draw(len(x), generator)
        z = seen = pairs.ends(self.degradation.end, index, generator)
        if self.input_perturbation:
            seen = z + self.input_perturbation * torch.randn(z.shape, generator=generator, device=z.device)
        z_t = self.degradation.degrade(x, t, seen)  # in full precision, whatever it does
        with self.autocast:
            prediction = network(z_t, t / self.degradation.timesteps)
        return F.mse_loss(prediction.float(), self.degradation.target(x, z), reduction="none").mean(dim=(1, 2, 3))
