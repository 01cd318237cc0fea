"""Exercise: the standard error of a mean."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_error(scores):
    """Divide the standard deviation by the root of the number of runs."""
    return (scores.std() / len(scores) ** 0.5).item()


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(3)
    yield Case("two runs", (torch.tensor([90.0, 92.0]),))
    yield Case("three runs", (torch.tensor([88.0, 91.0, 94.0]),))
    yield Case("runs that all agree", (torch.full((5,), 93.0),))
    yield Case("sixteen runs", (90 + 3 * torch.randn(16, generator=generator),))
    yield Case("a hundred runs", (50 + 20 * torch.randn(100, generator=generator),))
    yield Case("double precision (float64)", (torch.tensor([97.5, 96.0, 98.25, 97.0]).double(),))


def _of(error: Callable[[Tensor], Tensor]) -> Callable:
    return lambda scores: float(error(scores))


EXERCISE = Exercise(
    title="Write the standard error",
    statement=(
        "Write `my_error(scores)`: the standard error of the mean of the runs in the tensor `scores`, of "
        "shape `(n,)` with n at least 2, as a Python number."
    ),
    hints=(
        "Two steps: how far single runs are from their mean, and what averaging n of them leaves of that.",
        "scores.std() is the standard deviation, with n − 1 already in its denominator.",
        "Divide it by len(scores) ** 0.5, and take the number out with .item().",
    ),
    solution=my_error,
    cases=_cases,
    mistakes=(
        Mistake(
            "that is the standard deviation, the distance of single runs: the mean of n runs lies closer, by "
            "the root of n.",
            _of(lambda scores: scores.std()),
        ),
        Mistake("divide by the root of n, not by n.", _of(lambda scores: scores.std() / len(scores))),
        Mistake(
            "the squares are divided by n instead of n − 1: the mean was fitted to the same runs, so the "
            "spread comes out too small.",
            _of(lambda scores: scores.std(correction=0) / len(scores) ** 0.5),
        ),
        Mistake(
            "the root is missing: variance / n is the square of the error.",
            _of(lambda scores: scores.var() / len(scores)),
        ),
        Mistake(
            "that is the variance over the root of n: take the root of the variance, too.",
            _of(lambda scores: scores.var() / len(scores) ** 0.5),
        ),
        Mistake(
            "divide by the root of n: n − 1 is in the standard deviation already.",
            _of(lambda scores: scores.std() / (len(scores) - 1) ** 0.5),
        ),
        Mistake(
            "that is twice the standard error.", _of(lambda scores: 2 * scores.std() / len(scores) ** 0.5)
        ),
    ),
)
