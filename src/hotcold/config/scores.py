"""How samples are scored."""

from typing import Annotated, Literal

from pydantic import Field, field_validator

from hotcold import plugins
from hotcold.config.base import Count, Different, Images, Name, Place, Real, Seed, Settings

FeatureName = Literal["digits", "inception"]
Protocol = Literal["sound", "published"]


METRICS = [
    "fid",
    "kid",
    "precision",
    "recall",
    "density",
    "coverage",
    "class_balance",
    "nearest_training",
    "manifold_share",
    "sharpness",
    "margin_ink",
    "pixel_distance",
    "start_remnant",
]


class ClassifierSettings(Settings):
    """The digit classifier that a study trains of its own, whose features score the samples."""

    epochs: Count = 8
    """Passes over the training digits."""

    batch_size: Count = 64
    """Digits per update."""

    learning_rate: Real = Field(3e-3, gt=0, le=1)
    """Peak of the one-cycle learning rate."""

    seed: Seed = 0
    """Seed of the classifier's every draw."""

    required_accuracy: Real = Field(0.98, ge=0, lt=1)
    """Accuracy on validation digits that it must exceed; the study stops otherwise: its features would mean little."""


class ScoreSettings(Settings):
    """How samples are scored."""

    features: Annotated[list[FeatureName], Different] = Field(["digits"], min_length=1)
    """digits: the digit classifier; inception: InceptionV3 with the torch-fidelity weights."""

    classifier: Literal["shipped", "own"] = "shipped"
    """shipped: the classifier of the package, and its features of MNIST's 10,000 test digits, so that scores compare
    from study to study; own: one is trained on the study's training digits, and its test digits are the reference."""

    metrics: Annotated[list[Name], Different] = Field(METRICS, min_length=1)
    """Modules of src/hotcold/evaluation/metrics, in the table `scores`. fid is always one of them."""

    protocols: Annotated[list[Protocol], Different] = Field(["sound", "published"], min_length=1)
    """sound: clamped, against all real digits, always one of them; published: the report's way of counting."""

    published_images: Images = 1000
    """Images the published protocol takes, generated and real."""

    inception_weights: Place | None = None
    """Path of the InceptionV3 weights; null downloads them."""

    inception_sha256: str = Field(
        "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2", pattern="^[0-9a-f]{64}$"
    )
    """What the SHA-256 of those weights must be; they are not opened otherwise."""

    def metrics_by(self, features: FeatureName) -> list[str]:
        """Return the metrics of a score by those features; what looks at images alone is scored once."""
        sees: dict[str, bool] = {
            "features": True,
            "classes": features == "digits",
            "training": features == "digits",
            "images": features == ("digits" if "digits" in self.features else self.features[0]),
        }
        return [name for name in self.metrics if sees[plugins.constant("metrics", name, "SEES")]]

    @field_validator("protocols")
    @classmethod
    def _sound_is_there(cls, protocols: list[str]) -> list[str]:
        if "sound" not in protocols:
            raise ValueError("expected sound among the protocols; the figures show it")
        return protocols

    @field_validator("metrics")
    @classmethod
    def _fid_is_there(cls, metrics: list[str]) -> list[str]:
        if "fid" not in metrics:
            raise ValueError("expected fid among the metrics; the figures show it")
        return metrics
