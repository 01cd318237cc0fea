"""Exercise: measure what a shift changes."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor
from torch.nn import functional as F

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.kit.own import d2l, pool2d


def my_changed(X, steps, size):
    """Return the share of pooled numbers that change when X moves to the right by some columns."""
    moved = F.pad(X, (steps, 0))[:, : X.shape[1]]
    before = d2l.pool2d(X, size, stride=size)
    after = d2l.pool2d(moved, size, stride=size)
    return (before != after).double().mean().item()


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(31)

    def draw(*shape: int) -> Tensor:
        return torch.randint(0, 5, shape, generator=generator).float()

    dot = torch.zeros(4, 6)
    dot[1, 2] = 1
    yield Case("a dot that stays in its window", (dot, 1, 2))
    yield Case("a dot that leaves its window", (dot, 2, 2))
    yield Case("no step at all", (dot, 0, 2))
    yield Case("a dot that leaves the image", (dot.roll(3, 1), 1, 2))
    yield Case("a window of one pixel", (draw(3, 4), 1, 1))
    yield Case("random numbers", (draw(6, 6), 1, 2))
    yield Case("a large window", (draw(6, 9), 1, 3))
    yield Case("two steps", (draw(4, 8), 2, 2))
    yield Case("windows that do not fit", (draw(5, 7), 1, 2))
    yield Case("large windows that do not fit", (draw(7, 8), 2, 3))
    yield Case("numbers of both signs", (draw(6, 6) / 10 - 0.2, 1, 2))
    near = torch.randperm(32, generator=generator).reshape(4, 8).float() / 10_000
    yield Case("negative numbers that differ little", (-1 - near, 1, 2))


def _measured(
    move: Callable = lambda X, steps: F.pad(X, (steps, 0))[:, : X.shape[1]],
    summary: Callable = lambda changed: changed.double().mean(),
) -> Callable:
    def twin(X: Tensor, steps: int, size: int) -> float | int:
        before, after = (pool2d(each, size, stride=size) for each in (X, move(X, steps)))
        return summary(before != after).item()

    return twin


def _assigned(X: Tensor, steps: int) -> Tensor:
    moved = torch.zeros_like(X)
    moved[:, steps:] = X[:, :-steps]
    return moved


_NO_STEP = "X[:, :-steps] is empty where steps is 0: cut with X[:, : X.shape[1] - steps]"


EXERCISE = Exercise(
    title="Measure what a shift changes",
    statement=(
        "Write `my_changed(X, steps, size)`. It moves the image `X` by `steps` columns to the right (by "
        "none, where `steps` is 0), with zeros coming in from the left and columns leaving at the right, "
        "pools the image before and after with a `size` × `size` maximum and a stride of `size`, and returns "
        "the share of the pooled numbers that differ, as a Python number between 0 and 1."
    ),
    hints=(
        "Three parts: move the image, pool both images, compare.",
        "F.pad(X, (steps, 0)) puts columns of zeros at the left; then cut the result to as many columns as "
        "X has.",
        "(before != after) is a tensor of True and False: the mean of its .double() is the share of True, "
        "and .item() makes a Python number of it.",
    ),
    solution=my_changed,
    cases=_cases,
    mistakes=(
        Mistake(
            "your image goes round: torch.roll brings back at the left what leaves at the right. Zeros "
            "should come in.",
            _measured(lambda X, steps: X.roll(steps, 1)),
        ),
        Mistake(
            "your image moves to the left.",
            _measured(lambda X, steps: F.pad(X, (0, steps))[:, steps:]),
        ),
        Mistake(
            "your image moves down: columns are axis 1.",
            _measured(lambda X, steps: F.pad(X, (0, 0, steps, 0))[: len(X)]),
        ),
        Mistake(
            "you count the outputs that differ: divide by how many there are.", _measured(summary=torch.sum)
        ),
        Mistake(
            "that is the share of outputs that stay the same.",
            lambda *arguments: 1 - my_changed(*arguments),
        ),
        Mistake(
            "you compare the images, not their pooled versions.",
            lambda X, steps, size: my_changed(X, steps, 1),
        ),
        Mistake(
            "you move the pooled map: the image moves, and pooling comes after it.",
            lambda X, steps, size: my_changed(pool2d(X, size, stride=size), steps, 1),
        ),
        Mistake(
            "your window moves by 1: its stride should be its size.",
            lambda X, steps, size: (
                (pool2d(X, size) != pool2d(F.pad(X, (steps, 0))[:, : X.shape[1]], size))
                .double()
                .mean()
                .item()
            ),
        ),
        Mistake(_NO_STEP, _measured(lambda X, steps: F.pad(X[:, :-steps], (steps, 0)))),
        Mistake(_NO_STEP, _measured(_assigned)),
        Mistake(
            "True and False have no mean in torch: make numbers of them first, with .double().",
            _measured(summary=torch.mean),
        ),
    ),
)
