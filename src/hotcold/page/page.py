"""The page of a study: one HTML file that holds all it shows and opens without a network."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2
import pandas as pd
import yaml

from hotcold.claims.parts.report import MEANING
from hotcold.config.base import Settings
from hotcold.config.study import Study
from hotcold.figures.parts.verdicts import COLOURS, found, judged
from hotcold.page.images import Picture, embedded
from hotcold.page.tables import Cell, Heading, Table
from hotcold.page.words import ran, seeds_of

HERE = Path(__file__).parent
VERDICTS = ("where", "claim", "published", "verdict", "found", "why")


class Shown(Settings):
    """A picture as the report presents it."""

    name: str
    """Of the figure, or of the animated run."""

    category: str
    """Where it stands."""

    caption: str
    """What to see in it."""


@dataclass(frozen=True)
class Illustration:
    """A picture of the page, with its title."""

    shown: Shown
    title: str
    picture: Picture


def illustration(shown: Shown, title: str, path: Path) -> Illustration:
    """Return a picture of the page from its file."""
    return Illustration(shown, title, embedded(path))


def write(
    study: Study,
    *,
    claims: pd.DataFrame | None,
    animations: Sequence[Illustration],
    figures: Sequence[Illustration],
    tables: Sequence[Table],
    versions: Mapping[str, str],
) -> str:
    """Return the page.

    Args:
        study: what was run.
        claims: the verdicts; None leaves them out.
        animations: in the order they are shown in.
        figures: likewise; those of a category stand together.
        tables: likewise.
        versions: by what they are of.

    """
    categories: dict[str, list[Illustration]] = {}
    for figure in figures:
        categories.setdefault(figure.shown.category, []).append(figure)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("study.html").render(
        study=study,
        seeds=seeds_of(study),
        ran=ran(study),
        colours=COLOURS,
        meaning=MEANING,
        counts=_counts(claims),
        claims=_verdicts(claims),
        animations=animations,
        categories=categories,
        tables=tables,
        config=yaml.safe_dump(study.model_dump(mode="json"), sort_keys=False, allow_unicode=True, width=100),
        versions=versions,
    )


def _counts(claims: pd.DataFrame | None) -> Mapping[str, int]:
    """Return how many claims have each verdict; one that nobody foresaw too."""
    if claims is None:
        return {}
    counts = Counter(claims["verdict"])
    return {verdict: counts[verdict] for verdict in dict.fromkeys([*COLOURS, *counts])}


def _verdicts(claims: pd.DataFrame | None) -> Table | None:
    """Return the table of verdicts, in the report's order."""
    if claims is None:
        return None
    rows = []
    for one in map(judged, claims.to_dict("records")):
        value = None if one.value != one.value else one.value
        words = "–" if value is None else found(one)
        texts = (one.where, one.statement, one.published or "–", one.verdict)
        rows.append([*map(Cell, texts), Cell(words, value), Cell(one.why)])
    return Table("claims", "Verdicts", [Heading(name) for name in VERDICTS], rows)
