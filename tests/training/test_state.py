import pytest
import torch

from hotcold.training.average import ExponentialAverage
from tests.training.parts import images, new_state, objective, trained


@pytest.mark.parametrize(("network", "optimiser"), [("unet", "adam"), ("cnn", "muon")])
def test_a_state_of_another_network_is_refused(digits, garments, network, optimiser):
    state = new_state("cnn")
    trained(state, objective("morph"), images(digits, garments, 16), epochs=1)
    with pytest.raises((KeyError, RuntimeError)):
        new_state(network, optimiser).restore(state.tensors(), state.position() | {"optimiser": {}})


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
