"""Rebuild the classifier that ships, and its features of MNIST's test digits.

`python src/hotcold/evaluation/features/ruler/build.py FOLDER`, where FOLDER holds MNIST's four IDX files, gzipped or
not. It trains on one thread for some five minutes, says how many test digits are classified correctly, and writes the
files and SHA256SUMS beside this script.
"""

import argparse
import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from scipy.stats import binomtest
from tqdm import tqdm

from hotcold.config.scores import ClassifierSettings
from hotcold.data.dataset import Dataset
from hotcold.data.idx import FILES, read_folder, write_idx
from hotcold.data.sources import COLLECTIONS
from hotcold.evaluation.features.digit_classifier import DigitClassifier, classify, save_classifier, train_classifier
from hotcold.evaluation.features.ruler import CLASSIFIER, HERE, KIND, REFERENCE
from hotcold.storage.arrays import write_arrays
from hotcold.storage.atomic import file_sha256
from hotcold.storage.sums import write_sums

LEFT_OUT = 10_000  # the first training digits: the bundled study takes all of its digits from them
SETTINGS = ClassifierSettings(epochs=15, batch_size=64, learning_rate=3e-3, seed=0)
REQUIRED = 0.993  # of the test digits


def train(mnist: Dataset, settings: ClassifierSettings, on_batch: Callable[[int], object]) -> DigitClassifier:
    """Return the classifier trained on all training digits but the first 10,000."""
    images, labels = mnist.train_images[LEFT_OUT:], mnist.train_labels[LEFT_OUT:]
    return train_classifier(images, labels, settings, torch.device("cpu"), on_batch)


def write(classifier: DigitClassifier, mnist: Dataset, folder: Path) -> None:
    """Write the classifier, its features of the test digits, and the SHA-256 of both."""
    save_classifier(folder / CLASSIFIER, classifier)
    features = classify(classifier, mnist.test_images)[0].astype(np.float16)
    write_arrays(folder / REFERENCE, KIND, {"features": features}, weights=file_sha256(folder / CLASSIFIER))
    write_sums(folder, (CLASSIFIER, REFERENCE))


def read_mnist(folder: Path) -> Dataset:
    """Read MNIST, and make sure that it is MNIST."""
    mnist = read_folder(folder)
    for key, name in FILES.items():
        found, expected = hashlib.sha256(write_idx(getattr(mnist, key))).hexdigest(), COLLECTIONS["digits"].sha256[name]
        if found != expected:
            raise SystemExit(f"error: {folder / name}: SHA-256 {found} when unpacked, expected {expected}")
    return mnist


def main() -> None:
    """Build from the folder that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mnist", type=Path, help="a folder of MNIST's four IDX files")
    parser.add_argument("--output", type=Path, default=HERE, help="where to write (default: beside this script)")
    arguments = parser.parse_args()
    torch.set_num_threads(1)  # more would add up in another order
    mnist = read_mnist(arguments.mnist)
    with tqdm(total=SETTINGS.epochs * (len(mnist.train_images) - LEFT_OUT), desc="training the classifier") as bar:
        classifier = train(mnist, SETTINGS, bar.update)
    right, n = int((classify(classifier, mnist.test_images)[1].argmax(1) == mnist.test_labels).sum()), 10_000
    low, high = binomtest(right, n).proportion_ci(method="wilson")
    print(f"{right:,} of {n:,} test digits classified correctly: {right / n:.2%}, 95 % Wilson [{low:.2%}, {high:.2%}]")
    if right < REQUIRED * n:
        raise SystemExit(f"error: expected at least {REQUIRED:.1%}; nothing was written")
    write(classifier, mnist, arguments.output)


if __name__ == "__main__":
    main()
