"""What a module of each kind must hold, as Markdown: the docstrings that say so, and the modules there are."""

from typing import get_args

from hotcold import plugins
from hotcold.kinds import PLUGINS, Kind


def kinds() -> str:
    """Return the modules of every kind and their options, in tables."""
    lines = []
    for kind in get_args(Kind):
        if kind in ("claims", "figures"):  # they have pages of their own
            continue
        lines += [f"## {kind}", f"Folder: `src/hotcold/{PLUGINS[kind].folder}/`.", ""]
        lines += ["| name | options and their defaults |", "| --- | --- |"]
        for name in plugins.names(kind):
            defaults = plugins.defaults(kind, name)
            options = [f"`{option}: {_text(defaults, option)}`" for option in plugins.options(kind, name)]
            lines.append(f"| `{name}` | {', '.join(options) or '–'} |")
        lines.append("")
    return "\n".join(lines)


def _text(defaults: dict[str, object], option: str) -> str:
    return str(defaults[option]) if option in defaults else "needed"
