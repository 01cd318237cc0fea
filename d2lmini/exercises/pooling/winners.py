"""Exercise: where did the maximum come from?"""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor
from torch.nn import functional as F

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_winners(X, size):
    """Return, for each window, the position of its largest number in X, counted row by row."""
    m_h, m_w = X.shape[0] // size, X.shape[1] // size
    positions = torch.zeros(m_h, m_w, dtype=torch.long)
    for i in range(m_h):
        for j in range(m_w):
            window = X[i * size : (i + 1) * size, j * size : (j + 1) * size]
            row, column = divmod(window.flatten().argmax().item(), size)
            positions[i, j] = (i * size + row) * X.shape[1] + j * size + column
    return positions


_START = (
    "your search starts from a number that all numbers of a window may lie below: start from minus infinity, "
    "or from the window's first number"
)
_ROUNDED = (
    "numbers that differ little are taken for equal: keep the dtype of X, as float32 has about 7 digits only"
)


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(13)

    def draw(*shape: int) -> Tensor:
        return torch.randperm(shape[0] * shape[1], generator=generator).reshape(shape).float()

    yield Case("a single window", (draw(2, 2), 2))
    yield Case("two windows side by side", (draw(2, 4), 2))
    yield Case("two windows below each other", (draw(4, 2), 2))
    yield Case("a wide image", (draw(4, 6), 2))
    yield Case("a window of 3", (draw(6, 6), 3))
    yield Case("columns left over", (draw(4, 5), 2))
    yield Case("rows left over", (draw(5, 4), 2))
    yield Case("negative numbers", (-1 - draw(4, 4), 2), says=_START)
    yield Case("fractions", (draw(4, 4) / 100, 2))
    yield Case("double precision (float64)", (draw(4, 4).double() + 1e9, 2), says=_ROUNDED)
    yield Case("a large image", (draw(21, 32), 5))
    yield Case("large negative numbers", ((-1 - draw(4, 4)) * 1e37, 2), says=_START)


def _positions(turn: Callable) -> Callable:
    def twin(X: Tensor, size: int) -> Tensor:
        h, w = X.shape
        position = my_winners(X, size)
        i, j = torch.meshgrid(*(torch.arange(n) for n in position.shape), indexing="ij")
        return turn(position // w, position % w, h, w, i * size, j * size, size)

    return twin


EXERCISE = Exercise(
    title="Challenge: where did the maximum come from?",
    statement=(
        "Write `my_winners(X, size)`. For max pooling with a `size` × `size` window and a stride of `size`, "
        "it returns the position in `X` of the largest number of each window: a tensor of whole numbers "
        "(`torch.int64`), of the shape of the pooled image, that count the pixels of `X` row by row from 0, "
        "as in `X.flatten()`. Windows that do not fit are left out. No two numbers of `X` are equal. "
        "PyTorch's `return_indices` gives them too; try it without."
    ),
    hints=(
        "Inside a window, .argmax() counts its pixels row by row. Which row and which column of the window "
        "is that?",
        "divmod(position, size) gives row and column inside the window. The window of output (i, j) starts "
        "at row i · size and column j · size of X.",
        "The pixel at row r and column c of X has the number r · n_w + c, where n_w is the number of columns "
        "of X.",
    ),
    solution=my_winners,
    cases=_cases,
    mistakes=(
        Mistake(
            "you count inside the window: the position in X starts at the window's own row and column.",
            _positions(lambda r, c, h, w, top, left, size: (r - top) * size + c - left),
        ),
        Mistake(
            "you count column by column: the pixel at row r and column c is number r · n_w + c.",
            _positions(lambda r, c, h, w, top, left, size: c * h + r),
        ),
        Mistake(
            "you multiply the row by the height: a row has as many pixels as there are columns, so it is r "
            "· n_w + c.",
            _positions(lambda r, c, h, w, top, left, size: r * h + c),
        ),
        Mistake(
            "that is where each window starts, not where its largest number stands.",
            _positions(lambda r, c, h, w, top, left, size: top * w + left),
        ),
        Mistake(
            "those are the largest numbers themselves: return where they stand.",
            lambda X, size: F.max_pool2d(X[None, None], size)[0, 0],
        ),
        Mistake(
            "those are the positions of the smallest numbers.",
            lambda X, size: my_winners(-X, size),
        ),
        Mistake(
            "those are the positions of the largest sizes, whatever their sign: −1 is larger than −5.",
            lambda X, size: my_winners(X.abs(), size),
        ),
        Mistake(
            "the positions are right, but not whole numbers: make them with dtype=torch.long.",
            lambda X, size: my_winners(X, size).float(),
        ),
        Mistake(
            "you multiply the row inside the window by the window's size: in X, each row down is n_w pixels "
            "further on.",
            _positions(lambda r, c, h, w, top, left, size: top * w + left + (r - top) * size + c - left),
        ),
        Mistake(
            "the window of output (i, j) starts at row i · size and column j · size, not at row i and "
            "column j.",
            _positions(
                lambda r, c, h, w, top, left, size: (r - top + top // size) * w + c - left + left // size
            ),
        ),
    ),
)
