"""Exercise: read between the pixels, where the border goes on outside."""

from collections.abc import Callable, Iterator
from math import floor

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_read(X, i, j):
    """Return the bilinear value of X at row i and column j; outside, the border goes on."""
    h, w = X.shape
    i, j = min(max(i, 0), h - 1), min(max(j, 0), w - 1)
    rows = (1 - (i - torch.arange(h, dtype=X.dtype)).abs()).clamp(min=0)
    columns = (1 - (j - torch.arange(w, dtype=X.dtype)).abs()).clamp(min=0)
    return (rows @ X @ columns).item()


def _cases() -> Iterator[Case]:
    X = torch.arange(16.0).reshape(4, 4) ** 2 + 1
    wide = torch.tensor([[1.0, 5.0, 2.0], [4.0, 0.0, 7.0]])
    yield Case("a place on a pixel", (X, 2.0, 1.0))
    yield Case("a place between two columns", (X, 1.0, 2.25))
    yield Case("a place between two rows", (X, 0.75, 3.0))
    yield Case("the chapter's place", (X, 1.6, 2.4))
    yield Case("a picture that is not square", (wide, 0.2, 1.3))
    yield Case("the last pixel", (X, 3.0, 3.0))
    yield Case("a place above the first row", (X, -0.25, 1.5))
    yield Case("a place at the left of the first column", (X, 2.5, -0.75))
    yield Case("a place below the last row", (X, 3.4, 2.0))
    yield Case("a place at the right of the last column", (wide, 1.0, 2.5))
    yield Case("a place far outside", (X, 7.5, -4.2))
    yield Case("negative numbers", (1 - X, 2.3, 0.9))


def _zeros(X: Tensor, row: int, column: int) -> float:
    inside = 0 <= row < X.shape[0] and 0 <= column < X.shape[1]
    return X[row, column].item() if inside else 0.0


def _border(X: Tensor, row: int, column: int) -> float:
    return X[min(max(row, 0), len(X) - 1), min(max(column, 0), X.shape[1] - 1)].item()


def _around(X: Tensor, row: int, column: int) -> float:
    return X[row % len(X), column % X.shape[1]].item()


def _mixed(pixel: Callable = _border, shares: Callable = lambda t: (1 - t, t)) -> Callable:
    def twin(X: Tensor, i: float, j: float) -> float:
        row, column = floor(i), floor(j)
        return sum(
            of_row * of_column * pixel(X, row + down, column + right)
            for down, of_row in enumerate(shares(i - row))
            for right, of_column in enumerate(shares(j - column))
        )

    return twin


EXERCISE = Exercise(
    title="Read between the pixels",
    statement=(
        "Write `my_read(X, i, j)` for a matrix `X`: its bilinear value at row `i` and column `j`, as a "
        "Python number. The place may lie outside. There, the border goes on: a place reads what the "
        "nearest place of the picture would read. Try it without `F.grid_sample`."
    ),
    hints=(
        "Two steps: bring the place into the picture, then read it as in the chapter.",
        "The picture's places go from row 0 to row h − 1: min(max(i, 0), h - 1).",
        "With the weights of equation (3), in the dtype of X, the number is (rows @ X @ columns).item().",
    ),
    solution=my_read,
    cases=_cases,
    mistakes=(
        Mistake(
            "you read the nearest pixel only: a place between four pixels is a mean of them.",
            lambda X, i, j: _border(X, round(i), round(j)),
        ),
        Mistake("rows and columns are exchanged: i counts rows.", lambda X, i, j: my_read(X, j, i)),
        Mistake(
            "the weights are the wrong way round: the nearer a pixel, the larger its weight.",
            _mixed(shares=lambda t: (t, 1 - t)),
        ),
        Mistake(
            "all four pixels have the same weight: the nearer one should count more.",
            _mixed(shares=lambda t: (0.5, 0.5)),
        ),
        Mistake("outside you read zeros: the border should go on.", _mixed(_zeros)),
        Mistake(
            "outside, your indices come round to the other side: −1 is Python's last row.",
            _mixed(_around),
        ),
        Mistake(
            "outside, your picture is reflected: the border should go on.",
            lambda X, i, j: my_read(
                X,
                *(
                    (n - 1) - abs((n - 1) - abs(at) % (2 * n - 2))
                    for at, n in zip((i, j), X.shape, strict=True)
                ),
            ),
        ),
    ),
)
