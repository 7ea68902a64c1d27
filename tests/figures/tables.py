"""The tables that figures are drawn from, made up: every column of the plan's, and values that differ between runs."""

import itertools
import json

import numpy as np
import pandas as pd

T = 40
EPOCHS = (1, 2)
IMAGES = {1: 50, 2: 100}  # samples of a checkpoint
ABOUT = ["run", "seed", "degradation", "schedule", "network"]
SPOILT = [("blur", 0.5, "blurred, σ = 0.5"), ("blur", 1.0, "blurred, σ = 1"), ("mean", np.nan, "the mean digit")]
METHODS = ("direct", "cold, reading = fixed_z", "cold, reading = inferred_z")


def about(model):
    return model.model_dump(include={*ABOUT})


def settings_table(models, training=None, trained_as=None):
    """What decides each run's results; ``training`` gives some runs epochs of their own, ``trained_as`` checkpoints."""
    rows = []
    for model in {model.run: model for model in models}.values():
        values = {
            "scale": "laptop scale",
            "trained_as": (trained_as or {}).get(model.run),
            **{part: getattr(model, part) for part in ("degradation", "schedule", "network")},
            "training.epochs": (training or {}).get(model.run, max(EPOCHS)),
            "sampler.function": "ancestral" if model.degradation == "gaussian" else "cold",
            "sampler.steps": 50,
            "sampling.weights": "ema",
        }
        rows += [{"run": model.run, "setting": name, "value": json.dumps(value)} for name, value in values.items()]
    return pd.DataFrame(rows)


def scores_table(models, epochs=None, images=IMAGES, values=None):
    """FID and KID that fall with the epoch, and differ between runs and seeds; raw weights at the last epoch alone."""
    rows, runs = [], list(dict.fromkeys(model.run for model in models))
    for model in models:
        chosen = (epochs or {}).get(model.run, EPOCHS)
        for epoch, split, protocol in itertools.product(chosen, ("test", "validation"), ("sound", "published")):
            last = (values or {}).get(model.run, 100.0 / max(chosen) + runs.index(model.run))
            fid = last * max(chosen) / epoch + 10 * model.seed + (protocol == "published") + (split == "validation") / 2
            at_end = epoch == max(chosen)
            counts = {images.get(epoch, min(images.values()))} | ({*images.values()} if at_end else set())
            for weights, n in itertools.product(("ema", "raw") if at_end else ("ema",), sorted(counts)):
                about_it = {"epoch": epoch, "split": split, "n": n}
                for metric, value in (("fid", fid + 1000 / n), ("kid", fid / 100)):  # FID grows as n falls
                    value *= 2 if weights == "raw" else 1
                    interval = {"value": value, "low": 0.9 * value, "high": 1.1 * value}
                    words = {"protocol": protocol, "features": "digits", "weights": weights, "metric": metric}
                    words["precision"] = "bfloat16"
                    rows.append({**about(model), **about_it, **words, **interval})
    return pd.DataFrame(rows)


def ruler_table(images=IMAGES):
    """What real digits score, as they are and spoilt, at the samples' numbers."""
    rows = []
    for n, metric in itertools.product(sorted(set(images.values())), ("fid", "kid")):
        of = {"metric": metric, "n": n, "draws": 5, "protocol": "sound", "features": "digits"}
        for k, (name, degree, label) in enumerate([("real digits", np.nan, "real digits"), *SPOILT]):
            value = (2.0 + 40 * k) / (1 if metric == "fid" else 100)
            interval = {"value": value, "low": 0.8 * value, "high": 1.2 * value}
            rows.append({"name": name, "degree": degree, "label": label, **interval, **of})
    return pd.DataFrame(rows)


def losses_table(models, epochs=None):
    """Losses that fall with the epoch, for so many epochs of a run; a seed adds a tenth."""
    return pd.DataFrame(
        {**about(model), "epoch": epoch, "split": split, "weights": weights, "precision": "bfloat16"}
        | {"loss": 1 / epoch + 0.1 * model.seed}
        for model in models
        for epoch in range(1, (epochs or {}).get(model.run, max(EPOCHS)) + 1)
        for split, weights in (("train", "raw"), ("validation", "raw"), ("validation", "ema"))
    )


def losses_by_t_table(models, schedules):
    """Losses of the signal-to-noise ratio, whatever the schedule: √snr / (1 + √snr); a thousandth more a run."""
    rows, runs = [], list(dict.fromkeys(model.run for model in models))
    for model in models:
        alpha_bar = schedules[model.schedule]
        for t in range(1, len(alpha_bar), max(1, len(alpha_bar) // 20)):
            snr = alpha_bar[t] / (1 - alpha_bar[t])
            loss = snr**0.5 / (1 + snr**0.5) * (1 + runs.index(model.run) / 1000)
            values = {"loss": loss, "loss_x": 1 / (1 + snr), "loss_eps": loss, "alpha_bar": alpha_bar[t], "snr": snr}
            rows.append({**about(model), "epoch": max(EPOCHS), "weights": "ema", "t": t, "n": 20, **values})
    return pd.DataFrame(rows)


def restoration_table(models):
    rows = []
    for model, t, (k, method) in itertools.product(models, (10, T), enumerate(("degraded", *METHODS))):
        alike = {"class_recovered": 1 - t / T / 2, "rmse": t / T / 4, "ssim": 0.5 - t / T / 4, "fid": t / T}
        for metric, value in {**alike, "sharpness": 0.1 + 0.1 * k}.items():
            interval = {"value": value, "low": 0.95 * value, "high": min(1.05 * value, 1.0)}
            rows.append(
                {**about(model), "weights": "ema", "t": t, "method": method, "metric": metric, "n": 60, **interval}
            )
    return pd.DataFrame(rows)


def ranges_table(models):
    return pd.DataFrame(
        {**about(model), "weights": "ema", "clipped": True, "t": t, "low": -1.0 - t / T, "high": 1.0 + t / T, "n": 8}
        for model in models
        for t in range(0, T + 1, 10)
    )


def latents_table(experiments, model):
    """Rows of experiments (name to source, option, levels, options), and of real digits."""
    real = {"real digits": ("real digits", "", [np.nan], {})}
    metrics = [*(f"class_{digit}" for digit in range(10)), "class_changed", "manifold_share", "sharpness", "precision"]
    rows = []
    for name, (source, option, levels, _) in (experiments | real).items():
        for level, metric in itertools.product(levels, [*metrics, "recall", "fid", "distinct"]):
            value = {"fid": 20.0 + 50 * (level if level == level else 0), "distinct": 9.0, "sharpness": 0.3}.get(
                metric, 0.1
            )
            if metric == "class_changed" and (option != "lam" or source == "real digits"):
                continue
            interval = {"value": value, "low": 0.8 * value, "high": 1.2 * value, "n": 9}
            about_it = {"experiment": name, "source": source, "option": option or "", "level": level}
            rows.append({**about_it, **about(model), "metric": metric, **interval})
    return pd.DataFrame(rows)


def discretisation_table(schedules):
    titles = {"ancestral, variance = posterior": "ancestral", "ddim": "ddim"}
    return pd.DataFrame(
        {"degradation": degradation, "schedule": name, "sampler": title, "function": function, "steps": steps,
         "distance": 90 / steps / (k + 1), "variance_left": 1 - 1 / steps}
        for degradation in ("gaussian", "morph")
        for k, name in enumerate(schedules)
        for title, function in titles.items()
        for steps in (5, 10, 25, 50)
    )  # fmt: skip


def networks_table():
    rows = [("cnn", "cnn", 30_000, 79e6), ("unet", "unet", 900_000, 98e6)]
    columns = ["network", "function", "parameters", "multiply_adds"]
    return pd.DataFrame(rows, columns=columns).assign(options="{}")


VERDICTS = ("confirmed", "corrected", "refuted", "undecided", "not comparable")


def claims_table(names):
    """One row a claim, the verdicts in turn; the last has no value."""
    return pd.DataFrame(claim(name, VERDICTS[k % 5], k) for k, name in enumerate(names))


def claim(name, verdict, k=1):
    said = {"statement": f"what is said of {name.replace('_', ' ')}", "where": f"1.{k}, fig {k}", "factor": "schedule"}
    value = np.nan if verdict == "not comparable" else 10.0 + k
    numbers = {
        "value": value,
        "low": 0.8 * value,
        "high": 1.2 * value,
        "unit": "FID",
        "seeds": 5,
        "scale": "laptop scale",
    }
    return {"claim": name, **said, "published": "20", "verdict": verdict, **numbers, "why": "more differs: epochs"}


def quality_table(models, device="cpu"):
    values = {("dpm", "ema"): (90, 54, 50), ("cold", "ema"): (80, 60, 56), ("cold", "raw"): (99, 98, 97)}
    rows = [
        {
            **about(model), "sampler": sampler, "weights": weights, "steps": steps, "value": float(value),
            "own": (sampler, weights, steps) == ("cold", "ema", 20), "manifold_share": value / 100, "floor": 3.0,
            "floor_low": 2.0, "floor_high": 4.0, "share_low": value / 110, "share_high": value / 90,
            "seconds_per_image": steps / 1000, "device": device, "threads": 2, "precision": "bfloat16",
            "features": "digits", "n": 200, "split": "validation", "low": 0.9 * value, "high": 1.1 * value,
        }
        for model in models
        for (sampler, weights), row in values.items()
        for steps, value in zip((5, 10, 20), row, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows)
