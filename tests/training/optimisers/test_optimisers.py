import re

import pytest
import torch

from hotcold import plugins
from hotcold.networks import build_network
from hotcold.training.optimisers.muon import Muon, is_matrix, orthogonalised
from tests.shipped import OPTIMISERS
from tests.training.parts import NETWORKS


@pytest.mark.parametrize(("shape", "rank"), [((12, 40), 1), ((12, 40), 5), ((3, 3), 3), ((64, 2304), 64)])
@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e6])
def test_orthogonalised_against_the_iteration_written_out(shape, rank, scale):
    generator = torch.Generator().manual_seed(rank)
    factors = torch.randn((shape[0], rank), generator=generator), torch.randn((rank, shape[1]), generator=generator)
    matrix = scale * factors[0] @ factors[1]
    a, b, c = 3.4445, -4.7750, 2.0315
    x = matrix.double() / matrix.double().square().sum().sqrt()
    for _ in range(5):
        x = a * x + b * x @ x.T @ x + c * x @ x.T @ x @ x.T @ x
    torch.testing.assert_close(orthogonalised(matrix).double(), x, rtol=0, atol=1e-4)
    assert not orthogonalised(0 * matrix).any()


@pytest.mark.parametrize("shape", [(6, 20), (20, 6), (6, 20, 1, 1), (5, 5, 1, 1)])
def test_updates_against_pytorchs_muon_for_plain_matrices(shape):
    generator = torch.Generator().manual_seed(0)
    start = torch.randn(shape, generator=generator)
    ours, theirs = torch.nn.Parameter(start.clone()), torch.nn.Parameter(start.clone().flatten(1))
    options = {"weight_decay": 0.0, "adjust_lr_fn": "match_rms_adamw"}
    pair = Muon([ours], lr=0.1), torch.optim.Muon([theirs], lr=0.1, **options)
    for _ in range(5):
        gradient = torch.randn(shape, generator=generator)
        ours.grad, theirs.grad = gradient, gradient.flatten(1)
        for optimiser in pair:
            optimiser.step()
    # Theirs multiplies in bfloat16 always.
    moved = theirs.detach() - start.flatten(1)
    assert (ours.detach().flatten(1) - start.flatten(1) - moved).norm() < 0.02 * moved.norm()


@pytest.mark.parametrize(
    ("shape", "matrix"), [((8, 4, 3, 3), (4, 72)), ((4, 8, 3, 3), (4, 72)), ((4, 4, 7, 7), (4, 196))]
)
@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_an_update_moves_all_directions_alike(shape, matrix, layout):
    kernel = torch.nn.Parameter(torch.zeros(shape).to(memory_format=layout))
    kernel.grad = torch.randn(shape, generator=torch.Generator().manual_seed(1)).to(memory_format=layout)
    Muon([kernel], lr=0.01).step()
    moved = kernel.detach() if shape[0] <= shape[1] else kernel.detach().transpose(0, 1)
    values = torch.linalg.svdvals(moved.flatten(1)) / (0.01 * 0.2 * matrix[1] ** 0.5)
    assert len(values) == matrix[0]
    assert values.min() > 0.6
    assert values.max() < 1.25
    assert (kernel.detach() * kernel.grad).sum() < 0
    assert 0.6 * 0.2 < moved.square().mean().sqrt() / 0.01 < 1.25 * 0.2


def test_matrices_are_the_weights_that_mix_channels():
    network = build_network(NETWORKS["unet"], 0)
    names = {name for name, parameter in network.named_parameters() if is_matrix(parameter)}
    names = {re.sub(r"time_mlp\.\d", "time_mlp", name.removesuffix(".weight")) for name in names}
    kinds = {name.rsplit(".", 1)[-1] for name in names}
    assert kinds == {"expand", "project", "residual", "upsample", "time_mlp"}
    assert "down.1.expand" in names
    assert "down.0.expand" not in names, "one channel has nothing to mix"


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("network", NETWORKS)
def test_every_parameter_is_updated_once_at_the_learning_rate(optimiser, network):
    built = build_network(NETWORKS[network], 0)
    groups = [group for one in plugins.entry("optimisers", optimiser)(built, 0.01) for group in one.param_groups]
    assert sorted(id(p) for group in groups for p in group["params"]) == sorted(id(p) for p in built.parameters())
    assert {group["lr"] for group in groups} == {0.01}
