"""How far the states of sampling reach: their least and greatest pixel at every step on the way down."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hotcold.evaluation.about import RUN
from hotcold.storage.tables import Column

RANGES = {
    **RUN,
    "split": Column("", "test or validation: images that samples started from"),
    "weights": Column("", "raw or ema"),
    "clipped": Column("", "whether the run's sampler clips x0_hat to the range of the pixels"),
    "t": Column("step", "diffusion step of the state z_t"),
    "low": Column("model space", "its least pixel"),
    "high": Column("model space", "its greatest pixel"),
    "n": Column("image", "images generated"),
}


def ranges(trace: Mapping[str, NDArray[np.generic]]) -> pd.DataFrame:
    """Return the columns t, low, high and n of what `hotcold.evaluation.trace.follow` saw."""
    of = {"t": trace["path_t"], "low": trace["lowest"], "high": trace["highest"]}
    return pd.DataFrame({**of, "n": trace["backward"].shape[1]})
