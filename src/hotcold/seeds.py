"""Named seeds: every random draw of the study says where it comes from."""

import hashlib

import numpy as np

Name = str | int


def derive(seed: int, *names: Name) -> int:
    """Return the 63-bit seed of one named stream, e.g. ``derive(0, "train", epoch, step)``.

    Streams of different names are independent for all purposes here (SHA-256 of seed and names), so
    a draw never depends on how many draws were made before it elsewhere.
    """
    text = "/".join(str(part) for part in (seed, *names))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1


def numpy_generator(seed: int, *names: Name) -> np.random.Generator:
    """Return a NumPy generator on the named stream."""
    return np.random.default_rng(derive(seed, *names))
