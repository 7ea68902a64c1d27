"""Networks as built, against counts of their own and closed forms."""

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


def test_networks_are_listed_with_all_their_options_and_what_they_cost():
    wide = Choice(function="unet", options={"kernel_size": 1})
    table = network_table({"plain": Choice(function="cnn"), "wide": wide})
    assert list(table) == list(COLUMNS)
    assert table[["network", "function"]].to_numpy().tolist() == [["plain", "cnn"], ["wide", "unet"]]
    options = {"channels": [16, 32, 32, 16]}, {"channels": [32, 64, 128], "kernel_size": 1, "time": "every"}
    assert tuple(map(json.loads, table["options"])) == options
    for column in ("parameters", "multiply_adds"):
        assert table[column].iloc[1] == architecture(wide)[column].sum()
