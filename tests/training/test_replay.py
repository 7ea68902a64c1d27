"""Work that is replayed on a GPU; a CPU calls it as it is."""

import pytest
import torch

from hotcold.config.compute import ComputeSettings
from hotcold.diffusion.device import autocast, compiled
from hotcold.networks import build_network
from hotcold.training.pairs import Images
from hotcold.training.replay import Replayed
from tests.training import parts
from tests.training.parts import CPU, NETWORKS, objective

GPU = torch.device("cuda")
on_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")


@pytest.mark.parametrize("device", [CPU, pytest.param(GPU, marks=on_gpu)])
def test_every_call_is_of_its_own_inputs_and_seed(device):
    calls = torch.zeros((), device=device)

    def noisy_sum(x, *, generator):
        calls.add_(1)
        return x + torch.randn(x.shape, generator=generator, device=device)

    replayed = Replayed(noisy_sum, device)
    inputs = [torch.full((n,), float(k), device=device) for k, n in enumerate([5, 5, 3, 5, 3, 5, 3])]
    results = [replayed(x, seed=k % 4) for k, x in enumerate(inputs)]
    assert calls == len(inputs)
    for k, (x, result) in enumerate(zip(inputs, results, strict=True)):
        assert torch.equal(result, noisy_sum(x, generator=torch.Generator(device).manual_seed(k % 4)))


def trained(network, device, optimiser, state=None, stop=0):
    """Train for two epochs of 4 + 1 batches, from a state on, or until so many batches are done."""
    pair = torch.randint(256, (2, 140, 1, 28, 28), generator=torch.Generator().manual_seed(0)).byte().to(device)
    state = state or parts.new_state(network, optimiser, learning_rate=1e-3, device=device)
    batches = []

    def on_batch(n):
        batches.append(n)
        if len(batches) == stop:
            raise InterruptedError

    minimised = objective("morph", 1000, 0.1, device=device, precision="bfloat16")
    try:
        parts.trained(state, minimised, Images(*pair, 0.5), epochs=2, on_batch=on_batch)
    except InterruptedError:
        assert stop
    return state


def weights(state):
    return torch.cat([p.flatten().cpu() for net in (state.network, state.ema.network) for p in net.parameters()])


@on_gpu
@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("optimiser", ["adam", "muon"])
def test_training_is_the_same_replayed_and_resumed(network, optimiser, monkeypatch):
    replayed = trained(network, GPU, optimiser)
    assert torch.equal(weights(replayed), weights(trained(network, GPU, optimiser)))
    stopped = trained(network, GPU, optimiser, stop=13)
    resumed = parts.new_state(network, optimiser, learning_rate=1e-3, device=GPU)
    resumed.restore({name: tensor.cpu() for name, tensor in stopped.tensors().items()}, stopped.position())
    assert stopped.machine == torch.cuda.get_device_name()
    assert torch.equal(weights(trained(network, GPU, optimiser, resumed)), weights(replayed))
    on_cpu = [x.validation_ema for x in trained(network, CPU, optimiser).losses]
    assert [x.validation_ema for x in replayed.losses] == pytest.approx(on_cpu, rel=0.1)

    def as_it_is(self, *inputs, seed):
        return self._function(*inputs, generator=torch.Generator(GPU).manual_seed(seed))

    monkeypatch.setattr(Replayed, "__call__", as_it_is)
    plain = trained(network, GPU, optimiser)
    assert torch.equal(weights(plain), weights(replayed))
    assert plain.losses == replayed.losses


def test_a_cpu_compiles_nothing():
    network = build_network(NETWORKS["cnn"], 0)
    assert compiled(network, ComputeSettings(compiled=True)) is network


@on_gpu
@pytest.mark.parametrize("name", NETWORKS)
def test_a_compiled_network_predicts_the_same(name):
    network = build_network(NETWORKS[name], 0).to(GPU)
    torch.nn.init.normal_(network.output.weight)
    z_t, time = torch.randn(8, 1, 28, 28, device=GPU), torch.rand(8, device=GPU)
    with torch.inference_mode(), autocast(GPU, "float32"):
        assert compiled(network, ComputeSettings()) is network
        expected = network(z_t, time)
        found = compiled(network, ComputeSettings(compiled=True))(z_t, time)
    assert float((found - expected).norm() / expected.norm()) < 1e-2
