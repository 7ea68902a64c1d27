"""Train the digit classifier whose features score the samples, and record how good it is."""

from pathlib import Path

from hotcold.config.scores import ClassifierSettings
from hotcold.diffusion.device import pick_device
from hotcold.evaluation.accuracy import CLASSIFIER, INTRODUCTION, accuracy_table
from hotcold.evaluation.features.digit_classifier import save_classifier, train_classifier
from hotcold.steps.arguments import OnDevice
from hotcold.steps.command import run
from hotcold.steps.progress import progress
from hotcold.storage.arrays import read_arrays
from hotcold.storage.tables import write_table, write_text_table


class TrainClassifier(OnDevice):
    """Train the digit classifier."""

    settings: ClassifierSettings
    """How to train it."""

    classifier: Path
    """The classifier to write (.safetensors)."""

    table: Path
    """Its accuracy (.parquet)."""

    text: Path
    """The same to read (.md)."""


def main(arguments: TrainClassifier) -> None:
    settings = arguments.settings
    digits = read_arrays(arguments.digits, "digits")
    images, labels = digits["train_images"], digits["train_labels"]
    with progress(settings.epochs * len(images), "training the classifier") as bar:
        device = pick_device(arguments.compute.device)
        classifier = train_classifier(images, labels, settings, device, bar.update)
    table = accuracy_table(classifier, digits, settings)
    save_classifier(arguments.classifier, classifier)
    write_table(table, arguments.table, CLASSIFIER)
    write_text_table(table, arguments.text, INTRODUCTION)


if __name__ == "__main__":
    run(main, TrainClassifier)
