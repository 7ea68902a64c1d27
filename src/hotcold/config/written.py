"""A config as it was written: files that lie over one another, and the line of each key."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from hotcold.config.base import is_null
from hotcold.config.study import Study
from hotcold.errors import InputError, key_part, meant

SECTIONS = {*Study.model_fields, "trace", "samplers", "experiments", "options", "sweep"}
OTHERS = "others"  # stands for the runs that an overlay does not name
NAMING_RUNS = {"sampling": "traced", "latents": "run", "quality": "runs", "animations": "runs", "figures": "runs"}


def read_file(path: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what a config file holds, and where each of its keys stands.

    Raises:
        InputError: one line with the file, the line and the key that is written twice, or as no plain number.

    """
    name = os.path.relpath(path)
    text = path.read_text(encoding="utf-8").replace("\t", " ")  # JSON may hold tabs, as YAML may not
    root = yaml.compose(text, Loader=yaml.FullLoader) or yaml.MappingNode("tag:yaml.org,2002:map", [])
    places = _places(root, str(path) if name.startswith("..") else name)
    return yaml.FullLoader("").construct_document(root), places


def read_given(given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what was given on the command line, likewise."""
    return dict(given), _places(yaml.representer.SafeRepresenter().represent_data(dict(given)), "--config")


def laid_over(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return a config with another laid over it, key by key; a section with nothing below it changes nothing.

    A null takes a run away, and with it what the config below says of the run. ``others: null`` takes away all runs
    that the upper config does not name.

    Raises:
        InputError: one line with a run that is taken away and does not exist.

    """
    return _merged(_without(base, _taken_away(base.get("runs"), over.get("runs"))), over)


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in over.items():
        below = base.get(key)
        if isinstance(value, Mapping):
            result[key] = _merged(below if isinstance(below, Mapping) else {}, value)
        elif not (is_null(value) and key in SECTIONS and isinstance(below, Mapping)):
            result[key] = value
    return result


def _taken_away(base: object, over: object) -> list[str]:
    """Return the names of the runs below that the upper config takes away."""
    below, upper = (runs if isinstance(runs, Mapping) else {} for runs in (base, over))
    nulls = [run for run, settings in upper.items() if is_null(settings)]
    for run in nulls:
        if run != OTHERS and run not in below:
            raise InputError(f"runs.{key_part(run)}: no such run to take away{meant(run, below)}")
    return [run for run in below if run in nulls or (OTHERS in nulls and run not in upper)]


def _without(config: Mapping[str, Any], runs: list[str]) -> dict[str, Any]:
    """Return a config without some runs; a figure that one of them was chosen for chooses by itself."""
    result = {**config, "runs": _spared(config["runs"], runs)} if runs else dict(config)
    for section, key in NAMING_RUNS.items():
        if isinstance(below := config.get(section), Mapping) and key in below:
            result[section] = {**below, key: _spared(below[key], runs)}
    return result


def _spared(value: Any, runs: list[str]) -> Any:  # noqa: ANN401
    if isinstance(value, Mapping):
        return {
            key: item
            for key, item in value.items()
            if key not in runs and not (isinstance(item, list) and any(run in item for run in runs))
        }
    if isinstance(value, list):
        return [item for item in value if item not in runs]
    return None if value in runs else value


def place(message: str, places: Mapping[str, str]) -> str:
    """Return where the key stands that a message begins with, or the section around it; ``config`` if nowhere."""
    text = message.replace(": ", ".")
    return places[max((path for path in places if text.startswith(f"{path}.")), key=len, default="")]


def _places(root: yaml.Node, name: str) -> dict[str, str]:
    """Return the line of every key, by its path."""
    todo, seen, places = [("", root, frozenset({id(root)}))], set(), {"": "config"}
    while todo:
        path, node, around = todo.pop()
        if id(node) in seen:  # an alias is where it was written first
            continue
        seen.add(id(node))
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        if isinstance(node, yaml.SequenceNode):
            pairs = [(yaml.ScalarNode("", str(index), item.start_mark), item) for index, item in enumerate(node.value)]
        below = []
        for key, value in pairs:
            inner = f"{path}{key_part(str(key.value))}"
            line = f"{name}:{key.start_mark.line + 1}" if key.start_mark else name
            if inner in places:
                raise InputError(f"{line}: {inner}: written twice, first at {places[inner]}; expected each key once")
            places[inner] = line
            _check(key, value, f"{line}: {inner}")
            if id(value) in around:
                raise InputError(f"{line}: {inner}: an alias of what it stands in; expected one of something else")
            below.append((f"{inner}.", value, around | {id(value)}))
        todo += reversed(below)  # in the order of the text
    return places


def _check(key: yaml.Node, value: yaml.Node, place: str) -> None:
    """Check that YAML reads a key as a text, and a number as what it looks like."""
    kind = key.tag.rpartition(":")[2]
    if kind not in ("", "str", "merge"):  # yes, 1, null
        raise InputError(f"{place}: YAML reads this key as {kind}; expected a text: write it in quotes")
    if value.tag.endswith((":int", ":float")):
        try:
            int(value.value, 0) if value.tag.endswith(":int") else float(value.value)
        except ValueError:  # YAML reads 010 as 8, and 1:30 as 90
            raise InputError(f"{place}: {value.value} is no plain number; expected decimals") from None
