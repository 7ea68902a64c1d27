"""``hotcold sample``: images by a trained model, as a picture or as an array."""

import argparse
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

from hotcold.command.parsers import add_sampling, check_suffix, new_parser, sampling

if TYPE_CHECKING:
    from hotcold.library.images import Images

EXAMPLES = """
hotcold sample hot -n 64 -o grid.png
hotcold sample cold --start my_images/ -o digits.png
hotcold sample results/laptop/runs/gaussian-cosine-unet -n 1000 --sampler ddim -o samples.npz
"""
IMAGES = 64
SCALE = 3  # screen pixels of one of the picture


def add(parsers: Any) -> None:  # noqa: ANN401
    """Add the command."""
    text = "Generate digits: a grid of them (.png), or the images themselves (.npy, .npz: n × 28 × 28 from 0 to 1)."
    add_sampling(new_parser(parsers, "sample", sample, text, EXAMPLES), IMAGES)


def sample(given: argparse.Namespace) -> None:
    """Write the images."""
    check_suffix(given.output, ".png", ".npy", ".npz")
    import numpy as np

    import hotcold
    from hotcold.storage.arrays import write_arrays
    from hotcold.storage.atomic import replacing

    images = hotcold.load(given.model).sample(**sampling(given, IMAGES))
    suffix = given.output.suffix.lower()
    if suffix == ".npz":
        write_arrays(given.output, "images", {"images": images})
        return
    with replacing(given.output) as temporary:
        if suffix == ".npy":
            with temporary.open("wb") as file:  # by a name, NumPy would add .npy where it ends in .NPY
                np.save(file, images)
        else:
            _save_grid(images, temporary)


def _save_grid(images: "Images", path: Any) -> None:  # noqa: ANN401
    """Write a grid of images as a picture, ink on paper."""
    import numpy as np
    from PIL import Image

    from hotcold.figures.parts.grids import mosaic

    picture = np.nan_to_num(mosaic(images, ceil(sqrt(len(images)))))
    grey = Image.fromarray(((1 - picture) * 255).round().astype(np.uint8))
    grey.resize((SCALE * grey.width, SCALE * grey.height), Image.Resampling.NEAREST).save(path, format="PNG")
