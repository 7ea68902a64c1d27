"""What figures are drawn from, at the smallest size."""

from functools import partial

import numpy as np
import pandas as pd
import torch

from hotcold.config.base import Choice
from hotcold.config.gaussianity import GaussianitySettings
from hotcold.config.model import ModelDescription
from hotcold.config.sampling import RunSampler, TraceSettings
from hotcold.data.pixels import to_model
from hotcold.diffusion.degradation import model_degradation
from hotcold.diffusion.restorer import Restorer
from hotcold.diffusion.sampling import Start
from hotcold.diffusion.schedule import make_schedule
from hotcold.evaluation.architecture import architecture
from hotcold.evaluation.features.digit_classifier import DigitClassifier
from hotcold.evaluation.latent_tables import measure_latents
from hotcold.evaluation.schedule_tables import analyse, schedule_table
from hotcold.evaluation.trace import trace
from hotcold.storage.arrays import Arrays
from hotcold.training.state import EpochLosses
from hotcold.training.tables import losses_table
from tests.training.parts import NETWORKS

T = 40
EPOCHS = (1, 2)
PLACED = {"run", "seed", "degradation", "schedule", "network", "timesteps", "pixel_limit"}
TRACE = TraceSettings(images=2, every=10, ladder=[10, 40])
SAMPLERS = [
    RunSampler(function="naive", steps=4),
    RunSampler(function="cold", steps=4, options={"reading": "fixed_z"}),
    RunSampler(function="cold", steps=4, options={"reading": "inferred_z"}, guidance={"epoch": 1}),
]
EXPERIMENTS = {
    "perturbed-start": ("perturbed", "lam", [0, 0.5], {"reach": "start"}),
    "perturbed-throughout": ("perturbed", "lam", [0, 0.5], {"reach": "throughout"}),
    "means": ("mean", "images", [1, 5], {}),
    "garments": ("garments", None, [np.nan], {}),
    "mixture": ("mixture", None, [np.nan], {}),
}


def model(run, degradation, schedule, network, seed=0):
    names = {"degradation": degradation, "schedule": schedule, "network": network}
    choices = {f"{name}_function": Choice(function=function) for name, function in names.items()}
    return ModelDescription(run=run, seed=seed, timesteps=T, **names, **choices)


def placed(about):
    return about.model_dump(include=PLACED)


def fid_table(models, epochs=None):
    """Distances that fall with the epoch, and differ between runs and seeds."""
    rows = [
        {
            **placed(about), "epoch": epoch, "features": "digits", "protocol": protocol,
            "n_generated": n, "n_real": 200, "value": 100.0 / epoch + 10 * about.seed + k, "floor": 2.0,
        }
        for k, run in enumerate(dict.fromkeys(model.run for model in models))
        for about in (model for model in models if model.run == run)
        for epoch in (epochs or {}).get(run, EPOCHS)
        for protocol in ("sound", "published")
        for n in (100, 50)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def losses_of(models, epochs):
    """Losses that fall with the epoch, for so many epochs of a run."""
    tables = [
        losses_table(about, [EpochLosses(epoch, *[1 / epoch] * 3) for epoch in range(1, epochs[about.run] + 1)])
        for about in models
    ]
    return pd.concat(tables, ignore_index=True)


def quality_table(models, device="cpu"):
    values = {("dpm", "ema"): (90, 54, 50), ("cold", "ema"): (80, 60, 56), ("cold", "raw"): (99, 98, 97)}
    rows = [
        {
            **placed(about), "sampler": sampler, "weights": weights, "steps": steps, "value": float(value),
            "own": (sampler, weights, steps) == ("cold", "ema", 20), "confident_share": value / 100, "floor": 3.0,
            "seconds_per_image": steps / 1000, "device": device, "threads": 2, "precision": "bfloat16",
            "features": "digits", "n_generated": 200,
        }
        for about in models
        for (sampler, weights), row in values.items()
        for steps, value in zip((5, 10, 20), row, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows)


class Material:
    """Tables and arrays of some models."""

    def __init__(self, models, digits, garments):
        self.models, self.digits, self.garments = models, digits, garments
        self.runs = list(dict.fromkeys(model.run for model in models))
        torch.manual_seed(0)
        self.classifier = DigitClassifier().eval()
        self.made = {name: make_schedule(Choice(function=name), T) for name in ("linear", "constant")}

    def table(self, name):
        settings = GaussianitySettings(images=[1], noise_seeds=1, test_pixels=[784])
        analysed = partial(analyse, self.made, self.digits.train_images[:2], 0.5, settings, lambda: None)
        experiments = self.experiments(list(EXPERIMENTS))
        tables = {
            "losses": lambda: losses_of(self.models, dict.fromkeys(self.runs, 2)),
            "fid": lambda: fid_table(self.models),
            "quality": lambda: quality_table(self.models),
            "schedules": lambda: schedule_table(self.made),
            "ks": lambda: analysed()[0],
            "ks_crossings": lambda: analysed()[1],
            "architecture": lambda: architecture(NETWORKS["unet"]),
            "latents": lambda: measure_latents(experiments, self.classifier, self.digits.test_images[:20], 0.105),
        }
        return tables[name]()

    def samples(self, which):
        """Samples of the last checkpoints, or of every one: more of the last, nearer to digits."""
        files = []
        for about in self.models:
            rng = np.random.default_rng(about.seed)
            for epoch in EPOCHS if which == "every" else EPOCHS[-1:]:
                n = 10 * epoch
                images = to_model(self.digits.train_images[:n], 0.5) + rng.normal(0, 0.5 / epoch, (n, 28, 28))
                words = {"epoch": epoch, "weights": "ema", "sampler": "cold", "steps": 4}
                files.append(Arrays({"images": images}, {**placed(about), **words}))
        return files

    def traces(self):
        files = []
        x, z = (to_model(images[:2], 0.5) for images in (self.digits.test_images, self.garments.test_images))
        own, *beside = (one.title for one in SAMPLERS)
        for about in self.models:
            restorer = Restorer(lambda z_t, _: z_t.sin(), model_degradation(about, torch.device("cpu")), 0.5)
            start = Start(*(torch.tensor(z)[:, None] for _ in range(2)))
            arrays = trace(restorer, [(restorer, one) for one in SAMPLERS], x, start, TRACE, about.seed)
            files.append(Arrays(arrays, {**placed(about), "restored_by": own, "beside_by": beside}))
        return files

    def experiments(self, names):
        rng, files = np.random.default_rng(0), []
        for name in names:
            source, option, values, options = EXPERIMENTS[name]
            images, z_T = (rng.normal(0, 0.4, size=(len(values), 9, 28, 28)) for _ in range(2))
            about = {"experiment": name, "source": source, "option": option, "options": options, "pixel_limit": 0.5}
            files.append(Arrays({"values": np.array(values), "images": images, "z_T": z_T}, about))
        return files
