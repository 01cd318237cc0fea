"""Which shapes and settings belong together, and in words why others do not. `shapes.js` says the same."""

import torch
from torch import Tensor

from d2lmini.widgets.layer_shapes import Shape, counts_reason, kernels_reason, sizes_reason
from d2lmini.widgets.sliding import Pair, fit_reason, output_sizes, times

# The gradients stand below what they are gradients of: more would not be seen together.
LIMITS = {"channels": [1, 3], "filters": [1, 3], "plane": [1, 6], "kernel": [1, 3]}
POOLING = ("max", "avg")
_NEW_ERRORS = (1, -1, 2)


def shapes_reason(X: Shape, K: Shape) -> str | None:
    """Say why an input and kernels of these shapes cannot be shown, or return None when they can."""
    return (
        counts_reason(X[0], K[0], LIMITS)
        or counts_reason(K[1], K[0], LIMITS)
        or kernels_reason(("X", "K"), X, K)
        or sizes_reason(X[1:], K[2:], LIMITS)
    )


def geometry_reason(
    mode: str, size: Pair, kernel: Pair, stride: Pair, padding: Pair, dilation: Pair
) -> str | None:
    """Say why these windows cannot be shown, or return None when they can."""
    if mode in POOLING:
        half = tuple(length // 2 for length in kernel)
        # PyTorch's rule: with more padding, a window could hold nothing else.
        if any(length > most for length, most in zip(padding, half, strict=True)):
            return (
                f"padding {times(padding)} is more than half of the window {times(kernel)}; "
                f"use at most {times(half)}, or a larger window"
            )
        if mode == "avg" and max(dilation) > 1:
            return "average pooling has no dilation in PyTorch; use dilation 1"
    words = ("input", "window" if mode in POOLING else "kernel")
    reason = fit_reason(size, kernel, stride, padding, dilation, words)
    axes = zip(size, kernel, stride, padding, dilation, strict=True)
    if reason is None and mode == "max" and any(_is_blind(*axis) for axis in axes):
        return "some window reads nothing but padding, and has no maximum; use less padding or dilation"
    return reason


def _is_blind(size: int, kernel: int, stride: int, padding: int, dilation: int) -> bool:
    count = (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
    starts = (at * stride - padding for at in range(count))
    return any(not any(0 <= start + tap * dilation < size for tap in range(kernel)) for start in starts)


def error_shape(mode: str, X: Shape, K: Shape, stride: Pair, padding: Pair, dilation: Pair) -> Shape:
    """Return the shape of the layer's output."""
    return X[0] if mode in POOLING else K[0], *output_sizes(X[1:], K[2:], stride, padding, dilation)


def fitted_errors(shape: Shape, dY: Tensor | None = None) -> Tensor:
    """Return errors of this shape: those of `dY` that remain stay."""
    maps, rows, columns = torch.meshgrid(*(torch.arange(length) for length in shape), indexing="ij")
    numbers = maps + 2 * rows + columns + rows * columns // 4  # so that no row repeats another for long
    errors = torch.tensor(_NEW_ERRORS)[numbers % len(_NEW_ERRORS)]
    if dY is None:
        return errors
    errors = errors.to(dY.dtype)
    kept = tuple(slice(min(lengths)) for lengths in zip(shape, dY.shape, strict=True))
    errors[kept] = dY[kept]
    return errors
