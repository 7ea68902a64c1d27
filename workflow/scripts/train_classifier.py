"""Train the digit classifier whose features score the samples, and record how good it is."""

import logging
from pathlib import Path

import pandas as pd

from hotcold.artifacts import Column, read_arrays, write_table, write_text_table
from hotcold.cli import Arguments, run
from hotcold.config.scores import ClassifierSettings
from hotcold.config.training import ComputeSettings
from hotcold.device import pick_device
from hotcold.errors import InputError
from hotcold.features.digit_classifier import classify, save_classifier, train_classifier

CLASSIFIER = {
    "seed": Column("", "seed of the classifier"),
    "split": Column("", "train, or held_out: digits that training did not see"),
    "n": Column("image", "digits classified"),
    "accuracy": Column("", "share classified correctly"),
}
INTRODUCTION = "Accuracy of the digit classifier whose features score the samples."


class TrainClassifier(Arguments):
    """Train the digit classifier."""

    digits: Path
    """Digits, as get_data.py writes them (.npz)."""

    settings: ClassifierSettings = ClassifierSettings()
    """How to train it."""

    compute: ComputeSettings = ComputeSettings()
    """What to run on; the precision is float32 always."""

    output: Path
    """The classifier (.safetensors)."""

    table: Path
    """Its accuracy (.parquet)."""

    text: Path
    """The same to read (.md)."""


def main(arguments: TrainClassifier) -> None:
    settings = arguments.settings
    digits = read_arrays(arguments.digits, "digits")
    classifier = train_classifier(
        digits["train_images"],
        digits["train_labels"],
        epochs=settings.epochs,
        batch_size=settings.batch_size,
        learning_rate=settings.learning_rate,
        seed=settings.seed,
        device=pick_device(arguments.compute.device),
    )
    rows = []
    for split, array in (("train", "train"), ("held_out", "test")):
        _, probabilities = classify(classifier, digits[f"{array}_images"])
        accuracy = (probabilities.argmax(axis=1) == digits[f"{array}_labels"]).mean()
        rows.append({"seed": settings.seed, "split": split, "n": len(probabilities), "accuracy": accuracy})
        logging.info("%s accuracy %.4f", split, accuracy)
    if accuracy <= settings.required_accuracy:
        raise InputError(
            f"classifier.required_accuracy: {accuracy:.4f} of the held-out digits are classified correctly, expected"
            f" more than {settings.required_accuracy}; train longer or on more digits"
        )
    table = pd.DataFrame(rows)
    save_classifier(arguments.output, classifier)
    write_table(table, arguments.table, CLASSIFIER)
    write_text_table(table, arguments.text, INTRODUCTION)


if __name__ == "__main__":
    run(main, TrainClassifier)
