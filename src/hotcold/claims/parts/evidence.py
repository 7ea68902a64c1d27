"""What a claim finds in the tables: runs by their parts, and values by seed."""

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from hotcold.claims.parts.comparable import by_run, check_comparable, differing
from hotcold.claims.parts.verdict import UndecidedError

K = TypeVar("K")

EARLY, ABOUT = 0.2, 0.1  # share of the training at which early samples are looked at, and how far off it may be
OF_PIXELS = "pixels"  # features of metrics of images alone


class Evidence:
    """The tables of a study.

    Every method raises UndecidedError, with the reason, where something is missing or is not a number.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._tables = tables

    def table(self, name: str) -> pd.DataFrame:
        """Return a table by its name."""
        if name not in self._tables:
            raise UndecidedError(f"this study makes no table {name}")
        return self._tables[name]

    def setting(self, run: str, name: str, default: Any = None) -> Any:  # noqa: ANN401
        """Return a setting of a run."""
        return self._settings.get(run, {}).get(name, default)

    @functools.cached_property
    def _settings(self) -> dict[str, dict[str, Any]]:
        return by_run(self.table("settings"))

    def run(self, degradation: str, schedule: str, network: str) -> str:
        """Return the run of these parts, by their names; of several, the one that is named after them."""
        parts = {"degradation": degradation, "schedule": schedule, "network": network}
        of_run = sorted(self._settings.items())
        fitting = [run for run, of in of_run if all(of.get(part) == name for part, name in parts.items())]
        name = "-".join(parts.values())
        if name in fitting or len(fitting) == 1:
            return name if name in fitting else fitting[0]
        if fitting:
            raise UndecidedError(f"{', '.join(fitting)} are all runs of {degradation}, {schedule}, {network}")
        raise UndecidedError(f"this study has no run of {degradation}, {schedule}, {network}")

    def read_otherwise(
        self, morphs: Sequence[K], *choices: Mapping[K, str]
    ) -> tuple[Mapping[K, str], list[str]] | None:
        """Return the runs that differ from the morphs in their reading of Algorithm 1 alone, if all have one.

        Args:
            morphs: keys of the runs.
            choices: runs by key, as in most steps, and in usual ones; the first of which it holds is returned too.

        """
        for runs in choices:
            others = [self._differing_in(runs[key], "sampler.options.reading") for key in morphs]
            if all(others):
                return runs, [other[0] for other in others]
        return None

    def _differing_in(self, run: str, setting: str) -> list[str]:
        """Return the runs that differ from another in one setting alone."""
        own = self._settings[run]
        return [other for other, of in self._settings.items() if set(differing(own, of)) == {setting}]

    def runs(self, degradation: str, schedules: list[str], network: str) -> dict[str, str]:
        """Return the runs of these schedules, by schedule."""
        return {schedule: self.run(degradation, schedule, network) for schedule in schedules}

    def finest(self, degradation: str, schedules: list[str], network: str) -> dict[str, str]:
        """Return the runs of these schedules in most steps (see `in_most_steps`), by schedule."""
        return self.in_most_steps(self.runs(degradation, schedules, network))

    def in_most_steps(self, runs: Mapping[K, str]) -> dict[K, str]:
        """Return the runs that differ from these in their steps alone: the most that all are sampled in.

        Few steps punish some schedules and degradations more than others.
        """
        by_steps = {key: self._by_steps(run) for key, run in runs.items()}
        common = set.intersection(*(set(of_steps) for of_steps in by_steps.values()))
        return {key: of_steps[max(common)] for key, of_steps in by_steps.items()} if common else dict(runs)

    def steps(self, runs: Iterable[str]) -> str:
        """Return in how many steps runs are sampled, in words."""
        return ", ".join(dict.fromkeys(f"{self.setting(run, 'sampler.steps')}" for run in runs))

    def _by_steps(self, run: str) -> dict[int, str]:
        alike = self._differing_in(run, "sampler.steps")
        return {int(self.setting(one, "sampler.steps", 0)): one for one in [*alike, run]}

    def check_comparable(self, runs: list[str], *factors: str) -> None:
        """Check that runs differ in these factors and in nothing else (see `comparable`)."""
        check_comparable(self.table("settings"), runs, *factors)

    def weights(self, run: str, rows: pd.DataFrame) -> str:
        """Return the weights that a run is judged by: those that sample every checkpoint, as far as there are rows."""
        given = self.setting(run, "sampling.weights", [])
        there = list(rows["weights"].unique())
        for weights in given if isinstance(given, list) else [given]:
            if weights in there:
                return str(weights)
        if len(there) != 1:
            raise UndecidedError(f"it is not known which weights of {run} count")
        return str(there[0])

    def scores(
        self,
        run: str,
        metric: str,
        *,
        early: bool = False,
        protocol: str = "sound",
        features: str = "digits",
    ) -> pd.DataFrame:
        """Return value, low and high of a metric by seed: samples of the test split, the last epoch.

        Args:
            run: the run.
            metric: its name.
            early: the checkpoint after about a fifth of the training instead.
            protocol: how it is counted.
            features: in which it is taken; a metric of images alone has none.

        """
        rows = self.all_scores(run, metric, protocol=protocol, features=features)
        epochs = np.sort(rows["epoch"].unique())
        epoch = epochs[np.abs(epochs - EARLY * epochs[-1]).argmin()] if early else epochs[-1]
        if early and abs(epoch / epochs[-1] - EARLY) > ABOUT:
            raise UndecidedError(f"{run} has no checkpoint after about a fifth of its {epochs[-1]} epochs")
        rows = rows[rows["epoch"] == epoch]  # the last is scored at the n of the others too
        return _by_seed(rows[rows["n"] == rows["n"].max()], f"{metric} of {run}")

    def all_scores(self, run: str, metric: str, *, protocol: str = "sound", features: str = "digits") -> pd.DataFrame:
        """Return the scores of all of a run's checkpoints, by the weights that sample them all; see `scores`."""
        rows = self.table("scores")
        rows = rows[(rows["run"] == run) & (rows["metric"] == metric) & (rows["split"] == "test")]
        rows = rows[(rows["protocol"] == protocol) & rows["features"].isin([features, OF_PIXELS])]
        if rows.empty:
            raise UndecidedError(f"no {metric} of {run} on test digits ({features} features, {protocol} protocol)")
        return rows[rows["weights"] == self.weights(run, rows)]

    def losses(self, run: str) -> pd.DataFrame:
        """Return the validation losses of all epochs."""
        rows = self.table("losses")
        rows = rows[(rows["run"] == run) & (rows["split"] == "validation")]
        if rows.empty:
            raise UndecidedError(f"no validation loss of {run}")
        return rows[rows["weights"] == self.weights(run, rows)]

    def last_loss(self, run: str) -> pd.DataFrame:
        """Return the validation loss after the last epoch by seed, as `scores` does."""
        rows = self.losses(run)
        return _by_seed(rows[rows["epoch"] == rows["epoch"].max()].rename(columns={"loss": "value"}), f"loss of {run}")

    def restoration(self, run: str, metric: str, *, t: int, method: str) -> pd.DataFrame:
        """Return a metric of the digits restored from t by a method, by seed."""
        rows = self.table("restoration")
        rows = rows[(rows["run"] == run) & (rows["metric"] == metric) & (rows["t"] == t) & (rows["method"] == method)]
        if rows.empty:
            raise UndecidedError(f"{run}: no {metric} of digits restored from t = {t} ({method})")
        return _by_seed(rows[rows["weights"] == self.weights(run, rows)], f"{metric} of {run}")

    def latents(self, experiment: str, metric: str, level: float | None = None) -> pd.DataFrame:
        """Return a metric of a latent experiment at a level of what it sweeps, by seed."""
        rows = self.table("latents")
        rows = rows[(rows["experiment"] == experiment) & (rows["metric"] == metric)]
        at = ""
        if level is not None:
            rows, at = rows[np.isclose(rows["level"].astype(float), level)], f" at {level:g}"
        if rows.empty:
            raise UndecidedError(f"no {metric} of the experiment {experiment}{at}")
        return _by_seed(rows, f"{metric} of {experiment}{at}")

    def experiment(self, source: str, containing: str = "") -> str:
        """Return the name of the latent experiment of a source; of several, of the one whose name contains a word."""
        rows = self.table("latents")
        fitting = [str(name) for name in rows[rows["source"] == source]["experiment"].unique() if containing in name]
        if len(fitting) != 1:
            found = f"{len(fitting)} experiments" if fitting else "no experiment"
            raise UndecidedError(f"this study has {found} with latents from {f'{containing} {source}'.strip()}")
        return fitting[0]

    def real(self, metric: str) -> "pd.Series[Any]":
        """Return the row of the ruler for real digits, of most images: the floor of a metric."""
        rows = self.table("ruler")
        rows = rows[(rows["name"] == "real digits") & (rows["metric"] == metric) & (rows["protocol"] == "sound")]
        if rows.empty or not np.isfinite(rows["value"]).all():
            raise UndecidedError(f"no {metric} of real digits")
        return rows.sort_values("n").iloc[-1]


def _by_seed(rows: pd.DataFrame, what: str) -> pd.DataFrame:
    """Return value, low and high by seed."""
    if rows["seed"].duplicated().any():
        raise UndecidedError(f"{what}: several values for seed {rows[rows['seed'].duplicated()]['seed'].iloc[0]}")
    bad = rows[~np.isfinite(rows["value"].astype(float))]
    if not bad.empty:
        raise UndecidedError(f"{what}: not a number for seed {bad['seed'].iloc[0]}")
    found = rows.set_index("seed").reindex(columns=["value", "low", "high"]).astype(float)
    return found.sort_index()
