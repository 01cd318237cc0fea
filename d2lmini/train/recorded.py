"""A GPU given all the kernels of a step at once.

A step of LeNet is some fifty kernels that a GPU runs in a third of a millisecond; to launch them one by one
takes five times as long. A CUDA graph holds them and is launched as one.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

FIRST_CALLS = 3  # in which the libraries below choose their ways and take memory; a graph may hold neither


class Recorded:
    """Call `function(*tensors)`; on CUDA record its kernels for shapes that come again, and then replay them.

    What it returns is overwritten by the next call. `function` runs `net`, which must be made of PyTorch's
    own layers to be recorded: any other may do something beside its kernels, which a replay leaves out.
    """

    def __init__(self, function: Callable[..., Any], net: nn.Module, device: torch.device) -> None:
        """Record nothing yet."""
        self.function, self.device, self.graphs = function, device, {}
        self.last, self.in_a_row = None, 0  # the shapes of the last calls
        self.recordable = device.type == "cuda" and all(map(_only_kernels, net.modules()))

    def __call__(self, *tensors: Tensor) -> Any:
        """Return what `function` returns."""
        key = tuple((tensor.shape, tensor.dtype) for tensor in tensors)
        self.last, self.in_a_row = key, self.in_a_row + 1 if key == self.last else 1
        if key not in self.graphs and self.recordable and self.in_a_row > FIRST_CALLS:
            self._record(key, tensors)
        if key not in self.graphs:
            return self.function(*tensors)
        graph, inputs, outputs = self.graphs[key]
        for held, tensor in zip(inputs, tensors, strict=True):
            held.copy_(tensor, non_blocking=True)
        graph.replay()
        return outputs

    def _record(self, key: tuple, tensors: tuple[Tensor, ...]) -> None:
        graph = torch.cuda.CUDAGraph()
        inputs = [tensor.to(self.device, copy=True) for tensor in tensors]
        try:
            # A loader's own threads may go on using the device.
            with torch.cuda.graph(graph, capture_error_mode="thread_local"):
                outputs = self.function(*inputs)
        except RuntimeError:  # it waits for the device, or memory is short
            self.recordable = False
        else:
            self.graphs[key] = graph, inputs, outputs


def _only_kernels(module: nn.Module) -> bool:
    hooks = module._forward_hooks or module._forward_pre_hooks or module._backward_hooks
    return type(module).__module__.startswith(("torch.nn.", "d2lmini.models")) and not hooks
