"""How samples are scored."""

from typing import Annotated, Literal

from pydantic import Field, field_validator

from hotcold.config.base import Count, Different, Name, Seed, Settings

FeatureName = Literal["digits", "inception"]
Protocol = Literal["sound", "published"]


class ClassifierSettings(Settings):
    """The digit classifier whose features score the samples."""

    epochs: Count = 8
    """Passes over the training digits."""

    batch_size: Count = 64
    """Digits per update."""

    learning_rate: float = Field(3e-3, gt=0, le=1)
    """Peak of the one-cycle learning rate."""

    seed: Seed = 0
    """Seed of the classifier's every draw."""

    required_accuracy: float = Field(0.98, ge=0, lt=1)
    """Accuracy on held-out digits that it must exceed; the study stops otherwise: its features would mean little."""

    confident: float = Field(0.9, gt=0, le=1)
    """Probability from which a sample counts as confidently classified."""


class ScoreSettings(Settings):
    """How samples are scored."""

    features: Annotated[list[FeatureName], Different] = Field(["digits"], min_length=1)
    """digits: the classifier trained here; inception: InceptionV3 with the torch-fidelity weights."""

    metrics: Annotated[list[Name], Different] = Field(["fid"], min_length=1)
    """Modules of src/hotcold/evaluation/metrics; each gives a table of its name. fid is always one of them."""

    protocols: Annotated[list[Protocol], Different] = Field(["sound", "published"], min_length=1)
    """sound: clamped, against all held-out digits, always one of them; published: the report's way of counting."""

    published_images: int = Field(1000, ge=2, le=1_000_000_000)
    """Images the published protocol takes, generated and real."""

    inception_weights: str | None = Field(None, min_length=1)
    """Path of the InceptionV3 weights; null downloads them."""

    inception_sha256: str = Field(
        "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2", pattern="^[0-9a-f]{64}$"
    )
    """What the SHA-256 of those weights must be; they are not opened otherwise."""

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
