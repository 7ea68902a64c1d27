"""A study of two tiny runs, made by the steps alone: its files lie where the workflow would put them."""

from pathlib import Path
from typing import Any

import torch

from hotcold.evaluation.features.digit_classifier import DigitClassifier, save_classifier
from tests.workflow.steps import step

RUNS = ("one", "other")
ONE, OTHER = (f"runs/{run}/seed-0" for run in RUNS)
EPOCHS = (1, 2)


def model(run: str) -> dict[str, Any]:
    return {
        "run": run,
        "degradation": "morph",
        "degradation_function": {"function": "morph"},
        "schedule": "linear",
        "schedule_function": {"function": "linear"},
        "network": "cnn",
        "network_function": {"function": "cnn", "options": {"channels": [2]}},
    }


def train(run: str, **changes: Any) -> None:
    settings = {
        "model": model(run),
        "training": {"epochs": 2, "checkpoints": [1, 2], "images": 32, "validation_images": 8},
        "digits": "data/digits.npz",
        "garments": "data/garments.npz",
        "losses": f"runs/{run}/seed-0/losses.parquet",
        "checkpoints": [f"runs/{run}/seed-0/epoch-{epoch}.safetensors" for epoch in EPOCHS],
    }
    step("train", **(settings | changes))


def sample(run: str, **changes: Any) -> None:
    settings = {
        "checkpoints": [f"runs/{run}/seed-0/epoch-{epoch}.safetensors" for epoch in EPOCHS],
        "samples": [f"runs/{run}/seed-0/samples/epoch-{epoch}.npz" for epoch in EPOCHS],
        "images": [4, 4],
        "sampler": {"function": "direct"},
        "digits": "data/digits.npz",
        "garments": "data/garments.npz",
    }
    step("sample", **(settings | changes))


def score(run: str, **changes: Any) -> None:
    settings = {
        "samples": [f"runs/{run}/seed-0/samples/epoch-{epoch}.npz" for epoch in EPOCHS],
        "digits": "data/digits.npz",
        "reference": "features/digits-reference.npz",
        "weights": "features/classifier.safetensors",
        "tables": [f"runs/{run}/seed-0/fid-inception.parquet"],
    }
    step("score_samples", **(settings | changes))


def collect(_: str) -> None:
    tables = [f"runs/{run}/seed-0/fid-inception.parquet" for run in RUNS]
    step("collect_tables", tables=tables, table="metrics/fid.parquet", text="metrics/fid.md")


def make_study() -> None:
    """Make all files, in the current folder."""
    for name in ("digits", "garments"):
        step("get_data", name=name, output=f"data/{name}.npz", train_images=64, test_images=16)
    torch.manual_seed(0)
    for name in ("classifier", "other"):
        save_classifier(Path(f"features/{name}.safetensors"), DigitClassifier())
    for name, output in (("classifier", "features/digits-reference.npz"), ("other", "other.npz")):
        step("compute_reference", digits="data/digits.npz", weights=f"features/{name}.safetensors", output=output)
    for run in RUNS:
        train(run)
        sample(run)
        score(run)
