"""Where a network's time goes: counted floating-point operations, and what a training step is spent on."""

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import nn
from torch.autograd.profiler_util import FunctionEvent
from torch.profiler import ProfilerActivity
from torch.utils.flop_counter import FlopCounterMode, conv_flop_count

SIDE = 28

# The operators of a training step by what they are; those that they call count with them.
PARTS = {
    "convolution": ("aten::convolution", "aten::convolution_backward"),
    "normalisation": ("aten::native_layer_norm", "aten::native_layer_norm_backward"),
    "activation": ("aten::gelu", "aten::gelu_backward"),
    "copies and casts": ("aten::copy_", "aten::_to_copy", "aten::to", "aten::contiguous", "aten::clone"),
    "optimiser and average": ("Optimizer.step#Adam.step", "aten::_fused_adam_", "aten::_foreach_lerp_"),
}
_PART = {operator: part for part, operators in PARTS.items() for operator in operators}


@dataclass(frozen=True)
class Operations:
    """FLOP of one image, two a multiplication with addition."""

    forward: int
    training: int  # forward and backward
    convolutions: int  # of them in convolutions, forward and backward


def count_operations(network: nn.Module) -> Operations:
    """Count the FLOP that one image (1, 28, 28) takes."""
    device = next(network.parameters()).device
    image, time = torch.zeros(1, 1, SIDE, SIDE, device=device), torch.ones(1, device=device)
    with _counter() as forward, torch.no_grad():
        network(image, time)
    with _counter() as training:
        network(image, time).sum().backward()
    network.zero_grad(set_to_none=True)
    by_operator = training.get_flop_counts()["Global"]
    convolutions = sum(flops for operator, flops in by_operator.items() if "convolution" in str(operator))
    return Operations(forward.get_total_flops(), training.get_total_flops(), convolutions)


def time_by_part(events: Iterable[FunctionEvent], device: torch.device) -> dict[str, float]:
    """Return the seconds of each of `PARTS` in a profile, each operator counted with those it calls."""
    seconds = dict.fromkeys(PARTS, 0.0)

    def visit(event: FunctionEvent) -> None:
        part = _PART.get(event.name)
        if part is None:
            for child in event.cpu_children:
                visit(child)
        else:
            microseconds = event.device_time_total if device.type == "cuda" else event.cpu_time_total
            seconds[part] += microseconds / 1e6

    for event in events:
        if event.cpu_parent is None:
            visit(event)
    return seconds


def profile(device: torch.device) -> torch.profiler.profile:
    """Return a profiler for that device."""
    on_gpu = [ProfilerActivity.CUDA] if device.type == "cuda" else []
    return torch.profiler.profile(activities=[ProfilerActivity.CPU, *on_gpu])


def _counter() -> FlopCounterMode:
    return FlopCounterMode(
        display=False, custom_mapping={torch.ops.aten.convolution_backward: _convolution_backward_flops}
    )


def _convolution_backward_flops(
    grad_out: torch.Size,
    x: torch.Size,
    weight: torch.Size,
    _bias: object,
    _stride: object,
    _padding: object,
    _dilation: object,
    transposed: bool,
    _output_padding: object,
    _groups: object,
    output_mask: list[bool],
    **_: object,
) -> int:
    """Return the FLOP of a convolution's gradients: each, of input and of weight, takes what the forward takes.

    PyTorch's own formula forgets that the channels of a grouped convolution don't meet, and counts the weight's
    gradient ``groups`` times.
    """
    return conv_flop_count(x, weight, grad_out, transposed) * (output_mask[0] + output_mask[1])
