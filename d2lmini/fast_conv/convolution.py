"""The same convolutional layer three ways, and its backward pass."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from d2lmini.arguments import check_plain
from d2lmini.fast_conv.windows import Size, Windows, check_alike, check_batch, check_gradient

# Bytes of columns that are made in one go: they are multiplied while they are still in the processor's cache.
_BLOCK = 2**20


def conv2d_loops(
    X: Tensor, W: Tensor, b: Tensor | None = None, stride: Size = 1, padding: Size = 0, dilation: Size = 1
) -> Tensor:
    """Convolve by seven nested loops over single numbers, in Python: right, and very slow.

    Shapes:
        X: (n, c_i, h, w)
        W: (c_o, c_i, kh, kw)
        b: (c_o,), or None for no bias
        returns: (n, c_o, oh, ow)

    Raises:
        TypeError: an argument holds no floating-point numbers, they differ in dtype, or a setting is no
            whole number.
        ValueError: a shape does not fit, a setting is too small, or no window fits in the padded maps.

    Source: chapter "Fast convolution"; equal to `torch.nn.functional.conv2d`.
    """
    return _convolved(_by_loops, X, W, b, stride, padding, dilation)


def conv2d_numba(
    X: Tensor, W: Tensor, b: Tensor | None = None, stride: Size = 1, padding: Size = 0, dilation: Size = 1
) -> Tensor:
    """Convolve by nested loops that Numba has compiled, on as many threads as PyTorch uses.

    Numba is not installed with the package. The first call for a dtype compiles, which takes seconds. Shapes,
    errors and source are those of `conv2d_loops`; besides

    Raises:
        ImportError: Numba is not installed.
        TypeError: `X` is not in single or double precision, or not in the processor's memory.
    """
    return _convolved(_by_numba, X, W, b, stride, padding, dilation)


def conv2d_im2col(
    X: Tensor, W: Tensor, b: Tensor | None = None, stride: Size = 1, padding: Size = 0, dilation: Size = 1
) -> Tensor:
    """Convolve by one matrix product: each filter as a row, each window as a column.

    The columns of a few pictures are made at a time. Shapes, errors and source are those of `conv2d_loops`.
    """
    return _convolved(_by_columns, X, W, b, stride, padding, dilation)


@torch.no_grad()
def conv2d_backward(
    dY: Tensor, X: Tensor, W: Tensor, stride: Size = 1, padding: Size = 0, dilation: Size = 1
) -> tuple[Tensor, Tensor, Tensor]:
    """Return the gradients (dX, dW, db) of a loss whose gradient at the layer's output is `dY`.

    Shapes:
        dY: (n, c_o, oh, ow)
        X: (n, c_i, h, w)
        W: (c_o, c_i, kh, kw)
        returns: those of `X` and `W`, and (c_o,)

    Raises:
        TypeError: an argument holds no floating-point numbers, they differ in dtype, or a setting is no
            whole number.
        ValueError: a shape does not fit, a setting is too small, or no window fits in the padded maps.

    Source: chapter "Backpropagation"; equal to what autograd makes of `torch.nn.functional.conv2d`.
    """
    windows = _checked(X, W, None, stride, padding, dilation)
    check_gradient(dY, X, len(W), windows)
    return *_gradients(dY, X, W, windows), dY.sum((0, 2, 3))


def _convolved(forward: Callable, X: Tensor, W: Tensor, b: Tensor | None, *settings: Size) -> Tensor:
    return _Convolution.apply(X, W, b, _checked(X, W, b, *settings), forward)


class _Convolution(torch.autograd.Function):
    """Any of the forward passes, with the backward pass of this file."""

    @staticmethod
    def forward(ctx, X: Tensor, W: Tensor, b: Tensor | None, windows: Windows, forward: Callable) -> Tensor:
        ctx.save_for_backward(X, W)
        ctx.windows = windows
        Y = forward(X, W, windows)
        return Y if b is None else Y.add_(b.view(-1, 1, 1))

    @staticmethod
    @once_differentiable
    def backward(ctx, dY: Tensor) -> tuple:
        needs = ctx.needs_input_grad
        gradients = _gradients(dY, *ctx.saved_tensors, ctx.windows, *needs[:2])
        return *gradients, dY.sum((0, 2, 3)) if needs[2] else None, None, None


def _by_loops(X: Tensor, W: Tensor, windows: Windows) -> Tensor:
    (sh, sw), (dh, dw), (oh, ow) = windows.stride, windows.dilation, windows.counts
    (n, c_i, *_), (c_o, _, kh, kw) = X.shape, W.shape
    pixels, weights = windows.padded(X).tolist(), W.tolist()
    Y = [[[[0.0] * ow for _ in range(oh)] for _ in range(c_o)] for _ in range(n)]
    for picture in range(n):
        for o in range(c_o):
            for i in range(oh):
                for j in range(ow):
                    total = 0.0
                    for c in range(c_i):
                        for a in range(kh):
                            for b in range(kw):
                                pixel = pixels[picture][c][i * sh + a * dh][j * sw + b * dw]
                                total += weights[o][c][a][b] * pixel
                    Y[picture][o][i][j] = total
    return torch.tensor(Y, dtype=X.dtype, device=X.device)


def _by_numba(X: Tensor, W: Tensor, windows: Windows) -> Tensor:
    if X.dtype not in (torch.float32, torch.float64) or X.device.type != "cpu":
        raise TypeError(f"Numba computes in float32 or float64 on the CPU, got {X.dtype} on {X.device}")
    from d2lmini.fast_conv.compiled import correlate  # which needs Numba

    return correlate(windows.padded(X), W, windows.counts, windows.stride, windows.dilation)


def _by_columns(X: Tensor, W: Tensor, windows: Windows) -> Tensor:
    Y = X.new_empty(len(X), len(W), *windows.counts)
    for block, columns in _column_blocks(X, windows):
        torch.matmul(W.flatten(1), columns, out=Y[block].flatten(2))
    return Y


def _gradients(
    dY: Tensor, X: Tensor, W: Tensor, windows: Windows, for_X: bool = True, for_W: bool = True
) -> tuple[Tensor | None, Tensor | None]:
    K = W.flatten(1)  # (c_o, c_i*kh*kw)
    errors = dY.flatten(2)  # (n, c_o, oh*ow)
    dX = torch.empty_like(X) if for_X else None
    dW = torch.zeros_like(K) if for_W else None
    shape = X.shape[1], *windows.size, *windows.counts
    for block, columns in _column_blocks(X, windows):
        if for_W:
            dW += (errors[block] @ columns.mT).sum(0)
        if for_X:
            # What each window gives to its pixels takes the place of what it read.
            shares = torch.matmul(K.mT, errors[block], out=columns)
            dX[block] = windows.added_up(shares.view(-1, *shape), X[block].shape)
    return dX, dW.view_as(W) if for_W else None


def _column_blocks(X: Tensor, windows: Windows) -> Iterator[tuple[slice, Tensor]]:
    """Yield the columns of a few pictures at a time, in the same memory again and again."""
    views = windows.of(windows.padded(X))
    rows, count = views[0, :, :, :, 0, 0].numel(), windows.counts[0] * windows.counts[1]
    at_once = max(1, _BLOCK // (rows * count * X.element_size()))
    columns = X.new_empty(min(at_once, len(X)), rows, count)
    for first in range(0, len(X), at_once):
        block = views[first : first + at_once]
        columns[: len(block)].view(block.shape).copy_(block)
        yield slice(first, first + at_once), columns[: len(block)]


def _checked(X: Tensor, W: Tensor, b: Tensor | None, stride: Size, padding: Size, dilation: Size) -> Windows:
    check_batch("X", X)
    check_batch("W", W, "(out_channels, in_channels, kh, kw)")
    check_alike("W", W, X)
    if W.shape[1] != X.shape[1]:
        raise ValueError(f"W expects {W.shape[1]} channels, but X has {X.shape[1]}; make them equal")
    if b is not None:
        check_plain("b", b)
        check_alike("b", b, X)
        if b.shape != W.shape[:1]:
            raise ValueError(f"b must be ({len(W)},), one bias for each filter, got shape {tuple(b.shape)}")
    return Windows.over(X, tuple(W.shape[2:]), stride, padding, dilation)
