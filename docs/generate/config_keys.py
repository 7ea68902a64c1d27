"""The keys of the config as Markdown, from the schema of its model and from config.yaml."""

import json
from pathlib import Path
from typing import Any

import yaml

from hotcold.config.study import Study

CONFIG = Path(__file__).parents[2] / "config.yaml"
NAMES = {"integer": "whole number", "number": "number", "boolean": "true or false", "string": "text", "null": "null"}
BOUNDS = {"exclusiveMinimum": "above", "minimum": "from", "exclusiveMaximum": "below", "maximum": "to"}
MANY = 10**9  # a limit from there on is told nobody
Schema = dict[str, Any]


def keys() -> str:
    """Return a table of all keys a section, with type, default, the laptop study's value and meaning."""
    schema = Study.model_json_schema()
    laptop = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    sections = {key: about for key, about in schema["properties"].items() if _model(about, schema)}
    top = {key: about for key, about in schema["properties"].items() if key not in sections}
    parts = ["## The study", *_table(top, schema, laptop)]
    for key, about in sections.items():
        model = _model(about, schema)
        assert model is not None
        parts += [f"## {key}", _text(about.get("description", "")), _text(model.get("description", ""))]
        by_name = _entries(about) is not None
        parts += ["By name, each with"] if by_name else []
        parts += _table(model["properties"], schema, {} if by_name else laptop.get(key, {}))
    told = {_model(about, schema)["title"] for about in sections.values()}  # type: ignore[index]
    for name, model in schema["$defs"].items():
        if "properties" in model and name not in told and f"keys of `{name}`" in "".join(parts):
            parts += [f"## {name}", _text(model.get("description", "")), *_table(model["properties"], schema, {})]
    return "\n\n".join(part for part in parts if part)


def _table(properties: Schema, schema: Schema, laptop: Any) -> list[str]:  # noqa: ANN401
    lines = ["| key | values | default | meaning |", "| --- | --- | --- | --- |"]
    lines += _rows(properties, schema, laptop, "")
    return ["\n".join(lines)]


def _rows(properties: Schema, schema: Schema, laptop: Any, prefix: str) -> list[str]:  # noqa: ANN401
    """Return the rows of some keys, and of those below them."""
    lines = []
    for key, about in properties.items():
        model = _model(about, schema)
        here = laptop.get(key) if isinstance(laptop, dict) else None
        if model and _entries(about) is None and about.get("type") != "array":
            lines += _rows(model["properties"], schema, here, f"{prefix}{key}.")
            continue
        default = _short(about.get("default")) if "default" in about else "needed"
        if here is not None and here != about.get("default") and not isinstance(here, dict):
            default += f"; in `config.yaml`: {_short(here)}"
        meaning = _text(about.get("description", ""))
        lines.append(f"| `{prefix}{key}` | {_values(about, schema)} | {default} | {meaning} |")
    return lines


def _model(about: Schema, schema: Schema) -> Schema | None:
    """Return the model of a section, or of each entry of one."""
    for option in (about, _entries(about) or {}):
        if "$ref" in option:
            found: Schema = schema["$defs"][option["$ref"].rpartition("/")[2]]
            if "properties" in found:
                return found
    return None


def _entries(about: Schema) -> Schema | None:
    """Return what each entry of a mapping by name is; None of what is no such mapping."""
    named = [*about.get("patternProperties", {}).values(), about.get("additionalProperties")]
    return next((each for each in named if isinstance(each, dict)), None)


def _values(about: Schema, schema: Schema) -> str:
    """Return in words what a key may be."""
    if "$ref" in about:
        named = schema["$defs"][about["$ref"].rpartition("/")[2]]
        return _values(named, schema) if "properties" not in named else f"keys of `{named['title']}`"
    if "anyOf" in about:
        return " or ".join(dict.fromkeys(_values(one, schema) for one in about["anyOf"]))
    if "enum" in about or "const" in about:
        return ", ".join(_short(value) for value in about.get("enum", [about.get("const")]))
    if about.get("type") == "array":
        if "prefixItems" in about:
            return f"list of {len(about['prefixItems'])}: {_values(about['prefixItems'][0], schema)}"
        return f"list: {_values(about['items'], schema)}" if about.get("items") else "list"
    if about.get("type") == "object":
        each = _entries(about)
        return f"by name: {_values(each, schema)}" if each else "keys"
    bounds = [f"{word} {about[name]:g}" for name, word in BOUNDS.items() if about.get(name, MANY) < MANY]
    return " ".join([NAMES.get(about.get("type", ""), "any"), *bounds])


def _short(value: Any) -> str:  # noqa: ANN401
    text = json.dumps(value, ensure_ascii=False)
    return f"`{text}`".replace('"', "") if len(text) < 60 else "a longer one"


def _text(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
