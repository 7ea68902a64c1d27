"""The study's networks."""

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from hotcold.config.base import Choice
from hotcold.networks import build_network


def network(name, seed=0, **options):
    return build_network(Choice(function=name, options=options), seed)


@pytest.mark.parametrize(("name", "channels"), [("cnn", [3, 2]), ("unet", [2, 3, 4])])
def test_initial_weights_are_those_of_their_seed(name, channels):
    """Whatever was drawn before, and without an effect on what is drawn next; the first prediction is nothing."""
    torch.manual_seed(7)
    expected = torch.rand(())
    torch.manual_seed(7)
    models = [network(name, seed, channels=channels) for seed in (1, 1, 2)]
    assert torch.rand(()) == expected
    one, same, other = (torch.cat([weight.flatten() for weight in model.parameters()]) for model in models)
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
    z_t = torch.randn((3, 1, 28, 28))
    prediction = models[0](z_t, torch.tensor([0.1, 0.5, 1.0]))
    assert prediction.shape == z_t.shape
    assert torch.equal(prediction, models[0].output.bias.expand_as(z_t[:, 0])[:, None])


@pytest.mark.parametrize("precision", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize(("name", "millions"), [("cnn", 79), ("unet", 354)])
def test_predictions_cost_what_they_should_and_do_not_depend_on_the_number_of_threads(name, precision, millions):
    """So samples are the same bits on any number; the sums in gradients are not."""
    model = network(name)
    with FlopCounterMode(display=False) as counter:
        model(torch.zeros(1, 1, 28, 28), torch.ones(1))
    assert counter.get_total_flops() / 2e6 == pytest.approx(millions, abs=1)
    torch.nn.init.normal_(model.output.weight, generator=torch.Generator().manual_seed(1))
    z_t = torch.randn((20, 1, 28, 28), generator=torch.Generator().manual_seed(2))
    before, predictions = torch.get_num_threads(), []
    for threads in (1, 2):
        torch.set_num_threads(threads)
        with torch.no_grad(), torch.autocast("cpu", precision, enabled=precision != torch.float32):
            predictions.append(model(z_t.to(memory_format=torch.channels_last), torch.full((20,), 0.4)))
    torch.set_num_threads(before)
    assert predictions[0].abs().sum() > 0
    assert torch.equal(*predictions)
