"""Exercise: columns back to a picture."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor
from torch.nn import functional as F

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_col2im(cols, size, kernel_size, stride):
    """Fold each column into its window, and add it there."""
    (n_h, n_w), (k_h, k_w) = size, kernel_size
    windows = cols.reshape(-1, k_h, k_w, cols.shape[1])  # (c, k_h, k_w, windows)
    X = torch.zeros(windows.shape[0], n_h, n_w, dtype=cols.dtype)
    per_row = (n_w - k_w) // stride + 1
    for number in range(cols.shape[1]):
        top, left = number // per_row * stride, number % per_row * stride
        X[:, top : top + k_h, left : left + k_w] += windows[..., number]
    return X


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(35)

    def case(label: str, c: int, size: tuple, kernel: tuple, stride: int, scale: float = 0) -> Case:
        count = torch.Size([(n - k) // stride + 1 for n, k in zip(size, kernel, strict=True)]).numel()
        cols = torch.randint(-3, 7, (c * kernel[0] * kernel[1], count), generator=generator).float()
        return Case(label, (cols.double() * scale if scale else cols, size, kernel, stride))

    yield case("one window", 1, (2, 2), (2, 2), 1)
    yield case("two windows side by side", 1, (2, 4), (2, 2), 2)
    yield case("windows that overlap", 1, (3, 3), (2, 2), 1)
    yield case("two channels", 2, (3, 4), (2, 2), 1)
    yield case("windows of 3 × 2, stride 2", 1, (5, 6), (3, 2), 2)
    yield case("a row and a column that no window reads", 1, (4, 4), (3, 3), 2)
    yield case("three channels, windows of 2 × 3, stride 2", 3, (5, 6), (2, 3), 2)
    yield case("double precision (float64)", 2, (4, 3), (2, 2), 1, 1 / 7)


def _folded(cols: Tensor, size: tuple, kernel_size: tuple, stride: int) -> Tensor:
    return F.fold(cols[None], size, kernel_size, stride=stride)[0]


def _after(change: Callable) -> Callable:
    return lambda cols, *settings: change(_folded(cols, *settings), cols, *settings)


def _before(change: Callable) -> Callable:
    return lambda cols, size, kernel_size, stride: _folded(
        change(cols, size, kernel_size, stride), size, kernel_size, stride
    )


def _overwriting(cols: Tensor, size: tuple, kernel_size: tuple, stride: int) -> Tensor:
    X = torch.zeros_like(_folded(cols, size, kernel_size, stride))
    windows = cols.reshape(X.shape[0], *kernel_size, -1)
    per_row = (size[1] - kernel_size[1]) // stride + 1
    for number in range(cols.shape[1]):
        top, left = number // per_row * stride, number % per_row * stride
        X[:, top : top + kernel_size[0], left : left + kernel_size[1]] = windows[..., number]
    return X


def _averaged(X: Tensor, cols: Tensor, *settings: object) -> Tensor:
    return X / _folded(torch.ones_like(cols), *settings).clamp(min=1)


def _column_by_column(cols: Tensor, size: tuple, kernel_size: tuple, stride: int) -> Tensor:
    counts = [(n - k) // stride + 1 for n, k in zip(size, kernel_size, strict=True)]
    return cols.reshape(len(cols), counts[1], counts[0]).mT.reshape(cols.shape)


EXERCISE = Exercise(
    title="Columns back to a picture",
    statement=(
        "Write `my_col2im(cols, size, kernel_size, stride)` for one picture of `size` `(n_h, n_w)`, "
        "without padding. `cols` has a column for each window, in the order of reading, and in it the "
        "window's channels one below the other, each row by row: `(c * k_h * k_w, windows)`. Return maps "
        "`(c, n_h, n_w)` in the dtype of `cols`, with each column added where its window was. Try it "
        "without `F.fold`."
    ),
    hints=(
        "How many windows are there in a row? From the number of a column, that tells the row and the "
        "column of its window.",
        "cols.reshape(-1, k_h, k_w, windows) lays each column out as the window that it was, with its "
        "channels first.",
        "X[:, top : top + k_h, left : left + k_w] += windows[..., number], with top = number // per_row * "
        "stride and left = number % per_row * stride.",
    ),
    solution=my_col2im,
    cases=_cases,
    mistakes=(
        Mistake("later windows overwrite earlier ones: add where they overlap.", _overwriting),
        Mistake(
            "you average where windows overlap. That would undo im2col; the gradient adds.",
            _after(_averaged),
        ),
        Mistake(
            "you take the windows column by column: the first row of windows comes first.",
            _before(_column_by_column),
        ),
        Mistake(
            "inside a window you fill column by column: its numbers stand row by row.",
            _before(
                lambda cols, size, kernel_size, stride: (
                    cols.reshape(-1, kernel_size[1], kernel_size[0], cols.shape[1])
                    .transpose(1, 2)
                    .reshape(cols.shape)
                )
            ),
        ),
        Mistake(
            "your channels are mixed: the first k_h · k_w numbers of a column belong to channel 0.",
            _before(
                lambda cols, size, kernel_size, stride: (
                    cols.reshape(kernel_size[0] * kernel_size[1], -1, cols.shape[1])
                    .transpose(0, 1)
                    .reshape(cols.shape)
                )
            ),
        ),
        Mistake(
            "the channels are added up: each map keeps its own.",
            _after(lambda X, *rest: X.sum(0, keepdim=True).expand_as(X)),
        ),
        Mistake(
            "your windows begin too early: they are a stride apart.",
            lambda cols, size, kernel_size, stride: _close_together(cols, size, kernel_size, stride),
        ),
    ),
)


def _close_together(cols: Tensor, size: tuple, kernel_size: tuple, stride: int) -> Tensor:
    X = torch.zeros_like(_folded(cols, size, kernel_size, stride))
    windows = cols.reshape(X.shape[0], *kernel_size, -1)
    per_row = (size[1] - kernel_size[1]) // stride + 1
    for number in range(cols.shape[1]):
        top, left = divmod(number, per_row)
        X[:, top : top + kernel_size[0], left : left + kernel_size[1]] += windows[..., number]
    return X
