"""The study's networks."""

import itertools

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


def counted(model):
    """Return the multiply-adds of one image."""
    with FlopCounterMode(display=False) as counter:
        model(torch.zeros(1, 1, 28, 28), torch.ones(1))
    return counter.get_total_flops() / 2


@pytest.mark.parametrize("precision", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize(
    ("name", "options"), [("cnn", {}), ("unet", {}), ("unet", {"kernel_size": 1, "time": "first"})]
)
def test_predictions_do_not_depend_on_the_number_of_threads(name, options, precision):
    """So samples are the same bits on any number; the sums in gradients are not."""
    model = network(name, **options)
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


@pytest.mark.parametrize(("name", "millions"), [("cnn", 79), ("unet", 391)])
def test_networks_cost_what_the_report_says(name, millions):
    assert counted(network(name)) / 1e6 == pytest.approx(millions, abs=1)


def test_the_cnn_costs_what_its_convolutions_and_its_layers_for_time_cost():
    convolutions = sum(49 * a * b for a, b in itertools.pairwise((1, 16, 32, 32, 16))) + 9 * 16
    time = sum(a * b for a, b in itertools.pairwise((32, 128, 128, 128, 16)))
    assert counted(network("cnn")) == 28**2 * convolutions + time


def block_sizes(kernel_size, a, b):
    """Return the weights that meet every pixel of a ConvNeXt block from a to b channels, hidden width 4 × a."""
    return 7**2 * a + kernel_size**2 * (a * 4 * a + 4 * a * b) + (a != b) * a * b


@pytest.mark.parametrize("time", ["every", "first"])
@pytest.mark.parametrize("kernel_size", [1, 3, 5])
def test_the_unet_costs_what_the_reports_block_costs(kernel_size, time):
    """Its hidden width is 4 times the block's input: 4 for the block that takes the image."""
    blocks = [(28, 1, 32), (14, 32, 64), (7, 64, 128), (3, 128, 128), (7, 64 + 128, 128), (14, 32 + 64, 64)]
    blocks += [(28, 16 + 32, 32)]
    upsamplings = 3**2 * 3**2 * 128 * 64 + 7**2 * 2**2 * 128 * 32 + 14**2 * 2**2 * 64 * 16
    told = [a for _, a, _ in blocks[: None if time == "every" else 1]]
    model = network("unet", kernel_size=kernel_size, time=time)
    assert counted(model) == (
        sum(side**2 * block_sizes(kernel_size, a, b) for side, a, b in blocks)
        + upsamplings
        + 28**2 * 32
        + sum(32 * 64 + 64 * a for a in told)
    )
    assert [module.expand.out_channels for module in model.down] == [4, 128, 256]


def test_time_enters_every_block_or_the_first_alone():
    """With the first block's time silenced, the one network still hears it and the other does not."""
    z_t = torch.randn((1, 1, 28, 28), generator=torch.Generator().manual_seed(2)).expand(2, -1, -1, -1)
    for time, is_heard in (("every", True), ("first", False)):
        model = network("unet", channels=[2, 3, 4], time=time)
        torch.nn.init.normal_(model.output.weight, generator=torch.Generator().manual_seed(1))
        predictions = model(z_t, torch.tensor([0.2, 0.9]))
        assert not torch.allclose(predictions[0], predictions[1])
        for parameter in model.down[0].time_mlp.parameters():
            torch.nn.init.zeros_(parameter)
        predictions = model(z_t, torch.tensor([0.2, 0.9]))
        assert torch.allclose(predictions[0], predictions[1]) != is_heard
