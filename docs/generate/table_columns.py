"""The columns of every table with their units, as Markdown, from where the code declares them."""

from collections.abc import Mapping

from hotcold import plugins
from hotcold.claims.parts.judging import CLAIMS
from hotcold.claims.parts.settings_table import SETTINGS
from hotcold.evaluation import (
    accuracy,
    architecture,
    discretisation,
    latent_tables,
    losses_by_t,
    quality,
    ranges,
    restoration,
    ruler_table,
    schedule_tables,
    scores,
)
from hotcold.storage.tables import Column
from hotcold.training.tables import LOSSES

METRICS = plugins.names("metrics")
TABLES: Mapping[str, tuple[str, Mapping[str, Column]]] = {
    "claims": ("The verdicts, a row a claim.", CLAIMS),
    "scores": ("The scores of all samples, a row a number.", scores.described(scores.SCORES, METRICS)),
    "ruler": ("The same of real digits, whole and spoilt in known ways.", scores.described(ruler_table.RULER, METRICS)),
    "losses": ("Losses by epoch.", LOSSES),
    "losses_by_t": ("The loss of the last checkpoint by step.", losses_by_t.LOSSES_BY_T),
    "restoration": ("How good digits come back from each step.", restoration.RESTORATION),
    "ranges": ("How far pixels go while a model samples.", ranges.RANGES),
    "latents": ("Scores of the latent experiments.", latent_tables.LATENTS),
    "schedules": ("The schedules, step by step.", schedule_tables.SCHEDULES),
    "ks": ("The Kolmogorov–Smirnov test at every step.", schedule_tables.KS),
    "ks_crossings": ("From which step on pixels count as Gaussian.", schedule_tables.CROSSINGS),
    "discretisation": ("What few steps leave undone with a perfect denoiser.", discretisation.DISCRETISATION),
    "networks": ("Parameters and operations of each network.", architecture.NETWORKS),
    "architecture": ("The UNet, layer by layer.", architecture.ARCHITECTURE),
    "settings": ("All settings of each run.", SETTINGS),
    "quality": ("Quality and time by sampler and steps; made by the target `quality`.", quality.QUALITY),
    "classifier": ("The digit classifier, where a study trains its own.", accuracy.CLASSIFIER),
}


def columns() -> str:
    """Return a section a table, with its columns."""
    lines = []
    for name, (what, declared) in TABLES.items():
        lines += [f"## {name}", what, "", "| column | unit | what |", "| --- | --- | --- |"]
        for column, about in declared.items():
            description = about.description.replace("\n", "<br>")
            lines.append(f"| `{column}` | {about.unit} | {description} |")
        lines.append("")
    return "\n".join(lines)
