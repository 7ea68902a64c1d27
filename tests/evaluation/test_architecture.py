"""Networks as built, against counts of their own and closed forms."""

import itertools
import json

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from hotcold.config.base import Choice
from hotcold.evaluation.architecture import ARCHITECTURE, architecture, network_table
from hotcold.evaluation.architecture import NETWORKS as COLUMNS
from hotcold.networks import build_network
from tests.training.parts import NETWORKS


@pytest.mark.parametrize("choice", NETWORKS.values(), ids=NETWORKS)
def test_blocks_add_up_to_the_network(choice):
    table, network = architecture(choice), build_network(choice, 0)
    assert list(table) == list(ARCHITECTURE)
    assert list(table["order"]) == list(range(len(table)))
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        network(torch.zeros(1, 1, 28, 28), torch.ones(1))
    assert table["parameters"].sum() == sum(p.numel() for p in network.parameters())
    assert table["multiply_adds"].sum() == counter.get_total_flops() // 2


def test_the_unet_goes_down_and_up():
    table = architecture(NETWORKS["unet"]).set_index("name")
    assert table.loc["down.0", ["in_shape", "out_shape"]].tolist() == ["1×28×28", "4×28×28"]
    assert table.loc["middle", "out_shape"] == "8×3×3"
    assert table.loc["up.0.block", "in_shape"] == "12×7×7", "with what went down beside it"
    assert table["out_shape"].iloc[-1] == "1×28×28"
    assert table["kind"].value_counts()[["MaxPool2d", "ConvTranspose2d", "Conv2d"]].tolist() == [3, 3, 1]


def test_networks_cost_what_the_report_and_closed_forms_say():
    """At the report's widths; the CNN 79 M multiply-adds, the UNet 391 M."""
    table = network_table(
        {"plain": Choice(function="cnn"), "wide": Choice(function="unet", options={"kernel_size": 1})}
    )
    assert list(table) == list(COLUMNS)
    assert table["network"].tolist() == ["plain", "wide"]
    assert table["function"].tolist() == ["cnn", "unet"]
    pairs = list(itertools.pairwise((1, 16, 32, 32, 16)))
    time = list(itertools.pairwise((32, 128, 128, 128, 16)))
    plain = table.iloc[0]
    products = sum(49 * a * b for a, b in pairs) + 9 * 16
    assert plain["multiply_adds"] == 28**2 * products + sum(a * b for a, b in time)
    assert plain["multiply_adds"] == pytest.approx(79e6, rel=0.01)
    norms = sum(2 * 28**2 * b for _, b in pairs)
    biases = sum(b for _, b in pairs) + 1 + sum(b for _, b in time)
    assert plain["parameters"] == products + norms + biases + sum(a * b for a, b in time)
    assert json.loads(plain["options"]) == {"channels": [16, 32, 32, 16]}
    assert json.loads(table["options"].iloc[1]) == {"channels": [32, 64, 128], "kernel_size": 1, "time": "every"}
    (unet,) = network_table({"unet": Choice(function="unet")})["multiply_adds"]
    assert unet == pytest.approx(391e6, rel=0.002)
    assert unet == architecture(Choice(function="unet"))["multiply_adds"].sum()
