"""Bring the digit classifier that ships into place, its SHA-256 checked."""

import shutil
from pathlib import Path

from hotcold.evaluation.features.ruler import shipped_classifier
from hotcold.steps.command import Arguments, run
from hotcold.storage.atomic import replacing


class GetClassifier(Arguments):
    """Bring the digit classifier that ships into place."""

    output: Path
    """The classifier to write (.safetensors)."""


def main(arguments: GetClassifier) -> None:
    with replacing(arguments.output) as temporary:
        shutil.copyfile(shipped_classifier(), temporary)


if __name__ == "__main__":
    run(main, GetClassifier)
