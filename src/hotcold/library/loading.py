"""A trained model by its name, its file or its run."""

from pathlib import Path

from hotcold import pretrained
from hotcold.config.compute import ComputeSettings, DeviceName
from hotcold.config.model import Weights
from hotcold.diffusion.models import open_model
from hotcold.errors import InputError
from hotcold.library.model import Model
from hotcold.library.paths import given_path
from hotcold.library.settings import settings
from hotcold.storage.places import last_checkpoint


def load(what: str | Path, *, weights: Weights = "ema", device: DeviceName = "auto") -> Model:
    """Return a trained model.

    Args:
        what: ``"hot"`` or ``"cold"``, the two that ship; a checkpoint (``.safetensors``); or the folder of a run or of
            one of its seeds, as ``results/laptop/runs/morph-cosine-unet``: its last checkpoint, of its first seed.
        weights: ``"ema"``, the average of the weights over training, or ``"raw"``, the last ones.
        device: ``"auto"`` (a GPU where there is one), ``"cpu"``, ``"cuda"`` or ``"mps"``.

    Raises:
        InputError: there is no such model, its file is damaged, or the device is not there.

    """
    compute = settings(ComputeSettings, device=device)
    if str(what) in pretrained.NAMES:
        if weights != "ema":
            raise InputError(f"{what}: ships with averaged weights only; expected weights='ema', not {weights!r}")
        return Model(open_model(pretrained.shipped_checkpoint(str(what)), weights, compute))
    path = given_path(what, f"{' or '.join(pretrained.NAMES)}, a checkpoint, or a run's folder")
    if path.is_dir():
        path = last_checkpoint(path)
    return Model(open_model(path, weights, compute))
