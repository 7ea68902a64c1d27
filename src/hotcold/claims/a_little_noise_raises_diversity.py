"""Breaking the symmetry of the start raises diversity.

Recall of digits generated from fitted states with a little noise on them, less that without, of every degradation and
paired by seed. Confirmed if it is higher for each, refuted if it is lower for one. Precision and FID stand beside.
"""

from collections.abc import Mapping

import pandas as pd

from hotcold.claims.parts.decisions import Part, inside
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.family import everywhere, pairs
from hotcold.claims.parts.intervals import difference, relative
from hotcold.claims.parts.verdict import Verdict

STATEMENT = "Breaking the symmetry of the start by a little noise raises diversity."
WHERE = "Bansal 2022"
PUBLISHED = "higher"
FACTOR = "latent source"
NEEDS = ["settings", "scores"]
SOURCE = "cold diffusion"


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the recall with and without noise."""
    evidence = Evidence(tables)
    fitted = {"start": "fitted"}
    parts = []
    for name, (broken, plain) in pairs(evidence, fitted, {**fitted, "start.options.noise": 0}, "latent source").items():
        recall, precision = (
            difference(evidence.scores(broken, metric), evidence.scores(plain, metric))
            for metric in ("recall", "precision")
        )
        fid = relative(evidence.scores(broken, "fid"), evidence.scores(plain, "fid")).times(100)
        text = f"{name}: recall {recall.text()}, precision {precision.text()}, FID {fid.text('%')}"
        parts.append(Part(inside(recall, low=0), recall, text, f"recall, {name}"))
    return everywhere(parts, "with noise against without.")
