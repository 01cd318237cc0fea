"""Two-dimensional maths as the chapters write it: cross-correlation, channels, pooling and output sizes.

Pictures have no batch axis: (h, w), or (channels, h, w) where a name says `multi`. Padding is per side.
"""

import torch
from torch import Tensor, nn

from d2lmini.arguments import check_int, check_tensor, int_pair


def output_size(n: int, k: int, padding: int = 0, stride: int = 1, dilation: int = 1) -> int:
    """Count the places a kernel of `k` entries takes along an axis of `n`.

    That is floor((n + 2 padding - dilation (k - 1) - 1) / stride) + 1, with `padding` per side: where the
    stride does not divide, the last entries are left out.

    Raises:
        ValueError: an argument is too small, or the dilated kernel does not fit in the padded axis.
    """
    n, k = check_int("n", n, minimum=1), check_int("k", k, minimum=1)
    padding = check_int("padding", padding, minimum=0)
    stride, dilation = check_int("stride", stride, minimum=1), check_int("dilation", dilation, minimum=1)
    span, room = dilation * (k - 1) + 1, n + 2 * padding
    if span > room:
        raise ValueError(
            f"kernel {k} with dilation {dilation} spans {span} but the padded input has {room}; "
            f"use padding >= {(span - n + 1) // 2}, or a smaller kernel or dilation"
        )
    return (room - span) // stride + 1


def corr2d(X: Tensor, K: Tensor) -> Tensor:
    """Slide `K` over `X` and sum each elementwise product (cross-correlation, no padding).

    Shapes:
        X: (h, w)
        K: (kh, kw), kh <= h and kw <= w
        returns: (h - kh + 1, w - kw + 1), in the promoted dtype of `X` and `K`

    Half precision is summed in float32 and rounded once, as PyTorch does. Sums beyond the range of int32 or
    int64 wrap round, as PyTorch's do.

    Raises:
        TypeError: `X` or `K` is not a tensor of numbers, or both hold whole numbers of at most 16 bits, as
            photographs do (uint8): their sums would wrap round in silence.
        ValueError: `X` or `K` is not two-dimensional, is empty, or `K` does not fit inside `X`.

    Source: chapter "Image convolution"; equal to `torch.nn.functional.conv2d`.
    """
    X, K, dtype = _operands(X, 2, K, 2)
    (h, w), (kh, kw) = X.shape, K.shape
    if kh > h or kw > w:
        raise ValueError(f"K {kh}x{kw} does not fit in X {h}x{w}; use a smaller kernel, or pad X")
    oh, ow = h - kh + 1, w - kw + 1
    # Kernel entry (i, j) only ever meets X[i : i + oh, j : j + ow]; unfold makes all these views at once.
    shifted = X.unfold(0, oh, 1).unfold(1, ow, 1)  # (kh, kw, oh, ow)
    Y = X.new_zeros(oh, ow)
    for views, row in zip(shifted, K, strict=True):
        for view, k in zip(views, row, strict=True):
            Y = torch.addcmul(Y, view, k)
    return Y.to(dtype)


def corr2d_multi_in(X: Tensor, K: Tensor) -> Tensor:
    """Correlate each channel of `X` (c, h, w) with that of `K` (c, kh, kw) and add the maps up: (oh, ow)."""
    X, K, dtype = _operands(X, 3, K, 3)
    _check_channels(X, K, axis=0)
    return sum(corr2d(x, k) for x, k in zip(X, K, strict=True)).to(dtype)


def corr2d_multi_in_out(X: Tensor, K: Tensor) -> Tensor:
    """Make one map of `X` (ci, h, w) for each filter of `K` (co, ci, kh, kw): (co, oh, ow)."""
    X, K, dtype = _operands(X, 3, K, 4)
    _check_channels(X, K, axis=1)
    return torch.stack([corr2d_multi_in(X, filter_) for filter_ in K]).to(dtype)


def corr2d_multi_in_out_1x1(X: Tensor, K: Tensor) -> Tensor:
    """Mix the channels of `X` (ci, h, w) by `K` (co, ci, 1, 1) in one matrix product: (co, h, w)."""
    X, K, dtype = _operands(X, 3, K, 4)
    _check_channels(X, K, axis=1)
    if K.shape[2:] != (1, 1):
        raise ValueError(f"K must have a 1x1 kernel, got shape {tuple(K.shape)}; use corr2d_multi_in_out")
    Y = K.flatten(1) @ X.flatten(1)  # (co, ci) @ (ci, h*w)
    return Y.unflatten(1, X.shape[1:]).to(dtype)


def pool2d(
    X: Tensor,
    pool_size: int | tuple[int, int],
    mode: str = "max",
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    """Replace each window of `X` by its largest entry (`mode="max"`) or its mean (`mode="avg"`).

    The stride is 1 unless given, as in the chapter's loop (PyTorch's default is `pool_size`). Padding is -inf
    for the maximum and zeros, which count, for the mean. An int stands for both axes.

    Shapes:
        X: (h, w)
        returns: (oh, ow), see `output_size`; in the dtype of `X`, which must be floating point for the mean

    Raises:
        TypeError: `X` is not a tensor of real numbers, or holds integers and `mode` is "avg".
        ValueError: `X` is not two-dimensional, a setting is out of range, or the window does not fit.

    Source: chapter "Pooling"; equal to `torch.nn.functional.max_pool2d` and `avg_pool2d`.
    """
    check_tensor("X", X, 2)
    h, w = X.shape
    ph, pw = int_pair("pool_size", pool_size, minimum=1)
    sh, sw = int_pair("stride", stride, minimum=1)
    top, left = int_pair("padding", padding, minimum=0)
    if mode not in ("max", "avg"):
        raise ValueError(f"mode must be 'max' or 'avg', got {mode!r}")
    if X.is_complex():
        raise TypeError(f"X holds {X.dtype}, expected real numbers; use X.real or X.abs()")
    if mode == "avg" and not X.is_floating_point():
        raise TypeError(f"X holds {X.dtype}, whose mean need not be an integer; use X.float()")
    if top > ph // 2 or left > pw // 2:
        raise ValueError(
            f"padding {top}x{left} is more than half of pool_size {ph}x{pw}; use at most {ph // 2}x{pw // 2}"
        )
    if ph > h + 2 * top or pw > w + 2 * left:
        raise ValueError(
            f"pool_size {ph}x{pw} does not fit in the padded input {h + 2 * top}x{w + 2 * left}; "
            f"use a smaller one, or padding {ph // 2}x{pw // 2}"
        )
    lowest = float("-inf") if X.is_floating_point() else torch.iinfo(X.dtype).min
    padded = nn.functional.pad(X, (left, left, top, top), value=lowest if mode == "max" else 0)
    windows = padded.unfold(0, ph, sh).unfold(1, pw, sw).flatten(2)  # (oh, ow, ph*pw)
    # Among equal entries max(-1) gives one the whole gradient, as F.max_pool2d does; amax would share it out.
    return windows.max(-1).values if mode == "max" else windows.mean(-1)


def comp_conv2d(conv2d: nn.Module, X: Tensor) -> Tensor:
    """Apply a layer that wants (batch, channels, h, w) to the picture `X` (h, w); return its map (oh, ow).

    Whole numbers are given to a layer with weights in the dtype of these.

    Raises:
        TypeError: `X` is not a tensor of numbers.
        ValueError: `X` is not two-dimensional, has another dtype or device than the layer's weights, or the
            layer takes or returns more than one channel.
    """
    check_tensor("X", X, 2)
    if getattr(conv2d, "in_channels", 1) > 1:  # a lazy layer still says 0
        raise ValueError(f"conv2d must take one channel, got {conv2d.in_channels}; use in_channels=1")
    weight = next(conv2d.parameters(), None) if isinstance(conv2d, nn.Module) else None
    if weight is not None:
        if not (X.is_floating_point() or X.is_complex()):
            X = X.to(weight.dtype)
        if (X.dtype, X.device) != (weight.dtype, weight.device):
            raise ValueError(
                f"X holds {X.dtype} on {X.device} but conv2d's weights {weight.dtype} on {weight.device}; "
                "use conv2d.to(X)"
            )
    Y = conv2d(X[None, None])
    if Y.shape[:2] != (1, 1):
        raise ValueError(f"conv2d must return one channel, got shape {tuple(Y.shape)}; use out_channels=1")
    return Y[0, 0]


class Conv2D(nn.Module):
    """A layer with one learnable kernel: `corr2d(X, weight) + bias`."""

    def __init__(self, kernel_size: int | tuple[int, int]) -> None:
        """Draw the weight uniformly from [0, 1); the bias is zero."""
        super().__init__()
        self.weight = nn.Parameter(torch.rand(int_pair("kernel_size", kernel_size, minimum=1)))
        self.bias = nn.Parameter(torch.zeros(1))

    def forward(self, X: Tensor) -> Tensor:
        """Map `X` (h, w) to (h - kh + 1, w - kw + 1)."""
        return corr2d(X, self.weight) + self.bias


def _operands(X: Tensor, X_ndim: int, K: Tensor, K_ndim: int) -> tuple[Tensor, Tensor, torch.dtype]:
    """Check `X` and `K`; return both in the dtype in which their products add up, and that of the result."""
    check_tensor("X", X, X_ndim)
    check_tensor("K", K, K_ndim)
    if X.device != K.device:
        raise ValueError(f"X is on {X.device} but K is on {K.device}; use K.to(X.device)")
    dtype = torch.promote_types(X.dtype, K.dtype)
    if not (dtype.is_floating_point or dtype.is_complex) and torch.iinfo(dtype).bits <= 16:
        raise TypeError(
            f"X holds {X.dtype} and K {K.dtype}: their sums wrap round beyond {torch.iinfo(dtype).max}; "
            "use X.long(), or X.float()"
        )
    wide = torch.float32 if dtype in (torch.float16, torch.bfloat16) else dtype
    return X.to(wide), K.to(wide), dtype


def _check_channels(X: Tensor, K: Tensor, axis: int) -> None:
    if X.shape[0] != K.shape[axis]:
        raise ValueError(
            f"K has {K.shape[axis]} channels (axis {axis} of {tuple(K.shape)}) but X has {X.shape[0]} "
            f"(axis 0 of {tuple(X.shape)}); make them equal"
        )
