"""Exercise: repair the padding of max pooling."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor
from torch.nn import functional as F

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.kit.own import d2l, pool2d


def my_max_pool(X, size, padding):
    """Max-pool with a border that never wins."""
    padded = F.pad(X, (padding, padding, padding, padding), value=float("-inf"))
    return d2l.pool2d(padded, size, stride=size)


def _broken() -> Callable:
    """Return the function that the chapter hands out."""

    def my_max_pool(X, size, padding):
        padded = F.pad(X, (padding, padding, padding, padding))
        return d2l.pool2d(padded, size, stride=size)

    return my_max_pool


_FINITE = "your border is small, but not small enough for every image: minus infinity always is"


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(2)

    def draw(*shape: int) -> Tensor:
        return torch.randint(-9, 4, shape, generator=generator).float()

    yield Case("no padding", (draw(4, 4), 2, 0))
    yield Case("an image without negative numbers", (draw(4, 4).abs(), 2, 1))
    # Small ones first: whatever fails on the large ones alone has a border that is finite.
    small = -torch.arange(1.0, 17.0).reshape(4, 4) / 20
    yield Case("an image of negative numbers", (small, 2, 1))
    yield Case("a window of 3", (draw(4, 7) / 10, 3, 1))
    yield Case("a window of 5 with padding 2", (draw(6, 6) / 10 - 0.4, 5, 2))
    yield Case("rows and columns left over", (draw(5, 6), 3, 1))
    yield Case("double precision (float64)", (small.double(), 2, 1))
    yield Case("larger negative numbers", (small * 1e4, 2, 1), says=_FINITE)
    yield Case("very large negative numbers", (small * 3e38, 2, 1), says=_FINITE)


def _with_border(value: float) -> Callable:
    def twin(X: Tensor, size: int, padding: int) -> Tensor:
        return pool2d(F.pad(X, (padding,) * 4, value=value), size, stride=size)

    return twin


EXERCISE = Exercise(
    title="Find the mistake: a border that wins",
    statement=(
        "`my_max_pool(X, size, padding)` should give what `F.max_pool2d` gives for a square window: padding "
        "on all sides, and a stride as large as the window. It is right for images without negative numbers. "
        "Find out why it is wrong for others, and repair it with one change."
    ),
    hints=(
        "Give it an image in which every number is −1, with padding 1. Where do the zeros in the result "
        "come from?",
        "What number could the border hold so that it never is the largest of its window, whatever the "
        "image holds?",
        'F.pad takes a value: F.pad(X, …, value=float("-inf")).',
    ),
    solution=my_max_pool,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake("the border still holds zeros, and zero wins against negative numbers.", _with_border(0.0)),
        Mistake(
            "the padding is gone: the border has to be there, with another number in it.",
            lambda X, size, padding: pool2d(X, size, stride=size),
        ),
        Mistake(
            "plus infinity always wins: the border must never do so.",
            _with_border(float("inf")),
        ),
        Mistake(
            "the window now moves by 1: its stride should be its size.",
            lambda X, size, padding: pool2d(F.pad(X, (padding,) * 4, value=float("-inf")), size),
        ),
    ),
)
