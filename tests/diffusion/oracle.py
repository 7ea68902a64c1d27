"""Images and restorers that need no training, for the tests of degradations and samplers."""

import numpy as np
import torch

from hotcold.config.base import Choice
from hotcold.config.model import ModelDescription
from hotcold.diffusion.degradation import make_degradation
from hotcold.diffusion.restorer import Restorer
from hotcold.diffusion.sampling import Start
from hotcold.diffusion.schedule import make_schedule

T = 50
SCHEDULES = ["linear", "cosine", "constant", "inverse_linear"]
SLOW = Choice(function="constant", options={"value": 0.02})
NETWORK = Choice(function="cnn", options={"channels": [4, 4]})
MODEL = ModelDescription(
    **{"run": "r", "timesteps": 100, "degradation": "mine", "degradation_function": Choice(function="morph")},
    **{"schedule": "slow", "schedule_function": SLOW, "network": "small", "network_function": NETWORK},
)


def schedule_of(name, timesteps=T, **options):
    return make_schedule(Choice(function=name, options=options), timesteps)


def degradation_of(name, schedule="linear", timesteps=T, **options):
    return make_degradation(Choice(function=name, options=options), schedule_of(schedule, timesteps))


def image(seed, n=3):
    return torch.from_numpy(np.random.default_rng(seed).uniform(-0.5, 0.5, (n, 1, 4, 4)))


def noise_of(seed):
    generator = torch.Generator().manual_seed(seed)
    return lambda like: torch.randn(like.shape, generator=generator, dtype=like.dtype)


def restorer_of(x0_hat, degradation):
    """R whose network predicts just what makes x0_hat(z_t, t) come out."""

    def network(z_t, time):
        t = round(float(time[0]) * degradation.timesteps)
        x = x0_hat(z_t, t)
        return x if degradation.predicts == "x" else degradation.infer_end(z_t, x, t)

    return Restorer(network, degradation, float("inf"))


def wavering(z_t, t):
    """A restoration that depends on state and time, as a network's does."""
    return torch.tanh(z_t * (1 + t / T)) / 3


def last(states):
    return list(states)[-1][1]


def sampled(sampler, restorer, z_T, z, times, seed=0, **options):
    return list(sampler.sample(restorer, Start(z_T, z), times, noise_of(seed), **options))
