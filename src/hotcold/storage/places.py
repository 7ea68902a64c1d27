"""Where a study's files lie."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from hotcold.errors import DamagedError


class StudyFiles(NamedTuple):
    """The files of one study, below its folder ``results/<study>``."""

    folder: Path

    def data(self, name: str) -> Path:
        """Return the images of that name, ``digits`` or ``garments``."""
        return self.folder / "data" / f"{name}.npz"

    def table(self, name: str, suffix: str = "parquet") -> Path:
        """Return a table of the whole study."""
        return self.folder / "metrics" / f"{name}.{suffix}"

    def figure(self, name: str, suffix: str = "png") -> Path:
        """Return a figure."""
        return self.folder / "figures" / f"{name}.{suffix}"

    def run(self, run: str, seed: int | str) -> Path:
        """Return the folder of a run's seed."""
        return self.folder / "runs" / run / f"seed-{seed}"

    def checkpoint(self, run: str, seed: int | str, epoch: int) -> Path:
        """Return a run's checkpoint after ``epoch``."""
        return self.run(run, seed) / f"epoch-{epoch}.safetensors"

    def samples(self, run: str, seed: int | str, epoch: int) -> Path:
        """Return the samples of that checkpoint."""
        return self.run(run, seed) / "samples" / f"epoch-{epoch}.npz"

    def experiment(self, name: str) -> Path:
        """Return the samples of a latent experiment."""
        return self.folder / "latents" / f"{name}.npz"

    def features(self, name: str, suffix: str) -> Path:
        """Return a network whose features score samples, or what was computed with it."""
        return self.folder / "features" / f"{name}.{suffix}"


# What a file of a study says of itself, and the places where it is right.
_PLACES = {
    "run": "*/runs/{}/seed-*/*",
    "seed": "*/runs/*/seed-{}/*",
    "epoch": "*/runs/*/seed-*/epoch-{}.*",
    "table": "*/metrics/{}.parquet",
    "experiment": "*/latents/{}.npz",
    "features": "*/features/{}-reference.npz",
}


def check_place(path: Path, about: Mapping[str, object]) -> None:
    """Check what a file says of itself against its place in a study: a swapped one would count under a wrong name.

    A file outside of a study's folders promises nothing.

    Raises:
        DamagedError: the file belongs somewhere else.

    """
    place = path.as_posix()
    for key in _PLACES.keys() & about.keys():
        if fnmatchcase(place, _PLACES[key].format("*")) and not fnmatchcase(place, _PLACES[key].format(about[key])):
            raise DamagedError(path, f"holds {key} {about[key]}")
