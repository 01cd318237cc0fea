"""Exercise: find the mistake in a matrix of weights whose axes come in another order."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_rows(K):
    """Return the filters as rows: (c_i, c_o, k_h, k_w) becomes (c_o, c_i*k_h*k_w)."""
    return K.transpose(0, 1).flatten(1)


def _broken() -> Callable:
    """Return the function that the chapter hands out."""

    def my_rows(K):
        c_i, c_o, k_h, k_w = K.shape
        return K.reshape(c_o, c_i * k_h * k_w)

    return my_rows


def _counted(*shape: int) -> Tensor:
    return torch.arange(float(torch.tensor(shape).prod())).reshape(shape)


def _cases() -> Iterator[Case]:
    yield Case("one filter over three channels", (_counted(3, 1, 3, 3),))
    yield Case("two filters over two channels", (_counted(2, 2, 1, 2),))
    yield Case("three filters over one channel", (_counted(1, 3, 2, 2),))
    yield Case("two filters over three channels", (_counted(3, 2, 2, 2),))
    yield Case("kernels that are wider than tall", (_counted(2, 3, 1, 3),))
    yield Case("kernels that are taller than wide", (_counted(3, 4, 3, 2),))
    yield Case("double precision", (_counted(2, 3, 2, 3).double() / 3 - 5,))


EXERCISE = Exercise(
    title="Find the mistake: whose axis comes first?",
    statement=(
        "Some code keeps weights with the input channels first, as a tensor `K` of shape "
        "`(c_i, c_o, k_h, k_w)`. `my_rows(K)` should give the matrix for the product: row o holds filter "
        "o, in the order of the columns. For a single filter it is right. Find out why it is wrong for "
        "more, and repair it."
    ),
    hints=(
        "reshape changes no order: it only cuts the same sequence of numbers into other rows. Whose numbers "
        "come first in K?",
        "All filters' kernels for the first input channel come first. Bring the axis of the filters to the "
        "front before you cut.",
        "K.transpose(0, 1) has the shape (c_o, c_i, k_h, k_w). Flatten it from axis 1 on.",
    ),
    solution=my_rows,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake(
            "the filters are still mixed up: reshape leaves the numbers in the order in which K holds them, "
            "and that is channel by channel.",
            _broken(),
        ),
        Mistake(
            "your rows belong to the input channels: row o should hold all of filter o.",
            lambda K: K.flatten(1),
        ),
        Mistake(
            "the channel runs fastest in your rows: in the columns, all pixels of a channel stand together.",
            lambda K: K.permute(1, 2, 3, 0).flatten(1),
        ),
        Mistake(
            "the kernels are read column by column: keep k_h before k_w.",
            lambda K: K.permute(1, 0, 3, 2).flatten(1),
        ),
        Mistake(
            "the axes are in order, but four of them: make one row of each filter.",
            lambda K: K.transpose(0, 1).contiguous(),
        ),
        Mistake(
            "the kernels are turned over: this is a cross-correlation.",
            lambda K: K.flip(2, 3).transpose(0, 1).flatten(1),
        ),
    ),
)
