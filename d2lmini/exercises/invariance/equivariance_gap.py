"""Exercise: by how much does a layer miss equivariance?"""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.kit.named import Named


def my_gap(f, X, steps, stride):
    """Return the largest difference between moving first and moving last."""
    expected = f(X).roll(steps // stride, 1)
    return (f(X.roll(steps, 1)) - expected).abs().max().item()


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(3)

    def draw(*shape: int) -> Tensor:
        return torch.randint(-9, 10, shape, generator=generator).float()

    columns = torch.arange(6.0)
    rows = torch.arange(3.0)[:, None]
    yield _case("the image as it is", lambda X: X, draw(2, 4), 1, 1)
    yield _case("the pixels times the number of their column", lambda X: X * columns, draw(3, 6), 1, 1)
    yield _case("the pixels times the number of their row", lambda X: X * rows, draw(3, 6), 2, 1)
    yield _case("each pixel minus its left neighbour", lambda X: X - X.roll(1, 1), draw(3, 6), 2, 1)
    yield _case("every second column", lambda X: X[:, ::2], draw(2, 8), 2, 2)
    yield _case("the mean of every three columns", lambda X: X.reshape(2, -1, 3).mean(2), draw(2, 12), 6, 3)
    yield _case("the image with its last column black", lambda X: X * (columns < 5), draw(3, 6), 1, 1)
    bright = draw(3, 6).abs() + 1
    yield _case("the image with its first column black", lambda X: X * (columns > 0), bright, 2, 1)
    yield _case("the negative, with its first column black", lambda X: -X * (columns > 0), bright, 2, 1)
    yield _case("every second column, the first one doubled", _first_doubled, draw(3, 8), 4, 2)


def _first_doubled(X: Tensor) -> Tensor:
    kept = X[:, ::2].clone()
    kept[:, 0] *= 2
    return kept


def _case(words: str, function: Callable, X: Tensor, steps: int, stride: int) -> Case:
    return Case(words, (Named(words, function), X, steps, stride))


def _compared(
    move: Callable = lambda H, steps, stride: H.roll(steps // stride, 1),
    size: Callable = lambda D: D.abs().max(),
) -> Callable:
    return lambda f, X, steps, stride: size(f(X.roll(steps, 1)) - move(f(X), steps, stride)).item()


EXERCISE = Exercise(
    title="Test equivariance, strides included",
    statement=(
        "Write `my_gap(f, X, steps, stride)`. The function `f` makes a feature map of an image `X`, and has "
        "one column for every `stride` columns of the image. Move the image by `steps` columns to the right, "
        "by `roll`; `steps` is a multiple of `stride`. Return the largest absolute difference between the "
        "feature map of the moved image and the feature map of the image, moved by as many of its own "
        "columns as it should, as a Python number: 0 if `f` is equivariant."
    ),
    hints=(
        "Two feature maps are compared: one where the image moves before f, one where the map moves after f.",
        "A column of the map stands for stride columns of the image: the map should move by steps // stride.",
        "(f(X.roll(steps, 1)) - f(X).roll(steps // stride, 1)).abs().max().item()",
    ),
    solution=my_gap,
    cases=_cases,
    mistakes=(
        Mistake(
            "that is invariance: the feature map of the moved image is compared with one that has not moved.",
            _compared(lambda H, steps, stride: H),
        ),
        Mistake(
            "the map moves too far: each of its columns stands for `stride` columns of the image.",
            _compared(lambda H, steps, stride: H.roll(steps, 1)),
        ),
        Mistake(
            "the map moves to the left, while the image moves to the right.",
            _compared(lambda H, steps, stride: H.roll(-(steps // stride), 1)),
        ),
        Mistake(
            "the map moves down: columns are axis 1.",
            _compared(lambda H, steps, stride: H.roll(steps // stride, 0)),
        ),
        Mistake(
            "differences below zero count too: take .abs() before the largest.",
            _compared(size=lambda D: D.max()),
        ),
        Mistake(
            "that is the mean difference: the largest is asked for.", _compared(size=lambda D: D.abs().mean())
        ),
        Mistake(
            "that is the sum of all differences: the largest is asked for.",
            _compared(size=lambda D: D.abs().sum()),
        ),
        Mistake(
            "you compare the largest numbers of two maps: the maximum forgets the position.",
            lambda f, X, steps, stride: (f(X.roll(steps, 1)).max() - f(X).max()).abs().item(),
        ),
    ),
)
