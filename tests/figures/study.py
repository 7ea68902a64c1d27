"""What figures are drawn from, at the smallest size, by the functions that make it in a study."""

import numpy as np
import pandas as pd
import torch

from hotcold.config.base import Choice
from hotcold.config.gaussianity import GaussianitySettings
from hotcold.config.model import ModelDescription
from hotcold.config.sampling import RunSampler, TraceSettings
from hotcold.data.pixels import to_model
from hotcold.diffusion.models import model_degradation
from hotcold.diffusion.restorer import Restorer
from hotcold.diffusion.sampling import Start
from hotcold.diffusion.schedule import make_schedule
from hotcold.evaluation.architecture import architecture
from hotcold.evaluation.features.digit_classifier import DigitClassifier, classify
from hotcold.evaluation.latent_tables import measure_latents
from hotcold.evaluation.measure import Scored
from hotcold.evaluation.reference import Reference
from hotcold.evaluation.schedule_tables import analyse, schedule_table
from hotcold.evaluation.scores import score
from hotcold.evaluation.trace import trace
from hotcold.storage.arrays import Arrays, write_arrays
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


class Material:
    """Tables and arrays of some models."""

    def __init__(self, models, digits, garments, folder):
        self.models, self.digits, self.garments, self.folder = models, digits, garments, folder
        self.runs = list(dict.fromkeys(model.run for model in models))
        torch.manual_seed(0)
        self.classifier = DigitClassifier().eval()
        self.made = {name: make_schedule(Choice(function=name), T) for name in ("linear", "constant")}

    def table(self, name):
        return getattr(self, name)()

    def losses(self):
        tables = []
        for k, about in enumerate(self.models, start=1):
            tables.append(losses_table(about, [EpochLosses(e, k / e, 2 * k / e, 1.5 * k / e) for e in EPOCHS]))
        return pd.concat(tables, ignore_index=True)

    def schedules(self):
        return schedule_table(self.made)

    def analysed(self):
        settings = GaussianitySettings(images=[1], noise_seeds=1, test_pixels=[784])
        return analyse(self.made, self.digits.train_images[:2], 0.5, settings, lambda: None)

    def ks(self):
        return self.analysed()[0]

    def ks_crossings(self):
        return self.analysed()[1]

    def architecture(self):
        return architecture(NETWORKS["unet"])

    def fid(self):
        def extract(images):
            return classify(self.classifier, images)[0]

        sides = (images[:60] for images in (self.digits.test_images, self.digits.train_images))
        reference = Reference("digits", *(Scored(extract(images), images) for images in sides))
        tables = []
        for about in self.models:
            paths = []
            for file in self.samples("every", about):
                paths.append(self.folder / about.run / f"{about.seed}-{file.metadata['epoch']}.npz")
                write_arrays(paths[-1], "samples", file.arrays, **file.metadata)
            counted = {"protocols": ["sound", "published"], "published_images": 8, "on_images": lambda _: None}
            tables.append(score(paths, reference, extract, ["fid"], **counted)["fid"])
        return pd.concat(tables, ignore_index=True)

    def latents(self):
        experiments = self.experiments(list(EXPERIMENTS))
        return measure_latents(experiments, self.classifier, self.digits.test_images[:20], 0.105)

    def quality(self):
        rows = [
            {**about.model_dump(include=PLACED), "sampler": sampler, "weights": weights, "steps": steps,
             "value": 90 / steps + k, "floor": 3.0, "own": (sampler, steps) == ("cold", 4) and weights == "ema",
             "confident_share": 0.5, "seconds_per_image": steps / 1000, "device": "cpu", "threads": 2,
             "precision": "float32", "features": "digits", "n_generated": 200}
            for about in self.models
            for k, (sampler, weights) in enumerate((("dpm", "ema"), ("cold", "ema"), ("cold", "raw")))
            for steps in (2, 4)
        ]  # fmt: skip
        return pd.DataFrame(rows)

    def samples(self, which, *models):
        """Samples of the last checkpoints, or of every one: more of the last, nearer to digits."""
        files = []
        for about in models or self.models:
            rng = np.random.default_rng(about.seed)
            for epoch in EPOCHS if which == "every" else EPOCHS[-1:]:
                n = 10 * epoch
                images = to_model(self.digits.train_images[:n], 0.5) + rng.normal(0, 0.5 / epoch, (n, 28, 28))
                words = {"epoch": epoch, "weights": "ema", "sampler": "cold", "steps": 4}
                files.append(Arrays({"images": images}, {**about.model_dump(include=PLACED), **words}))
        return files

    def traces(self):
        files = []
        x, z = (to_model(images[:2], 0.5) for images in (self.digits.test_images, self.garments.test_images))
        own, *beside = (one.title for one in SAMPLERS)
        for about in self.models:
            restorer = Restorer(lambda z_t, _: z_t.sin(), model_degradation(about, torch.device("cpu")), 0.5)
            start = Start(*(torch.tensor(z)[:, None] for _ in range(2)))
            arrays = trace(restorer, [(restorer, one) for one in SAMPLERS], x, start, TRACE, about.seed)
            words = {"restored_by": own, "beside_by": beside}
            files.append(Arrays(arrays, {**about.model_dump(include=PLACED), **words}))
        return files

    def experiments(self, names):
        rng, files = np.random.default_rng(0), []
        for name in names:
            source, option, values, options = EXPERIMENTS[name]
            images, z_T = (rng.normal(0, 0.4, size=(len(values), 9, 28, 28)) for _ in range(2))
            about = {"experiment": name, "source": source, "option": option, "options": options, "pixel_limit": 0.5}
            files.append(Arrays({"values": np.array(values), "images": images, "z_T": z_T}, about))
        return files
