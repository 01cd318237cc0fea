"""Exercise: the gradient of the input under stride and padding."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_input_gradient(dY, K, size, stride, padding):
    """Hand each error back to its window in the padded input, and cut the padding off."""
    (n_h, n_w), (k_h, k_w) = size, K.shape
    dX = torch.zeros(n_h + 2 * padding, n_w + 2 * padding, dtype=K.dtype)
    for i in range(dY.shape[0]):
        for j in range(dY.shape[1]):
            top, left = i * stride, j * stride
            dX[top : top + k_h, left : left + k_w] += dY[i, j] * K
    return dX[padding : padding + n_h, padding : padding + n_w]


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(34)

    def case(label: str, size: tuple, kernel: tuple, stride: int, padding: int, scale: float = 0) -> Case:
        m = [(n + 2 * padding - k) // stride + 1 for n, k in zip(size, kernel, strict=True)]
        dY, K = (torch.randint(-3, 6, shape, generator=generator).float() for shape in (m, kernel))
        if scale:
            dY, K = dY.double() * scale, K.double() + scale
        return Case(label, (dY, K, size, stride, padding))

    yield case("stride 1", (3, 3), (2, 2), 1, 0)
    yield case("stride 2", (5, 5), (3, 3), 2, 0)
    yield case("a row and a column that no window reads", (4, 6), (3, 3), 2, 0)
    yield case("stride 2, padding 1", (5, 5), (3, 3), 2, 1)
    yield case("a kernel of 2 × 3", (6, 7), (2, 3), 2, 0)
    yield case("stride 3, gaps between the windows", (8, 5), (2, 1), 3, 0)
    yield case("stride 2, padding 1, a last row of padding unread", (4, 6), (3, 3), 2, 1)
    yield case("stride 2, padding 2", (4, 3), (5, 3), 2, 2)
    yield case("double precision (float64)", (4, 5), (3, 2), 2, 1, 1 / 7)


def _stamped(
    K_of: Callable = lambda K: K, step: Callable = lambda s: s, add: bool = True, cut: str = "right"
) -> Callable:
    def twin(dY: Tensor, K: Tensor, size: tuple, stride: int, padding: int) -> Tensor:
        (n_h, n_w), (k_h, k_w), s = size, K.shape, step(stride)
        dX = torch.zeros(n_h + 2 * padding, n_w + 2 * padding, dtype=K.dtype)
        for i in range(dY.shape[0]):
            for j in range(dY.shape[1]):
                window = dX[i * s : i * s + k_h, j * s : j * s + k_w]
                window.copy_(window * add + dY[i, j] * K_of(K))
        first = {"right": padding, "corner": 0, "not": 0}[cut]
        return dX if cut == "not" else dX[first : first + n_h, first : first + n_w]

    return twin


def _as_large_as_needed(dY: Tensor, K: Tensor, size: tuple, stride: int, padding: int) -> Tensor:
    spans = [(m - 1) * stride + k - padding for m, k in zip(dY.shape, K.shape, strict=True)]
    dX = my_input_gradient(dY, K, size, stride, padding)
    return dX[: min(spans[0], size[0]), : min(spans[1], size[1])]


EXERCISE = Exercise(
    title="The gradient of the input, with stride and padding",
    statement=(
        "Write `my_input_gradient(dY, K, size, stride, padding)` for one channel. The layer read a "
        "picture of `size` `(n_h, n_w)`; stride and padding are whole numbers for both axes. Return dX in"
        " this size and the dtype of `K`. Pixels that no window reads get 0. Loops are fine."
    ),
    hints=(
        "Work in the padded picture first. Where does the window of output (i, j) begin there?",
        "At row i · stride and column j · stride. Its k_h × k_w pixels get dY[i, j] * K, on top of what "
        "other windows give them.",
        "Make zeros of (n_h + 2 * padding, n_w + 2 * padding), add the stamps, and return the part from "
        "padding to padding + n_h, and likewise for the columns.",
    ),
    solution=my_input_gradient,
    cases=_cases,
    mistakes=(
        Mistake("later windows overwrite earlier ones: use += where they overlap.", _stamped(add=False)),
        Mistake(
            "the stride is ignored: the window of (i, j) begins at row i * stride.",
            _stamped(step=lambda stride: 1),
        ),
        Mistake(
            "the stamps are turned by 180°: an error goes back with K as it is. Only in the gathering form, "
            "as a correlation, is the kernel rotated.",
            _stamped(lambda K: K.flip(0, 1)),
        ),
        Mistake("the padding is still around your result: cut it off.", _stamped(cut="not")),
        Mistake(
            "the padding is not cut off at the top and left: the picture begins at row and column padding.",
            _stamped(cut="corner"),
        ),
        Mistake(
            "rows or columns that no window reads are missing: they belong to dX, with gradient 0.",
            _as_large_as_needed,
        ),
    ),
)
