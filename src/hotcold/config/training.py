from typing import Annotated, Literal

from pydantic import Field, model_validator

from hotcold.config.base import Count, Settings

DeviceName = Literal["auto", "cpu", "cuda"]
Precision = Literal["auto", "float32", "bfloat16"]
CouplingName = Literal["independent", "optimal_transport"]
OptimiserName = Literal["adam", "muon"]
BetaParameter = Annotated[float, Field(ge=0.1, le=100)]


class TrainingSettings(Settings):
    """How each run is trained."""

    epochs: Count = 50
    """Passes over the training digits."""

    checkpoints: list[Count] = Field([5, 10, 15, 20, 25, 30, 35, 40, 45, 50], min_length=1)
    """Epochs after which a checkpoint is kept, ascending; the last epoch must be one of them."""

    images: Count | None = None
    """How many of the training digits make an epoch; null takes all."""

    validation_images: Count | None = None
    """How many of the held-out digits the validation loss is taken over; null takes all."""

    batch_size: Count = 128
    """Digits per update."""

    optimiser: OptimiserName = "adam"
    """adam, with its default betas; muon, which learns more per update, for the weights that mix channels and adam
    for the other parameters."""

    learning_rate: float = Field(2e-4, gt=0, le=1)
    """Of the optimiser; constant."""

    timestep_beta: tuple[BetaParameter, BetaParameter] = (1, 1)
    """t/T is drawn from the Beta distribution of these parameters; [1, 1] draws every t alike."""

    coupling: CouplingName = "independent"
    """How a digit gets the garment it morphs into: independent draws any; optimal_transport pairs those that are near,
    so that the network learns in less time."""

    input_perturbation: float = Field(0.0, ge=0, le=10)
    """Standard deviation of Gaussian noise on the ends of the degradation that the network sees in training, in the
    units of the pixels; sampling strays less from what was learned then. 0 is none."""

    ema_decay: float = Field(0.999, ge=0, lt=1)
    """Upper end of the decay of the exponential moving average of the weights; 0 is no averaging."""

    @model_validator(mode="after")
    def _checkpoints_within_epochs(self) -> "TrainingSettings":
        if self.checkpoints != sorted(set(self.checkpoints)):
            raise ValueError(f"checkpoints: expected ascending epochs, not {self.checkpoints}")
        if self.checkpoints[-1] != self.epochs:
            raise ValueError(f"checkpoints: the last must be the last epoch, {self.epochs}, not {self.checkpoints[-1]}")
        return self


class ComputeSettings(Settings):
    """What the networks run on."""

    device: DeviceName = "auto"
    """auto takes the GPU where there is one."""

    precision: Precision = "auto"
    """Of the networks' arithmetic; auto takes bfloat16 where the hardware multiplies it natively. The state
    of the samplers, the schedules and the scores is float32 or float64 always."""
