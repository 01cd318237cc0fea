"""Where windows lie over a batch of maps: checked once, then read and added to through views."""

from typing import NamedTuple

import torch.nn.functional as F
from torch import Tensor

from d2lmini.arguments import check_plain, int_pair
from d2lmini.ops import output_size

Pair = tuple[int, int]
Size = int | Pair


class Windows(NamedTuple):
    """The windows of one layer. All pairs are (height, width); padding is per side."""

    size: Pair
    stride: Pair
    padding: Pair
    dilation: Pair
    counts: Pair

    @classmethod
    def over(cls, X: Tensor, size: Size, stride: Size, padding: Size, dilation: Size) -> "Windows":
        """Check the settings and count the windows; demand that one fits in the padded map."""
        size = int_pair("kernel_size", size, minimum=1)
        stride, padding = int_pair("stride", stride, minimum=1), int_pair("padding", padding, minimum=0)
        dilation = int_pair("dilation", dilation, minimum=1)
        counts = map(output_size, X.shape[-2:], size, padding, stride, dilation)
        return cls(size, stride, padding, dilation, tuple(counts))

    def padded(self, X: Tensor, value: float = 0) -> Tensor:
        """Return `X` with its padding around it."""
        top, left = self.padding
        return F.pad(X, (left, left, top, top), value=value) if top or left else X

    def of(self, padded: Tensor) -> Tensor:
        """Return a view of a padded batch in which each window stands whole: (n, c, kh, kw, oh, ow)."""
        for axis in (0, 1):
            span = self.dilation[axis] * (self.size[axis] - 1) + 1
            padded = padded.unfold(2 + axis, span, self.stride[axis])
        dh, dw = self.dilation
        return padded[..., ::dh, ::dw].permute(0, 1, 4, 5, 2, 3)

    def added_up(self, shares: Tensor, shape: tuple[int, ...]) -> Tensor:
        """Add what each window gives to its entries (n, c, kh, kw, oh, ow); return maps of `shape`."""
        top, left = self.padding
        height, width = shape[-2] + 2 * top, shape[-1] + 2 * left
        total = shares.new_zeros(*shape[:-2], height, width)
        places = self.of(total)
        # Entry (a, b) of all windows at once: no two of them are the same pixel, so none is added to twice.
        for a in range(self.size[0]):
            for b in range(self.size[1]):
                places[:, :, a, b] += shares[:, :, a, b]
        return total[..., top : height - top, left : width - left]


def check_batch(name: str, value: Tensor, axes: str = "(n, channels, h, w)") -> None:
    """Demand floating-point numbers along four axes, none of them empty."""
    check_plain(name, value)
    if not value.is_floating_point():
        raise TypeError(f"{name} holds {value.dtype}, expected floating-point numbers; use {name}.float()")
    if value.ndim != 4 or 0 in value.shape:
        way_out = f"; use {name}[None]" if value.ndim == 3 else ""
        raise ValueError(f"{name} must be {axes}, none of them 0, got shape {tuple(value.shape)}{way_out}")


def check_alike(name: str, value: Tensor, like: Tensor) -> None:
    """Demand the dtype and the device of X."""
    if value.dtype != like.dtype:
        raise TypeError(f"{name} holds {value.dtype} but X {like.dtype}; use {name}.to(X.dtype)")
    if value.device != like.device:
        raise ValueError(f"{name} is on {value.device} but X is on {like.device}; use {name}.to(X.device)")


def check_gradient(dY: Tensor, X: Tensor, channels: int, windows: Windows) -> None:
    """Demand the output's shape of the gradient that arrives there."""
    check_batch("dY", dY)
    check_alike("dY", dY, X)
    expected = (len(X), channels, *windows.counts)
    if dY.shape != expected:
        raise ValueError(f"dY must have the output's shape {expected}, got {tuple(dY.shape)}")
