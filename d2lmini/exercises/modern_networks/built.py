"""Blocks that readers build, with the same numbers in them whatever they call their parts."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from d2lmini.exercises.kit.compare import kind_of


def built(answer: Callable, settings: tuple) -> nn.Module | str:
    """Build a network, with numbers in each kernel that depend on its shape and its turn alone."""
    net = answer(*settings)
    if not isinstance(net, nn.Module):
        return f"{kind_of(net)} instead of a network"
    turns = {}
    for conv in _convolutions(net):
        shape = tuple(conv.weight.shape)
        turns[shape] = turns.get(shape, 0) + 1
        generator = torch.Generator().manual_seed(hash((turns[shape], *shape)) % 2**31)
        with torch.no_grad():
            conv.weight.copy_(torch.randn(shape, generator=generator) / conv.weight[0].numel() ** 0.5)
            if conv.bias is not None:
                conv.bias.zero_()
    return net


def kernels(answer: Callable, settings: tuple) -> str:
    """Say which convolutions a network has, the largest kernels first."""
    net = built(answer, settings)
    if isinstance(net, str):
        return net
    convs = sorted(_convolutions(net), key=lambda conv: (-conv.kernel_size[0], conv.in_channels))
    return ", ".join(_told(conv) for conv in convs) or "no convolution"


def output(answer: Callable, shape: tuple[int, ...], training: bool, settings: tuple) -> Tensor | str:
    """Return what a network makes of a random batch."""
    net = built(answer, settings)
    if isinstance(net, str):
        return net
    X = torch.randn(shape, generator=torch.Generator().manual_seed(2))
    Y = net.train(training)(X)
    return Y.detach() if isinstance(Y, Tensor) else f"{kind_of(Y)} comes out"


def _convolutions(net: nn.Module) -> list[nn.Conv2d]:
    return [layer for layer in net.modules() if isinstance(layer, nn.Conv2d)]


def _told(conv: nn.Conv2d) -> str:
    height, width = conv.kernel_size
    settings = f", stride {conv.stride[0]}" * (conv.stride[0] > 1) + f", {conv.groups} groups" * (
        conv.groups > 1
    )
    bias = ", with bias" * (conv.bias is not None)
    return f"{height} × {width} from {conv.in_channels} to {conv.out_channels}{settings}{bias}"
