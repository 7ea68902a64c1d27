"""What figures are drawn from, at the smallest size."""

import functools

import numpy as np

from hotcold import plugins
from hotcold.config.base import Choice
from hotcold.config.gaussianity import GaussianitySettings
from hotcold.config.model import ModelDescription
from hotcold.data.pixels import to_model
from hotcold.diffusion.schedule import make_schedule
from hotcold.evaluation.architecture import architecture
from hotcold.evaluation.schedule_tables import analyse, schedule_table
from hotcold.figures.parts.needs import figure_needs
from hotcold.figures.parts.verdicts import judged
from hotcold.storage.arrays import Arrays
from tests.figures import tables
from tests.figures.tables import EPOCHS, METHODS, T
from tests.training.parts import NETWORKS

PLACED = {"run", "seed", "degradation", "schedule", "network", "timesteps", "pixel_limit"}
LADDER = (10, 20, 30, 40)
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


class Material:
    """Tables and arrays of some models."""

    def __init__(self, models, digits, garments):
        self.models, self.digits, self.garments = models, digits, garments
        self.runs = list(dict.fromkeys(model.run for model in models))
        self.made = {name: make_schedule(Choice(function=name), T) for name in ("linear", "constant")}
        self.table = functools.cache(self._table)

    def _table(self, name):
        settings = GaussianitySettings(images=[1], noise_seeds=1, test_pixels=[784])
        analysed = functools.partial(analyse, self.made, self.digits.train_images[:2], 0.5, settings, lambda: None)
        names = {model.schedule for model in self.models}
        alpha_bar = {name: make_schedule(Choice(function=name), T).alpha_bar for name in names}
        made = {
            "schedules": lambda: schedule_table(self.made),
            "ks": lambda: analysed()[0],
            "ks_crossings": lambda: analysed()[1],
            "architecture": lambda: architecture(NETWORKS["unet"]),
            "networks": tables.networks_table,
            "discretisation": lambda: tables.discretisation_table(self.made),
            "settings": lambda: tables.settings_table(self.models),
            "losses": lambda: tables.losses_table(self.models),
            "losses_by_t": lambda: tables.losses_by_t_table(self.models, alpha_bar),
            "restoration": lambda: tables.restoration_table(self.models),
            "ranges": lambda: tables.ranges_table(self.models),
            "scores": lambda: tables.scores_table(self.models),
            "ruler": tables.ruler_table,
            "quality": lambda: tables.quality_table(self.models),
            "latents": lambda: tables.latents_table(EXPERIMENTS, self.models[0]),
            "claims": lambda: tables.claims_table(["first", "second", "third", "fourth", "fifth", "sixth"]),
        }
        return made[name]()

    def samples(self, which):
        """Samples of the last checkpoints, or of every one: more of the last, nearer to digits."""
        files = []
        for about in self.models:
            rng = np.random.default_rng(about.seed)
            for epoch in EPOCHS if which == "every" else EPOCHS[-1:]:
                n = 10 * epoch
                images = to_model(self.digits.train_images[:n], 0.5) + rng.normal(0, 0.5 / epoch, (n, 28, 28))
                words = {"epoch": epoch, "split": "test", "weights": "ema", "sampler": "cold", "steps": 4}
                files.append(Arrays({"images": images}, {**placed(about), **words}))
        return files

    def traces(self):
        """Digits that fade into garments, and come back darker the later they start."""
        x, z = (to_model(images[:2], 0.5) for images in (self.digits.test_images, self.garments.test_images))

        def faded(times):
            return np.stack([x * (1 - t / T) + z * (t / T) for t in times]).astype(np.float32)

        shown = np.arange(0, T + 1, 10)
        restored = faded([t / 2 for t in LADDER])
        arrays = {
            "t": shown,
            "digits": x,
            "forward": faded(shown),
            "backward": faded(shown[::-1]),
            "ladder_t": np.array(LADDER),
            "degraded": faded(LADDER),
            "direct": restored,
            "restored": restored,
            "beside": np.stack([restored, restored / 2]),
        }
        _, own, beside = METHODS
        words = {"restored_by": own, "beside_by": [beside, "naive; guided by epoch 1"], "weights": "ema"}
        return [Arrays(arrays, {**placed(about), **words}) for about in self.models]

    def experiments(self, names):
        rng, files = np.random.default_rng(0), []
        for name in names:
            source, option, values, options = EXPERIMENTS[name]
            images, z_T = (rng.normal(0, 0.4, size=(len(values), 9, 28, 28)) for _ in range(2))
            about = {**placed(self.models[0]), "experiment": name, "source": source, "option": option}
            arrays = {"values": np.array(values, dtype=float), "images": images, "z_T": z_T}
            files.append(Arrays(arrays, {**about, "options": options, "sampler": "cold", "steps": 4}))
        return files

    def verdicts(self, names, verdict):
        return {name: judged(tables.claim(name, verdict)) for name in names}

    def given(self, figure):
        """Return the arguments of a figure's ``draw``."""
        needs = figure_needs(figure)
        given = {table: self.table(table).copy() for table in needs.tables}
        if needs.claims:
            given["claims"] = self.verdicts(needs.claims, "undecided")
        if needs.samples:
            given["samples"] = self.samples(needs.samples)
        if needs.traces:
            given["traces"] = self.traces()
        if needs.digits:
            pictures = {
                f"{split}_images": self.digits.train_images[k::2] for k, split in enumerate(["train", "validation"])
            }
            given["digits"] = Arrays(pictures)
        if needs.experiments:
            named = {source for one in plugins.names("figures") for source in figure_needs(one).experiments}
            others = {source for source, *_ in EXPERIMENTS.values()} - named if "others" in needs.experiments else set()
            wanted = others | {*needs.experiments}
            given["experiments"] = self.experiments([name for name in EXPERIMENTS if EXPERIMENTS[name][0] in wanted])
        if "runs" in plugins.arguments("figures", figure):
            given["runs"] = self.runs
        return given
