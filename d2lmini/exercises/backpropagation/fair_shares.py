"""Exercise: find the mistakes in the errors of average pooling."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_avg_backward(dY, n, size, stride):
    """Add an equal share of each error to every pixel of its window."""
    dX = torch.zeros(n, n, dtype=dY.dtype)
    for i in range(len(dY)):
        for j in range(len(dY)):
            top, left = i * stride, j * stride
            dX[top : top + size, left : left + size] += dY[i, j] / size**2
    return dX


def _broken() -> Callable:
    """Return the function that the chapter hands out."""

    def my_avg_backward(dY, n, size, stride):
        dX = torch.zeros(n, n, dtype=dY.dtype)
        for i in range(len(dY)):
            for j in range(len(dY)):
                top, left = i * stride, j * stride
                dX[top : top + size, left : left + size] = dY[i, j]
        return dX

    return my_avg_backward


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(38)

    def case(label: str, n: int, size: int, stride: int, scale: float = 0) -> Case:
        m = (n - size) // stride + 1
        dY = torch.randint(-4, 9, (m, m), generator=generator).float()
        return Case(label, (dY.double() * scale if scale else dY, n, size, stride))

    yield case("one window", 2, 2, 2)
    yield case("windows side by side", 4, 2, 2)
    yield case("windows that overlap", 3, 2, 1)
    yield case("windows of 3, stride 2", 7, 3, 2)
    yield case("a row and a column that no window reads", 5, 2, 2)
    yield case("windows of one pixel", 3, 1, 1)
    yield case("double precision (float64)", 5, 3, 1, 1 / 7)


def _sharing(share: Callable, add: bool = True) -> Callable:
    def twin(dY: Tensor, n: int, size: int, stride: int) -> Tensor:
        dX = torch.zeros(n, n, dtype=dY.dtype)
        for i in range(len(dY)):
            for j in range(len(dY)):
                window = dX[i * stride : i * stride + size, j * stride : j * stride + size]
                window.copy_(window * add + dY[i, j] * share(size))
        return dX

    return twin


def _averaged_again(dY: Tensor, n: int, size: int, stride: int) -> Tensor:
    counts = _sharing(lambda size: 1)(torch.ones_like(dY), n, size, stride)
    return my_avg_backward(dY, n, size, stride) / counts.clamp(min=1)


EXERCISE = Exercise(
    title="Find the mistakes: a mean whose slopes are 1",
    statement=(
        "`my_avg_backward(dY, n, size, stride)` should return dX for average pooling of an `n` × `n` map "
        "by `size` × `size` windows that are `stride` apart. Its author reasoned: each pixel contributes "
        "to the mean, so each slope is 1. A second mistake shows only where windows overlap. Repair both."
    ),
    hints=(
        "Write the mean of four numbers as a formula. By how much does it grow if one of them grows by 1?",
        "A mean of n numbers grows by 1/n of that, and a window has size · size pixels. And what if a pixel "
        "already has the share of another window?",
        "dX[…] += dY[i, j] / size**2",
    ),
    solution=my_avg_backward,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake(
            "both mistakes are still there: the slope of a mean is not 1, and windows overwrite each other.",
            _broken(),
        ),
        Mistake(
            "now shares add up, but each pixel still gets the whole error: the slope of a mean of n numbers "
            "is 1/n.",
            _sharing(lambda size: 1),
        ),
        Mistake(
            "the shares are right, but where windows overlap the last one overwrites the others: add.",
            _sharing(lambda size: 1 / size**2, add=False),
        ),
        Mistake("a window has size · size pixels, not size.", _sharing(lambda size: 1 / size)),
        Mistake(
            "you take the mean over the windows that read a pixel: their shares add up.",
            _averaged_again,
        ),
    ),
)
