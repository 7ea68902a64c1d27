"""Where a study's files lie."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from hotcold.errors import DamagedError, InputError

RESULTS = Path("results")  # of all studies, in the folder that Snakemake runs in
DOWNLOADS = RESULTS / "downloads"


class StudyFiles(NamedTuple):
    """The files of one study, below its folder ``results/<study>``."""

    folder: Path

    def data(self, name: str) -> Path:
        """Return the images of that name: ``digits``, ``garments``, or the test split of either, ``digits-test``."""
        return self.folder / "data" / f"{name}.npz"

    def table(self, name: str, suffix: str = "parquet") -> Path:
        """Return a table of the whole study."""
        return self.folder / "metrics" / f"{name}.{suffix}"

    def claim(self, name: str) -> Path:
        """Return the verdict on a claim."""
        return self.folder / "claims" / f"{name}.parquet"

    def figure(self, name: str, suffix: str = "png") -> Path:
        """Return a figure."""
        return self.folder / "figures" / f"{name}.{suffix}"

    def animation(self, run: str) -> Path:
        """Return the animation of a run."""
        return self.folder / "animations" / f"{run}.gif"

    def page(self) -> Path:
        """Return the page that shows the study."""
        return self.folder / "index.html"

    def run(self, run: str, seed: int | str) -> Path:
        """Return the folder of a run's seed."""
        return self.folder / "runs" / run / f"seed-{seed}"

    def checkpoint(self, run: str, seed: int | str, epoch: int) -> Path:
        """Return a run's checkpoint after ``epoch``."""
        return self.run(run, seed) / f"epoch-{epoch}.safetensors"

    def samples(self, run: str, seed: int | str, epoch: int, split: str, weights: str) -> Path:
        """Return the samples of that checkpoint's weights, which start from images of that split."""
        return self.run(run, seed) / "samples" / f"{split}-{weights}-epoch-{epoch}.npz"

    def to_open_first(self) -> dict[Path, str]:
        """Return what to look at first, and what it is."""
        return {
            self.page(): "the study on one page",
            self.figure("fig00_claims"): "the verdicts on the claims",
            self.table("claims", "md"): "the same in words, and why",
        }

    def run_table(self, name: str, run: str, seed: int | str) -> Path:
        """Return a table of one run's seed, as ``losses``."""
        return self.run(run, seed) / f"{name}.parquet"

    def trace(self, run: str, seed: int | str) -> Path:
        """Return what a run's seed did while it was watched."""
        return self.run(run, seed) / "trace.npz"

    def scores(self, features: str, batch: int | str) -> Path:
        """Return the scores, by those features, of several runs' samples."""
        return self.folder / "scores" / f"{features}-{batch}.parquet"

    def experiment(self, name: str, seed: int | str) -> Path:
        """Return the samples of a latent experiment from the model of that seed."""
        return self.folder / "latents" / f"seed-{seed}" / f"{name}.npz"

    def features(self, name: str, suffix: str) -> Path:
        """Return a network whose features score samples, or what was computed with it."""
        return self.folder / "features" / f"{name}.{suffix}"


def earlier_checkpoint(checkpoint: Path, epoch: int) -> Path:
    """Return the checkpoint of the same run and seed after an earlier epoch."""
    return checkpoint.with_name(f"epoch-{epoch}.safetensors")


def last_checkpoint(folder: Path) -> Path:
    """Return the last checkpoint of the folder of a run's seed, or of a run: of the first of its seeds.

    Raises:
        InputError: there is none.

    """
    for seed in (folder, *_numbered(folder, "seed-*")):
        if checkpoints := _numbered(seed, "epoch-*.safetensors"):
            return checkpoints[-1]
    runs = sorted(path.name for path in (folder / "runs").glob("*") if any(path.glob("seed-*/epoch-*.safetensors")))
    hint = f", one of {folder / 'runs'}: {', '.join(runs)}" if runs else ", as results/laptop/runs/morph-cosine-unet"
    raise InputError(f"{folder}: no checkpoint, epoch-1.safetensors or the like; expected the folder of a run{hint}")


def tables_in(folder: Path) -> dict[str, list[Path]]:
    """Return the tables of a study's results, of a kept study, or of a folder of tables, by name.

    Kept tables of each seed lie in a folder of its own, so that one may be of several files; kept verdicts lie above.

    Raises:
        InputError: there is none.

    """
    inner = next((path for path in (folder / "metrics", folder / "tables") if path.is_dir()), folder)
    found: dict[str, list[Path]] = {}
    for part in dict.fromkeys((folder, inner, *_numbered(inner, "seed-*"))):
        for path in sorted(part.glob("*.parquet")):
            found.setdefault(path.stem, []).append(path)
    if not found:
        raise InputError(f"{folder}: no tables (.parquet); expected the folder of a study, as results/laptop")
    return found


def _numbered(folder: Path, pattern: str) -> list[Path]:
    """Return what a pattern finds, in the order of the numbers in their names."""
    return sorted(folder.glob(pattern), key=lambda path: int(re.sub(r"\D", "", path.name) or -1))


# What a file of a study says of itself, and where it must lie then.
_PLACES = {
    "run": r"runs/([^/]+)/seed-\d+/.+",
    "seed": r"(?:runs/[^/]+|latents)/seed-(\d+)/.+",
    "epoch": r"runs/[^/]+/seed-\d+/(?:samples/\w+-\w+-)?epoch-(\d+)\.\w+",
    "split": r"runs/[^/]+/seed-\d+/samples/(\w+)-.+",
    "weights": r"runs/[^/]+/seed-\d+/samples/\w+-(\w+)-.+",
    "table": r"metrics/([^/]+)\.parquet",
    "claim": r"claims/([^/]+)\.parquet",
    "experiment": r"latents/seed-\d+/([^/]+)\.npz",
    "features": r"features/([^/]+)-reference\.npz",
}


def check_place(path: Path, about: Mapping[Any, object]) -> None:
    """Check what a file says of itself against its place in a study: a swapped one would count under a wrong name.

    A file outside of a study's folders promises nothing. Folders of those names above the study's own do not count.

    Raises:
        DamagedError: the file belongs somewhere else.

    """
    for key in _PLACES.keys() & about.keys():
        place = re.fullmatch(f"(?:.*/)?{_PLACES[key]}", path.as_posix(), re.DOTALL)
        if place and place[1] != str(about[key]):
            raise DamagedError(path, f"holds {key} {about[key]}")
