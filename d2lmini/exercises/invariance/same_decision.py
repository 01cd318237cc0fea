"""Exercise: how often does a network decide the same after a shift?"""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor
from torch.nn import functional as F

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.kit.named import Named


def my_consistency(net, X, steps):
    """Return the share of the pictures that are read as the same class after a shift."""
    moved = F.pad(X, (steps, 0))[:, :, :, : X.shape[3]]
    return (net(X).argmax(dim=1) == net(moved).argmax(dim=1)).double().mean().item()


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(5)

    def draw(n: int, h: int, w: int) -> Tensor:
        return torch.randperm(n * h * w, generator=generator).reshape(n, 1, h, w).float() / 10

    by_column = Named("a logit for each column, its sum", lambda X: X.sum(dim=(1, 2)))
    by_row = Named("a logit for each row, its sum", lambda X: X.sum(dim=(1, 3)))
    halves = Named("two logits, the sums of the left and right half", lambda X: _halves(X))
    negative = Named("a logit for each row, minus its sum", lambda X: -X.sum(dim=(1, 3)))
    yield Case("rows, and no step", (by_row, draw(3, 3, 4), 0))
    yield Case("columns, one step", (by_column, draw(3, 2, 4), 1))
    yield Case("rows, one step", (by_row, draw(6, 3, 5), 1))
    yield Case("halves, one step", (halves, draw(8, 2, 6), 1))
    yield Case("halves, three steps", (halves, draw(8, 2, 6), 3))
    yield Case("rows, two steps", (by_row, draw(10, 4, 4), 2))
    yield Case("negative logits", (negative, draw(10, 4, 4), 2))
    yield Case("one picture", (by_row, draw(1, 4, 6), 3))
    yield Case("as many pictures as classes", (by_row, draw(4, 4, 4), 1))


def _halves(X: Tensor) -> Tensor:
    middle = X.shape[3] // 2
    return torch.stack([X[..., :middle].sum(dim=(1, 2, 3)), X[..., middle:].sum(dim=(1, 2, 3))], dim=1)


def _right(X: Tensor, steps: int) -> Tensor:
    return F.pad(X, (steps, 0))[:, :, :, : X.shape[3]]


def _decided(
    move: Callable = _right,
    decide: Callable = lambda logits: logits.argmax(dim=1),
    summary: Callable = lambda same: same.double().mean(),
) -> Callable:
    return lambda net, X, steps: summary(decide(net(X)) == decide(net(move(X, steps)))).item()


def _assigned(X: Tensor, steps: int) -> Tensor:
    moved = torch.zeros_like(X)
    moved[..., steps:] = X[..., :-steps]
    return moved


_NO_STEP = "X[..., :-steps] is empty where steps is 0: cut to X.shape[3] columns instead."


EXERCISE = Exercise(
    title="Test the invariance of a decision",
    statement=(
        "Write `my_consistency(net, X, steps)`. The network turns pictures of shape `(n, 1, h, w)` into "
        "logits of shape `(n, number of classes)`. Move each picture of `X` by `steps` columns to the right "
        "(by none, where `steps` is 0), with zeros coming in from the left, and return the share of the "
        "pictures that are read as the same class before and after, as a Python number between 0 and 1."
    ),
    hints=(
        "Three parts: move the pictures, decide before and after, compare.",
        "F.pad(X, (steps, 0)) puts columns of zeros at the left; cut the result to as many columns as X has. "
        "The class is the position of the largest logit, argmax(dim=1).",
        "(net(X).argmax(dim=1) == net(moved).argmax(dim=1)).double().mean().item()",
    ),
    solution=my_consistency,
    cases=_cases,
    mistakes=(
        Mistake(
            "your pictures go round: torch.roll brings back at the left what leaves at the right.",
            _decided(lambda X, steps: X.roll(steps, 3)),
        ),
        Mistake(
            "your pictures move to the left.",
            _decided(lambda X, steps: F.pad(X, (0, steps))[:, :, :, steps:]),
        ),
        Mistake(
            "your pictures move down: columns are the last axis.",
            _decided(lambda X, steps: F.pad(X, (0, 0, steps, 0))[:, :, : X.shape[2]]),
        ),
        Mistake(
            "you compare the logits themselves: the decision is the position of the largest.",
            _decided(decide=lambda logits: logits),
        ),
        Mistake(
            "you compare the largest logits: the decision is their position, argmax.",
            _decided(decide=lambda logits: logits.amax(dim=1)),
        ),
        Mistake(
            "you look for the largest logit over the pictures: classes are axis 1.",
            _decided(decide=lambda logits: logits.argmax(dim=0)),
        ),
        Mistake("you count the pictures: divide by how many there are.", _decided(summary=torch.sum)),
        Mistake(
            "that is the share whose class changes.",
            _decided(summary=lambda same: (~same).double().mean()),
        ),
        Mistake(_NO_STEP, _decided(lambda X, steps: F.pad(X[..., :-steps], (steps, 0)))),
        Mistake(_NO_STEP, _decided(_assigned)),
    ),
)
