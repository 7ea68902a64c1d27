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


def computed(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables with the precision that each run was trained and sampled in, in place of ``auto``.

    It is in the table of losses, of the run that was trained, and in that of scores; other machines may mean another
    one by ``auto``. Without those tables ``auto`` stays.
    """
    if "settings" not in tables:
        return dict(tables)
    settings = tables["settings"].copy()
    of_others = settings[settings["setting"] == "trained_as"]
    trained = dict(zip(of_others["run"], map(json.loads, of_others["value"]), strict=True))
    telling = {name: tables[name] for name in ("losses", "scores") if "precision" in tables.get(name, ())}
    of_run = {name: table.groupby("run")["precision"].unique() for name, table in telling.items()}
    for row in settings.index[(settings["setting"] == "precision") & (settings["value"] == '"auto"')]:
        run = settings.at[row, "run"]
        by = {"losses": trained.get(run) or run, "scores": run}
        used = {one for name, found in of_run.items() for one in found.get(by[name], [])}
        if used:
            settings.at[row, "value"] = json.dumps(", ".join(sorted(used)))
    return {**tables, "settings": settings}


def settings_table(runs: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Return a row a run and setting, from the settings (dotted keys) by run."""
    rows = [
        {"run": name, "setting": setting, "value": json.dumps(value, sort_keys=True)}
        for name, settings in runs.items()
        for setting, value in settings.items()
    ]
    return pd.DataFrame(rows)
