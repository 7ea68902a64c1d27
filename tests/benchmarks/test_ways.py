"""That the benchmark compares ways that do the same; never a speed."""

import copy
import dataclasses

import numpy as np
import peers
import pytest
import torch
import ways
from torch import nn
from ways import SHAPE, forward_flops, usual_loop, usual_loss, usual_network

from hotcold.config.base import Choice
from hotcold.diffusion.degradation import model_degradation
from hotcold.evaluation.architecture import network_table
from hotcold.networks import build_network
from hotcold.networks.layers.depthwise import DepthwiseConv
from hotcold.networks.layers.norm import ChannelsLastNorm
from hotcold.plugins import entry
from hotcold.training.loop import train
from hotcold.training.state import TrainingState
from tests.training import parts


def awake(network):
    """Give a network's last convolution weights that are not zero, so that all others get a gradient."""
    with torch.no_grad():
        weight = network.output.weight
        weight.copy_(torch.linspace(-0.2, 0.2, weight.numel()).reshape(weight.shape))
    return network


def parameters(network):
    """Return its parameters, those of a norm over the channels-first image as the study has them."""
    return [p.permute(1, 2, 0) if p.dim() == 3 and p.shape[1:] == SHAPE[1:] else p for p in network.parameters()]


def test_the_usual_loop_and_the_studys_make_the_same_updates(case, digits, garments):
    """Three updates on what the study's loop drew: same losses, weights and averages."""
    seen = []
    degradation = model_degradation(case.model, parts.CPU)

    def record(x, z, alpha_bar, time):
        if len(x) > 1:  # the validation is of one image
            seen.append((x, (time.flatten() * case.model.timesteps).round().long(), z))
        return degradation.operator(x, z, alpha_bar, time)

    rates = {"learning_rate": case.training.learning_rate, "ema_decay": case.training.ema_decay}
    choice = case.model.network_function
    state = TrainingState(awake(build_network(choice, 0)), case.training.optimiser, **rates)
    minimised = parts.objective(case.model.degradation, case.model.timesteps)
    minimised = dataclasses.replace(minimised, degradation=dataclasses.replace(degradation, operator=record))
    data, held_out = (parts.images(digits, garments, n) for n in (48, 1))
    coupling = entry("couplings", case.training.coupling)
    (ours,) = train(state, minimised, data, held_out, coupling, epochs=1, batch_size=16, seed=0)

    network = awake(usual_network(choice))
    average = copy.deepcopy(network)
    losses = list(usual_loop(case, network, average, usual_loss(case, network), seen))
    assert len(losses) == 3
    assert np.mean(losses) == pytest.approx(ours.train, rel=1e-4)
    for theirs, our in ((network, state.network), (average, state.ema.network)):
        for a, b in zip(parameters(theirs), our.parameters(), strict=True):
            # Adam's first steps are its learning rate in size, whatever the gradient's.
            torch.testing.assert_close(a, b, rtol=0, atol=0.05 * case.training.learning_rate)


def test_the_usual_network_is_of_pytorchs_layers(case):
    choice = case.model.network_function
    usual = usual_network(choice)
    layers = [layer for layer in usual.modules() if isinstance(layer, (DepthwiseConv, ChannelsLastNorm))]
    # ConvNeXt's norm over the channels is a permutation away from PyTorch's wherever it is used.
    assert all(isinstance(layer, ChannelsLastNorm) and len(layer.normalized_shape) == 1 for layer in layers)
    layouts = []
    for layer in usual.modules():
        if isinstance(layer, nn.Conv2d):
            layer.register_forward_hook(lambda _, inputs, output: layouts.append(output.is_contiguous()))
    usual(torch.randn((3, *SHAPE)), torch.tensor([0.1, 0.5, 1.0]))
    assert all(parameter.is_contiguous() for parameter in usual.parameters())
    assert case.model.network == "unet" or all(layouts)  # a permuted norm lays out what follows it


def test_every_way_does_its_work(case):
    ways.study_training(case, "bfloat16")(2)
    assert len(ways.usual_training(case)(2)) == 2
    ours, usual = (np.stack(work(2)) for work in (ways.study_sampling(case, "float32"), ways.usual_sampling(case)))
    assert usual.shape == (2, 1, case.images, *SHAPE[1:])
    np.testing.assert_allclose(ours, usual, atol=1e-4)


@pytest.mark.parametrize("peer", peers.PEERS)
def test_a_peer_trains_and_samples(case, peer):
    pytest.importorskip(peer)
    assert np.isfinite(peers.peer_training(case, peer)(2)).all()
    assert [images.shape for images in peers.peer_sampling(case, peer)(1)] == [(case.images, *SHAPE)]


def test_a_peer_that_is_missing_is_left_out_in_one_line(caplog):
    assert peers.installed(["torch", "no_such_module"]) == ["torch"]
    line = "no_such_module is left out: it is not installed; see pip install -e .[bench]"
    assert [record.getMessage() for record in caplog.records] == [line]


@pytest.mark.parametrize("function", ["cnn", "unet"])
def test_operations_are_two_a_multiplication_of_the_studys_network(function):
    choice = Choice(function=function)
    assert forward_flops(choice) == 2 * network_table({"its": choice})["multiply_adds"].item()
