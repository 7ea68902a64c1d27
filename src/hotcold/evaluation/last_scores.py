"""The scores of all runs after their last epoch, to read."""

from collections.abc import Callable

import pandas as pd

INTRODUCTION = """Scores after the last epoch, sound protocol, of as many images as there are; value [95 % over images].
The table of the same name (.parquet) has every epoch, split and protocol."""


def last_scores(scores: pd.DataFrame, written: Callable[[float, float, float], str]) -> pd.DataFrame:
    """Return a row for each run, seed, split, weights and features, and a column for each measure.

    Its cells are what ``written`` makes of value, low and high.
    """
    about = ["run", "seed", "split", "weights", "features", "metric"]
    shown = scores[(scores["protocol"] == "sound") & ~scores["metric"].str.fullmatch(r"class_\d")]
    shown = shown.assign(features=shown["features"].replace("pixels", shown["features"].iloc[0]))
    shown = shown.sort_values(["epoch", "n"], kind="stable").drop_duplicates(about, keep="last").sort_index()
    words = list(map(written, shown["value"], shown["low"], shown["high"]))
    wide = shown.assign(words=words).set_index(about)["words"].unstack("metric", sort=False)
    return wide.fillna("").reset_index()
