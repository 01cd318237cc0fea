"""What each layer of a network costs, and how much of the picture it sees."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.func import functional_call

from d2lmini.arguments import check_int
from d2lmini.models.trace import Trace


class LayerSummary(NamedTuple):
    """One row: a layer, or an operation outside of all layers, such as the addition of a shortcut."""

    name: str
    kind: str
    shape: tuple[int, ...]
    parameters: int
    multiply_adds: int
    activation_bytes: int
    receptive_field: tuple[int, int] | None


class Summary(list):
    """The rows of a network, with their totals; printed, a table."""

    parameters: int

    @property
    def multiply_adds(self) -> int:
        """Products of a weight and an input, added up; FLOPs are twice as many."""
        return sum(layer.multiply_adds for layer in self)

    @property
    def activation_bytes(self) -> int:
        """Bytes of all layers' outputs for one example."""
        return sum(layer.activation_bytes for layer in self)

    @property
    def receptive_field(self) -> tuple[int, int] | None:
        """Height and width that a unit of the last row depends on."""
        return self[-1].receptive_field if self else None

    def __repr__(self) -> str:
        """Return the table."""
        head = ("", "layer", "output", "parameters", "multiply-adds", "bytes", "field")
        totals = (self.parameters, self.multiply_adds, self.activation_bytes)
        rows = [head, *map(_cells, self), _cells(LayerSummary("", "total", (), *totals, None))]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = []
        for row in rows:
            words = [cell.ljust(width) for cell, width in zip(row[:3], widths, strict=False)]
            numbers = [cell.rjust(width) for cell, width in zip(row[3:], widths[3:], strict=True)]
            lines.append("  ".join([*words, *numbers]).rstrip())
        rule = "-" * max(map(len, lines))
        return "\n".join([lines[0], rule, *lines[1:-1], rule, lines[-1]])


def summary(net: nn.Module, shape: Sequence[int]) -> Summary:
    """Tell each layer's output shape, parameters, multiply-adds, memory and receptive field.

    What is counted, for one example of `shape`, without the batch, as when predicting:

    - parameters: weights and biases. Those that layers share count once, where they are first used. The total
      has those of layers that were not used, too.
    - multiply-adds: products of a weight and an input in convolutions and dense layers, products with padded
      zeros included. Biases, normalisation, activations, pooling and additions are left out. FLOPs are twice
      as many.
    - bytes: each layer's output; nothing where a layer hands on what it read, as flattening and dropout do.
    - receptive field: the height and width that a unit depends on, padding included; of units of different
      reach, the largest one. What normalisation averages over is left out. None where it is not known, or
      the input is no picture.

    Nothing is computed, and the network stays as it is: only shapes go through.

    Raises:
        ValueError: a layer cannot read what arrives; its name and PyTorch's reason are in the message.

    Examples:
        >>> summary(lenet(), (1, 28, 28)).multiply_adds
        416520
    """
    sizes = tuple(check_int("shape", size, minimum=1) for size in shape)
    owners = {**dict(net.named_parameters()), **dict(net.named_buffers())}
    dtype = next((X.dtype for X in net.parameters() if X.is_floating_point()), torch.get_default_dtype())
    X = torch.zeros(1, *sizes, dtype=dtype, device="meta")
    training = {module: module.training for module in net.modules()}
    net.eval()
    try:
        with torch.no_grad(), torch.device("meta"), Trace(net, X) as trace:
            functional_call(net, {name: _without_numbers(held) for name, held in owners.items()}, (X,))
    except (RuntimeError, ValueError, TypeError, IndexError) as error:
        where = trace.where
        raise ValueError(f"{where} does not fit what it reads, {trace.read}: {error}") from error
    finally:
        for module, mode in training.items():
            module.training = mode
    result = Summary(LayerSummary(*row) for row in trace.rows)
    result.parameters = sum(parameter.numel() for parameter in net.parameters())
    return result


def _without_numbers(held: Tensor) -> Tensor:
    return torch.empty_like(held, device="meta")


def _cells(layer: LayerSummary) -> tuple[str, ...]:
    shape = str(layer.shape) if layer.shape else ""
    counts = (f"{count:,}" for count in layer[3:6])
    field = layer.receptive_field
    seen = "" if field is None else str(field[0]) if field[0] == field[1] else f"{field[0]}x{field[1]}"
    return layer.name, layer.kind, shape, *counts, seen
