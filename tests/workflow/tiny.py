"""A study of two tiny runs, made by the steps alone: its files lie where the workflow would put them."""

from pathlib import Path

import torch

from hotcold.config.scores import METRICS
from hotcold.evaluation.features.digit_classifier import DigitClassifier, save_classifier
from tests.workflow.steps import step

RUNS = ("one", "other")
ONE, OTHER = (f"runs/{run}/seed-0" for run in RUNS)
EPOCHS = (1, 2)


def samples(run):
    return [f"runs/{run}/seed-0/samples/test-ema-epoch-{epoch}.npz" for epoch in EPOCHS]


def model(run):
    return {
        "run": run,
        "degradation": "morph",
        "degradation_function": {"function": "morph"},
        "schedule": "linear",
        "schedule_function": {"function": "linear"},
        "network": "cnn",
        "network_function": {"function": "cnn", "options": {"channels": [2]}},
    }


def train(run, **changes):
    settings = {
        "model": model(run),
        "training": {"epochs": 2, "checkpoints": [1, 2], "images": 32, "validation_images": 8},
        "digits": "data/digits.npz",
        "garments": "data/garments.npz",
        "losses": f"runs/{run}/seed-0/losses.parquet",
        "checkpoints": [f"runs/{run}/seed-0/epoch-{epoch}.safetensors" for epoch in EPOCHS],
    }
    step("train", **(settings | changes))


def sample(run, **changes):
    settings = {
        "run": run,
        "checkpoints": [f"runs/{run}/seed-0/epoch-{epoch}.safetensors" for epoch in EPOCHS],
        "samples": samples(run),
        "sets": [{"epoch": epoch, "split": "test", "weights": "ema", "images": 4} for epoch in EPOCHS],
        "sampler": {"function": "direct"},
        "digits": "data/digits.npz",
        "garments": "data/garments.npz",
        "digits_test": "data/digits-test.npz",
        "garments_test": "data/garments-test.npz",
    }
    step("sample", **(settings | changes))


def score(run, **changes):
    settings = {
        "samples": samples(run),
        "digits": "data/digits.npz",
        "digits_test": "data/digits-test.npz",
        "reference": "features/digits-reference.npz",
        "weights": "features/classifier.safetensors",
        "metrics": METRICS,
        "output": f"runs/{run}/seed-0/scores-inception.parquet",
    }
    step("score_samples", **(settings | changes))


def collect(_):
    tables = [f"runs/{run}/seed-0/scores-inception.parquet" for run in RUNS]
    step("collect_tables", tables=tables, table="metrics/scores.parquet", text="metrics/scores.csv")


def make_study():
    """Make all files, in the current folder."""
    for name in ("digits", "garments"):
        sizes = {"train_images": 64, "validation_images": 16, "test_images": 16}
        step("get_data", name=name, output=f"data/{name}.npz", test=f"data/{name}-test.npz", **sizes)
    torch.manual_seed(0)
    for name in ("classifier", "other"):
        save_classifier(Path(f"features/{name}.safetensors"), DigitClassifier())
    for name, output in (("classifier", "features/digits-reference.npz"), ("other", "other.npz")):
        digits = {"digits": "data/digits.npz", "digits_test": "data/digits-test.npz"}
        step("compute_reference", **digits, weights=f"features/{name}.safetensors", output=output)
    unet = {"unet": {"function": "unet", "options": {"channels": [1, 1, 1]}}}
    tables = {name: f"metrics/{name}.parquet" for name in ("settings", "networks", "architecture")}
    step("describe_study", runs={run: {"timesteps": 10} for run in RUNS}, choices=unet, unet="unet", **tables)
    for run in RUNS:
        train(run)
        sample(run)
        score(run)
