"""Exercise: the columns of windows that jump and have gaps."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.dtypes import LARGE, through_float32
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_im2col(X, k, stride, dilation):
    """Return each window as a column: (n, c_i, n_h, n_w) becomes (n, c_i*k*k, m_h*m_w)."""
    span = dilation * (k - 1) + 1
    rows = []
    for a in range(k):
        for b in range(k):
            down, right = a * dilation, b * dilation  # from a window's corner to its pixel (a, b)
            pixels = X[:, :, down : X.shape[2] - span + 1 + down, right : X.shape[3] - span + 1 + right]
            rows.append(pixels[:, :, ::stride, ::stride].flatten(2))
    return torch.stack(rows, dim=2).flatten(1, 2)


def _counted(*shape: int) -> Tensor:
    return torch.arange(float(torch.tensor(shape).prod())).reshape(shape)


def _cases() -> Iterator[Case]:
    yield Case("one channel", (_counted(1, 1, 3, 3), 2, 1, 1))
    yield Case("wider than tall", (_counted(1, 1, 3, 5), 2, 1, 1))
    yield Case("two channels", (_counted(1, 2, 3, 3), 2, 1, 1))
    yield Case("two pictures", (_counted(2, 2, 3, 4), 2, 1, 1))
    yield Case("stride 2", (_counted(1, 1, 5, 7), 3, 2, 1))
    yield Case("a stride that leaves rows out", (_counted(1, 2, 6, 8), 3, 2, 1))
    yield Case("dilation 2", (_counted(1, 1, 5, 6), 2, 1, 2))
    yield Case("stride 2 and dilation 3", (_counted(2, 3, 10, 9), 3, 2, 3))
    yield Case("stride 3 and dilation 2", (_counted(2, 2, 11, 9), 3, 3, 2))
    yield Case("a kernel of one number", (_counted(2, 3, 4, 5), 1, 2, 1))
    yield Case("fractions of both signs", (_counted(2, 2, 4, 4) / 7 - 3, 3, 1, 1))
    yield Case(LARGE, (_counted(1, 1, 3, 3).double() + 2**24 + 1, 2, 1, 1))


def _columns(
    X: Tensor, k: int, stride: int, dilation: int, order: str = "ncabij", as_rows: bool = False
) -> Tensor:
    """Return columns whose axes are in `order`, the first of which stays the pictures."""
    span = dilation * (k - 1) + 1
    windows = X.unfold(2, span, stride).unfold(3, span, stride)[..., ::dilation, ::dilation]
    axes = dict(zip("ncijab", range(6), strict=True))
    cols = windows.permute([axes[axis] for axis in order]).flatten(4).flatten(1, 3)
    return cols.mT.contiguous() if as_rows else cols


def _in_order(order: str) -> Callable:
    return lambda X, k, stride, dilation: _columns(X, k, stride, dilation, order)


EXERCISE = Exercise(
    title="Columns with stride and dilation",
    statement=(
        "Write `my_im2col(X, k, stride, dilation)` for a batch `X` of shape `(n, c_i, n_h, n_w)`, a kernel "
        "of `k` × `k`, and no padding. Stride and dilation are the same along both axes. The result has "
        "the shape `(n, c_i * k * k, m_h * m_w)` and the dtype of `X`. Try it without `F.unfold` and "
        "`d2l.im2col`."
    ),
    hints=(
        "Row (a, b) of the columns holds, for every window, the pixel at (a, b) in it. Where does that pixel "
        "stand for the first window, and how far is it to the next window's?",
        "It starts at row a · dilation and column b · dilation, and goes on in steps of the stride. A window "
        "spans dilation · (k − 1) + 1 rows.",
        "rows.append(X[:, :, a * dilation : n_h - span + 1 + a * dilation : stride, …].flatten(2)), and at "
        "the end torch.stack(rows, dim=2).flatten(1, 2).",
    ),
    solution=my_im2col,
    cases=_cases,
    tolerance=1e-9,  # numbers are only copied
    mistakes=(
        Mistake(
            "the dilation is ignored: the pixels of a window stand dilation apart.",
            lambda X, k, stride, dilation: _columns(X, k, stride, 1),
        ),
        Mistake(
            "the stride is ignored: the windows stand stride apart.",
            lambda X, k, stride, dilation: _columns(X, k, 1, dilation),
        ),
        Mistake(
            "stride and dilation have changed places: the stride moves the window, the dilation spreads it.",
            lambda X, k, stride, dilation: _columns(X, k, dilation, stride),
        ),
        Mistake(
            "the rows of different channels are mixed: all k · k rows of the first channel come first. Stack "
            "along axis 2, behind the channels.",
            _in_order("nabcij"),
        ),
        Mistake(
            "each window is read column by column: b runs faster than a.",
            _in_order("ncbaij"),
        ),
        Mistake(
            "the windows stand in the order of their columns: they are read row by row.",
            _in_order("ncabji"),
        ),
        Mistake(
            "your windows are rows: each of them should be a column.",
            lambda X, k, stride, dilation: _columns(X, k, stride, dilation, as_rows=True),
        ),
        through_float32(my_im2col),
    ),
)
