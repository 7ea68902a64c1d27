"""The runs of a study that never was, and the values of the last epoch that it gives."""

import numpy as np

SCHEDULES = {
    "linear": {"schedule.function": "linear", "schedule.options.last": 0.02},
    "cosine": {"schedule.function": "cosine", "schedule.options.s": 0.008, "schedule.options.max_beta": 0.1},
    "cosine_unclipped": {
        "schedule.function": "cosine",
        "schedule.options.s": 0.008,
        "schedule.options.max_beta": 0.999,
    },
    "constant": {"schedule.function": "constant", "schedule.options.value": 0.01},
    "inverse_linear": {"schedule.function": "inverse_linear", "schedule.options.first": 0.02},
}
UNET = {"network.function": "unet", "network.options.kernel_size": 3, "network.options.time": "every"}
NETWORKS = {
    "cnn": {"network.function": "cnn"},
    "unet": UNET,
    "unet_kernel1": {**UNET, "network.options.kernel_size": 1},
    "unet_kernel5": {**UNET, "network.options.kernel_size": 5},
    "unet_time_first": {**UNET, "network.options.time": "first"},
}
DEGRADATIONS = {
    "gaussian": {
        "degradation.function": "gaussian",
        "sampler.function": "ancestral",
        "sampler.options.variance": "posterior",
    },
    "morph": {
        "degradation.function": "morph",
        "sampler.function": "cold",
        "sampler.options.reading": "fixed_z",
    },
}
RECIPE = {
    "scale": "toy scale",
    "timesteps": 1000,
    "training.epochs": 8,
    "training.coupling": "independent",
    "sampler.steps": 50,
    "sampler.clip_x0": True,
    "sampling.weights": "ema",
    "sampling.images": 1000,
}
RUNS = [
    *[("gaussian", schedule, "cnn") for schedule in ("linear", "cosine", "constant", "inverse_linear")],
    *[("morph", schedule, "cnn") for schedule in ("linear", "cosine")],
    *[(degradation, schedule, "unet") for degradation in DEGRADATIONS for schedule in ("linear", "cosine")],
    *[("morph", "linear", network) for network in ("unet_kernel1", "unet_kernel5", "unet_time_first")],
]
FINE = "_250"
FREE, CLIPPED = "gaussian-cosine_unclipped-cnn", "gaussian-cosine-cnn_free"
# Values of the last epoch by metric: of a run, or of all others.
SCORES = {
    "fid": {
        "gaussian-linear-cnn": 150,
        "gaussian-cosine-cnn": 117,
        "gaussian-constant-cnn": 226,
        "gaussian-inverse_linear-cnn": 338,
        "gaussian-linear-unet": 38,
        "gaussian-cosine-unet": 25,
        "morph-linear-unet": 60,
        "morph-cosine-unet": 76,
        "morph-linear-unet_inferred": 50,
        "morph-cosine-unet_inferred": 55,
        "morph-linear-unet_kernel5": 58,
        "": 100,
    },
    "kid": {
        "gaussian-linear-cnn": 0.1,
        "gaussian-cosine-cnn": 0.08,
        "morph-linear-cnn": 0.22,
        "morph-cosine-cnn": 0.24,
        "morph-linear-unet": 0.1,
        "morph-cosine-unet": 0.11,
        "": 0.2,
    },
    "precision": {"gaussian-linear-cnn": 0.4, "gaussian-cosine-cnn": 0.5, "": 0.2},
    "margin_ink": {"gaussian-linear-cnn": 2, "gaussian-cosine-cnn": 1.5, "": 9},
    "pixel_distance": {
        "gaussian-linear-cnn": 9.6,
        "gaussian-cosine-cnn": 8,
        "gaussian-constant-cnn": 14.5,
        "gaussian-inverse_linear-cnn": 18.6,
        "": 9,
    },
    "start_remnant": {"morph-linear-unet_kernel1": 0.2, "": 0.1},
}
OF_PIXELS = ("margin_ink", "pixel_distance", "start_remnant")
LOSSES = {
    "gaussian-linear-cnn": 0.05,
    "gaussian-cosine-cnn": 0.06,
    "gaussian-constant-cnn": 0.03,
    "gaussian-inverse_linear-cnn": 0.02,
    "morph-linear-unet": 0.05,
    "morph-cosine-unet": 0.03,
    "morph-linear-cnn": 0.07,
    "morph-cosine-cnn": 0.06,
    "": 0.05,
}
RESTORED = {"class_recovered": 0.97, "rmse": 0.1, "sharpness": 0.9}
METHODS = ("direct", "cold, reading = inferred_z", "cold, reading = fixed_z")
EXPERIMENTS = {
    "garments": ("garments", [np.nan]),
    "perturbed-start": ("perturbed", [0, 0.001, 0.005, 0.01, 0.1, 0.25, 0.5]),
    "perturbed-throughout": ("perturbed", [0, 0.001, 0.005, 0.01, 0.1, 0.25, 0.5]),
    "means": ("mean", [1, 5, 10, 20]),
    "mixture": ("mixture", [np.nan]),
}
OF_LATENTS = {"manifold_share": 0.8, "sharpness": 1.1, "precision": 0.7, "recall": 0.6, "fid": 60, "distinct": 500}
EPOCHS = (1, 2, 4, 8)
