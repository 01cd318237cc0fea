"""Exercise: the errors of max pooling."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_max_backward(dY, X, size, stride):
    """Add each error to the first of the largest numbers of its window."""
    dX = torch.zeros_like(X)
    for i in range(dY.shape[0]):
        for j in range(dY.shape[1]):
            top, left = i * stride, j * stride
            winner = X[top : top + size, left : left + size].argmax()
            row, column = divmod(winner.item(), size)
            dX[top + row, left + column] += dY[i, j]
    return dX


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(37)

    def case(label: str, X: Tensor, size: int, stride: int) -> Case:
        m = [(n - size) // stride + 1 for n in X.shape]
        dY = torch.randint(1, 9, m, generator=generator).to(X.dtype) - 4.5
        return Case(label, (dY / 7 if X.dtype == torch.float64 else dY, X, size, stride))

    def draw(*shape: int, most: int = 60) -> Tensor:
        return torch.randperm(most, generator=generator)[: shape[0] * shape[1]].reshape(shape) - most / 2

    yield case("one window", torch.tensor([[1.0, 4.0], [3.0, 2.0]]), 2, 2)
    yield case("windows side by side", draw(4, 4), 2, 2)
    yield case("windows that overlap", torch.tensor([[1.0, 0, 2], [0, 9, 3], [4, 1, 5]]), 2, 1)
    yield case("numbers below zero", draw(2, 4) - 60, 2, 2)
    yield case("a tie of two", torch.tensor([[1.0, 7.0], [7.0, 2.0]]), 2, 2)
    yield case("all numbers the same", torch.ones(4, 4), 2, 2)
    yield case(
        "ties in windows that overlap", torch.tensor([[2.0, 5, 5, 1], [5, 5, 0, 5], [1, 5, 5, 5]]), 2, 1
    )
    yield case("windows of 3, stride 2", draw(7, 5), 3, 2)
    yield case("a row and a column that no window reads", draw(5, 7), 2, 2)
    yield case("double precision (float64)", draw(4, 6).double() / 7, 2, 2)


def _handing(give: Callable, add: bool = True, step: Callable = lambda size, stride: stride) -> Callable:
    """Return a twin that hands each error on as `give(window)` says: shares for its entries."""

    def twin(dY: Tensor, X: Tensor, size: int, stride: int) -> Tensor:
        dX, s = torch.zeros_like(X), step(size, stride)
        for i in range(dY.shape[0]):
            for j in range(dY.shape[1]):
                here = slice(i * s, i * s + size), slice(j * s, j * s + size)
                shares = give(X[here]).to(X.dtype) * dY[i, j]
                dX[here] = dX[here] + shares if add else torch.where(shares != 0, shares, dX[here])
        return dX

    return twin


def _first(window: Tensor) -> Tensor:
    number = window.flatten().argmax() if window.numel() else 0
    return (torch.arange(window.numel()) == number).reshape(window.shape)


def _last(window: Tensor) -> Tensor:
    return _first(window.flip(0, 1)).flip(0, 1)


def _ties(window: Tensor) -> Tensor:
    return window == window.max()


EXERCISE = Exercise(
    title="The errors of max pooling",
    statement=(
        "Write `my_max_backward(dY, X, size, stride)` for one map `X`, pooled by `size` × `size` windows "
        "that are `stride` apart. Return dX in the shape and dtype of `X`: each error of `dY` goes to the"
        " largest number of its window, among equal ones to the first in the order of reading."
    ),
    hints=(
        "For each window: where is its largest number? What does that pixel have from other windows already?",
        "window.argmax() counts the entries row by row and takes the first of equal ones; divmod(…, size) "
        "turns the count into row and column.",
        "dX[top + row, left + column] += dY[i, j], where top and left say where the window begins.",
    ),
    solution=my_max_backward,
    cases=_cases,
    mistakes=(
        Mistake(
            "a pixel that wins several windows gets only the error of the last of them: add.",
            _handing(_first, add=False),
        ),
        Mistake(
            "at a tie you give the whole error to each of the equal numbers: that counts it several times.",
            _handing(_ties),
        ),
        Mistake(
            "at a tie you share the error out: a good rule, but PyTorch's is to give it to the first.",
            _handing(lambda window: _ties(window) / _ties(window).sum()),
        ),
        Mistake("at a tie the last one wins: it should be the first.", _handing(_last)),
        Mistake(
            "at a tie the first one column by column wins: it should be the first row by row.",
            _handing(lambda window: _first(window.T).T),
        ),
        Mistake(
            "every pixel of a window gets the error: only the largest does.",
            _handing(torch.ones_like),
        ),
        Mistake(
            "the error is shared out evenly: that is average pooling.",
            _handing(lambda window: torch.ones_like(window) / window.numel()),
        ),
        Mistake(
            "you take the number of the largest size: −9 is not larger than 2.",
            _handing(lambda window: _first(window.abs())),
        ),
        Mistake(
            "the errors are multiplied by the largest numbers: the slope of a maximum is 1.",
            _handing(lambda window: _first(window) * window),
        ),
    ),
)
