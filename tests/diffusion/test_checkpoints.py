"""Checkpoints, as written, and of another network; and the models that they are brought to life as."""

import pytest
import torch
from torch import nn

from hotcold.config.base import Choice
from hotcold.config.compute import ComputeSettings
from hotcold.config.sampling import Guidance, RunSampler
from hotcold.diffusion.checkpoints import load_checkpoint, save_checkpoint
from hotcold.diffusion.device import autocast, pick_device, pick_precision
from hotcold.diffusion.models import open_model
from hotcold.errors import DamagedError, InputError
from hotcold.networks import build_network
from tests.diffusion.oracle import MODEL, NETWORK

CPU = torch.device("cpu")


def network(seed):
    built = build_network(NETWORK, seed)
    nn.init.normal_(built.output.weight, generator=torch.Generator().manual_seed(seed))
    return built


def test_checkpoint_round_trip_and_another_network(tmp_path):
    path, networks = tmp_path / "epoch-3.safetensors", {"raw": network(1), "ema": network(2)}
    save_checkpoint(path, MODEL, 3, *networks.values())
    for weights, saved in networks.items():
        model, epoch, loaded = load_checkpoint(path, weights)
        assert (model, epoch, loaded.training) == (MODEL, 3, False)
        for name, tensor in saved.state_dict().items():
            assert torch.equal(tensor, loaded.state_dict()[name])
            assert not loaded.state_dict()[name].requires_grad
    wider = Choice(function="cnn", options={"channels": [4, 8]})
    save_checkpoint(path, MODEL.model_copy(update={"network_function": wider}), 3, *networks.values())
    with pytest.raises(DamagedError, match=r"\A.*not a checkpoint of this project, or damaged.*\Z"):
        load_checkpoint(path, "ema")


@pytest.mark.parametrize(
    ("function", "options", "line"),
    [
        ("gone", {}, "'gone' is not one of the networks: .*\\bcnn, "),
        ("cnn", {"width": 3}, r"networks\.options\.width"),
    ],
)
def test_a_checkpoint_of_a_module_that_is_not_here_is_one_line(tmp_path, function, options, line):
    other = MODEL.model_copy(update={"network_function": Choice(function=function, options=options)})
    save_checkpoint(tmp_path / "epoch-3.safetensors", other, 3, network(1), network(2))
    with pytest.raises(InputError, match=rf"epoch-3\.safetensors: {line}[^\n]*$"):
        load_checkpoint(tmp_path / "epoch-3.safetensors", "ema")


def test_weights_that_are_no_numbers_are_one_line(tmp_path):
    broken = network(1)
    next(broken.parameters()).data.view(-1)[7] = torch.nan
    save_checkpoint(tmp_path / "epoch-3.safetensors", MODEL, 3, broken, network(2))
    with pytest.raises(InputError, match=r"epoch-3\.safetensors: a weight of raw is not finite; train that run again$"):
        load_checkpoint(tmp_path / "epoch-3.safetensors", "raw")
    assert load_checkpoint(tmp_path / "epoch-3.safetensors", "ema")[1] == 3


@pytest.mark.parametrize("weights", ["raw", "ema"])
def test_a_model_restores_as_its_network_does_and_is_guided(tmp_path, weights):
    networks = {"raw": {1: network(1), 3: network(2)}, "ema": {1: network(3), 3: network(4)}}
    for epoch in (1, 3):
        save_checkpoint(tmp_path / f"epoch-{epoch}.safetensors", MODEL, epoch, *(networks[w][epoch] for w in networks))
    compute = ComputeSettings(device="cpu", precision="float32")
    guidance = Guidance(epoch=1, weight=2, from_t=50)
    by = RunSampler(function="ddim", guidance=guidance)
    alone, guided, itself = (  # the guide does not guide itself
        open_model(tmp_path / f"epoch-{epoch}.safetensors", weights, compute, sampler)
        for epoch, sampler in ((3, None), (3, by), (1, by))
    )
    z_t = torch.randn((4, 1, 28, 28), generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        worse, better = (networks[weights][epoch](z_t, torch.full((4,), 0.5)) for epoch in (1, 3))
        at_49 = networks[weights][3](z_t, torch.full((4,), 0.49))
    for model, t, expected in (
        (alone, 50, better),
        (guided, 50, better + 2 * (better - worse)),
        (guided, 49, at_49),
        (itself, 50, worse),
    ):
        torch.testing.assert_close(model.restorer(z_t, t), expected.clamp(-0.5, 0.5))
    assert (guided.guidance, guided.epoch, guided.description) == (guidance, 3, MODEL)
    assert guided.restorer.degradation.alpha_bar == pytest.approx(0.98 ** torch.arange(101).numpy())
    assert itself.guidance is None


def test_device_and_precision_are_what_was_asked_for():
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    assert pick_device("cpu") == CPU
    assert pick_device("auto").type == next((name for name in there if there[name]), "cpu")
    for name in [name for name in there if not there[name]]:
        with pytest.raises(InputError, match=f"^device: '{name}' asked for, but PyTorch sees no such GPU; expec"):
            pick_device(name)
    x = torch.ones(2, 2)
    for precision, dtype in (("float32", torch.float32), ("bfloat16", torch.bfloat16)):
        assert pick_precision(CPU, precision) == precision
        with autocast(CPU, precision):
            assert (x @ x).dtype == dtype
