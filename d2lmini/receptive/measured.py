"""Receptive fields by gradient: how much each pixel counts for a unit, and which pixels can."""

from copy import deepcopy

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from d2lmini.arguments import check_plain, int_pair
from d2lmini.receptive.fields import is_pointwise


def measured_receptive_field(
    net: nn.Module, X: Tensor, at: int | tuple[int, int] | None = None, *, every_path: bool = False
) -> Tensor:
    """Measure by gradient how much each pixel counts for one unit of the network's last map.

    The unit is the mean over the channels of the output at `at`, or in its middle. Where the result is not 0,
    the unit depends on the pixel: that is the receptive field, as far as this network makes use of it on
    these pictures.

    With `every_path=True`, a copy is measured in which nothing hides a pixel: convolutions and pooling
    average what they read, activations and normalisation hand it on. Then the gradient is positive in the
    whole field, and in proportion to how many of the paths from the unit back to the picture end at a pixel.

    Shapes:
        X: (n, c, h, w), pictures for the network, in its evaluation mode
        returns: (h, w), absolute derivatives, added over the channels and averaged over the pictures

    Raises:
        TypeError: `net` is no module, or `X` no plain tensor.
        ValueError: `X` is no batch of pictures, `net` gives no map, or `at` is outside of it.

    Source: Luo, Li, Urtasun, Zemel, "Understanding the effective receptive field in deep convolutional neural
    networks" (2016).
    """
    if not isinstance(net, nn.Module):
        raise TypeError(f"net must be a network, an nn.Module, got {type(net).__name__}")
    check_plain("X", X)
    if X.ndim != 4 or 0 in X.shape:
        raise ValueError(
            f"X must be pictures (n, channels, height, width), got shape {tuple(X.shape)}; "
            "X[None] makes one picture a batch"
        )
    if every_path:
        net, X = with_every_path(net), X.double()
    modes = {module: module.training for module in net.modules()}
    net.eval()
    try:
        with torch.enable_grad():
            X = X.detach().clone().requires_grad_()
            Y = net(X)
            row, column = _place(Y, at)
            unit = Y[:, :, row, column].mean(1).sum()
            (gradient,) = torch.autograd.grad(unit, X)
    finally:
        for module, mode in modes.items():
            module.training = mode
    return gradient.abs().sum(1).mean(0)


def _place(Y: Tensor, at: int | tuple[int, int] | None) -> tuple[int, int]:
    if Y.ndim != 4:
        raise ValueError(
            f"net must end in a map (n, channels, height, width), got shape {tuple(Y.shape)}; "
            "take the layers before it flattens, such as net[:6]"
        )
    size = tuple(Y.shape[2:])
    if at is None:
        return tuple(length // 2 for length in size)
    place = int_pair("at", at, 0)
    if any(index >= length for index, length in zip(place, size, strict=True)):
        raise ValueError(f"at must be a place in the {size[0]}x{size[1]} map that net gives, got {place}")
    return place


def with_every_path(net: nn.Module) -> nn.Module:
    """Return a copy of the network in which every layer averages what it reads."""
    # At first the copy has the very weights of the network, which may be many; few of them stay.
    copy = deepcopy(nn.Sequential(net), {id(held): held for held in net.parameters()})
    for name, module in list(copy.named_modules()):
        if isinstance(module, nn.Conv2d):
            copy.set_submodule(name, _MeanConv(module))
        elif isinstance(module, nn.MaxPool2d):
            copy.set_submodule(name, _MeanPool(module))
        elif is_pointwise(module):
            copy.set_submodule(name, nn.Identity())
    return deepcopy(copy).double()


class _MeanConv(nn.Module):
    """Average in the windows of a convolution, and over the channels: all of them do the same."""

    def __init__(self, conv: nn.Conv2d) -> None:
        super().__init__()
        self.kernel = int_pair("kernel_size", conv.kernel_size, 1)
        self.settings = (None, conv.stride, conv.padding, conv.dilation)

    def forward(self, X: Tensor) -> Tensor:
        return F.conv2d(X.mean(1, keepdim=True), _equal(X, self.kernel), *self.settings)


class _MeanPool(nn.Module):
    """Average in the windows of a maximum pooling."""

    def __init__(self, pooling: nn.MaxPool2d) -> None:
        super().__init__()
        self.pooling = pooling
        names = ("kernel_size", "stride", "padding", "dilation")
        self.settings = [int_pair(name, getattr(pooling, name), 0) for name in names]

    def forward(self, X: Tensor) -> Tensor:
        kernel, stride, padding, dilation = self.settings
        # Rounded up, the last window may reach past the padding.
        axes = zip(X.shape[2:], self.pooling(X).shape[2:], *self.settings, strict=True)
        bottom, right = ((n - 1) * s + d * (k - 1) + 1 - size - p for size, n, k, s, p, d in axes)
        X = F.pad(X, (padding[1], right, padding[0], bottom))
        maps = X.flatten(0, 1)[:, None]  # each channel by itself
        Y = F.conv2d(maps, _equal(X, kernel), stride=stride, dilation=dilation)
        return Y.reshape(*X.shape[:2], *Y.shape[2:])


def _equal(X: Tensor, kernel: tuple[int, int]) -> Tensor:
    return X.new_full((1, 1, *kernel), 1 / (kernel[0] * kernel[1]))
