"""Work that is replayed on a GPU; a CPU calls it as it is."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from hotcold.config.base import Choice
from hotcold.config.compute import ComputeSettings
from hotcold.diffusion.degradation import make_degradation
from hotcold.diffusion.device import autocast, compiled
from hotcold.diffusion.schedule import make_schedule
from hotcold.networks import build_network
from hotcold.training.couplings import independent
from hotcold.training.loop import train
from hotcold.training.objective import Objective
from hotcold.training.pairs import Images
from hotcold.training.replay import Replayed
from hotcold.training.state import TrainingState
from hotcold.training.timesteps import Timesteps

CPU, GPU = torch.device("cpu"), torch.device("cuda")
OPTIONS = {"cnn": {"channels": [4, 4]}, "unet": {"channels": [4, 8, 8]}}
on_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")


def noisy_sum(device: torch.device) -> tuple[Callable[..., Tensor], Tensor]:
    """Return a function that draws noise and counts its calls in a tensor, and that tensor."""
    calls = torch.zeros((), device=device)

    def function(x: Tensor, *, generator: torch.Generator) -> Tensor:
        calls.add_(1)
        return x + torch.randn(x.shape, generator=generator, device=device)

    return function, calls


@pytest.mark.parametrize("device", [CPU, pytest.param(GPU, marks=on_gpu)])
def test_every_call_is_of_its_own_inputs_and_seed(device: torch.device) -> None:
    function, calls = noisy_sum(device)
    replayed = Replayed(function, device)
    inputs = [torch.full((n,), float(k), device=device) for k, n in enumerate([5, 5, 3, 5, 3, 5, 3])]
    results = [replayed(x, seed=k % 4) for k, x in enumerate(inputs)]
    assert calls == len(inputs)
    for k, (x, result) in enumerate(zip(inputs, results, strict=True)):
        assert torch.equal(result, function(x, generator=torch.Generator(device).manual_seed(k % 4)))


def trained(
    network: str, device: torch.device, optimiser: str, state: TrainingState | None = None, stop: int = 0
) -> TrainingState:
    """Train for two epochs of 4 + 1 batches, from a state on, or until so many batches are done."""
    digits, garments = torch.randint(256, (2, 140, 1, 28, 28), generator=torch.Generator().manual_seed(0)).byte()
    images = Images(digits.to(device), garments.to(device), 0.5)
    state = state or new_state(network, device, optimiser)
    objective = Objective(
        make_degradation(Choice(function="morph"), make_schedule(Choice(function="linear"), 1000), device),
        Timesteps(1000, (1, 1), device),
        autocast(device, "bfloat16"),
        0.1,
    )
    batches = 0

    def on_batch(_: int) -> None:
        nonlocal batches
        batches += 1
        if batches == stop:
            raise InterruptedError

    training = train(
        state, objective, images, images, independent.pair, epochs=2, batch_size=32, seed=0, on_batch=on_batch
    )
    try:
        list(training)
    except InterruptedError:
        assert stop
    return state


def new_state(network: str, device: torch.device, optimiser: str) -> TrainingState:
    return TrainingState(
        build_network(Choice(function=network, options=OPTIONS[network]), 0).to(device),
        optimiser,
        learning_rate=1e-3,
        ema_decay=0.9,
    )


def weights(state: TrainingState) -> Tensor:
    return torch.cat([p.flatten().cpu() for net in (state.network, state.ema.network) for p in net.parameters()])


@on_gpu
@pytest.mark.parametrize("network", OPTIONS)
@pytest.mark.parametrize("optimiser", ["adam", "muon"])
def test_training_is_the_same_replayed_and_resumed(
    network: str, optimiser: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    replayed = trained(network, GPU, optimiser)
    assert torch.equal(weights(replayed), weights(trained(network, GPU, optimiser)))
    stopped = trained(network, GPU, optimiser, stop=13)
    resumed = new_state(network, GPU, optimiser)
    resumed.restore({name: tensor.cpu() for name, tensor in stopped.tensors().items()}, stopped.position())
    assert stopped.machine == torch.cuda.get_device_name()
    assert torch.equal(weights(trained(network, GPU, optimiser, resumed)), weights(replayed))
    on_cpu = trained(network, CPU, optimiser)
    assert [x.validation_ema for x in replayed.losses] == pytest.approx(
        [x.validation_ema for x in on_cpu.losses], rel=0.1
    )

    def as_it_is(self: Replayed, *inputs: Tensor, seed: int) -> Tensor:
        return self._function(*inputs, generator=torch.Generator(GPU).manual_seed(seed))

    monkeypatch.setattr(Replayed, "__call__", as_it_is)
    plain = trained(network, GPU, optimiser)
    assert torch.equal(weights(plain), weights(replayed))
    assert plain.losses == replayed.losses


def test_a_cpu_compiles_nothing() -> None:
    network = build_network(Choice(function="cnn", options=OPTIONS["cnn"]), 0)
    assert compiled(network, ComputeSettings(compiled=True)) is network


@on_gpu
@pytest.mark.parametrize("name", OPTIONS)
def test_a_compiled_network_predicts_the_same(name: str) -> None:
    network = build_network(Choice(function=name, options=OPTIONS[name]), 0).to(GPU)
    torch.nn.init.normal_(network.output.weight)
    z_t, time = torch.randn(8, 1, 28, 28, device=GPU), torch.rand(8, device=GPU)
    with torch.inference_mode(), autocast(GPU, "float32"):
        assert compiled(network, ComputeSettings()) is network
        expected = network(z_t, time)
        found = compiled(network, ComputeSettings(compiled=True))(z_t, time)
    assert float((found - expected).norm() / expected.norm()) < 1e-2
