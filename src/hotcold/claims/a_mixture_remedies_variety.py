"""A mixture fitted to garments would remedy the lack of variety (section 2.4.2).

Samples from drawn latents beside those from garments, paired by seed: as many as one likes, so the question is whether
they are as varied and as good. Confirmed if recall falls by less than 0.05 and FID rises by less than 20 %, refuted if
one of them by more. What precision loses is told beside.
"""

from collections.abc import Mapping

import pandas as pd

from hotcold.claims.parts.decisions import both, inside, verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import difference, relative
from hotcold.claims.parts.margins import SIMILAR
from hotcold.claims.parts.reading import of_experiment
from hotcold.claims.parts.verdict import Level, Verdict

STATEMENT = "Latents drawn from a mixture fitted to the garments could remedy the lack of variety."
WHERE = "2.4.2, future work"
PUBLISHED = "could remedy"
FACTOR = "latent source"
NEEDS = ["settings", "latents"]

LOST = 0.05  # of recall, at most
METRICS = ("recall", "precision", "fid")


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from recall, precision and FID of samples from a mixture and from garments."""
    evidence = Evidence(tables)
    mixture, garments = evidence.experiment("mixture"), evidence.experiment("garments")
    both_of = {name: (evidence.latents(mixture, name), evidence.latents(garments, name)) for name in METRICS}
    recall, precision = (difference(*both_of[name]) for name in ("recall", "precision"))
    fid = relative(*both_of["fid"]).times(100)
    level: Level = both(inside(recall, low=-LOST), inside(fid, high=100 * SIMILAR))
    price = "; it costs precision" if precision.over_seeds and precision.high < 0 else ""
    why = (
        f"against garments recall differs by {recall.text()}, precision by {precision.text()} and FID by"
        f" {fid.text('%')}; at most {LOST:g} of recall may be lost, and FID rise by {SIMILAR:.0%}{price}"
        f"{of_experiment(evidence, mixture)}."
    )
    return verdict(level, recall, why, f"recall, mixture − garments; precision {precision.text()}")
