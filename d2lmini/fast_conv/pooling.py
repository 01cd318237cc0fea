"""Pooling over a batch, and where its gradients go."""

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from d2lmini.fast_conv.windows import Size, Windows, check_batch, check_gradient


def max_pool2d(
    X: Tensor, kernel_size: Size, stride: Size | None = None, padding: Size = 0, dilation: Size = 1
) -> Tensor:
    """Replace each window by its largest number; the stride is the window unless given.

    Padding is minus infinity. The output is rounded down: what no whole window covers is left out.

    Shapes:
        X: (n, c, h, w)
        returns: (n, c, oh, ow)

    Raises:
        TypeError: `X` holds no floating-point numbers, or a setting is no whole number.
        ValueError: `X` has another number of axes, a setting is out of range, or no window fits.

    Source: chapter "Backpropagation"; equal to `torch.nn.functional.max_pool2d`.
    """
    return _MaxPooling.apply(X, _checked(X, kernel_size, stride, padding, dilation))


def max_pool2d_backward(
    dY: Tensor,
    X: Tensor,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    dilation: Size = 1,
) -> Tensor:
    """Hand each window's gradient to its largest number, among equal ones to the first, as PyTorch does.

    Shapes:
        dY: (n, c, oh, ow)
        X: (n, c, h, w)
        returns: that of `X`

    Raises: as `max_pool2d`, and ValueError where `dY` has not the output's shape.

    Source: chapter "Backpropagation"; equal to what autograd makes of `torch.nn.functional.max_pool2d`.
    """
    windows = _checked(X, kernel_size, stride, padding, dilation)
    check_gradient(dY, X, X.shape[1], windows)
    return _to_winners(dY, _largest(X, windows)[1], windows, X.shape)


def avg_pool2d(X: Tensor, kernel_size: Size, stride: Size | None = None, padding: Size = 0) -> Tensor:
    """Replace each window by its mean, in which the zeros of the padding count.

    Shapes, errors and source are those of `max_pool2d`; equal to `torch.nn.functional.avg_pool2d`.
    """
    return _MeanPooling.apply(X, _checked(X, kernel_size, stride, padding, 1))


def avg_pool2d_backward(
    dY: Tensor, X: Tensor, kernel_size: Size, stride: Size | None = None, padding: Size = 0
) -> Tensor:
    """Share each window's gradient out evenly; shares that meet at a pixel are added.

    Shapes and errors are those of `max_pool2d_backward`; of `X` only the shape and dtype matter.
    """
    windows = _checked(X, kernel_size, stride, padding, 1)
    check_gradient(dY, X, X.shape[1], windows)
    return _shared_out(dY, windows, X.shape)


class _MaxPooling(torch.autograd.Function):
    @staticmethod
    def forward(ctx, X: Tensor, windows: Windows) -> Tensor:
        largest, winners = _largest(X, windows)
        ctx.save_for_backward(winners)
        ctx.windows, ctx.shape = windows, X.shape
        return largest

    @staticmethod
    @once_differentiable
    def backward(ctx, dY: Tensor) -> tuple:
        return _to_winners(dY, *ctx.saved_tensors, ctx.windows, ctx.shape), None


class _MeanPooling(torch.autograd.Function):
    @staticmethod
    def forward(ctx, X: Tensor, windows: Windows) -> Tensor:
        ctx.windows, ctx.shape = windows, X.shape
        return windows.of(windows.padded(X)).mean((2, 3))

    @staticmethod
    @once_differentiable
    def backward(ctx, dY: Tensor) -> tuple:
        return _shared_out(dY, ctx.windows, ctx.shape), None


def _largest(X: Tensor, windows: Windows) -> tuple[Tensor, Tensor]:
    """Return the largest number of each window, and which of its entries that is, counted row by row."""
    views = windows.of(windows.padded(X, value=float("-inf")))
    entries = [entry for row in views.unbind(2) for entry in row.unbind(2)]  # kh*kw of (n, c, oh, ow)
    largest = entries[0].clone()
    winners = torch.zeros_like(largest, dtype=torch.int64)
    for number, entry in enumerate(entries[1:], start=1):
        better = (entry > largest) | entry.isnan()  # nan wins, so that nobody overlooks it
        largest[better], winners[better] = entry[better], number
    return largest, winners


def _to_winners(dY: Tensor, winners: Tensor, windows: Windows, shape: tuple[int, ...]) -> Tensor:
    kh, kw = windows.size
    numbers = torch.arange(kh * kw, device=dY.device).view(kh, kw, 1, 1)
    shares = dY[:, :, None, None] * (winners[:, :, None, None] == numbers)
    return windows.added_up(shares, shape)


def _shared_out(dY: Tensor, windows: Windows, shape: tuple[int, ...]) -> Tensor:
    kh, kw = windows.size
    share = dY / (kh * kw)
    return windows.added_up(share[:, :, None, None].expand(-1, -1, kh, kw, -1, -1), shape)


def _checked(X: Tensor, kernel_size: Size, stride: Size | None, padding: Size, dilation: Size) -> Windows:
    check_batch("X", X)
    windows = Windows.over(X, kernel_size, kernel_size if stride is None else stride, padding, dilation)
    for side, most in zip(windows.padding, windows.size, strict=True):
        if side > most // 2:
            raise ValueError(
                f"padding {windows.padding} is more than half of kernel_size {windows.size}: "
                "some windows would see nothing else"
            )
    return windows
