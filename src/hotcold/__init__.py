"""Hot and cold diffusion on MNIST, to load, sample, restore, degrade and score.

Images are (n, 28, 28) or (n, 1, 28, 28), numpy arrays or tensors, uint8 or floats of 0 to 1, where 0 is paper and 1 is
ink; what comes back is float32 (n, 28, 28). Whatever is not as expected raises `InputError`, one line that says so.
PyTorch is imported when it is first needed.
"""

import importlib
from typing import TYPE_CHECKING, Any

from hotcold.errors import InputError

if TYPE_CHECKING:
    from hotcold.library.bundled import digits, garments
    from hotcold.library.degrading import degrade
    from hotcold.library.files import read_images
    from hotcold.library.loading import load
    from hotcold.library.model import Model
    from hotcold.library.results import Results, results
    from hotcold.library.schedules import Schedule, schedule
    from hotcold.library.scoring import score

__version__ = "0.4.0.dev0"

__all__ = [
    "InputError",
    "Model",
    "Results",
    "Schedule",
    "degrade",
    "digits",
    "garments",
    "load",
    "read_images",
    "results",
    "schedule",
    "score",
]

_MODULES = {
    "Model": "model",
    "Results": "results",
    "Schedule": "schedules",
    "degrade": "degrading",
    "digits": "bundled",
    "garments": "bundled",
    "load": "loading",
    "read_images": "files",
    "results": "results",
    "schedule": "schedules",
    "score": "scoring",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Import what is asked for."""
    if name not in _MODULES:
        raise AttributeError(f"module 'hotcold' has no attribute {name!r}")
    return getattr(importlib.import_module(f"hotcold.library.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    """Return what there is, for completion."""
    return [*__all__, "__version__"]
