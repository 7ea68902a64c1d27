"""A small digit classifier: its penultimate layer gives the features that samples are scored with."""

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from hotcold import seeds
from hotcold.config.scores import ClassifierSettings
from hotcold.storage.tensors import opened_tensors, write_tensors

FEATURES = 64
MAX_SHIFT = 2  # pixels
MAX_ROTATION = 0.2  # radians
MAX_ZOOM = 0.1
BATCH = 500


class DigitClassifier(nn.Module):
    """Three convolution blocks and two linear layers; takes bytes (n, 28, 28)."""

    def __init__(self) -> None:
        super().__init__()
        widths = (1, 16, 32, 64)
        self.blocks = nn.Sequential(
            *(
                nn.Sequential(nn.Conv2d(a, b, 3, padding=1, bias=False), nn.BatchNorm2d(b), nn.ReLU(), nn.MaxPool2d(2))
                for a, b in itertools.pairwise(widths)
            )
        )
        self.hidden = nn.Linear(64 * 9, FEATURES)
        self.output = nn.Linear(FEATURES, 10)

    def features(self, images: Tensor) -> Tensor:
        """Return (n, 64) features of images (n, 28, 28) in 0..255."""
        x = images[:, None].float() / 255 - 0.5
        return F.relu(self.hidden(self.blocks(x).flatten(1)))

    def forward(self, images: Tensor) -> Tensor:
        """Return logits (n, 10)."""
        return cast(Tensor, self.output(self.features(images)))


def train_classifier(
    images: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    settings: ClassifierSettings,
    device: torch.device,
    on_batch: Callable[[int], object],
) -> DigitClassifier:
    """Train with Adam, a one-cycle learning rate, and small shifts, rotations and zooms (no flips).

    Args:
        images: (n, 28, 28).
        labels: (n,) 0..9.
        settings: epochs, batches, learning rate, and the seed that every draw derives from.
        device: where to train; float32 throughout.
        on_batch: told after every update how many images it was made from.

    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seeds.derive(settings.seed, "classifier", "weights"))
        classifier = DigitClassifier().to(device)
    x, y = torch.tensor(images, device=device), torch.tensor(labels, device=device).long()
    optimiser = torch.optim.Adam(classifier.parameters(), lr=settings.learning_rate, fused=True)
    steps = settings.epochs * -(-len(x) // settings.batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings.learning_rate, total_steps=steps)
    generator = torch.Generator(device).manual_seed(seeds.derive(settings.seed, "classifier", "batches"))
    for _ in range(settings.epochs):
        for index in torch.randperm(len(x), generator=generator, device=device).split(settings.batch_size):
            loss = F.cross_entropy(classifier(_jittered(x[index], generator)), y[index])
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            schedule.step()
            on_batch(len(index))
    return classifier.eval().requires_grad_(False)


def classify(classifier: DigitClassifier, images: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return features (n, 64) and class probabilities (n, 10), in batches."""
    device = next(classifier.parameters()).device
    features, probabilities = [], []
    with torch.inference_mode():
        for batch in torch.tensor(images).split(BATCH):
            f = classifier.features(batch.to(device))
            features.append(f.cpu().numpy())
            probabilities.append(classifier.output(f).softmax(dim=1).cpu().numpy())
    return np.concatenate(features), np.concatenate(probabilities)


def save_classifier(path: Path, classifier: DigitClassifier) -> None:
    """Write the classifier's weights as safetensors."""
    write_tensors(path, classifier.state_dict())


def load_classifier(path: Path, device: torch.device) -> DigitClassifier:
    """Read what `save_classifier` wrote, ready to evaluate.

    Raises:
        InputError: the file is missing, damaged, or not this classifier.

    """
    classifier = DigitClassifier()
    with opened_tensors(path, "the digit classifier") as (tensors, _):
        classifier.load_state_dict(tensors)
    return classifier.to(device).eval().requires_grad_(False)


def _jittered(images: Tensor, generator: torch.Generator) -> Tensor:
    """Return images (n, 28, 28) moved, turned and zoomed a little at random."""
    n = len(images)
    angle, zoom, dx, dy = (torch.rand((4, n), generator=generator, device=images.device) * 2 - 1).unbind()
    angle, zoom = angle * MAX_ROTATION, 1 + zoom * MAX_ZOOM
    shift = 2 * MAX_SHIFT / images.shape[-1]
    cos, sin = angle.cos() * zoom, angle.sin() * zoom
    affine = torch.stack([cos, -sin, dx * shift, sin, cos, dy * shift], dim=1).reshape(n, 2, 3)
    grid = F.affine_grid(affine, [n, 1, *images.shape[1:]], align_corners=False)
    return F.grid_sample(images[:, None].float(), grid, align_corners=False)[:, 0]
