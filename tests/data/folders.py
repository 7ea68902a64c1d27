"""Data sets as people have them: the same images under other names, in other formats, in other folders."""

import gzip
import io

import numpy as np
from PIL import Image

from hotcold.data.dataset import Dataset
from hotcold.data.idx import FILES
from hotcold.data.npz import NAMES

KEYS = list(FILES)


def few(data, train=64, test=32):
    """Return the first images of a data set; of the bundled ones all classes are among them."""
    return Dataset(**{key: array[: train if key.startswith("train") else test] for key, array in vars(data).items()})


def idx_files(data):
    return {name: idx(getattr(data, key)) for key, name in FILES.items()}


def idx(array):
    """Return an array of any type as the bytes of an IDX file."""
    kinds = {"u1": 0x08, "i1": 0x09, "i2": 0x0B, "i4": 0x0C, "f4": 0x0D, "f8": 0x0E}
    header = [kinds[array.dtype.str[1:]] << 8 | array.ndim, *array.shape]
    return np.array(header, ">u4").tobytes() + array.astype(array.dtype.newbyteorder(">")).tobytes()


def png(image, mode="L", **options):
    file = io.BytesIO()
    Image.fromarray(image).convert(mode).save(file, "png", **options)
    return file.getvalue()


def png_files(data, folder="{split}/{label}/{k}.png", mode="L"):
    return {
        folder.format(split=split, label=label, k=k): png(image, mode)
        for split in ("train", "test")
        for k, (image, label) in enumerate(
            zip(getattr(data, f"{split}_images"), getattr(data, f"{split}_labels"), strict=False)
        )
    }


def npz_file(data, change=lambda name, array: array, names=NAMES):
    file = io.BytesIO()
    np.savez(file, **{name: change(name, getattr(data, key)) for key, name in names.items()})
    return file.getvalue()


def written(folder, files):
    """Write files by their paths in a folder, and return it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def emnist(name):
    return f"emnist-digits-{name}".replace("t10k", "test")


# What people have, by its name: from the four IDX files of a data set to the files of a folder.
LAYOUTS = {
    "kaggle-dots": lambda files: {name.replace("-idx", ".idx"): data for name, data in files.items()},
    "kaggle-nested": lambda files: {f"{name}/{name}": data for name, data in files.items()},
    "torchvision": lambda files: {
        f"MNIST/raw/{name}{end}": pack(data)
        for name, data in files.items()
        for end, pack in {"": bytes, ".gz": gzip.compress}.items()
    },
    "upper-case": lambda files: {name.upper(): data for name, data in files.items()},
    "gz-without-suffix": lambda files: {name: gzip.compress(data) for name, data in files.items()},
    "empty-gz-beside-whole": lambda files: files | {f"{name}.gz": b"" for name in files},
    "truncated-gz-beside-whole": lambda files: files | {f"{n}.gz": gzip.compress(d)[:-9] for n, d in files.items()},
    "emnist": lambda files: {f"EMNIST/raw/{emnist(name)}.gz": gzip.compress(data) for name, data in files.items()},
    "one-folder-a-split": lambda files: {f"{n.split('-')[0]}/{n.split('-', 1)[1]}": d for n, d in files.items()},
    "without-names": lambda files: {f"{k}.idx": data for k, data in enumerate(files.values())},
    "hidden-files-of-a-mac": lambda files: files | {f"__MACOSX/{name}": data[:-9] for name, data in files.items()},
}
