"""Directives that put generated Markdown in a page, and a role for a claim's number."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective, SphinxRole

import hotcold
from generate import command_help, config_keys, kinds, table_columns, verdicts

KEPT = Path(__file__).parents[1] / "study"
ROLES: dict[str, Callable[[str], str]] = {"found": verdicts.number, "score": verdicts.score}


class Generated(SphinxDirective):
    """A directive whose content is Markdown that a function makes, perhaps of the directive's argument."""

    optional_arguments = 1
    final_argument_whitespace = True
    makers: ClassVar[dict[str, Callable[..., str]]] = {
        "claims": verdicts.rules,
        "command-help": command_help.helps,
        "columns": table_columns.columns,
        "config-keys": config_keys.keys,
        "kept-study": verdicts.kept,
        "kinds": kinds.kinds,
        "said": verdicts.said,
        "verdicts": verdicts.table,
    }

    def run(self) -> list[nodes.Node]:
        """Return the parsed Markdown."""
        for folder in (KEPT, Path(hotcold.__file__).parent):
            self.env.note_dependency(str(folder))
        text = self.makers[self.name](*self.arguments)
        return self.parse_text_to_nodes(text, allow_section_headings=True)


class Number(SphinxRole):
    """A number of the kept study: {found}`gain_of_cosine_is_marginal`."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return it as text."""
        return [nodes.Text(ROLES[self.name](self.text))], []


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directives and roles."""
    for name in Generated.makers:
        app.add_directive(name, Generated)
    for name in ROLES:
        app.add_role(name, Number())
    return {"parallel_read_safe": True}
