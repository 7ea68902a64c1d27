import json

import pytest
import torch

from hotcold.training.average import ExponentialAverage
from hotcold.training.state import EpochLosses
from tests.training.parts import Averaging, images, new_state, objective, trained


def bits(state):
    return {name: tensor.contiguous().numpy().tobytes() for name, tensor in state.tensors().items()}


@pytest.mark.parametrize("optimiser", ["adam", "muon"])
@pytest.mark.parametrize("epochs", [0, 2])
def test_a_state_is_taken_on_with_all_its_bits_and_its_layout(digits, garments, optimiser, epochs):
    """And what it says beside the tensors survives as JSON."""
    state, other = (new_state("unet", optimiser, seed) for seed in (0, 1))
    trained(state, objective("morph"), images(digits, garments, 16), epochs=epochs, batch_size=8)
    state.step = 7
    other.restore(state.tensors(), json.loads(json.dumps(state.position())))
    assert bits(other) == bits(state)
    assert (other.epoch, other.step, other.losses) == (1 + epochs, 7, state.losses)
    assert [type(losses) for losses in other.losses] == [EpochLosses] * epochs
    for name, tensor in state.tensors().items():
        assert (other.tensors()[name].stride(), tensor.dtype) == (tensor.stride(), other.tensors()[name].dtype)


@pytest.mark.parametrize(("network", "optimiser"), [("unet", "adam"), ("cnn", "muon")])
def test_a_state_of_another_network_is_refused(digits, garments, network, optimiser):
    state = new_state("cnn")
    trained(state, objective("morph"), images(digits, garments, 16), epochs=1)
    with pytest.raises((KeyError, RuntimeError)):
        new_state(network, optimiser).restore(state.tensors(), state.position() | {"optimiser": {}})


def test_an_optimiser_keeps_what_is_no_tensor_and_its_own_precision(digits, garments):
    state, other = (new_state("cnn", seed=seed) for seed in (0, 1))
    for one in (state, other):
        one.optimisers = [Averaging(one.network.parameters())]
    trained(state, objective("morph"), images(digits, garments, 48), epochs=1, batch_size=16)
    other.restore(state.tensors(), json.loads(json.dumps(state.position())))
    assert bits(other) == bits(state)
    assert other.position()["optimiser"] == state.position()["optimiser"]


def test_average_against_its_recursion():
    network = torch.nn.Linear(1, 1, bias=False)
    average = ExponentialAverage(network, 0.5)
    expected = network.weight.item()
    for k in range(1, 20):
        with torch.no_grad():
            network.weight.fill_(k)
        average.update(network)
        decay = min(0.5, k / (k + 9))
        expected = decay * expected + (1 - decay) * k
        assert float(average.network.weight) == pytest.approx(expected, rel=1e-5)
