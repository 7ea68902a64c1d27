"""InceptionV3 with the weights of torch-fidelity, through torchmetrics."""

import hashlib
import pickle
from pathlib import Path
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from hotcold.errors import DamagedError, InputError, first_line

FEATURES = 2048
URL = "https://github.com/toshas/torch-fidelity/releases/download/v0.2.0/weights-inception-2015-12-05-6726825d.pth"
BATCH = 50


def find_weights(path: Path | None, cache: Path, sha256: str, url: str = URL) -> Path:
    """Return the path of the weights, checked; without a path they are downloaded into ``cache`` once.

    Raises:
        InputError: they are not there, cannot be fetched, or their SHA-256 is not ``sha256``.

    """
    if path is None:
        import pooch

        try:
            fetched = pooch.retrieve(
                url,
                f"sha256:{sha256}",
                fname="inception.pth",
                path=cache,
                downloader=pooch.HTTPDownloader(progressbar=True),
            )
        except (ValueError, OSError) as error:
            reason = first_line(error)
            raise InputError(
                f"{url}: no InceptionV3 weights ({reason}); give their path as scores.inception_weights"
            ) from None
        return Path(fetched)
    if not path.is_file():
        raise InputError(f"{path}: missing; expected the InceptionV3 weights of torch-fidelity")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != sha256:
        raise InputError(f"{path}: SHA-256 {found}, expected {sha256}; it was not opened")
    return path


def load_inception(weights: Path, device: torch.device) -> nn.Module:
    """Return the network with weights that have passed `find_weights`, ready to evaluate.

    Raises:
        DamagedError: the file holds anything but tensors.

    """
    from torchmetrics.image.fid import NoTrainInceptionV3

    _refuse_all_but_tensors(weights)
    network = NoTrainInceptionV3("inception-v3-compat", [str(FEATURES)], feature_extractor_weights_path=str(weights))
    # torchmetrics' default changed in 2025: it enlarges otherwise than TensorFlow 1 did, which FID is defined by.
    network.use_antialias = False
    return cast(nn.Module, network.to(device).eval())


@torch.inference_mode()
def inception_features(network: nn.Module, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return (n, 2048) pool features of images (n, 28, 28), grey repeated as three channels, in batches.

    The network resizes to 299 × 299 itself, as torch-fidelity does.
    """
    device = next(network.parameters()).device
    batches = torch.tensor(images).split(BATCH)
    features = [network(batch[:, None].repeat(1, 3, 1, 1).to(device)).cpu().numpy() for batch in batches]
    return np.concatenate(features)


def _refuse_all_but_tensors(weights: Path) -> None:
    # torch-fidelity unpickles without restriction; what passes PyTorch's restricted unpickler is harmless there.
    try:
        torch.load(weights, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError) as error:
        reason = first_line(error)
        raise DamagedError(
            weights, f"not a file of weights alone ({reason}); expected those of torch-fidelity"
        ) from None
