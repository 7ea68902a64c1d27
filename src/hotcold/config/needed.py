"""How many images a study needs of each split, and whether its sources have them."""

import os
from collections.abc import Iterator

from hotcold import plugins
from hotcold.config.base import Choice
from hotcold.config.data import IMAGES, AnySplit, ImageSet, Needed, check_counts
from hotcold.config.study import Study
from hotcold.errors import InputError

Asked = tuple[AnySplit, str, int]  # the key asks for so many images of a split
FITTED_TO: dict[str, ImageSet] = {"train": "garments", "degraded": "digits"}  # pools of training that sources fit to


def needed(study: Study, images: ImageSet) -> Needed:
    """Return for each split the most images that a key asks for, all of which must be there."""
    asked = [*(_of_digits(study) if images == "digits" else []), *_of_starts(study, images)]
    most = sorted(asked, key=lambda one: one[2])
    return {split: (key, n) for split, key, n in most}


def check_data(study: Study) -> None:
    """Check that the sources are there, and those that are known have enough images.

    Raises:
        InputError: one line with the key path, the value, and what is allowed.

    """
    data = study.data
    images: ImageSet
    for images in ("digits", "garments"):
        source = getattr(data, images)
        if source in IMAGES:
            kept = (data.train_images, data.validation_images, data.test_images)
            check_counts(source, IMAGES[source], *kept, needed(study, images))
        elif not os.path.exists(source):  # noqa: PTH110 - pathlib raises where a name is too long
            raise InputError(f"data.{images}: {source!r} does not exist; expected bundled, download, or a path")


def _of_digits(study: Study) -> Iterator[Asked]:
    yield "train", "gaussianity.images", max(study.gaussianity.images)
    yield "test", "sampling.trace.images", study.sampling.trace.images
    for run in study.trained_runs():
        training, own = study.run_training(run), study.runs[run].training
        asked: tuple[tuple[AnySplit, str], ...] = (("train", "images"), ("validation", "validation_images"))
        for split, key in asked:
            if n := getattr(training, key):
                yield split, f"runs.{run}.training.{key}" if key in own else f"training.{key}", n


def _of_starts(study: Study, images: ImageSet) -> Iterator[Asked]:
    """Yield what sources of latents need of the images that they are fitted to."""
    starts = [(f"runs.{run}.start", study.run_start(run)) for run in study.runs]
    for name, experiment in (study.latents.experiments if study.latents.run else {}).items():
        choices = (Choice(function=experiment.source, options=experiment.options_at(one)) for one in experiment.values)
        starts += [(f"latents.experiments.{name}", choice) for choice in choices]
    for key, choice in starts:
        if FITTED_TO.get(plugins.constant("latents", choice.function, "POOL")) == images:
            options = plugins.defaults("latents", choice.function) | choice.options
            for option in plugins.constant("latents", choice.function, "AT_LEAST") or []:
                yield "train", f"{key}.options.{option}", options[option]
