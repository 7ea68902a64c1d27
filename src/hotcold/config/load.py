"""A config, checked before anything runs: every problem is one line that names the key."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from hotcold import plugin_checks
from hotcold.config.checks import check_study
from hotcold.config.study import Study
from hotcold.errors import InputError, key_part, meant, one_line, value_part

# Keys of earlier versions, and what to write instead.
RENAMED = {
    "paper": "config/report.yaml takes the place of config/paper.yaml",
    "bench": "it is benchmarks/config.yaml now",
    "compute.threads": "it is threads now, a key of its own",
    "sampling.garments": "samples start from the test split, or from what sampling.splits lists",
    "classifier.confident": "the share within the manifold of real digits, manifold_share, takes its place",
}


def load_study(config: Mapping[str, Any]) -> Study:
    """Check a config, and the plugins there are, and return it as a model.

    Raises:
        InputError: one line with the key path, the value, and what is allowed; or with a plugin's file.

    """
    plugin_checks.check_all()
    for key, now in RENAMED.items():
        section, _, inner = key.rpartition(".")
        found = config.get(section) if section else config
        if isinstance(found, Mapping) and inner in found:
            raise InputError(f"{key}: no such key any more; {now}")
    try:
        study = Study.model_validate(config)
    except ValidationError as error:
        raise InputError(_list_expected(error) or f"{one_line(error)}{_misspelt(error, config)}") from None
    check_study(study)
    return study


def _list_expected(error: ValidationError) -> str:
    """Return the line on one value in the place of a list, which pydantic's does not show; nothing for others."""
    match error.errors()[0]:
        case {"type": "list_type", "loc": path, "input": str() | int() | float() as value}:
            shown = value_part(value).strip("'")
            return f"{'.'.join(map(key_part, path))}: expected a list, e.g. [{shown}]"
    return ""


def _misspelt(error: ValidationError, config: Mapping[str, Any]) -> str:
    """Return the entry that is meant where one lacks a key, as an overlay's does if its name is misspelt."""
    match error.errors()[0]:
        case {"type": "missing", "loc": (str(section), entry, _)}:
            return meant(entry, [other for other in config[section] if other != entry])
    return ""
