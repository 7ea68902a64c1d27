"""Where the images come from: bundled with the project, downloaded, or a folder of the user's own."""

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import requests
from requests.adapters import HTTPAdapter
from tqdm import tqdm
from urllib3.util import Retry

from hotcold.data.dataset import Dataset, upright
from hotcold.data.files import files_in
from hotcold.data.idx import FILES, read_folder, shape_of, unpacked
from hotcold.data.npz import read_npz
from hotcold.data.pictures import read_pictures
from hotcold.data.shipped import bundled
from hotcold.errors import InputError, first_line
from hotcold.storage.atomic import replacing

SECONDS_TO_ANSWER = 30
OTHER_PICTURES = (".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp")

Watch = Callable[[str], AbstractContextManager["tqdm[NoReturn]"]]  # from a file's name to the bar of its download


@dataclass(frozen=True)
class Collection:
    """A published data set: its folder here, its name in paths, its mirrors, and the SHA-256 of its unpacked files."""

    folder: str
    called: str
    mirrors: Sequence[str]
    sha256: Mapping[str, str]


COLLECTIONS = {
    "digits": Collection(
        "mnist",
        r"(?<![a-z])(?<!fashion.)mnist",
        (
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
            "https://storage.googleapis.com/cvdf-datasets/mnist/",
        ),
        {
            "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        },
    ),
    "garments": Collection(
        "fashion-mnist",
        "fashion",
        (
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
        ),
        {
            "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        },
    ),
}


def load(collection: Collection, source: str, cache: Path, watch: Watch) -> Dataset:
    """Return a data set from ``source``.

    Args:
        collection: which one.
        source: ``"bundled"``, ``"download"``, or the path of a folder or an ``.npz`` file.
        cache: folder that keeps downloads.
        watch: shows a download's progress.

    Raises:
        InputError: a file is missing, damaged or not the one that was published.

    """
    if source == "download":
        return read_folder(download(collection, cache, watch))
    own = bundled(collection.folder)
    return own if source == "bundled" else upright(_read(Path(source), collection.called), own)


def _read(path: Path, called: str) -> Dataset:
    if path.is_file():
        return read_npz(path)
    if not path.is_dir():
        raise InputError(f"{path}: no such folder or file; expected bundled, download, or a path")
    pictures: list[Path] = []
    others: list[Path] = []
    for file in files_in(path):
        (pictures if file.suffix.lower() == ".png" else others).append(file)
    if pictures and not any(shape_of(file) for file in others):
        if wrong := next((file for file in others if file.suffix.lower() in OTHER_PICTURES), None):
            raise InputError(f"{wrong}: no PNG; expected PNG images alone, since {path} has some")
        return read_pictures(path, pictures)
    return read_folder(path, called)


def download(collection: Collection, cache: Path, watch: Watch) -> Path:
    """Fetch the four files into a folder of ``cache`` and return it; files already there are not fetched again.

    Raises:
        InputError: no mirror gave a file with the published content.

    """
    folder = cache / collection.folder
    for name in FILES.values():
        path = folder / f"{name}.gz"
        if not (path.is_file() and _sha256(path) == collection.sha256[name]):
            with replacing(path) as temporary:
                _fetch_from_any(collection, name, temporary, watch)
    return folder


def _fetch_from_any(collection: Collection, name: str, path: Path, watch: Watch) -> None:
    reasons = []
    for mirror in collection.mirrors:
        try:
            _fetch(f"{mirror}{name}.gz", path, watch)
            if _sha256(path) != collection.sha256[name]:
                raise InputError(f"not the published {name} (SHA-256 differs)")
            return
        except (requests.RequestException, InputError) as error:
            reasons.append(f"{mirror}: {first_line(error)[:300]}")
            logging.warning("%s; trying the next mirror", reasons[-1])
    raise InputError(
        f"{name}.gz: no mirror gave it ({'; '.join(reasons)}); check the network,"
        " or name a folder of IDX files in the config"
    )


def _fetch(url: str, path: Path, watch: Watch) -> None:
    retry = Retry(total=3, backoff_factor=0.5, status_forcelist=(429, 500, 502, 503, 504))
    with requests.Session() as session:
        session.mount("https://", HTTPAdapter(max_retries=retry))
        session.mount("http://", HTTPAdapter(max_retries=retry))
        with session.get(url, stream=True, timeout=SECONDS_TO_ANSWER) as response:
            response.raise_for_status()
            with path.open("wb") as file, watch(url.rpartition("/")[2]) as bar:
                for chunk in response.iter_content(1 << 16):
                    file.write(chunk)
                    bar.update(len(chunk))


def _sha256(path: Path) -> str:
    return hashlib.sha256(unpacked(path)).hexdigest()
