"""Networks as built: what each costs, and the blocks of one with their shapes (figure 10)."""

import json
from collections.abc import Mapping

import pandas as pd
import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from hotcold import plugins
from hotcold.config.base import Choice
from hotcold.networks import build_network
from hotcold.storage.tables import Column

ARCHITECTURE = {
    "order": Column("", "order of execution"),
    "name": Column("", "path of the module in the network"),
    "kind": Column("", "class of the module"),
    "in_shape": Column("", "channels × height × width going in"),
    "out_shape": Column("", "channels × height × width coming out"),
    "parameters": Column("", "trainable numbers"),
    "multiply_adds": Column("", "multiplications with addition, an image"),
    "takes_time": Column("", "whether it is told the time"),
}
NETWORKS = {
    "network": Column("", "name of the network"),
    "function": Column("", "function that builds it"),
    "options": Column("", "its options as JSON, the function's defaults where none are given"),
    "parameters": ARCHITECTURE["parameters"],
    "multiply_adds": ARCHITECTURE["multiply_adds"],
}


def network_table(choices: Mapping[str, Choice]) -> pd.DataFrame:
    """Return what each network costs, one row each; see `NETWORKS`."""
    rows = []
    for name, choice in choices.items():
        network = build_network(choice, seed=0).eval()
        options = {**plugins.defaults("networks", choice.function), **choice.options}
        rows.append(
            {
                "network": name,
                "function": choice.function,
                "options": json.dumps(options, sort_keys=True),
                "parameters": sum(p.numel() for p in network.parameters()),
                "multiply_adds": _flops(network).get("Global", 0) // 2,
            }
        )
    return pd.DataFrame(rows)


def architecture(choice: Choice) -> pd.DataFrame:
    """Return one row for each block of a network, in the order of execution."""
    network = build_network(choice, seed=0).eval()
    shapes: list[tuple[str, nn.Module, str, str]] = []
    for name, module in _blocks(network):
        module.register_forward_hook(
            lambda module, inputs, output, name=name: shapes.append((name, module, _shape(inputs[0]), _shape(output)))
        )
    flops = _flops(network)
    rows = [
        {
            "order": order,
            "name": name,
            "kind": type(module).__name__,
            "in_shape": shape_in,
            "out_shape": shape_out,
            "parameters": sum(p.numel() for p in module.parameters()),
            "multiply_adds": flops.get(name, 0) // 2,
            "takes_time": getattr(module, "time_mlp", None) is not None,
        }
        for order, (name, module, shape_in, shape_out) in enumerate(shapes)
    ]
    return pd.DataFrame(rows)


def _flops(network: nn.Module) -> dict[str, int]:
    """Return the floating point operations of one image, two a multiply-add, by module; ``Global`` is all of them."""
    counter = FlopCounterMode(display=False)
    with torch.inference_mode(), counter:
        network(torch.zeros(1, 1, 28, 28), torch.ones(1))
    return {name.split(".", 1)[-1]: sum(count.values()) for name, count in counter.get_flop_counts().items()}


def _blocks(network: nn.Module) -> list[tuple[str, nn.Module]]:
    """Return the network's children, those of lists one by one; an up block's two parts count as two."""
    found = []
    for name, child in network.named_children():
        items = (
            [(f"{name}.{k}", m) for k, m in child.named_children()]
            if isinstance(child, nn.ModuleList)
            else [(name, child)]
        )
        for path, module in items:
            parts = list(module.named_children())
            is_pair = type(module).__name__ == "UpBlock"
            found += [(f"{path}.{k}", part) for k, part in parts] if is_pair else [(path, module)]
    return found


def _shape(tensor: Tensor) -> str:
    return "×".join(map(str, tensor.shape[1:]))
