"""The table of what decides the results of each run, by which claims tell in what runs differ."""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from hotcold.storage.tables import Column

AUTO = json.dumps("auto")
SETTINGS = {
    "run": Column("", "name of the run"),
    "setting": Column("", "its key"),
    "value": Column("", "its value, as JSON"),
}


def with_precisions(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables with the precisions that runs were computed in, in the settings in place of ``auto``.

    The table of losses tells that of training, that of scores that of sampling: other machines may mean another one by
    ``auto``. Where a table does not tell it of every run, ``auto`` stays.
    """
    if "settings" not in tables:
        return dict(tables)
    settings = tables["settings"].copy()
    of_others = settings[settings["setting"] == "trained_as"]
    trained = {run: json.loads(value) for run, value in zip(of_others["run"], of_others["value"], strict=True)}
    for setting, name in (("training.precision", "losses"), ("sampler.precision", "scores")):
        if "precision" not in tables.get(name, ()):
            continue
        told = tables[name].dropna(subset="precision").groupby("run")["precision"].unique()
        rows = (settings["setting"] == setting) & (settings["value"] == AUTO)
        runs = [trained.get(run) or run if name == "losses" else run for run in settings["run"][rows]]
        if all(run in told for run in runs):
            settings.loc[rows, "value"] = [json.dumps(" and ".join(sorted(told[run]))) for run in runs]
    return {**tables, "settings": settings}


def settings_table(runs: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Return a row a run and setting, from the settings (dotted keys) by run."""
    rows = [
        {"run": name, "setting": setting, "value": json.dumps(value, sort_keys=True)}
        for name, settings in runs.items()
        for setting, value in settings.items()
    ]
    return pd.DataFrame(rows)
