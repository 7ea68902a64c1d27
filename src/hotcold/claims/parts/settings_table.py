"""The table of what decides the results of each run, by which claims tell in what runs differ."""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from hotcold.storage.tables import Column

SETTINGS = {
    "run": Column("", "name of the run"),
    "setting": Column("", "its key"),
    "value": Column("", "its value, as JSON"),
}


def settings_table(runs: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Return a row a run and setting, from the settings (dotted keys) by run."""
    rows = [
        {"run": name, "setting": setting, "value": json.dumps(value, sort_keys=True)}
        for name, settings in runs.items()
        for setting, value in settings.items()
    ]
    return pd.DataFrame(rows)
