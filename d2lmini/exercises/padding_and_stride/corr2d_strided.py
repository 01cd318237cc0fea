"""Exercise: give corr2d padding and a stride."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor
from torch.nn import functional as F

from d2lmini.exercises.kit.dtypes import LARGE, dtype_mistakes
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.kit.own import corr2d, d2l


def my_corr2d(X, K, padding=(0, 0), stride=(1, 1)):
    """Pad with zeros, correlate at every position, and keep every stride-th."""
    (p_h, p_w), (s_h, s_w) = padding, stride
    padded = F.pad(X, (p_w, p_w, p_h, p_h))
    return d2l.corr2d(padded, K)[::s_h, ::s_w]


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(12)

    def draw(*shape: int) -> Tensor:
        return torch.randint(-4, 8, shape, generator=generator).float()

    X = torch.arange(9.0).reshape(3, 3)
    K = torch.arange(4.0).reshape(2, 2)
    yield Case("nothing but the defaults", (X, K))
    yield Case("padding 1", (X, K, (1, 1)))
    yield Case("stride 2", (draw(5, 5), draw(3, 3), (0, 0), (2, 2)))
    yield Case("a stride that does not divide", (draw(4, 6), draw(3, 3), (0, 0), (2, 2)))
    yield Case("rows padded, columns not", (draw(3, 4), draw(3, 1), (1, 0), (1, 1)))
    yield Case("a stride along the width only", (draw(3, 6), draw(2, 2), (0, 0), (1, 3)))
    yield Case("everything rectangular", (draw(6, 7), draw(3, 2), (2, 1), (3, 2)))
    yield Case("whole numbers (int64)", (draw(4, 5).long(), draw(2, 3).long(), (1, 1), (2, 1)))
    yield Case("an int64 input, a float32 kernel", (draw(3, 3).long(), draw(2, 2), (1, 0), (2, 1)))
    yield Case("a float32 input, an int64 kernel", (draw(3, 3), draw(2, 2).long(), (0, 1), (1, 2)))
    large = torch.arange(1, 9).reshape(2, 4) + 2**25
    yield Case(LARGE, (large, torch.tensor([[-1]]), (0, 0), (1, 2)))
    X, K = draw(5, 4).double() / 10, draw(2, 2).double() / 10
    yield Case("double precision (float64)", (X, K, (0, 1), (2, 2)))


def _with(padded: Callable = F.pad, keep: Callable = lambda Y, s_h, s_w: Y[::s_h, ::s_w]) -> Callable:
    def twin(X: Tensor, K: Tensor, padding: tuple = (0, 0), stride: tuple = (1, 1)) -> Tensor:
        (p_h, p_w), (s_h, s_w) = padding, stride
        return keep(corr2d(padded(X, (p_w, p_w, p_h, p_h)), K), s_h, s_w)

    return twin


_ONE_FOR_BOTH = "the first number of a pair is for rows only: for columns take padding[1] and stride[1]."

EXERCISE = Exercise(
    title="Padding and stride for `corr2d`",
    statement=(
        "Write `my_corr2d(X, K, padding=(0, 0), stride=(1, 1))`: cross-correlation with zeros around `X`, "
        "`padding[0]` rows at the top and as many at the bottom, `padding[1]` columns at each side, and a "
        "window that moves by `stride[0]` rows and `stride[1]` columns. The result has the dtype "
        "`torch.result_type(X, K)`. You may use `d2l.corr2d`; try it without PyTorch's own convolutions."
    ),
    hints=(
        "Two steps: put zeros around X, and then leave out the positions that the stride jumps over.",
        "F.pad(X, (left, right, top, bottom)) pads the last axis first. A slice with a step, Y[::2], keeps "
        "every second row.",
        "With p_h, p_w = padding and s_h, s_w = stride: correlate F.pad(X, (p_w, p_w, p_h, p_h)) with K, "
        "then take [::s_h, ::s_w].",
    ),
    solution=my_corr2d,
    cases=_cases,
    mistakes=(
        Mistake(
            "the paddings are swapped: F.pad takes the last axis first, so its numbers go left, right, top, "
            "bottom.",
            _with(lambda X, sides: F.pad(X, (sides[2], sides[2], sides[0], sides[0]))),
        ),
        Mistake(
            "F.pad(X, (p_h, p_w, …)) pads the left by p_h: give both sides of the width first, then those of "
            "the height.",
            lambda X, K, padding=(0, 0), stride=(1, 1): corr2d(F.pad(X, (*padding, *padding)), K)[
                :: stride[0], :: stride[1]
            ],
        ),
        Mistake(
            "you pad one side of each axis only: zeros go on both.",
            _with(lambda X, sides: F.pad(X, (sides[0], 0, sides[2], 0))),
        ),
        Mistake(
            "the padding is missing.",
            _with(lambda X, sides: X),
        ),
        Mistake(
            "the strides are swapped: the first one is for rows, that is for moving down.",
            _with(keep=lambda Y, s_h, s_w: Y[::s_w, ::s_h]),
        ),
        Mistake(
            "the first position is left out: Y[s - 1 :: s] starts too late. The window starts at 0.",
            _with(keep=lambda Y, s_h, s_w: Y[s_h - 1 :: s_h, s_w - 1 :: s_w]),
        ),
        Mistake(
            "the stride is missing: keep every stride-th row and column of the output only.",
            _with(keep=lambda Y, s_h, s_w: Y),
        ),
        Mistake(
            "you take every stride-th row and column of the *input*. The windows must start there; inside "
            "them no pixel is left out.",
            lambda X, K, padding=(0, 0), stride=(1, 1): corr2d(
                F.pad(X, (padding[1], padding[1], padding[0], padding[0]))[:: stride[0], :: stride[1]], K
            ),
        ),
        *dtype_mistakes(my_corr2d, "X", "K"),
        Mistake(
            "your numbers are right but always float32: a result made by torch.zeros needs "
            "dtype=torch.result_type(X, K).",
            lambda *arguments: my_corr2d(*arguments).float(),
        ),
        Mistake(
            "the window of output (i, j) starts at row i · stride[0] and column j · stride[1] of the padded "
            "input, not at row i and column j.",
            _with(keep=lambda Y, s_h, s_w: Y[: len(Y[::s_h]), : len(Y.T[::s_w])]),
        ),
        Mistake(
            "the second [::s_w] cuts rows again: write [::s_h, ::s_w].",
            _with(keep=lambda Y, s_h, s_w: Y[::s_h][::s_w]),
        ),
        Mistake(_ONE_FOR_BOTH, _with(lambda X, sides: F.pad(X, sides[2:] * 2))),
        Mistake(_ONE_FOR_BOTH, _with(keep=lambda Y, s_h, s_w: Y[::s_h, ::s_h])),
        Mistake(
            _ONE_FOR_BOTH,
            _with(lambda X, sides: F.pad(X, sides[2:] * 2), lambda Y, s_h, s_w: Y[::s_h, ::s_h]),
        ),
    ),
)
