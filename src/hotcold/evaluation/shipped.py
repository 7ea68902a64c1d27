"""What the classifier that ships sees in MNIST's test digits: its features ship, classes follow from them."""

from pathlib import Path

import numpy as np
import torch

from hotcold.evaluation.features.digit_classifier import load_classifier
from hotcold.evaluation.features.ruler import shipped_reference
from hotcold.evaluation.seen import Seen


def shipped_seen(classifier: Path) -> Seen:
    """Return features (10000, 64) and class probabilities (10000, 10), by the classifier of that path."""
    features = shipped_reference()
    with torch.inference_mode():
        logits = load_classifier(classifier, torch.device("cpu")).output(torch.from_numpy(features))
        return Seen(features, np.asarray(logits.softmax(dim=1)))
