"""What is traced of an oracle, which knows the digits."""

import numpy as np
import torch

from hotcold.config.base import Choice
from hotcold.config.sampling import RunSampler, TraceSettings
from hotcold.data.pixels import to_model
from hotcold.diffusion.degradation import make_degradation
from hotcold.diffusion.restorer import Restorer
from hotcold.diffusion.sampling import Start
from hotcold.diffusion.schedule import make_schedule
from hotcold.evaluation.trace import trace


def test_an_oracles_trace(digits, garments):
    degradation = make_degradation(Choice(function="morph"), make_schedule(Choice(function="linear"), 40))
    x, z = (to_model(data.test_images[:3], 0.5) for data in (digits, garments))
    oracle = Restorer(lambda z_t, _: torch.tensor(x)[:, None], degradation, 0.5)
    grey = Restorer(lambda z_t, _: torch.zeros_like(z_t), degradation, 0.5)
    start = Start(*(torch.tensor(z)[:, None] for _ in range(2)))
    samplers = [
        (oracle, RunSampler(function="naive", steps=20)),
        (grey, RunSampler(function="direct")),
        (oracle, RunSampler(function="cold", steps=40)),
    ]
    seen = trace(oracle, samplers, x, start, TraceSettings(images=3, every=15, ladder=[10, 25, 40]), seed=0)
    counts = {"forward": (4,), "backward": (4,), "degraded": (3,), "direct": (3,), "restored": (3,), "beside": (2, 3)}
    shapes = {name: (*n, *x.shape) for name, n in counts.items()} | {"t": (4,), "ladder_t": (3,), "digits": x.shape}
    assert {name: array.shape for name, array in seen.items()} == shapes
    assert seen["t"].tolist() == [0, 15, 30, 40]
    assert seen["ladder_t"].tolist() == [10, 25, 40]

    def mixed(t):
        alpha_bar = degradation.alpha_bar[t]
        return np.sqrt(alpha_bar) * x + np.sqrt(1 - alpha_bar) * z

    for name, times in (("forward", seen["t"]), ("degraded", seen["ladder_t"])):
        np.testing.assert_allclose(seen[name], [mixed(t) for t in times], atol=1e-6)
    np.testing.assert_array_equal(seen["backward"][-1], z)
    # The naive sampler's states are those of the digits, at the even times it takes: 15 is nearest to 16 or 14.
    np.testing.assert_allclose(seen["backward"][[0, 2]], [mixed(0), mixed(30)], atol=1e-6)
    assert min(np.abs(seen["backward"][1] - mixed(t)).max() for t in (14, 16)) < 1e-6
    for restored in (seen["direct"], seen["restored"], seen["beside"][1]):
        np.testing.assert_allclose(restored, np.broadcast_to(x, restored.shape), atol=2e-6)
    assert not seen["beside"][0].any()
