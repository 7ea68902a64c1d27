"""The runs of a study that never was, and the values of the last epoch that it gives."""

import numpy as np

COSINE = {"schedule.function": "cosine", "schedule.options.s": 0.008}
SCHEDULES = {
    "linear": {"schedule.function": "linear", "schedule.options.last": 0.02},
    "cosine": {**COSINE, "schedule.options.max_beta": 0.1},
    "cosine_unclipped": {**COSINE, "schedule.options.max_beta": 0.999},
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
COLD = {"sampler.function": "cold", "sampler.options.reading": "fixed_z"}
DEGRADATIONS = {
    "gaussian": {
        "degradation.function": "gaussian",
        "sampler.function": "ancestral",
        "sampler.options.variance": "posterior",
    },
    "morph": {"degradation.function": "morph", **COLD},
    "blur": {"degradation.function": "blur", **COLD, "start": "digits"},
    "pixelate": {"degradation.function": "pixelate", **COLD, "start": "digits"},
}
# Those of degradations that end in themselves, by what they are sampled otherwise.
FITTED = {"start": "fitted", "start.options.noise": 0.0}
OTHERS = {
    "": {},
    "_naive": {"sampler.function": "naive", "sampler.options.reading": None},
    "_direct": {"sampler.function": "direct", "sampler.options.reading": None, "sampler.steps": 1},
    "_fitted": FITTED,
    "_broken": FITTED | {"start.options.noise": 0.01},
}
RECIPE = {
    "scale": "toy scale",
    "timesteps": 1000,
    "training.epochs": 8,
    "training.coupling": "independent",
    "training.precision": "auto",
    "sampler.precision": "auto",
    "sampler.steps": 50,
    "sampler.clip_x0": True,
    "sampling.weights": "ema",
    "sampling.images": 1000,
}
RUNS = [
    *[("gaussian", schedule, "cnn") for schedule in ("linear", "cosine", "constant", "inverse_linear")],
    *[("morph", schedule, "cnn") for schedule in ("linear", "cosine")],
    *[(degradation, schedule, "unet") for degradation in ("gaussian", "morph") for schedule in ("linear", "cosine")],
    *[("morph", "linear", network) for network in ("unet_kernel1", "unet_kernel5", "unet_time_first")],
]
FAMILY = [("blur", "cosine", "unet"), ("pixelate", "cosine", "unet")]
FINE = [(run, 400) for run in RUNS[:4]]  # and their steps
FINE += [(run, 250) for run in RUNS[:10] if run[1] in ("linear", "cosine")]
FREE, CLIPPED = "gaussian-cosine_unclipped-cnn", "gaussian-cosine-cnn_free"
HOT = ("gaussian-linear-cnn", "gaussian-cosine-cnn", "gaussian-constant-cnn", "gaussian-inverse_linear-cnn")
MORPHS = ("morph-linear-cnn", "morph-cosine-cnn", "morph-linear-unet", "morph-cosine-unet")
# Values of the last epoch by metric: of a run, or of all others.
SCORES = {
    "fid": {
        **dict(zip(HOT, (150, 117, 226, 338), strict=True)),
        **{"gaussian-linear-unet": 38, "gaussian-cosine-unet": 25, "morph-linear-unet": 60, "morph-cosine-unet": 76},
        **{"morph-linear-unet_inferred": 50, "morph-cosine-unet_inferred": 55, "morph-linear-unet_kernel5": 58},
        **{"blur-cosine-unet_fitted": 40, "pixelate-cosine-unet_fitted": 45, "pixelate-cosine-unet_naive": 30},
        **{"blur-cosine-unet": 50, "pixelate-cosine-unet": 60, "": 100},
    },
    "recall": {"blur-cosine-unet_broken": 0.6, "pixelate-cosine-unet_broken": 0.5, "": 0.4},
    "kid": {HOT[0]: 0.1, HOT[1]: 0.08, **dict(zip(MORPHS, (0.22, 0.24, 0.1, 0.11), strict=True)), "": 0.2},
    "precision": {HOT[0]: 0.4, HOT[1]: 0.5, "": 0.2},
    "margin_ink": {HOT[0]: 2, HOT[1]: 1.5, "": 9},
    "pixel_distance": {**dict(zip(HOT, (9.6, 8, 14.5, 18.6), strict=True)), "": 9},
    "start_remnant": {"morph-linear-unet_kernel1": 0.2, "": 0.1},
}
OF_PIXELS = ("margin_ink", "pixel_distance", "start_remnant")
LOSSES = {
    **dict(zip(HOT, (0.05, 0.06, 0.03, 0.02), strict=True)),
    **dict(zip(MORPHS, (0.07, 0.06, 0.05, 0.03), strict=True)),
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
