"""A page read by Python's own parser: its figures, tables, links and texts."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "br"}


@dataclass
class Node:
    """An element, its attributes, and what is in it."""

    tag: str
    attributes: dict = field(default_factory=dict)
    inside: list = field(default_factory=list)

    @property
    def text(self):
        """All text in it, spaces between words alone."""
        return " ".join("".join(one if isinstance(one, str) else one.text for one in self.inside).split())

    def all(self, tag, **attributes):
        """Return the elements in it of that tag and those attributes, in order."""
        found = []
        for node in (one for one in self.inside if isinstance(one, Node)):
            if node.tag == tag and all(node.attributes.get(name) == value for name, value in attributes.items()):
                found.append(node)
            found += node.all(tag, **attributes)
        return found

    def one(self, tag, **attributes):
        (node,) = self.all(tag, **attributes)
        return node


class _Parser(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = [Node("document")]

    def handle_starttag(self, tag, attrs):
        node = Node(tag, dict(attrs))
        self.open[-1].inside.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag):
        assert self.open.pop().tag == tag, f"</{tag}> closes something else"

    def handle_data(self, data):
        self.open[-1].inside.append(data)


def parsed(text):
    parser = _Parser()
    parser.feed(text)
    parser.close()
    assert len(parser.open) == 1, "something is not closed"
    return parser.open[0]


def table_of(node):
    """Return the headings and the rows of a table; a cell is its text, and the number that it stands for."""
    headings = [cell.text for cell in node.one("thead").all("th")]
    rows = [
        [(cell.text, cell.attributes.get("data-value")) for cell in row.all("td")]
        for row in node.one("tbody").all("tr")
    ]
    return headings, rows
