"""Exercise: the slopes of a bilinear value."""

from collections.abc import Callable, Iterator
from math import floor

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_slopes(X, i, j):
    """Return the derivatives of the bilinear value with respect to the row and to the column."""
    row, column = int(i), int(j)
    down, right = i - row, j - column
    (nw, ne), (sw, se) = X[row : row + 2, column : column + 2].tolist()
    by_row = (1 - right) * (sw - nw) + right * (se - ne)
    by_column = (1 - down) * (ne - nw) + down * (se - sw)
    return by_row, by_column


def _cases() -> Iterator[Case]:
    X = torch.arange(16.0).reshape(4, 4) ** 2
    edge = torch.tensor([[0.0, 0.0, 9.0, 9.0], [0.0, 0.0, 9.0, 9.0], [0.0, 0.0, 9.0, 9.0]])
    yield Case("a vertical edge", (edge, 0.5, 1.5))
    yield Case("a horizontal edge", (edge.T, 1.25, 0.75))
    yield Case("a flat part", (edge, 1.5, 0.5))
    yield Case("the middle of four pixels", (X, 1.5, 0.5))
    yield Case("the chapter's place", (X, 1.6, 2.4))
    yield Case("close to a pixel", (X, 0.05, 2.9))
    yield Case("the last four pixels", (X, 2.7, 2.2))
    yield Case("negative numbers", (3 - X, 0.4, 1.3))


def _changed(change: Callable) -> Callable:
    def twin(X: Tensor, i: float, j: float) -> tuple:
        row, column = floor(i), floor(j)
        return change(X[row : row + 2, column : column + 2].tolist(), i - row, j - column)

    return twin


def _slopes(four: list, down: float, right: float) -> tuple:
    (nw, ne), (sw, se) = four
    return (
        (1 - right) * (sw - nw) + right * (se - ne),
        (1 - down) * (ne - nw) + down * (se - sw),
    )


EXERCISE = Exercise(
    title="The slopes of a place",
    statement=(
        "Write `my_slopes(X, i, j)`: the derivatives of the bilinear value of `X` at row `i` and column "
        "`j`, first with respect to `i`, then to `j`, as two Python numbers. The place lies between four "
        "pixels of the picture. Try it without autograd."
    ),
    hints=(
        "Keep j fixed. Along i the value goes in a straight line from the upper to the lower row.",
        "Its slope is the lower value minus the upper one, each of them mixed from two columns by their "
        "weights.",
        "by_row = (1 - right) * (sw - nw) + right * (se - ne), where right = j - int(j); by_column is "
        "like it.",
    ),
    solution=my_slopes,
    cases=_cases,
    mistakes=(
        Mistake(
            "the two slopes are exchanged: the row's comes first.", lambda *place: my_slopes(*place)[::-1]
        ),
        Mistake(
            "the signs are wrong: where the next pixel is brighter, the slope is positive.",
            lambda *place: tuple(-slope for slope in my_slopes(*place)),
        ),
        Mistake(
            "you take the difference at the upper and left pixels alone: mix it from both, by their weights.",
            _changed(lambda four, down, right: (four[1][0] - four[0][0], four[0][1] - four[0][0])),
        ),
        Mistake(
            "you give both differences the same weight: the nearer one counts more.",
            _changed(lambda four, down, right: _slopes(four, 0.5, 0.5)),
        ),
        Mistake(
            "the weights are the wrong way round: the nearer difference counts more.",
            _changed(lambda four, down, right: _slopes(four, 1 - down, 1 - right)),
        ),
        Mistake(
            "each slope is weighted by the place along the other axis: that by row, by j.",
            _changed(lambda four, down, right: _slopes(four, right, down)),
        ),
        Mistake("a slope of 0 is that of rounding; this is interpolation.", lambda X, i, j: (0.0, 0.0)),
    ),
)
