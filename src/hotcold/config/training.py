"""How runs are trained."""

from typing import Annotated

from pydantic import Field, model_validator

from hotcold.config.base import NUMBER, Count, Name, Real, Settings

BetaParameter = Annotated[float, Field(ge=0.1, le=100), NUMBER]


class TrainingSettings(Settings):
    """How each run is trained."""

    epochs: Count = 50
    """Passes over the training digits."""

    checkpoints: list[Count] = Field([5, 10, 15, 20, 25, 30, 35, 40, 45, 50], min_length=1)
    """Epochs after which a checkpoint is kept, ascending; the last epoch must be one of them."""

    images: Count | None = None
    """How many of the training digits make an epoch; null takes all."""

    validation_images: Count | None = None
    """How many of the validation digits the loss is taken over; null takes all."""

    batch_size: Count = 128
    """Digits per update."""

    optimiser: Name = "adam"
    """A module of src/hotcold/training/optimisers: adam, with its default betas; muon, which learns more per update."""

    learning_rate: Real = Field(2e-4, gt=0, le=1)
    """Of the optimiser; constant."""

    timestep_beta: tuple[BetaParameter, BetaParameter] = (1, 1)
    """t/T is drawn from the Beta distribution of these parameters; [1, 1] draws every t alike."""

    coupling: Name = "independent"
    """How a digit gets the garment it morphs into, a module of src/hotcold/training/couplings: independent draws any;
    optimal_transport pairs those that are near, so that the network learns in less time."""

    input_perturbation: Real = Field(0.0, ge=0, le=10)
    """Standard deviation of Gaussian noise on the ends of the degradation that the network sees in training, in the
    units of the pixels; sampling strays less from what was learned then. 0 is none."""

    ema_decay: Real = Field(0.999, ge=0, lt=1)
    """Upper end of the decay of the exponential moving average of the weights; 0 is no averaging."""

    @model_validator(mode="after")
    def _checkpoints_within_epochs(self) -> "TrainingSettings":
        if self.checkpoints != sorted(set(self.checkpoints)):
            raise ValueError(f"checkpoints: expected ascending epochs, not {self.checkpoints}")
        if self.checkpoints[-1] != self.epochs:
            raise ValueError(f"checkpoints: the last must be the last epoch, {self.epochs}, not {self.checkpoints[-1]}")
        return self
