"""The thin network that the browser differentiates, in torch: the layers' windows, and weights by chance."""

from collections.abc import Iterator, Sequence
from itertools import count
from math import prod

import torch
from torch import Tensor, nn

from d2lmini.models import Add
from d2lmini.receptive import measured_receptive_field
from d2lmini.widgets.receptive_field_explorer.stack import way_to

CHANNELS = 3
_ROOM = 65536  # for the numbers of one convolution's weights
_MIX = 0x45D9F3B


def hashed(seed: int, first: int, count: int) -> Tensor:
    """Return numbers from -1 to 1 that look like chance: whole numbers, mixed twice, the same everywhere."""
    x = (torch.arange(first, first + count) + seed * 2654435761) % 2**32
    for _ in range(2):
        x = ((x ^ (x >> 16)) * _MIX) % 2**32
    return (x ^ (x >> 16)).double() / 2**31 - 1


def effective_field(
    layers: Sequence[dict], path: Sequence[int], at: tuple[int, int], X: Tensor, seed: int | None
) -> Tensor:
    """Return the absolute derivatives of a unit by each pixel of the picture `X`, (h, w), in float64.

    With a seed, the unit is the mean of its three channels, before its ReLU. Each convolution has random
    weights, and biases with which its maps average 0 on this picture; branches are added. With None, every
    layer averages, and pixels count in proportion to the paths that lead to them.
    """
    net = network_to(layers, path, seed)
    if seed is None:
        return measured_receptive_field(net, X[None, None], at, every_path=True)
    if len(net) and isinstance(net[-1], nn.ReLU):
        net = net[:-1]
    return measured_receptive_field(net, X[None, None].double(), at)


def network_to(layers: Sequence[dict], path: Sequence[int], seed: int | None = None) -> nn.Sequential:
    """Return the network on the way to the layer at a path."""
    numbered = _numbered(layers, count())
    return nn.Sequential(*_built(way_to(numbered, path), 1, seed)[0])


def _numbered(layers: Sequence[dict], numbers: Iterator[int]) -> list[dict]:
    """Return the layers, each convolution with its number in the network."""
    return [
        layer | {"branches": [_numbered(branch, numbers) for branch in layer["branches"]]}
        if "branches" in layer
        else layer | ({"number": next(numbers)} if layer["kind"] == "conv" else {})
        for layer in layers
    ]


def _built(layers: Sequence[dict], channels: int, seed: int | None) -> tuple[list[nn.Module], int]:
    modules = []
    for layer in layers:
        if "branches" in layer:
            built = [_built(branch, channels, seed) for branch in layer["branches"]]
            modules.append(Add([nn.Sequential(*parts) for parts, _ in built]))
            channels = max(made for _, made in built)
        elif layer["kind"] == "pool":
            sizes = (layer["kernel"], layer["stride"], layer["padding"])
            modules.append(nn.MaxPool2d(*map(_plain, sizes), ceil_mode=layer["ceil"]))
        else:
            modules += _convolution(layer, channels, seed)
            channels = 1 if seed is None else CHANNELS
    return modules, channels


def _convolution(layer: dict, channels: int, seed: int | None) -> list[nn.Module]:
    sizes = (_plain(layer[name]) for name in ("kernel", "stride", "padding", "dilation"))
    conv = nn.Conv2d(channels, 1 if seed is None else CHANNELS, *sizes, bias=False)
    if seed is None:
        return [conv]
    conv.double()
    bound = (6 / conv.weight[0].numel()) ** 0.5
    numbers = hashed(seed, layer["number"] * _ROOM, prod(conv.weight.shape))
    conv.weight.data = bound * numbers.view_as(conv.weight)
    conv.register_forward_hook(lambda conv, inputs, Y: Y - Y.mean((2, 3), keepdim=True).detach())
    return [conv, nn.ReLU()]


def _plain(lengths: int | list[int]) -> int | tuple[int, int]:
    return tuple(lengths) if isinstance(lengths, list) else lengths
