"""Bring the InceptionV3 weights into place: from a path or by download, their SHA-256 checked."""

import os
import shutil
from pathlib import Path

from hotcold.evaluation.features.inception import find_weights
from hotcold.steps.command import Arguments, run
from hotcold.storage.atomic import replacing
from hotcold.storage.places import DOWNLOADS


class GetInception(Arguments):
    """Bring the InceptionV3 weights into place."""

    weights: Path | None
    """Where they are; null downloads them."""

    sha256: str
    """What their SHA-256 must be."""

    output: Path
    """The checked weights to write (.pth)."""


def main(arguments: GetInception) -> None:
    weights = find_weights(arguments.weights, DOWNLOADS, arguments.sha256)
    with replacing(arguments.output) as temporary:
        try:
            os.link(weights, temporary)
        except OSError:  # another file system
            shutil.copyfile(weights, temporary)


if __name__ == "__main__":
    run(main, GetInception)
