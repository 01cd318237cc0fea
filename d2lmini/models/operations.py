"""What PyTorch's operations cost, and how they widen the field of a unit."""

from functools import reduce
from math import prod

from torch import Tensor
from torch.ops import aten

from d2lmini.models.field import Field

Fields = tuple[Field, Field] | None
# Kernel, stride, padding and dilation, each along height and width.
Windows = tuple[list[int], list[int], list[int], list[int]]
# These read a tensor's size alone.
FRESH = {aten.new_empty, aten.new_zeros, aten.new_ones, aten.new_full}
FRESH |= {aten.empty_like, aten.zeros_like, aten.ones_like, aten.full_like}


def multiply_adds(operation: object, args: tuple, made: list[Tensor]) -> int:
    """Count the products that an operation adds up."""
    if operation is aten.convolution:
        X, W, transposed = args[0], args[1], args[6]
        return (X if transposed else made[0]).numel() * W[0].numel()
    if operation in (aten.mm, aten.bmm):
        return made[0].numel() * args[0].shape[-1]
    if operation in (aten.addmm, aten.baddbmm):
        return made[0].numel() * args[1].shape[-1]
    return 0


def field_of(operation: object, args: tuple, output: Tensor, fields: list[Fields]) -> Fields:
    """Return the field of an operation's output along both axes."""
    if any(axes is None for axes in fields):
        return None
    joined, sizes = reduce(_joined, fields), output.shape[2:]
    if operation is aten.convolution and args[6]:
        return None  # transposed: it spreads, and does not gather
    if operation in _WINDOWS:
        windows = zip(*_WINDOWS[operation](*args), sizes, strict=True)
        return tuple(axis.under_windows(*window) for axis, window in zip(joined, windows, strict=True))
    if operation in (aten._adaptive_avg_pool2d, aten.adaptive_max_pool2d):
        return tuple(axis.in_shares(length) for axis, length in zip(joined, sizes, strict=True))
    if operation in (aten.mean, aten.sum) and args[1:]:
        dims, vector = {dim % args[0].ndim for dim in args[1]}, args[0].ndim == 2
        over = [vector or 2 + at in dims for at in range(2)]
        return tuple(axis.as_a_whole() if all_ else axis for all_, axis in zip(over, joined, strict=True))
    if operation in (aten.mm, aten.addmm, aten.bmm, aten.baddbmm):
        return tuple(axis.as_a_whole() for axis in joined)
    known = output.ndim < 4 or sizes == tuple(axis.length for axis in joined) or prod(sizes) == 1
    return joined if known else None


def _joined(some: Fields, others: Fields) -> Fields:
    return tuple(one.joined(other) for one, other in zip(some, others, strict=True))


def _pair(value: list[int]) -> list[int]:
    return [value[0], value[-1]]


def _convolved(
    X: Tensor, W: Tensor, b: Tensor, stride: list, padding: list, dilation: list, transposed: bool, *_: object
) -> Windows:
    return W.shape[2:], _pair(stride), _pair(padding), _pair(dilation)


def _pooled(
    X: Tensor, kernel: list, stride: list = (), padding: list = (0,), dilation: list = (1,), *_: object
) -> Windows:
    return _pair(kernel), _pair(stride or kernel), _pair(padding), _pair(dilation)


def _averaged(X: Tensor, kernel: list, stride: list = (), padding: list = (0,), *_: object) -> Windows:
    return _pair(kernel), _pair(stride or kernel), _pair(padding), (1, 1)


_WINDOWS = {
    aten.convolution: _convolved,
    aten.max_pool2d_with_indices: _pooled,
    aten.avg_pool2d: _averaged,
}
