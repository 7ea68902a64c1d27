"""Where the images come from."""

from collections.abc import Mapping
from typing import Annotated, Literal

from hotcold.config.base import NUMBER, Images, Place, Settings
from hotcold.errors import InputError

AnySplit = Literal["train", "validation", "test"]
ImageSet = Literal["digits", "garments"]
Needed = Mapping[AnySplit, tuple[str, int]]  # images of a split, and the key that asks for them
IMAGES = {"bundled": (8_000, 2_000), "download": (60_000, 10_000)}  # in the training files, in the test files


class DataSettings(Settings):
    """Where the images come from."""

    digits: Place = "bundled"
    """`bundled` (10,000 digits in the package), `download` (all of MNIST), or a path: a folder of its four IDX files,
    or of PNG images as train/3/17.png and test/3/17.png, or an .npz file as Keras ships it."""

    garments: Place = "bundled"
    """The same for FashionMNIST."""

    train_images: Images | None = None
    """Keep that many images to train on only; null keeps all that validation leaves."""

    validation_images: Images = 2000
    """Images of validation: losses and choices are taken on them. The last of the first 10,000 of the training files,
    since the classifier that ships has not seen those of MNIST."""

    test_images: Images | None = None
    """Keep that many test images only; null keeps all. They score samples, and nothing is chosen on them."""

    pixel_limit: Annotated[Literal[0.5, 1.0], NUMBER] = 0.5  # type: ignore[valid-type]  # pydantic allows floats
    """Pixels are scaled to [-pixel_limit, pixel_limit]; 0.5 is the report's choice."""


def check_counts(
    source: str, images: tuple[int, int], train: int | None, validation: int, test: int | None, needed: Needed
) -> None:
    """Check that a source has as many images as a study asks for.

    Args:
        source: named in errors.
        images: in the training files, and in the test files.
        train: keep that many images to train on; None keeps all that validation leaves.
        validation: so many of the training files.
        test: keep that many images to test on; None keeps all.
        needed: what is used of those that are kept, at least.

    Raises:
        InputError: it has not.

    """
    training, testing = images
    left = training - validation
    kept = {"train": min(left, train or left), "validation": validation, "test": min(testing, test or testing)}
    found = f"{source} has {training:,} images to train on and {testing:,} to test on"
    if training < 4 or testing < 2:
        raise InputError(f"{found}; expected at least 4, 2 of them for validation, and 2")
    for key, asked, most in (
        ("data.validation_images", validation, training - 2),
        ("data.train_images", train or 2, left),
        ("data.test_images", test or 2, testing),
        *((key, asked, kept[split]) for split, (key, asked) in needed.items()),
    ):
        if asked > most:
            raise InputError(f"{key}: expected at most {most}, not {asked}; {found}")
