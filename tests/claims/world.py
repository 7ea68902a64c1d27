"""A study that never was: its tables, with everything that claims are judged from, as one says it is."""

import functools
import itertools
import json
import zlib

import numpy as np
import pandas as pd

from hotcold.claims.parts.judging import judge_all, judge_claim
from hotcold.claims.parts.needs import TABLES
from hotcold.storage.tables import Column, write_table
from tests.claims import values
from tests.claims.values import CLIPPED, EPOCHS, EXPERIMENTS, FREE, LOSSES, METHODS, RESTORED, SCORES
from tests.shipped import claims_of


class World:
    """The tables of a study, in which a value differs from seed to seed by a share ``noise``.

    If it is ``fine``, the runs of the report have been sampled in more steps too, and score the same.
    """

    def __init__(self, seeds=5, noise=0.01, fine=False):
        self.seeds, self.noise = range(seeds), noise
        inferred = {f"morph-{schedule}-unet_inferred": ("morph", schedule, "unet") for schedule in ("linear", "cosine")}
        self.about = {"-".join(parts): parts for parts in values.RUNS} | inferred
        self.about |= {FREE: ("gaussian", "cosine_unclipped", "cnn"), CLIPPED: ("gaussian", "cosine", "cnn")}
        self.changed = {run: {"sampler.clip_x0": False} for run in (FREE, CLIPPED)}
        self.changed |= {run: {"sampler.options.reading": "inferred_z"} for run in inferred}
        self.family = {}
        for parts, other in itertools.product(values.FAMILY, values.OTHERS):
            self.family["-".join(parts) + other] = parts
            self.changed["-".join(parts) + other] = values.OTHERS[other]
        if fine:
            for parts, steps in values.FINE:
                name = f"{'-'.join(parts)}_{steps}"
                self.about[name], self.changed[name] = parts, {"sampler.steps": steps}

    def tables(self):
        return {name: getattr(self, name)() for name in TABLES}

    def settings(self):
        rows = []
        for run, (degradation, schedule, network) in (self.about | self.family).items():
            names = {"degradation": degradation, "schedule": schedule, "network": network}
            parts = {**values.DEGRADATIONS[degradation], **values.SCHEDULES[schedule], **values.NETWORKS[network]}
            of = {**values.RECIPE, **names, **parts, **self.changed.get(run, {})}
            rows += [{"run": run, "setting": key, "value": json.dumps(value)} for key, value in of.items()]
        return pd.DataFrame(rows)

    def scores(self):
        rows = []
        for run, seed, epoch in ((r, s, e) for r in (*self.about, *self.family) for s in self.seeds for e in EPOCHS):
            for metric, of in SCORES.items():
                of_run = run.removesuffix("_400").removesuffix("_250")
                value = of.get(of_run, of[""]) * self._draw(of_run, metric, seed, epoch)
                value *= (epoch / EPOCHS[-1]) ** (0.5 if metric == "precision" else -0.5)
                for protocol in ("sound", "published") if metric == "fid" else ("sound",):
                    features = "pixels" if metric in values.OF_PIXELS else "digits"
                    row = {"epoch": epoch, "split": "test", "weights": "ema", "metric": metric, "value": value}
                    row["precision"] = "bfloat16"
                    row |= {"protocol": protocol, "features": features}
                    last = {"low": 0.9 * value, "high": 1.1 * value, "n": 1000}
                    rows.append(self._of(run, seed) | row | (last if epoch == EPOCHS[-1] else last | {"n": 100}))
                    if epoch == EPOCHS[-1]:  # scored at the n of the others too
                        rows.append(rows[-1] | {"value": 1.5 * value, "n": 100})
        return pd.DataFrame(rows)

    def losses(self):
        rows = []
        for run, seed, epoch in (
            (r, s, e) for r in (*self.about, *self.family) for s in self.seeds for e in range(1, 9)
        ):
            loss = LOSSES.get(run, LOSSES[""]) * self._draw(run, "loss", seed, epoch) * (8 / epoch) ** 0.5
            for split, weights in (("train", "raw"), ("validation", "ema"), ("validation", "raw")):
                row = {"epoch": epoch, "split": split, "weights": weights, "precision": "bfloat16"}
                rows.append(self._of(run, seed) | row | {"loss": loss if weights == "ema" else 2 * loss})
        return pd.DataFrame(rows)

    def losses_by_t(self):
        rows = []
        for run, seed, t in ((r, s, t) for r in self.about for s in self.seeds for t in range(1, 1001, 111)):
            # Schedules meet other SNRs at the same t; networks are alike at the same SNR.
            power = {"linear": 2, "cosine": 1.5}.get(self.about[run][1], 3)
            alpha_bar = (1 - t / 1001) ** power
            snr = alpha_bar / (1 - alpha_bar)
            row = {"epoch": 8, "weights": "ema", "t": t, "alpha_bar": alpha_bar, "snr": snr, "n": 200}
            loss = self._draw(run, "loss_by_t", seed, t) / (1 + snr)
            rows.append(self._of(run, seed) | row | {"loss": loss, "loss_x": loss, "loss_eps": loss * snr})
        return pd.DataFrame(rows)

    def restoration(self):
        rows = []
        for run, seed in ((r, s) for r in (*self.about, *self.family) for s in self.seeds):
            for t, method, metric in ((t, m, x) for t in (100, 500, 700, 900, 1000) for m in METHODS for x in RESTORED):
                value = RESTORED[metric] * self._draw(run, method + metric, seed, t)
                if metric == "sharpness" and method != "direct":
                    value *= 1.3
                if metric == "rmse" and method != "direct":
                    value *= 1.1
                row = {"weights": "ema", "t": t, "method": method, "metric": metric, "value": value}
                rows.append(self._of(run, seed) | row | {"low": 0.99 * value, "high": 1.01 * value, "n": 200})
        return pd.DataFrame(rows)

    def ranges(self):
        rows = []
        for run, seed, t in ((r, s, t) for r in self.about for s in self.seeds for t in (0, 500, 1000)):
            far = (200 if run == FREE else 5) * self._draw(run, "far", seed, t)
            row = {"weights": "ema", "clipped": run not in (FREE, CLIPPED), "t": t, "low": -far, "high": far / 2}
            rows.append(self._of(run, seed) | row | {"n": 8})
        return pd.DataFrame(rows)

    def ruler(self):
        real, noise = ("real digits", 1.0), ("noise", 20.0)
        rows = [(*real, 0.9, 1.1, 1000), (*real, 0.1, 99, 100), (*noise, 19, 21, 1000)]
        table = pd.DataFrame(rows, columns=["name", "value", "low", "high", "n"])
        about = {"degree": np.nan, "draws": 20, "protocol": "sound", "features": "pixels", "label": "real"}
        return table.assign(metric="margin_ink", **about)

    def latents(self):
        rows = []
        for name, seed in ((name, seed) for name in EXPERIMENTS for seed in self.seeds):
            source, levels = EXPERIMENTS[name]
            for level in levels:
                of = dict(values.OF_LATENTS) | {f"class_{digit}": 0.1 for digit in range(10)}
                if source == "perturbed":
                    changed = 0.0 if level == 0 else 0.02 if level < 0.01 else 0.3 if level == 0.01 else 0.2
                    of |= {"class_changed": changed, "manifold_share": 0.8 if level < 0.25 else 0.2}
                if source == "mean" and level > 1:
                    of |= {"sharpness": 0.8, "precision": 0.4, "class_3": 0.3, "class_8": 0.3}
                for metric, value in of.items():
                    if metric != "distinct":
                        value *= self._draw(name, metric, seed, int(1000 * np.nan_to_num(level)))
                    row = {"experiment": name, "source": source, "option": "", "level": level, "metric": metric}
                    interval = {"value": value, "low": 0.95 * value, "high": 1.05 * value, "n": 500}
                    rows.append(row | self._of("morph-cosine-unet", seed) | interval)
        return pd.DataFrame(rows)

    def discretisation(self):
        titles = ("ancestral, variance = posterior", "ancestral, variance = beta", METHODS[2])
        rows = itertools.product(values.DEGRADATIONS, values.SCHEDULES, titles, (10, 50, 1000))
        table = pd.DataFrame(rows, columns=["degradation", "schedule", "sampler", "steps"])
        return table.assign(function=table["sampler"].str.split(",").str[0], distance=1.0, variance_left=0.99)

    def schedules(self):
        f = np.cos((np.arange(1001) / 1000 + 0.008) / 1.008 * np.pi / 2) ** 2
        beta = np.concatenate([[np.nan], np.minimum(1 - f[1:] / f[:-1], 0.1)])
        alpha_bar = np.cumprod(1 - np.nan_to_num(beta))
        return pd.DataFrame({"schedule": "cosine", "t": range(1001), "beta": beta, "alpha_bar": alpha_bar})

    def ks_crossings(self):
        first = {"linear": 450, "cosine": 730, "constant": 200, "inverse_linear": 110}
        rows = [
            {"schedule": schedule, "method": "sampled", "formula": formula, "images": 1, "pixels": 784}
            | {
                "noise_seed": seed,
                "threshold": 0.05,
                "first_t": int(t * (1 if formula == "correct" else 1.24)) + 4 * seed,
            }
            for schedule, t in first.items()
            for formula in ("correct", "published")
            for seed in range(6)
        ]
        exact = {"method": "exact", "formula": "correct", "images": 0, "noise_seed": -1, "threshold": 0.05}
        rows += [{"schedule": "cosine", **exact, "pixels": n, "first_t": t} for n, t in ((784, 800), (7840, 930))]
        return pd.DataFrame(rows).astype({"first_t": "Int64"})

    def _of(self, run, seed):
        degradation, schedule, network = (self.about | self.family)[run]
        return {"run": run, "seed": seed, "degradation": degradation, "schedule": schedule, "network": network}

    def _draw(self, *key):
        """Return 1 and a little more or less, the same for the same key."""
        return 1 + self.noise * float(np.random.default_rng(zlib.crc32(repr(key).encode())).uniform(-1, 1))


@functools.cache
def tables_of(seeds):
    """Return the tables of the world with so many seeds; they are not to be changed in place."""
    return World(seeds).tables()


@functools.cache
def judged(claim, seeds=5):
    return judge_claim(claim, tables_of(seeds))


@functools.cache
def verdicts_of(seeds):
    """Return the table of the report's claims."""
    return judge_all(tables_of(seeds), claims_of("report"))


def write_study(folder, tables):
    """Write tables into a folder, as a study's, and return it."""
    for name, table in tables.items():
        write_table(table, folder / f"{name}.parquet", {column: Column("", "") for column in table})
    return folder


def scaled(table, where, factor, column="value"):
    """Return a table with a column multiplied, in the rows where other columns have these values."""
    rows = np.ones(len(table), dtype=bool)
    for name, wanted in where.items():
        rows &= table[name].isin(wanted if isinstance(wanted, (list, tuple)) else [wanted]).to_numpy()
    assert rows.any(), where
    columns = [column, *(end for end in ("low", "high") if column == "value" and end in table)]
    changed = table.copy()
    changed[columns] = changed[columns].astype(float)
    changed.loc[rows, columns] *= factor
    return changed
