"""Work on a GPU as a CUDA graph: captured once, then replayed, so that its hundreds of kernels cost one launch."""

from collections.abc import Callable

import torch
from torch import Tensor

Work = Callable[..., Tensor]  # of tensors, and of the ``generator`` that every draw in it is made with


class Replayed:
    """A function of tensors, replayed on a GPU and called as it is on a CPU.

    The first call for inputs of given shapes calls it on a GPU too, the second captures it, and that one and all later
    ones replay what was captured: the same kernels, on the inputs and with draws from the seed of each call.
    """

    def __init__(self, function: Work, device: torch.device) -> None:
        """Prepare to call a function.

        Args:
            function: does the same to all inputs of the same shapes, and reads nothing back from the GPU. What it
                uses or changes beside its inputs, such as weights, must stay where it is in memory.
            device: where it runs.

        """
        self._function = function
        self._device = device
        self._by_shape: dict[tuple[torch.Size, ...], _Captured] = {}

    def __call__(self, *inputs: Tensor, seed: int) -> Tensor:
        """Return what the function gives for ``inputs``, its draws made from ``seed``."""
        if self._device.type != "cuda":
            return self._function(*inputs, generator=torch.Generator(self._device).manual_seed(seed))
        shapes = tuple(tensor.shape for tensor in inputs)
        if shapes not in self._by_shape:
            self._by_shape[shapes] = _Captured(self._function, inputs)
        return self._by_shape[shapes](inputs, seed)


class _Captured:
    """The function for inputs of certain shapes, which are copied to where the graph finds them."""

    def __init__(self, function: Work, inputs: tuple[Tensor, ...]) -> None:
        self._function = function
        self._inputs = [torch.empty_like(tensor) for tensor in inputs]
        self._generator = torch.Generator(inputs[0].device)
        self._stream = torch.cuda.Stream(inputs[0].device)
        self._graph: torch.cuda.CUDAGraph | None = None
        self._output: Tensor | None = None

    def __call__(self, inputs: tuple[Tensor, ...], seed: int) -> Tensor:
        for kept, given in zip(self._inputs, inputs, strict=True):
            kept.copy_(given)
        self._generator.manual_seed(seed)
        if self._output is None:
            # Libraries and optimisers set themselves up at a first call, which must not be part of the graph.
            self._stream.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(self._stream):
                self._output = self._call()
            torch.cuda.current_stream().wait_stream(self._stream)
        else:
            if self._graph is None:
                self._graph = torch.cuda.CUDAGraph()
                self._graph.register_generator_state(self._generator)
                with torch.cuda.graph(self._graph, stream=self._stream):
                    self._output = self._call()
            self._graph.replay()
        return self._output.clone()

    def _call(self) -> Tensor:
        return self._function(*self._inputs, generator=self._generator)
